/* progress.h: the progress of long work, for the watcher. */
#ifndef SEQLAB_LAB_PROGRESS_H
#define SEQLAB_LAB_PROGRESS_H

#include <stdbool.h>

/* A number over the steps of a run, thinned so that it stays small. All zero is empty. */
enum { CURVE_POINTS = 256 };
typedef struct LossPoint { double step, value; } LossPoint;
typedef struct LossCurve {
    int count;
    double step[CURVE_POINTS], value[CURVE_POINTS];
    long offered, left_out; /* points offered so far; how many are left out after each that is kept */
    LossPoint last, lowest; /* of those that were offered, kept or not; lowest: of the finite ones, else NaN */
} LossCurve;

/* When the curve is full, drops every other point, and from then on keeps half as many. */
void loss_curve_add(LossCurve *curve, double step, double value);
/* Forgets what came after this step. */
void loss_curve_go_back(LossCurve *curve, double step);

enum { SAMPLE_TEXT = 512, SAMPLE_TOKENS = 12, SAMPLE_TOKEN = 32 };

/* Where the model looks in the sample, as far as its first tokens go. */
typedef struct SampleMap {
    int rows, columns; /* tokens that were said, and of the source; 0: it has no attention */
    char row[SAMPLE_TOKENS][SAMPLE_TOKEN], column[SAMPLE_TOKENS][SAMPLE_TOKEN];
    float weights[SAMPLE_TOKENS * SAMPLE_TOKENS]; /* [rows, columns] */
} SampleMap;

typedef struct Progress {
    const char *activity;        /* "train", "accuracy", ... a command's name, or a part of its work in words */
    const char *subject;         /* which model: its name */
    double fraction;             /* 0 to 1 */
    long step, steps;            /* training; or sentences done and to do */
    double loss, rate, gradient_norm;
    double tokens_per_second;
    double seconds, seconds_left;/* seconds_left < 0: not known yet; rests do not count */
    bool resting;                /* between two steps, until the watcher lets it go on: the lab may be used meanwhile */
    bool has_sample;             /* one sentence of the test set, translated again and again */
    bool sample_has_words;       /* not letters: what a target token is */
    char sample_source[SAMPLE_TEXT], sample_answer[SAMPLE_TEXT], sample_reference[SAMPLE_TEXT];
    SampleMap sample_map;
    LossCurve losses, validation_losses;
} Progress;

/* What the work is to do next. */
typedef enum {
    WORK_STOPS,
    WORK_GOES_ON,
    WORK_RESTS,      /* after the step that it is in; the watcher is called again while it rests */
    WORK_TAKES_A_STEP /* and rests again */
} WorkWish;
typedef WorkWish Watch(void *argument, const Progress *progress);

#endif
