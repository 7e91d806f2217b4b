/* small_lab.h: a workbench with little on it, for the tests of the lab. */
#ifndef SEQLAB_TESTS_SMALL_LAB_H
#define SEQLAB_TESTS_SMALL_LAB_H

#include "base/buffer.h"
#include "base/memory.h"
#include "lab/lab.h"
#include "lab/registry_internal.h"
#include "model/model_file.h"
#include "model/scores.h"
#include "own_folder.h"
#include "test.h"

/* What a call said that failed. */
static Error error;

static inline void assert_says(ErrorKind kind, const char *words)
{
    if (error.kind != kind || strstr(error.message, words) == NULL)
        fail_msg("kind %d, \"%s\" lacks \"%s\"", (int)error.kind, error.message, words);
    error = (Error){0};
}

static inline void assert_refused(bool done, ErrorKind kind, const char *words)
{
    assert_false(done);
    assert_says(kind, words);
}

/* Puts "a=1 b=2" into a struct and marks what was given. The struct may point to the last value. */
static inline uint64_t put(const Options *table, void *base, const char *text)
{
    OptionList list = options_list(table);
    char *copy = memory_string(text), *rest = copy, *one;
    uint64_t given = 0;
    while ((one = strsep(&rest, " ")) != NULL) {
        const char *value = strchr(one, '=');
        if (value == NULL)
            continue;
        one[value++ - one] = '\0';
        int place = options_find(&list, one);
        if (place >= 0 && list.at[place].option->type == OPTION_TEXT)
            value += text - copy;
        if (place < 0 || !option_put(&list.at[place], base, &(OptionValue){.type = GIVEN_TEXT, .text = value}, &error))
            fail_msg("%s=%s: %s", one, value, error.message);
        given |= (uint64_t)1 << place;
    }
    free(copy);
    return given;
}

/* The defaults of `train` but for what the text gives. */
static inline TrainOptions train_of(const char *format, ...)
{
    TrainOptions options;
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    options_defaults(&train_options, &options);
    put(&train_options, &options, text);
    return options;
}

static inline AccuracyOptions accuracy_of(const char *text)
{
    AccuracyOptions options;
    options_defaults(&accuracy_options, &options);
    put(&accuracy_options, &options, text);
    options.split = SPLIT_TEST;
    return options;
}

/* ---- labs and what they say, which is closed after the test ---- */

enum { LABS_MOST = 8 };
static Lab *opened_labs[LABS_MOST];

static inline Lab *open_lab(int threads)
{
    for (int i = 0; i < LABS_MOST; i++)
        if (opened_labs[i] == NULL)
            return opened_labs[i] = lab_open(threads);
    fail_msg("more labs than %d", LABS_MOST);
    return NULL;
}

static inline void close_lab(Lab *lab)
{
    for (int i = 0; i < LABS_MOST; i++)
        if (opened_labs[i] == lab)
            opened_labs[i] = NULL;
    lab_close(lab);
}

enum { ANSWERS_MOST = 1024, SCORED_MOST = 16 };
static Translation *kept_answers[ANSWERS_MOST];
static AccuracyResult kept_scores[SCORED_MOST];
static int answer_count, scored_count;

static inline void clean(void)
{
    error = (Error){0};
    while (answer_count > 0)
        translation_close(kept_answers[--answer_count]);
    while (scored_count > 0)
        accuracy_result_free(&kept_scores[--scored_count]);
    for (int i = 0; i < LABS_MOST; i++)
        close_lab(opened_labs[i]);
}

AROUND_EACH(NULL, clean);

/* ---- verbs that must succeed ---- */

static inline Lab *lab_with_data(DatasetOptions options)
{
    Lab *lab = open_lab(2);
    if (!lab_data(lab, &options, &error))
        fail_msg("%s", error.message);
    return lab;
}

static inline void put_model(Lab *lab, const char *name, ModelConfiguration configuration)
{
    if (!lab_model(lab, name, &configuration, &error))
        fail_msg("%s", error.message);
}

