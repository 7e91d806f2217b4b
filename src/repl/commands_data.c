/* commands_data.c: `data`: chooses the pairs to learn from. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/results.h"
#include "text/data_sources.h"

typedef struct DataOptions {
    DatasetOptions dataset;
    int tokens, source_tokens, target_tokens; /* TokenKind; -1: not given */
    int merges, source_merges, target_merges; /* 0: not given */
    int examples;
} DataOptions;

#define TOKENS_ROW(field) OPTION_CHOICE, OPTION_AT(DataOptions, field), .absent = -1, .choice = token_kind_name
#define MERGES_ROW(field) OPTION_WHOLE, OPTION_AT(DataOptions, field), .least = 1, .most = MERGES_MOST

static const Option data_rows[] = {
    {"tokens", TOKENS_ROW(tokens), .otherwise = {"character for dates, else word", "날짜는 character, 나머지는 word"},
     .help = {"Unit of a token.", "토큰의 단위."}},
    {"source_tokens", TOKENS_ROW(source_tokens), .otherwise = {"as tokens", "tokens와 같음"}, .help = {"Tokens of the source.", "소스의 토큰 단위."}},
    {"target_tokens", TOKENS_ROW(target_tokens), .otherwise = {"as tokens", "tokens와 같음"}, .help = {"Tokens of the target.", "타깃의 토큰 단위."}},
    {"merges", MERGES_ROW(merges), .applies = "tokens|source_tokens|target_tokens=subword", .otherwise = {"500", "500"},
     .help = {"Number of merges that make subword tokens.", "서브워드 토큰을 만들 때 병합하는 횟수."}},
    {"source_merges", MERGES_ROW(source_merges), .applies = "source_tokens|tokens=subword", .otherwise = {"as merges", "merges와 같음"},
     .help = {"Merges of the source.", "소스의 병합 횟수."}},
    {"target_merges", MERGES_ROW(target_merges), .applies = "target_tokens|tokens=subword", .otherwise = {"as merges", "merges와 같음"},
     .help = {"Merges of the target.", "타깃의 병합 횟수."}},
    {"examples", OPTION_WHOLE, OPTION_AT(DataOptions, examples), .fallback = "3", .least = 0, .most = 100,
     .help = {"How many pairs of the training set to show; alone, of the data that are loaded.",
              "보여 줄 훈련 데이터 예문의 수. 이 옵션만 쓰면 지금 데이터의 예문을 보여 줍니다."}},
    {0},
};
static const Options token_options = {data_rows, .size = sizeof(DataOptions)};
static const OptionPart data_parts[] = {
    {&dataset_table, offsetof(DataOptions, dataset), NULL}, {&token_options, 0, NULL}, {0}};
static const Options data_options = {.parts = data_parts, .size = sizeof(DataOptions)};

static TokenKind tokens_of(int side, int both) { return (TokenKind)(side >= 0 ? side : both >= 0 ? both : 0); }

/* source_tokens and target_tokens override tokens; so do the merges. */
static DatasetOptions settled(const DataOptions *given)
{
    DatasetOptions options = given->dataset;
    options.source_tokens = tokens_of(given->source_tokens, given->tokens);
    options.target_tokens = tokens_of(given->target_tokens, given->tokens);
    options.tokens_given = given->tokens >= 0 || given->source_tokens >= 0 || given->target_tokens >= 0;
    options.source_merges = given->source_merges > 0 ? given->source_merges : given->merges;
    options.target_merges = given->target_merges > 0 ? given->target_merges : given->merges;
    return options;
}

static json_t *example_value(const Dataset *dataset, const Pair *pair)
{
    json_t *value = json_pack("{s:s, s:s}", "source", pair->source_text, "target", pair->target_text);
    int *dots = dataset_picture(dataset, pair->source, pair->source_count);
    if (dots != NULL)
        json_object_set_new(value, "picture", picture_value(dots, pair->source_count));
    free(dots);
    return value;
}

static bool is_listed(const json_t *list, const json_t *example)
{
    bool listed = false;
    for (size_t i = 0; i < json_array_size(list); i++)
        listed = listed || json_equal(json_array_get(list, i), example);
    return listed;
}

