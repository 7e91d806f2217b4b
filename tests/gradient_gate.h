/* gradient_gate.h: every operation's gradient against central differences, in float64.
 *
 * A case makes inputs of random shapes and applies one operation to them. The gate does the rest: it weighs the
 * result's elements with random numbers into one loss, and compares what tape_backward says with what happens
 * to the loss when each input number is moved a little. Cases stand in gradient_cases_FAMILY.c, which ends in
 *
 *     const GradientCase product_cases[] = {{"linear", "without bias", prepare, apply}, ...};
 *     const int product_case_count = (int)(sizeof product_cases / sizeof product_cases[0]);
 *
 * and the family stands in GRADIENT_FAMILIES. An operation without a case fails. */
#ifndef SEQLAB_TESTS_GRADIENT_GATE_H
#define SEQLAB_TESTS_GRADIENT_GATE_H

#include "base/buffer.h"
#include "base/random.h"
#include "engine/cells.h"
#include "engine/ops.h"

enum { GATE_NUMBERS = 512 };

typedef struct GradientSetup {
    Random random;
    int round;                    /* 0, 1, 2 ...: a case may do something else in each */
    const RecurrentCell *cell;             /* of a case of recurrent layers */
    Parameters parameters;        /* the inputs, in the order in which prepare adds them */
    Tensor *inputs[TAPE_INPUTS];  /* for apply: inputs[i] is the i-th one added */
    int sizes[8];                 /* the case's own: T, B, H ... */
    int ids[GATE_NUMBERS];        /* token ids or targets, likewise */
    int lengths[GATE_NUMBERS];
} GradientSetup;

typedef struct GradientCase {
    const char *operation; /* its name in operations() */
    const char *name;
    void (*prepare)(GradientSetup *setup);
    Tensor *(*apply)(Tape *tape, const GradientSetup *setup); /* the same result each time it is called */
} GradientCase;

/* For prepare. gate_size: low .. high, and often 1 or an odd number. gate_input: numbers between -1 and 1. */
int gate_size(GradientSetup *setup, int low, int high);
void gate_input(GradientSetup *setup, int rank, int a, int b, int c, int d);
void gate_ids(GradientSetup *setup, int count, int V);                 /* some of them TOKEN_PAD */
void gate_lengths(GradientSetup *setup, int count, int longest);       /* 1 .. longest; one is longest */

/* Runs all cases. False when a gradient is wrong or an operation has no case; report tells which. */
bool gradient_gate(const GradientCase *const *cases, int count, Buffer *report);

#define GRADIENT_FAMILIES(FAMILY) \
    FAMILY(elementwise)           \
    FAMILY(shape)                 \
    FAMILY(product)               \
    FAMILY(attention)             \
    FAMILY(score)                 \
    FAMILY(additive)              \
    FAMILY(transformer)           \
    FAMILY(output)                \
    FAMILY(loss)

#define DECLARE_CASES(name)                   \
    extern const GradientCase name##_cases[]; \
    extern const int name##_case_count;
GRADIENT_FAMILIES(DECLARE_CASES)
#undef DECLARE_CASES

/* Those of every cell in the list; returns how many. */
int recurrent_cases(GradientCase *all);

#endif