static inline TrainResult train_by(Lab *lab, TrainOptions options)
{
    TrainResult result;
    if (!lab_train(lab, &options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

static inline AccuracyResult accuracy_by(Lab *lab, const AccuracyOptions *options)
{
    assert_true(scored_count < SCORED_MOST);
    if (!lab_accuracy(lab, NULL, options, &kept_scores[scored_count], &error))
        fail_msg("%s", error.message);
    return kept_scores[scored_count++];
}

static inline Translation *translated(Lab *lab, Request request)
{
    assert_true(answer_count < ANSWERS_MOST);
    kept_answers[answer_count] = lab_translate(lab, &request, &error);
    if (kept_answers[answer_count] == NULL)
        fail_msg("%s", error.message);
    return kept_answers[answer_count++];
}

/* ---- what there is to work with ---- */

static inline void add_model(Lab *lab, const ScoreFunction *attention, const char *name)
{
    put_model(lab, name, (ModelConfiguration){.attention = attention, .hidden = 16, .seed = 1});
}

static inline Lab *copy_lab(int least, int most, int symbols)
{
    return lab_with_data((DatasetOptions){.task = "copy", .length_least = least, .length_most = most, .symbols = symbols,
                                          .seed = 1});
}

static inline Lab *copy_lab_with(const ScoreFunction *attention, int least, int most, int symbols)
{
    Lab *lab = copy_lab(least, most, symbols);
    add_model(lab, attention, NULL);
    return lab;
}

static inline TrainResult train(Lab *lab, long steps) { return train_by(lab, train_of("steps=%ld lr=0.01", steps)); }

static inline ModelInfo current_info(const Lab *lab)
{
    ModelInfo info;
    assert_true(lab_current_info(lab, &info));
    return info;
}

static inline void expect_same_values(Lab *a, Lab *b)
{
    const Parameters *first = model_parameters(lab_find(a, NULL, NULL)->model);
    const Parameters *second = model_parameters(lab_find(b, NULL, NULL)->model);
    assert_int_equal(first->total, second->total);
    assert_memory_equal(first->value, second->value, first->total * sizeof(real));
}

static inline void write_pairs(const char *text) { write_file(pairs, text, strlen(text)); }

/* Of the pairs that `text` holds, which is freed. */
static inline Lab *lab_of_pairs(Buffer *text)
{
    write_pairs(buffer_text(text));
    buffer_free(text);
    return lab_with_data((DatasetOptions){.file = pairs, .seed = 1});
}

/* A file of 300 pairs, or reversed sequences without end; with a model. */
static inline Lab *lab_of(bool file)
{
    Buffer text = {0};
    for (int i = 0; file && i < 300; i++)
        buffer_format(&text, "%c %c %c\t%c %c\n", 'a' + i % 7, 'a' + i / 7 % 7, 'a' + i / 49, 'a' + i % 7,
                      'a' + i / 49);
    DatasetOptions reverse = {.task = "reverse", .length_least = 2, .length_most = 6, .symbols = 6, .seed = 1};
    Lab *lab = file ? lab_of_pairs(&text) : lab_with_data(reverse);
    add_model(lab, &dot_score, NULL);
    return lab;
}

/* Two labs answer alike, to the bit; more source tokens than that. */
static inline void check_same_answer(Lab *a, Lab *b, const char *text, int more_than)
{
    const Translation *x = translated(a, (Request){.text = text}), *y = translated(b, (Request){.text = text});
    assert_string_equal(x->text, y->text);
    assert_memory_equal(&x->log_probability, &y->log_probability, sizeof x->log_probability);
    assert_int_equal(x->source_count, y->source_count);
    for (int i = 0; i < x->source_count; i++)
        assert_string_equal(x->source_tokens[i], y->source_tokens[i]);
    assert_true(x->source_count > more_than && x->target_count > 1);
    const TraceArray *p = trace_find_named(x->trace, "attention.weights");
    const TraceArray *q = trace_find_named(y->trace, "attention.weights");
    assert_memory_equal(p->values, q->values, (size_t)(p->rows * p->columns) * sizeof(float));
}

/* A model of 5 + 5 words with these texts beside it. */
static inline void save_with(const ModelFileEntry *entries, int count)
{
    ModelConfiguration configuration = {.attention = &dot_score, .hidden = 4, .source_vocabulary = 5,
                                        .target_vocabulary = 5, .seed = 1};
    Model *model = model_open(&configuration, &error);
    assert_true(model_file_save(saved, model, entries, count, NULL, &error));
    model_close(model);
}

static const char five[] = "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"a\"]";

static inline bool always(void) { return true; }

static inline bool near(double a, double b) { return fabs(a - b) < 1e-12; }

/* ---- a file of pairs whose answers are known ---- */

/* The sequence of that length and number over a, b, c. */
static inline void sequence(int number, int length, char out[32])
{
    for (int i = 0; i < length; i++, number /= 3)
        snprintf(out + 2 * i, 3, "%c ", 'a' + number % 3);
    out[2 * length - 1] = '\0';
}

/* Calls visit with each of the 9 + 27 + 81 sequences of length 2 to 4 and what is said to be right: the same, but
 * for every fifth, which no model gets right. */
static inline void each_quiz_pair(void (*visit)(void *argument, int length, const char *source, const char *reference),
                           void *argument)
{
    char source[32], reference[40];
    for (int length = 2, sources = 9; length <= 4; length++, sources *= 3)
        for (int number = 0; number < sources; number++) {
            sequence(number, length, source);
            snprintf(reference, sizeof reference, "%s%s", source, number % 5 == 0 ? " z" : "");
            visit(argument, length, source, reference);
        }
}

static inline void write_line(void *file, int length, const char *source, const char *reference)
{
    (void)length;
    fprintf(file, "%s\t%s\n", source, reference);
}

static inline void write_quiz(void)
{
    FILE *file = fopen(pairs, "w");
    each_quiz_pair(write_line, file);
    fclose(file);
}

AROUND_ALL(make_folder, remove_folder);

static inline GradientOptions gradient_defaults(void)
{
    GradientOptions options;
    options_defaults(&gradient_options, &options);
    return options;
}

#endif
