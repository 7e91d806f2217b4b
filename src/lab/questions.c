/* questions.c: chooses the sentences that measure a model's accuracy.
 *
 * Sentences are drawn first, then answered in batches on all threads, then scored in their order (quiz.c), so that
 * the figures do not depend on the threads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash_table.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/random.h"
#include "lab/answer.h"
#include "lab/load_data.h"
#include "lab/quiz.h"
#include "model/beam.h"

enum { REFERENCES_MOST = 64 };

#define AT(field) OPTION_AT(AccuracyOptions, field)

static const Option option_rows[] = {
    {"lengths", OPTION_WHOLES, AT(lengths), .least = 1, .most = 500,
     .help = {"Source lengths to measure at, each by itself: 10,30,50.", "하나씩 측정할 소스 길이: 10,30,50."}},
    {"length", OPTION_RANGE, AT(length), .least = 0, .most = 500,
     .help = {"Measure groups of lengths within this range: 2..12.", "몇 구간으로 묶어 측정할 길이의 범위: 2..12."}},
    {"groups", OPTION_WHOLE, AT(groups), .fallback = "6", .least = 1, .most = LENGTHS_MOST,
     .help = {"In how many groups at most, without lengths=. Sentences of a group are answered together, padded to the longest.",
              "lengths를 주지 않을 때 나눌 구간의 최대 개수. 한 구간의 문장은 가장 긴 문장에 맞춰 패딩하여 함께 번역합니다."}},
    {"count", OPTION_WHOLE, AT(count), .fallback = "200", .least = 1, .most = 100000,
     .help = {"Number of sentences: per length with lengths=, otherwise in total.",
              "문장 수. lengths를 주면 길이마다, 아니면 전체의 수입니다."}},
    {"file", OPTION_TEXT, AT(file), .means = MEANS_FILE,
     .help = {"Measure on the pairs of this file, not on the test set.", "평가 데이터 대신 이 파일의 쌍으로 측정합니다."}},
    {"seed", OPTION_WHOLE, AT(seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed of the sentences drawn.", "문장을 고르는 시드."}},
    {"beam", OPTION_WHOLE, AT(search.width), .fallback = "1", .least = 1, .most = BEAM_MOST,
     .help = {"Width of a beam search. 1: greedy answers.", "빔 서치의 너비. 1이면 탐욕적 디코딩."}},
    {"errors", OPTION_WHOLE, AT(errors), .fallback = "0", .least = 0, .most = ERRORS_MOST,
     .help = {"Number of target tokens to list with the model's output instead, the most often missed first.",
              "자주 틀린 순서로, 모델이 대신 출력한 토큰과 함께 보일 타깃 토큰의 수."}},
    {0},
};
static const OptionPart option_parts[] = {{&beam_options, offsetof(AccuracyOptions, search), "length_penalty"}, {0}};
const Options accuracy_options = {option_rows, option_parts, sizeof(AccuracyOptions)};

/* ---- questions ---- */

static int *copy_ids(const int *ids, int count)
{
    return memory_copy(ids, (size_t)count * sizeof *ids);
}

static void add_reference(Question *question, const int *ids, int count, const char *text)
{
    size_t number = (size_t)question->reference_count++;
    question->references = memory_resize(question->references, number + 1, sizeof *question->references);
    question->references[number] = (Reference){copy_ids(ids, count), count, memory_string(text)};
    /* The model cannot output a token that its vocabulary lacks: <UNK> in an answer is never correct. */
    for (int i = 0; i < count; i++)
        if (question->references[number].ids[i] == TOKEN_UNK)
            question->references[number].ids[i] = NEVER_RIGHT;
}

void quiz_add(Quiz *quiz, const Pair *pair, int row)
{
    quiz->questions = memory_room(quiz->questions, quiz->count, &quiz->capacity, sizeof *quiz->questions);
    Question *question = &quiz->questions[quiz->count++];
    *question = (Question){.source = copy_ids(pair->source, pair->source_count),
                           .source_count = pair->source_count,
                           .source_text = memory_string(pair->source_text),
                           .row = row};
    if (pair->target_text != NULL)
        add_reference(question, pair->target, pair->target_count, pair->target_text);
    if (pair->alignment != NULL)
        question->partner = copy_ids(pair->alignment, pair->target_count);
}