/* No pair twice, unless there are too few. */
static json_t *examples(Dataset *dataset, int count)
{
    json_t *list = json_array();
    PairSpace *space = pair_space_open();
    Random random;
    Pair pair;
    random_seed_for(&random, 1, "shown examples");
    for (int again = 3 * count; (int)json_array_size(list) < count;) {
        if (!dataset_draw(dataset, SPLIT_TRAINING, 0, &random, space, &pair))
            break;
        json_t *example = example_value(dataset, &pair);
        if (again-- > 0 && is_listed(list, example))
            json_decref(example);
        else
            json_array_append_new(list, example);
    }
    pair_space_close(space);
    return list;
}

/* With "tokens=subword source_tokens=word", source_merges would have no effect. */
static bool merges_wanted(const DataOptions *given, const DatasetOptions *options, Error *error)
{
    const char *idle = given->source_merges > 0 && options->source_tokens != TOKENS_SUBWORD   ? "source"
                       : given->target_merges > 0 && options->target_tokens != TOKENS_SUBWORD ? "target"
                                                                                              : NULL;
    return idle == NULL || error_set(error, ERROR_USAGE,
                                     TEXT("%1$s_merges= has no effect here; it applies only to %1$s_tokens=subword",
                                          "여기서는 %1$s_merges= 옵션이 효과가 없습니다. %1$s_tokens=subword일 때만 쓸 수 있습니다"),
                                     idle);
}

/* For each side, the share of test tokens that are not in the vocabulary; NaN without a test set. */
static void unknown_shares(Dataset *dataset, double share[SIDES])
{
    double unknown[SIDES] = {0}, all[SIDES] = {0};
    Pair pair;
    for (int i = 0; i < dataset_count(dataset, SPLIT_TEST); i++)
        for (Side side = SIDE_SOURCE; side < SIDES && dataset_pair(dataset, SPLIT_TEST, i, &pair); side++) {
            const int *ids = side == SIDE_SOURCE ? pair.source : pair.target;
            int count = side == SIDE_SOURCE ? pair.source_count : pair.target_count;
            all[side] += count;
            for (int t = 0; t < count; t++)
                unknown[side] += ids[t] == TOKEN_UNK;
        }
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        share[side] = unknown[side] / all[side];
}

static void describe_tokens(Dataset *dataset, json_t *value)
{
    static const char *const tokens[] = {"source_tokens", "target_tokens"},
                             *const merges[] = {"source_merges", "target_merges"},
                             *const unknown[] = {"source_unknown", "target_unknown"};
    double share[SIDES];
    unknown_shares(dataset, share);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        const BytePairs *pairs = dataset_merges(dataset, side);
        json_object_set_new(value, tokens[side], json_string(token_kind_name(dataset_tokens(dataset, side))));
        if (pairs != NULL)
            json_object_set_new(value, merges[side], json_integer(pairs->count));
        if (!dataset_endless(dataset))
            json_object_set_new(value, unknown[side], json_finite(share[side]));
    }
}

static json_t *describe(Dataset *dataset, int count)
{
    int least, most;
    bool endless = dataset_endless(dataset);
    dataset_length_range(dataset, &least, &most);
    json_t *value = json_pack(
        "{s:s, s:b, s:i, s:i, s:[i,i], s:b, s:i, s:o}", "name", dataset_name(dataset), "endless", endless,
        "source_vocabulary", vocabulary_size(dataset_vocabulary(dataset, SIDE_SOURCE)), "target_vocabulary",
        vocabulary_size(dataset_vocabulary(dataset, SIDE_TARGET)), "lengths", least, most, "aligned",
        dataset_aligned(dataset), "skipped", dataset_passed_over(dataset), "examples", examples(dataset, count));
    describe_tokens(dataset, value);
    if (dataset_reading(dataset) != NULL)
        put_reading(value, dataset_reading(dataset));
    const char *const names[] = {"training", "validation", "test"};
    for (int split = 0; split < 3 && !endless; split++)
        json_object_set_new(value, names[split], json_integer(dataset_count(dataset, (Split)split)));
    return value;
}

/* Whether the line gives any but these options. */
static bool gives_others(const Arguments *arguments, const char *const *names, int count)
{
    OptionList list = options_list(&data_options);
    uint64_t these = 0;
    for (int i = 0; i < count; i++)
        these |= (uint64_t)1 << options_find(&list, names[i]);
    return (arguments->given & ~these) != 0;
}

