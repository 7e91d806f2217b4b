/* small_lab.h: a workbench with little on it, for the tests of the lab. */
#ifndef SEQLAB_TESTS_SMALL_LAB_H
#define SEQLAB_TESTS_SMALL_LAB_H

#include "base/buffer.h"
#include "lab/lab.h"
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

/* ---- labs, which are closed after the test that opened them ---- */

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

static inline void clean(void)
{
    error = (Error){0};
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

static inline TrainResult train_by(Lab *lab, const TrainOptions *options)
{
    TrainResult result;
    if (!lab_train(lab, options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

/* To be freed. */
static inline AccuracyResult accuracy_by(Lab *lab, const AccuracyOptions *options)
{
    AccuracyResult result;
    if (!lab_accuracy(lab, NULL, options, &result, &error))
        fail_msg("%s", error.message);
    return result;
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

static inline TrainResult train(Lab *lab, long steps)
{
    TrainOptions options = train_defaults();
    options.steps = steps;
    options.training.lr = 0.01;
    return train_by(lab, &options);
}

static inline void write_pairs(const char *text)
{
    FILE *file = fopen(pairs, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* A file of 300 pairs, or reversed sequences without end; with a model. */
static inline Lab *lab_of(bool file)
{
    DatasetOptions options = {.task = "reverse", .length_least = 2, .length_most = 6, .symbols = 6, .seed = 1};
    if (file) {
        Buffer text = {0};
        for (int i = 0; i < 300; i++)
            buffer_format(&text, "%c %c %c\t%c %c\n", 'a' + i % 7, 'a' + i / 7 % 7, 'a' + i / 49, 'a' + i % 7, 'a' + i / 49);
        write_pairs(buffer_text(&text));
        buffer_free(&text);
        options = (DatasetOptions){.file = pairs, .seed = 1};
    }
    Lab *lab = lab_with_data(options);
    add_model(lab, &dot_score, NULL);
    return lab;
}

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
    assert_non_null(file);
    each_quiz_pair(write_line, file);
    fclose(file);
}

AROUND_ALL(make_folder, remove_folder);

static inline AccuracyOptions accuracy_defaults(void)
{
    AccuracyOptions options;
    options_defaults(&accuracy_options, &options);
    options.split = SPLIT_TEST;
    return options;
}

static inline GradientOptions gradient_defaults(void)
{
    GradientOptions options;
    options_defaults(&gradient_options, &options);
    return options;
}

#endif
