/* observer.h: watches a model's computation while it runs, and may change it.
 *
 * The computation step by step (decoder.h) shows an observer each value as soon as it is there, with its key, before
 * anything else reads it: a trace copies it, an intervention writes other numbers into it and the computation goes
 * on with those. */
#ifndef SEQLAB_MODEL_OBSERVER_H
#define SEQLAB_MODEL_OBSERVER_H

#include "engine/tensor.h"
#include "model/trace_key.h"

typedef struct Observer Observer;
struct Observer {
    /* values: count numbers of step `step` of `steps` (steps 0: not known yet, the answer is being made). They may be
     * changed in place. The key, and its quantity, live only during the call. */
    void (*see)(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count);
};

#endif