static bool run_data(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lab *lab = repl_lab(repl);
    if (gives_others(arguments, (const char *const[]){"examples"}, 1)) {
        DatasetOptions options = settled(arguments->options);
        char *own = repl_own_file(repl, options.file);
        if (own != NULL)
            options.file = own;
        if (arguments_given(arguments, "file") && /* how they are read is left to the data before */
            !gives_others(arguments, (const char *const[]){"file", "with", "examples"}, 3))
            options = lab_data_again(lab, &options);
        bool one = data_sources_given(&options) == 1 ||
            error_set(error, ERROR_USAGE,
                      TEXT("give one of file=, grammar=, task= and tasks=, for example: data grammar=ko-en",
                           "file=, grammar=, task=, tasks= 가운데 하나를 쓰십시오. 예: data grammar=ko-en"));
        bool opened = one && merges_wanted(arguments->options, &options, error) &&
                      lab_data(lab, &options, error);
        free(own);
        if (!opened)
            return false;
    }
    Dataset *dataset = lab_dataset(lab);
    if (dataset == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("there are no data yet. Try one of\n  data grammar=ko-en\n  data task=copy length=5..50\n  data file=PAIRS.tsv",
                              "아직 데이터가 없습니다. 다음 가운데 하나를 입력해 보십시오\n  data grammar=ko-en\n  data task=copy length=5..50\n  data file=파일.tsv"));
    ModelInfo info;
    result->value = describe(dataset, ((const DataOptions *)arguments->options)->examples);
    if (lab_current_info(lab, &info) && info.other_data) {
        json_put(result->value, "{s:s, s:s, s:s*}", "model", info.name, "model_data", info.data, "data_lost",
                 info.data_lost);
    } else if (lab_current_info(lab, &info) && info.pairs_saved > 0) {
        json_object_set_new(result->value, "opened",
                            json_pack("{s:s, s:b, s:i}", "model", info.name, "same_pairs", info.same_pairs, "pairs",
                                      info.pairs_saved));
    }
    return true;
}

/* How many merges were learned, and how many test tokens are not in the vocabularies. */
static void add_tokens_text(const json_t *value, Buffer *text)
{
    const char *const sides[] = {"source_merges", "target_merges"};
    for (int side = 0; side < SIDES; side++) {
        int merges = json_whole(value, sides[side]);
        if (json_object_get(value, sides[side]) != NULL)
            buffer_format(text,
                          TEXT(merges == 1 ? " The %s has subword tokens, learned by %d merge."
                                           : " The %s has subword tokens, learned by %d merges.",
                               " %s의 서브워드 토큰은 병합 %d번으로 학습했습니다."),
                          side == SIDE_SOURCE ? TEXT("source", "소스") : TEXT("target", "타깃"), merges);
    }
    double source = json_double(value, "source_unknown"), target = json_double(value, "target_unknown");
    if (isfinite(source) && isfinite(target))
        buffer_format(text, TEXT(" In the test set, %.1f%% of the source tokens and %.1f%% of the target tokens are "
                                 "not in the vocabulary.",
                                 " 평가 데이터의 토큰 가운데 어휘에 없는 것은 소스 %.1f%%, 타깃 %.1f%%입니다."),
                      100 * source, 100 * target);
}

static void describe_pairs(const json_t *value, Buffer *text)
{
    const json_t *lengths = json_object_get(value, "lengths");
    int least = (int)json_integer_value(json_array_get(lengths, 0)),
        most = (int)json_integer_value(json_array_get(lengths, 1));
    if (json_is_true(json_object_get(value, "endless")))
        buffer_add(text, TEXT("seqlab generates as many pairs as needed; a tenth of all sources is the test set. ",
                               "필요한 만큼 쌍을 만들어 쓰며, 모든 소스의 10분의 1은 평가 데이터로 따로 둡니다. "));
    else
        buffer_format(text, TEXT(json_whole(value, "test") == 1 ? "%d training, %d validation and %d test pair. "
                                                                : "%d training, %d validation and %d test pairs. ",
                                  "훈련 데이터 %d쌍, 검증 데이터 %d쌍, 평가 데이터 %d쌍입니다. "),
                      json_whole(value, "training"), json_whole(value, "validation"), json_whole(value, "test"));
    if (least == most)
        buffer_format(text,
                      TEXT(least == 1 ? "Every source has %d token. " : "Every source has %d tokens. ",
                           "소스의 길이는 모두 토큰 %d개입니다. "),
                      least);
    else
        buffer_format(text, TEXT("Sources have %d to %d tokens. ", "소스의 길이는 토큰 %d~%d개입니다. "), least, most);
    buffer_format(text, TEXT("Vocabulary: %d source and %d target tokens, each with %d special ones (<PAD>, <SOS>, "
                              "<EOS>, <UNK>).",
                               "어휘는 소스 %d개, 타깃 %d개이며, 각각 특수 토큰 %d개(<PAD>, <SOS>, <EOS>, <UNK>)를 포함합니다."),
                  json_whole(value, "source_vocabulary"), json_whole(value, "target_vocabulary"), TOKEN_FIRST);
    int skipped = json_whole(value, "skipped");
    if (skipped > 0)
        buffer_format(text,
                      TEXT(skipped == 1 ? " Skipped %d pair because of its length."
                                        : " Skipped %d pairs because of their length.",
                           " 길이 조건에 맞지 않는 %d쌍은 제외했습니다."),
                      skipped);
    add_tokens_text(value, text);
    if (json_object_get(value, "reading") != NULL)
        buffer_format(text, " %s", json_text(value, "reading"));
}

