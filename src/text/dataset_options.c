/* dataset_options.c: the options of a data set. */
#include "text/dataset_options.h"

#include <string.h>

#include "text/data_sources.h"

#define AT(field) OPTION_AT(DatasetOptions, field)

/* The struct holds tasks, grammars and languages by name. */
static int place_of(ChoiceName *choice, const char *name)
{
    int i = 0;
    while (name != NULL && choice(i) != NULL && strcmp(choice(i), name) != 0)
        i++;
    return name != NULL && choice(i) != NULL ? i : -1;
}

static void choose_task(void *options, int i) { ((DatasetOptions *)options)->task = data_task_name(i); }
static int chosen_task(const void *options)
{
    return place_of(data_task_name, ((const DatasetOptions *)options)->task);
}

static void choose_grammar(void *options, int i) { ((DatasetOptions *)options)->grammar = data_grammar_name(i); }
static int chosen_grammar(const void *options)
{
    return place_of(data_grammar_name, ((const DatasetOptions *)options)->grammar);
}

static void choose_language(void *options, int i) { ((DatasetOptions *)options)->language = data_language_name(i); }
static int chosen_language(const void *options)
{
    return place_of(data_language_name, ((const DatasetOptions *)options)->language);
}

_Static_assert(offsetof(DatasetOptions, length_most) == offsetof(DatasetOptions, length_least) + sizeof(int),
               "a range is two numbers");

static const Option option_rows[] = {
    {"file", OPTION_TEXT, AT(file), .means = MEANS_FILE,
     .help = {"A file of pairs: source, tab, target. Other columns are ignored.",
              "쌍의 파일: 소스, 탭, 타깃. 다른 열은 읽지 않습니다."}},
    {"with", OPTION_TEXT, AT(with), .means = MEANS_FILE, .condition = data_sources_taking,
     .help = {"The targets, if they are in a second file, line by line.", "타깃이 다른 파일에 한 줄씩 있을 때 그 파일."}},
    {"grammar", OPTION_CHOICE, AT(grammar), .choice = data_grammar_name, .choose = choose_grammar,
     .chosen = chosen_grammar,
     .help = {"Sentences from a grammar, unlimited, with their true alignment.",
              "문법으로 끝없이 만드는 문장 쌍(정답 정렬 포함)."}},
    {"task", OPTION_CHOICE, AT(task), .choice = data_task_name, .choose = choose_task, .chosen = chosen_task,
     .help = {"A task whose pairs are generated.", "쌍을 즉석에서 만드는 과제."}},
    {"tasks", OPTION_TEXT, AT(tasks),
     .help = {"Several of copy, reverse and sort, such as copy,sort. The first token of a source names its task.",
              "copy, reverse, sort 가운데 여럿(예: copy,sort). 소스의 첫 토큰이 과제 이름입니다."}},
    {"hangul", OPTION_CHOICE, AT(hangul), .fallback = "syllable", .choices = "syllable|jamo",
     .applies = "tokens|source_tokens|target_tokens=subword",
     .help = {"Hangul units that subword merges start from.", "서브워드 병합을 시작하는 한글 단위: 음절 또는 자모."}},
    {"length", OPTION_RANGE, AT(length_least), .least = 0, .most = 500, .aliases = "max", .unit = {"tokens", "토큰"},
     .help = {"Length of the sources: 12 is up to 12, 5..50 is from 5 to 50.",
              "소스의 길이: 12는 12까지, 5..50은 5에서 50까지."}},
    {"symbols", OPTION_WHOLE, AT(symbols), .least = 2, .most = 200, .condition = data_sources_taking,
     .otherwise = {"set by the source", "소스마다 다름"},
     .help = {"Size of the task's alphabet.", "과제에 쓰는 기호의 수."}},
    {"noise", OPTION_NUMBER, AT(noise), .fallback = "0.02", .least = 0, .most = NOISE_MOST,
     .condition = data_sources_taking,
     .help = {"Share of a picture's dots that are flipped.", "그림에서 뒤집히는 점의 비율."}},
    {"language", OPTION_CHOICE, AT(language), .choice = data_language_name, .choose = choose_language,
     .chosen = chosen_language, .condition = data_sources_taking, .otherwise = {"en", "en"},
     .help = {"Language of the task; both mixes the two (task=dates only).",
              "과제의 언어. both는 두 언어를 섞습니다(task=dates에서만)."}},
    {"split", OPTION_CHOICE, AT(split), .fallback = "simple", .choices = "simple|length|add-jump",
     .condition = data_sources_taking,
     .help = {"The test set of a published experiment: a random fifth, the long action sequences, or commands with jump.",
              "공개된 실험의 평가 데이터: 무작위로 고른 5분의 1, 긴 행동열, 또는 jump가 든 명령."}},
    {"swap", OPTION_YES_NO, AT(swap), .fallback = "no", .condition = data_sources_taking,
     .help = {"The second column is the source.", "둘째 열을 소스로 씁니다."}},
    {"seed", OPTION_WHOLE, AT(seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed of the split into training, validation and test set.", "훈련·검증·평가 데이터로 나누는 시드."}},
    {0},
};
const Options dataset_table = {option_rows, .size = sizeof(DatasetOptions)};