static void add_question(Quiz *quiz, const Pair *given, int row)
{
    /* What a model that fills in is shown of a sentence is left out: it is the same sentence. */
    quiz->result->asked = hash_bytes(given->source_text, strlen(given->source_text) + 1, quiz->result->asked);
    quiz->result->asked = hash_bytes(given->target_text, strlen(given->target_text) + 1, quiz->result->asked);
    Asked asked = lab_ask(quiz->entry, given, quiz->options->seed);
    quiz_add(quiz, &asked.pair, row);
    lab_asked_free(&asked);
}

void quiz_free(Quiz *quiz)
{
    for (int i = 0; i < quiz->count; i++) {
        Question *question = &quiz->questions[i];
        for (int k = 0; k < question->reference_count; k++) {
            free(question->references[k].ids);
            free(question->references[k].text);
        }
        free(question->references);
        free(question->source);
        free(question->partner);
        free(question->source_text);
    }
    quiz_forget_answers(quiz);
    free(quiz->questions);
    free(quiz->order);
    free(quiz->batches);
}

/* ---- which lengths ---- */

/* The lengths that were named, or groups of those asked for; least and most are those of the data, for ends that were
 * left open. */
static void choose_rows(AccuracyResult *result, const AccuracyOptions *options, int least, int most)
{
    result->rows = options->lengths.count;
    for (int i = 0; i < options->lengths.count; i++)
        result->by_length[i] = (LengthScore){.least = options->lengths.value[i], .most = options->lengths.value[i]};
    if (result->rows > 0)
        return;
    int low = options->length[0] > 0 ? options->length[0] : least,
        high = options->length[1] > 0 ? options->length[1] : most;
    if (low > high && options->length[0] > 0)
        high = low;
    else if (low > high)
        low = high;
    /* Rows of equal width over least..most. */
    int span = high - low + 1, rows = span < options->groups ? span : options->groups;
    result->rows = rows;
    for (int i = 0; i < rows; i++)
        result->by_length[i] = (LengthScore){.least = low + i * span / rows, .most = low + (i + 1) * span / rows - 1};
}

static int row_of(const AccuracyResult *result, int length)
{
    for (int i = 0; i < result->rows; i++)
        if (length >= result->by_length[i].least && length <= result->by_length[i].most)
            return i;
    return -1;
}

/* ---- from unlimited data ---- */

typedef struct Drawing {
    Quiz *quiz;
    int failed; /* the length at which there is no sentence; 0: none */
} Drawing;

static void draw_rows(Job *job, void *argument)
{
    Drawing *drawing = argument;
    Quiz *quiz = drawing->quiz;
    Random random;
    random_seed_for(&random, quiz->options->seed, "accuracy");
    PairSpace *space = pair_space_open();
    Pair pair;
    long count = quiz->options->count, rows = quiz->result->rows;
    long all = quiz->options->lengths.count > 0 ? rows * count : count;
    for (int row = 0; row < rows && drawing->failed == 0; row++) {
        const LengthScore *score = &quiz->result->by_length[row];
        /* For each length that was named, or as evenly as it goes in all. */
        long wanted = quiz->options->lengths.count > 0 ? count : (row + 1) * count / rows - row * count / rows;
        for (int i = 0; i < wanted && !job_stopped(job); i++) {
            int length = random_between(&random, score->least, score->most);
            if (!dataset_draw(quiz->entry->data->dataset, quiz->options->split, length, &random, space, &pair)) {
                drawing->failed = length;
                break;
            }
            add_question(quiz, &pair, row);
            job_progress(job, quiz->count, all, (double)quiz->count / (double)all);
        }
    }
    pair_space_close(space);
}