/* What the models there are have to do with these data. */
static void show_models_of_data(const json_t *value, Canvas *canvas)
{
    const json_t *opened = json_object_get(value, "opened");
    if (opened != NULL && json_is_true(json_object_get(opened, "same_pairs")))
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("These are the pairs that the model %s was saved with.", "%s 모델을 저장할 때와 같은 쌍입니다."),
                     json_text(opened, "model"));
    else if (opened != NULL)
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("These are not the pairs that the model %s was saved with (there were %d). It reads them with "
                          "its own vocabulary, and trains on them from now on.",
                          "%s 모델을 저장할 때의 쌍(%d쌍)과 다릅니다. 모델은 자신의 어휘로 이 쌍을 읽으며, 이제부터 이 쌍으로 훈련합니다."),
                     json_text(opened, "model"), json_whole(opened, "pairs"));
    if (json_object_get(value, "data_lost") != NULL) {
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("The model %s, whose data are not loaded, cannot use these: their vocabulary is another. Type "
                          "'data file=...' without other options to let it read a file with its own vocabulary.",
                          "이 데이터는 어휘가 달라, 데이터를 불러오지 못한 %s 모델에 쓸 수 없습니다. 모델의 어휘로 파일을 읽으려면 다른 옵션 "
                          "없이 'data file=...'만 입력하십시오."),
                     json_text(value, "model"));
    } else if (json_object_get(value, "model") != NULL &&
               strcmp(json_text(value, "model_data"), json_text(value, "name")) == 0) {
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("The current model %1$s still uses the pairs of %2$s from before. To train on the new ones, make a new model.",
                          "현재 모델 %1$s의 데이터는 여전히 %2$s의 이전 쌍입니다. 새 쌍으로 훈련하려면 모델을 새로 만드십시오."),
                     json_text(value, "model"), json_text(value, "model_data"));
    } else if (json_object_get(value, "model") != NULL) {
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("The current model %1$s still uses %2$s. To train on the new data, make a new model, for "
                          "example 'model attention=dot'.",
                          "현재 모델 %1$s의 데이터는 여전히 %2$s입니다. 새 데이터로 훈련하려면 'model attention=dot'처럼 모델을 새로 "
                          "만드십시오."),
                     json_text(value, "model"), json_text(value, "model_data"));
    }
}

static void show_data(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Data: %s", "데이터: %s"), json_text(value, "name"));
    describe_pairs(value, &text);
    prose_take(canvas, STYLE_PLAIN, 0, &text);
    json_t *list = json_object_get(value, "examples");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *pair = json_array_get(list, i);
        show_pair_source(pair, (int)i + 1, canvas);
        canvas_prose(canvas, STYLE_TARGET, 6, json_text(pair, "target"));
    }
    show_models_of_data(value, canvas);
}

static const Command data_command = {
    .name = "data",
    .usage = {"data grammar=ko-en | data task=reverse length=5..50 | data file=PAIRS.tsv",
              "data grammar=ko-en | data task=reverse length=5..50 | data file=파일.tsv"},
    .summary = {"choose the pairs to learn from", "학습할 소스와 타깃의 쌍을 고릅니다"},
    .options = &data_options,
    .sentences = "examples",
    .run = run_data,
    .show = show_data,
};

const Command *const data_family[] = {&data_command, NULL};
