/* same_state.h: models at moments, compared to the bit. */
#ifndef SEQLAB_TESTS_SAME_STATE_H
#define SEQLAB_TESTS_SAME_STATE_H

#include <string.h>

#include "model/model_state.h"

static inline bool same_array(const real *a, const real *b, size_t count)
{
    return a == NULL || b == NULL ? a == b : memcmp(a, b, count * sizeof(real)) == 0;
}

static inline bool optimizer_state_same(const OptimizerState *a, const OptimizerState *b)
{
    return a->kind == b->kind && a->step == b->step && a->total == b->total && same_array(a->value, b->value, a->total) &&
           same_array(a->first, b->first, a->total) && same_array(a->second, b->second, a->total);
}

/* Bits, since NaN is not equal to itself. */
static inline bool same_place(const ModelState *a, const ModelState *b)
{
    return a->has_place == b->has_place && a->batch_seed == b->batch_seed && a->place.size == b->place.size &&
        a->place.next == b->place.next &&
        memcmp(a->place.random.state, b->place.random.state, sizeof a->place.random.state) == 0;
}

static inline bool model_state_same(const ModelState *a, const ModelState *b)
{
    return optimizer_state_same(&a->learned, &b->learned) && a->steps == b->steps &&
        a->training_steps == b->training_steps && memcmp(&a->loss, &b->loss, sizeof a->loss) == 0 && same_place(a, b);
}

#endif
