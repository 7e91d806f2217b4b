/* optimiser.h: Adam (Kingma and Ba 2015) with clipping by the gradient's norm, and the rate's schedule. */
#ifndef SEQLAB_ENGINE_OPTIMISER_H
#define SEQLAB_ENGINE_OPTIMISER_H

#include "engine/parameter.h"

typedef struct Adam {
    double beta1, beta2, epsilon;
    long step;       /* steps taken */
    size_t total;
    real *first;     /* [total] running mean of the gradient */
    real *second;    /* [total] running mean of its square */
} Adam;

void adam_open(Adam *adam, const Parameters *parameters); /* beta 0.9 and 0.999, epsilon 1e-8 */
void adam_close(Adam *adam);

/* One step from gradient[0]. clip: the gradient is scaled so that its norm is at most this (0: never).
 * Returns the norm before clipping; when it is not finite, nothing is changed. */
double adam_step(Adam *adam, Parameters *parameters, double rate, double clip);

/* The rate at `step` of `steps`: a half cosine from rate down to rate * floor (Loshchilov and Hutter 2017). */
double cosine_rate(double rate, double floor, long step, long steps);

#endif
