/* observer.h: a look at a model's computation while it runs, and a hand in it.
 *
 * The computation step by step (decoder.h) tells an observer each value as soon as it is there, by name, before
 * anything else reads it: a trace copies it, an intervention writes other numbers into it and the computation goes
 * on with those. Names are those of trace.h. */
#ifndef SEQLAB_MODEL_OBSERVER_H
#define SEQLAB_MODEL_OBSERVER_H

#include "engine/tensor.h"

typedef struct Observer Observer;
struct Observer {
    /* values: count numbers of step `step` of `steps` (steps 0: not known yet, the answer is being made). They may be
     * changed in place. name lives only during the call. */
    void (*see)(Observer *observer, const char *name, int step, int steps, real *values, int count);
};

#endif