/* Many take seconds. Where it is stopped, none is answered. */
static bool ask_endless(Quiz *quiz, Error *error)
{
    Job job;
    Drawing drawing = {.quiz = quiz};
    int least, most;
    dataset_length_range(quiz->entry->data->dataset, &least, &most);
    choose_rows(quiz->result, quiz->options, least, most);
    quiz->result->stopped = !job_run(quiz->lab, &job, TEXT("drawing sentences", "문장을 고르는 중"), quiz->entry->name,
                                     draw_rows, &drawing);
    return drawing.failed == 0 || lab_no_length(quiz->entry->data->dataset, drawing.failed, error);
}

/* ---- from pairs that are there: no pair is asked twice ---- */

/* One split of the model's own file, or all of another file. */
typedef struct Shelf {
    Job *job;    /* in which it is read */
    int read;    /* pairs so far, of which each is read several times */
    Dataset *dataset;
    Split first, last;
    bool foreign;
    int least, most;                             /* lengths of what is there; least 0: nothing */
    int there[LENGTHS_MOST], seen[LENGTHS_MOST]; /* pairs of each row; counted together if no lengths were named */
    HashTable trained;                           /* the model's training pairs, by the hash of their ids */
    HashTable asked;                             /* questions by the hash of their source */
} Shelf;

typedef void Visit(Quiz *quiz, Shelf *shelf, const Pair *pair);

/* How long a pair of another file is to this model, whose subwords are not those of that file. */
static void count_as_own(const Quiz *quiz, Pair *pair)
{
    const Dataset *own = quiz->entry->data->dataset;
    if (dataset_tokens(own, SIDE_SOURCE) != TOKENS_SUBWORD)
        return;
    TokenList tokens = {0};
    dataset_cut(own, SIDE_SOURCE, pair->source_text, &tokens);
    pair->source_count = tokens.count;
    token_list_free(&tokens);
}

static int pairs_of(const Shelf *shelf)
{
    int count = 0;
    for (int split = (int)shelf->first; split <= (int)shelf->last; split++)
        count += dataset_count(shelf->dataset, (Split)split);
    return count;
}

/* Counts a pair, and tells now and then what share of all is read. False if Ctrl-C came and a file of the user's is
 * read; the model's own data are read to the end. */
static bool goes_on(const Quiz *quiz, Shelf *shelf)
{
    enum { WALKS = 4, AT_ONCE = 200 };
    if (++shelf->read % AT_ONCE != 0)
        return true;
    int trained = shelf->foreign ? dataset_count(quiz->entry->data->dataset, SPLIT_TRAINING) : 0;
    double part = shelf->read / ((double)WALKS * pairs_of(shelf) + trained);
    job_progress(shelf->job, (long)(100 * part), 100, part);
    return !shelf->foreign || !job_stopped(shelf->job);
}

static void each_pair(Quiz *quiz, Shelf *shelf, Visit *visit)
{
    Pair pair;
    for (int split = (int)shelf->first; split <= (int)shelf->last; split++)
        for (int i = 0; i < dataset_count(shelf->dataset, (Split)split); i++) {
            if (!goes_on(quiz, shelf))
                return;
            if (dataset_pair(shelf->dataset, (Split)split, i, &pair)) {
                if (shelf->foreign)
                    count_as_own(quiz, &pair);
                visit(quiz, shelf, &pair);
            }
        }
}

static void measure_pair(Quiz *quiz, Shelf *shelf, const Pair *pair)
{
    (void)quiz;
    if (shelf->least == 0 || pair->source_count < shelf->least)
        shelf->least = pair->source_count;
    if (pair->source_count > shelf->most)
        shelf->most = pair->source_count;
}

/* Which count a pair belongs to, or -1. */
static int place_of(const Quiz *quiz, const Pair *pair)
{
    int row = row_of(quiz->result, pair->source_count);
    return row >= 0 && quiz->options->lengths.count == 0 ? 0 : row;
}

static void count_pair(Quiz *quiz, Shelf *shelf, const Pair *pair)
{
    int place = place_of(quiz, pair);
    if (place >= 0)
        shelf->there[place]++;
}

