/* explanation.h: how a number of an answer came about, down to its last product.
 *
 * The answer is computed again on a tape that records, so that each number of its trace can be followed to the
 * operations that made it and to what they read: other numbers of the trace, and parameters. Nothing here knows a cell
 * or a score function: the expressions are the operations that the engine ran. Only a Transformer's map, the mean over
 * its heads, is worked out from the trace. */
#ifndef SEQLAB_MODEL_EXPLANATION_H
#define SEQLAB_MODEL_EXPLANATION_H

#include "model/model.h"
#include "model/trace.h"

typedef struct Explanation Explanation;

/* Computes `answer` (a trace's source and target) again. The model must outlive it and not change meanwhile. */
Explanation *explanation_open(Model *model, const Trace *answer);
void explanation_close(Explanation *explanation); /* NULL is fine */
const Trace *explanation_trace(const Explanation *explanation);

/* A number that has a name: of the trace, or a parameter. All counted from 0. */
typedef struct NamedNumber {
    const real *at;            /* where it is in memory; NULL: nowhere */
    char name[PARAMETER_NAME]; /* "decoder.update", "output.weight"; "": computed on the way, and not kept */
    bool learned;              /* a parameter */
    bool before;               /* of a gradient: only on the way to the number of that name */
    int row, place;            /* the step or row, and the place in it */
    double value;
} NamedNumber;

/* Finds one of the trace; false if it has none there. */
bool explanation_find(const Explanation *explanation, const TraceKey *key, int step, int place, NamedNumber *number);

typedef struct ProductTerm {
    NamedNumber a, b;
    double product;
} ProductTerm;

/* A row times a column: x W + b. */
typedef struct ProductSum {
    const real *at;
    const char *formula;
    int count;
    ProductTerm *terms; /* [count], the largest first */
    NamedNumber bias;   /* at NULL: none */
    double value;       /* added up again, in float64 */
} ProductSum;

enum { ORIGIN_SUMS = 8 };

/* What a number was computed from. In expressions a sum of products is a letter; the first is sums[0]. */
typedef struct Origin {
    bool found;              /* false: nothing is known of how it was computed; it was given or looked up */
    double value, again;     /* the engine's, and from the numbers below in float64 */
    const char *formula;     /* of the last operation */
    char *symbols, *numbers; /* "sigmoid(a + b)", "sigmoid(0.310 - 0.120)" */
    int sum_count;
    ProductSum sums[ORIGIN_SUMS];
} Origin;
/* letter: of the first sum, 'a' but inside another expression. */
Origin explanation_origin(const Explanation *explanation, const real *at, char letter);
void origin_free(Origin *origin);

/* ---- the loss, and one gradient ---- */

/* The mean cross-entropy of the answer's tokens, in nats; all gradients of it are computed. Once. */
double explanation_loss(Explanation *explanation);

/* The model's, with the gradients. */
const Parameters *explanation_parameters(const Explanation *explanation);
/* Its number in a row and column counted from 0; -1: any, of which the one with the largest gradient is taken. After
 * explanation_loss. */
const real *explanation_parameter_at(const Explanation *explanation, const Parameter *parameter, int row, int column);
/* The output weight from `unit` to the right token of `step`; unit -1: the one with the largest gradient. NULL if the
 * model has no such layer, or no such unit. After explanation_loss. */
const real *explanation_output_weight(const Explanation *explanation, int step, int unit);

/* What one number that was computed from this one adds to its gradient, by the chain rule. */
typedef struct GradientTerm {
    NamedNumber result;  /* the number computed, "loss" at the end */
    NamedNumber factor;  /* what this number was multiplied with; at NULL: a slope, which only has a value */
    const char *formula; /* of the gradients of that operation */
    double error;        /* gradient of the loss by the result, before its tanh or relu if the operation ends in one */
    double product;      /* factor * error */
} GradientTerm;

typedef struct NumberGradient {
    NamedNumber number;
    double gradient, again; /* the engine's, and the sum of the products */
    bool whole;             /* false: the engine has no gradient of it, or an unknown operation reads it too */
    int count;
    GradientTerm *terms;    /* [count], the largest first */
} NumberGradient;

/* Of a parameter or a number of the trace. After explanation_loss. Free it. */
NumberGradient explanation_gradient(const Explanation *explanation, const real *at);
void number_gradient_free(NumberGradient *gradient);

#endif
