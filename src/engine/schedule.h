/* schedule.h: the learning rate over a run: a linear warmup, then a decay.
 *
 * With p from 0 to 1 over the steps after the warmup, and f the minimum, a share of the full rate:
 *
 *     cosine        f + (1 - f) * (1 + cos(pi p)) / 2 (Loshchilov and Hutter 2017)
 *     linear        f + (1 - f) * (1 - p)
 *     inverse_sqrt  sqrt(w / (w + steps since the warmup)), w its length, not below f (Vaswani et al. 2017); without a
 *                   warmup as if there had been one of SCHEDULE_WARMUP steps
 *     none          1 */
#ifndef SEQLAB_ENGINE_SCHEDULE_H
#define SEQLAB_ENGINE_SCHEDULE_H

#include <stdbool.h>

typedef enum { DECAY_COSINE, DECAY_LINEAR, DECAY_INVERSE_SQRT, DECAY_NONE } DecayKind;

enum { SCHEDULE_WARMUP = 100 };

typedef struct Schedule {
    DecayKind decay;
    long warmup;     /* steps; 0: none */
    double min_lr;   /* 0 to 1 */
} Schedule;

/* "cosine", "linear", "inverse_sqrt", "none". */
const char *decay_name(int decay); /* NULL past the last */

/* The share of the full rate at which to take a step, when `step` have been taken. done: p above, which the
 * caller computes from steps or from the clock; not read in the warmup. */
double schedule_share(const Schedule *schedule, long step, double done);

#endif