static int *ids_of_text(const Dataset *dataset, Side side, const char *text, int *count)
{
    const Vocabulary *vocabulary = dataset_vocabulary(dataset, side);
    TokenList tokens = {0};
    dataset_cut(dataset, side, text, &tokens);
    int *ids = memory_new((size_t)tokens.count + 1, sizeof *ids);
    for (int i = 0; i < tokens.count; i++)
        ids[i] = vocabulary_find(vocabulary, tokens.token[i]);
    *count = tokens.count;
    token_list_free(&tokens);
    return ids;
}

/* A pair in the ids of the model's own vocabularies, which those of another file are not. */
typedef struct OwnPair {
    Pair pair;
    int *source, *target; /* owned; NULL: the pair's own */
} OwnPair;

static OwnPair own_pair(const Quiz *quiz, const Shelf *shelf, const Pair *pair)
{
    const Dataset *own = quiz->entry->data->dataset;
    OwnPair mine = {.pair = *pair};
    if (!shelf->foreign)
        return mine;
    mine.pair.source = mine.source = ids_of_text(own, SIDE_SOURCE, pair->source_text, &mine.pair.source_count);
    mine.pair.target = mine.target = ids_of_text(own, SIDE_TARGET, pair->target_text, &mine.pair.target_count);
    mine.pair.alignment = NULL;
    return mine;
}

static void own_pair_free(OwnPair *mine)
{
    free(mine->source);
    free(mine->target);
}

static uint64_t hash_of_pair(const Pair *pair)
{
    uint64_t hash = hash_bytes(pair->source, (size_t)pair->source_count * sizeof(int), (uint64_t)pair->source_count);
    return hash_bytes(pair->target, (size_t)pair->target_count * sizeof(int), hash);
}

static bool has_hash(const HashTable *table, uint64_t hash)
{
    size_t step = 0;
    return hash_table_next(table, hash, &step) >= 0;
}

static bool has_unknown(const int *ids, int count)
{
    for (int i = 0; i < count; i++)
        if (ids[i] == TOKEN_UNK)
            return true;
    return false;
}

/* Of a file's training set all words are known. */
static bool is_trained(const Shelf *shelf, const Pair *pair)
{
    return !has_unknown(pair->source, pair->source_count) && !has_unknown(pair->target, pair->target_count) &&
           has_hash(&shelf->trained, hash_of_pair(pair));
}

/* Takes count of those that are there, evenly spread over their order. */
static void take_pair(Quiz *quiz, Shelf *shelf, const Pair *pair)
{
    int place = place_of(quiz, pair), row = row_of(quiz->result, pair->source_count);
    if (place < 0)
        return;
    long there = shelf->there[place], taken = there < quiz->options->count ? there : quiz->options->count;
    long before = shelf->seen[place]++;
    if ((before + 1) * taken / there == before * taken / there)
        return;
    OwnPair mine = own_pair(quiz, shelf, pair);
    add_question(quiz, &mine.pair, row);
    quiz->questions[quiz->count - 1].learned = is_trained(shelf, &mine.pair);
    own_pair_free(&mine);
}

/* ---- several right answers ---- */

static uint64_t hash_of_text(const char *text) { return hash_bytes(text, strlen(text), 0); }

static Question *question_with_source(Quiz *quiz, const HashTable *asked, const char *source)
{
    size_t step = 0;
    for (int i; (i = hash_table_next(asked, hash_of_text(source), &step)) >= 0;)
        if (strcmp(quiz->questions[i].source_text, source) == 0)
            return &quiz->questions[i];
    return NULL;
}

static bool has_reference(const Question *question, const char *text)
{
    for (int k = 0; k < question->reference_count; k++)
        if (strcmp(question->references[k].text, text) == 0)
            return true;
    return false;
}

/* Whether a pair of another file was learned; and what it says is right for a question of the same source. */
static void note_pair(Quiz *quiz, Shelf *shelf, const Pair *pair)
{
    OwnPair mine = own_pair(quiz, shelf, pair);
    Question *question = question_with_source(quiz, &shelf->asked, pair->source_text);
    quiz->result->file_pairs += shelf->foreign;
    quiz->result->file_learned += is_trained(shelf, &mine.pair);
    if (question != NULL && question->reference_count < REFERENCES_MOST && !has_reference(question, pair->target_text))
        add_reference(question, mine.pair.target, mine.pair.target_count, pair->target_text);
    own_pair_free(&mine);
}

/* A model that fills in is asked something else each time, and its answer is the source. */
static void find_same(Quiz *quiz, HashTable *asked)
{
    for (int i = 0; i < quiz->count && !model_fills(quiz->entry->model); i++) {
        Question *question = &quiz->questions[i];
        if (question->reference_count == 0) /* it is not scored, and has none to share */
            continue;
        question->same = question_with_source(quiz, asked, question->source_text);
        if (question->same == NULL)
            hash_table_add(asked, hash_of_text(question->source_text), i);
    }
}

void quiz_share_references(Quiz *quiz)
{
    HashTable asked = {0};
    find_same(quiz, &asked);
    for (int i = 0; i < quiz->count; i++) {
        const Question *question = &quiz->questions[i];
        const Reference *right = question->references;
        Question *first = question->same != NULL ? question_with_source(quiz, &asked, question->source_text) : NULL;
        if (first != NULL && first->reference_count < REFERENCES_MOST && !has_reference(first, right->text))
            add_reference(first, right->ids, right->count, right->text);
    }
    hash_table_free(&asked);
}

static bool shelf_rows(Quiz *quiz, const Shelf *shelf, Error *error)
{
    AccuracyOptions within = *quiz->options;
    if (shelf->least == 0)
        return error_set(error, ERROR_DATA,
                         TEXT("%s has no test sentences: 'accuracy file=PAIRS' scores a file",
                              "%s: 평가 데이터가 없습니다. 'accuracy file=파일'로 파일에서 정확도를 측정할 수 있습니다"),
                         dataset_name(shelf->dataset));
    bool outside = within.length[0] > shelf->most || (within.length[1] > 0 && within.length[1] < shelf->least);
    if (outside && within.lengths.count == 0)
        return lab_no_length(shelf->dataset, within.length[0] > shelf->most ? within.length[0] : within.length[1],
                             error);
    within.length[0] = within.length[0] > shelf->least ? within.length[0] : shelf->least;
    within.length[1] = within.length[1] > 0 && within.length[1] < shelf->most ? within.length[1] : shelf->most;
    choose_rows(quiz->result, &within, shelf->least, shelf->most);
    return true;
}

/* False if that is to end. */
static bool note_trained(const Quiz *quiz, Shelf *shelf)
{
    const Dataset *own = quiz->entry->data->dataset;
    Pair pair;
    for (int i = 0; i < dataset_count(own, SPLIT_TRAINING); i++) {
        if (!goes_on(quiz, shelf))
            return false;
        if (dataset_pair(own, SPLIT_TRAINING, i, &pair) && !has_hash(&shelf->trained, hash_of_pair(&pair)))
            hash_table_add(&shelf->trained, hash_of_pair(&pair), i);
    }
    return true;
}

static bool read_shelf(Quiz *quiz, Shelf *shelf, Error *error)
{
    if (shelf->foreign && !note_trained(quiz, shelf))
        return false;
    each_pair(quiz, shelf, measure_pair);
    if (!shelf_rows(quiz, shelf, error))
        return false;
    each_pair(quiz, shelf, count_pair);
    int places = quiz->options->lengths.count > 0 ? quiz->options->lengths.count : 1;
    for (int i = 0; i < places; i++)
        if (shelf->there[i] == 0)
            return lab_no_length(shelf->dataset, quiz->result->by_length[i].least, error);
    each_pair(quiz, shelf, take_pair);
    find_same(quiz, &shelf->asked);
    each_pair(quiz, shelf, note_pair);
    if (shelf->foreign && (shelf->trained.count == 0 || model_fills(quiz->entry->model)))
        quiz->result->file_learned = -1;
    return true;
}

typedef struct ShelfReading {
    Quiz *quiz;
    Shelf *shelf;
    bool right;
    Error error;
} ShelfReading;

static void read_in_job(Job *job, void *argument)
{
    ShelfReading *reading = argument;
    reading->shelf->job = job;
    reading->right = read_shelf(reading->quiz, reading->shelf, &reading->error);
}

/* A large file takes seconds. */
static bool ask_shelf(Quiz *quiz, Shelf *shelf, Error *error)
{
    Job job;
    ShelfReading reading = {.quiz = quiz, .shelf = shelf};
    bool whole =
        job_run(quiz->lab, &job, TEXT("reading pairs", "쌍을 읽는 중"), quiz->entry->name, read_in_job, &reading);
    hash_table_free(&shelf->trained);
    hash_table_free(&shelf->asked);
    if (!whole && shelf->foreign)
        return error_set(error, ERROR_INTERRUPTED, TEXT("stopped", "멈추었습니다"));
    quiz->result->stopped = !whole;
    if (!reading.right)
        *error = reading.error;
    return reading.right;
}

static bool ask_file(Quiz *quiz, Error *error)
{
    DatasetOptions options = *dataset_options(quiz->entry->data->dataset);
    options.file = quiz->options->file;
    options.with = options.task = options.tasks = options.grammar = NULL;
    options.tokens_given = true;
    options.source_merges = options.target_merges = 1; /* count_as_own cuts again: learning more would be in vain */
    options.length_least = options.length_most = 0;
    Dataset *dataset = lab_load_data(quiz->lab, &options, error);
    if (dataset == NULL)
        return false;
    quiz->result->file_reading = *dataset_reading(dataset);
    Shelf shelf = {.dataset = dataset, .first = SPLIT_TRAINING, .last = SPLIT_TEST, .foreign = true};
    bool asked = ask_shelf(quiz, &shelf, error);
    dataset_close(dataset);
    return asked;
}

static bool ask(Quiz *quiz, Error *error)
{
    Dataset *dataset = quiz->entry->data->dataset;
    if (quiz->options->file != NULL)
        return ask_file(quiz, error);
    if (dataset_endless(dataset))
        return ask_endless(quiz, error);
    Shelf shelf = {.dataset = dataset, .first = quiz->options->split, .last = quiz->options->split};
    return ask_shelf(quiz, &shelf, error);
}

/* Subwords are the same where their vocabularies are, in which merges leave their pieces. */
static uint64_t hash_of_cut(const LabModel *entry)
{
    const Dataset *dataset = entry->data->dataset;
    bool fills = model_fills(entry->model);
    uint64_t hash = hash_bytes(&fills, sizeof fills, 0);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        TokenKind kind = dataset_tokens(dataset, side);
        const Vocabulary *words = dataset_vocabulary(dataset, side);
        hash = hash_bytes(&kind, sizeof kind, hash);
        for (int i = 0; kind == TOKENS_SUBWORD && i < vocabulary_size(words); i++)
            hash = hash_bytes(vocabulary_token(words, i), strlen(vocabulary_token(words, i)) + 1, hash);
    }
    return hash;
}

bool lab_accuracy(Lab *lab, const char *model, const AccuracyOptions *options, AccuracyResult *result, Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL || !options_check(&accuracy_options, options, error))
        return false;
    *result = (AccuracyResult){.cut = hash_of_cut(entry)};
    snprintf(result->model, sizeof result->model, "%s", entry->name);
    Quiz quiz = {.lab = lab, .entry = entry, .options = options, .result = result};
    bool asked = ask(&quiz, error);
    if (asked) {
        result->stopped = result->stopped || !quiz_answer(&quiz, "accuracy");
        asked = !model_take_failure(entry->model, error); /* of a custom part */
        if (asked) {
            quiz_score(&quiz);
            quiz_count_errors(&quiz);
        }
    }
    quiz_free(&quiz);
    return asked;
}

void accuracy_result_free(AccuracyResult *result)
{
    for (int i = 0; i < result->examples; i++) {
        free(result->example_source[i]);
        free(result->example_answer[i]);
        free(result->example_reference[i]);
        free(result->example_dots[i]);
    }
    result->examples = 0;
}
