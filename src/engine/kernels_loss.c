/* kernels_loss.c: embeddings, rows of a table by token id; and the cross-entropy of the target tokens. */
#include <math.h>
#include <string.h>

#include "base/batch.h"
#include "engine/kernels.h"
#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

void embedding_forward(real *out,         /* [count,E] */
                       const real *table, /* [V,E] */
                       const int *ids,    /* [count] */
                       int count, int E)
{
    for (int i = 0; i < count; i++)
        memcpy(out + row_at(i, E), table + row_at(ids[i], E), (size_t)E * sizeof(real));
}

/* In the order of the ids, so that a token that comes up several times is summed the same way each time. */
void embedding_backward(real *dtable,     /* [V,E] */
                        const real *dout, /* [count,E] */
                        const int *ids,   /* [count] */
                        int count, int E)
{
    for (int i = 0; i < count; i++)
        if (ids[i] != TOKEN_PAD)
            vector_add(dtable + row_at(ids[i], E), dout + row_at(i, E), (size_t)E);
}

/* The loss is log_sum less this: the target's logit, or with smoothing a mixture of it and the mean of all. */
static double wanted_logit(const real *row, int target, real smoothing, int V)
{
    double wanted = (double)row[target];
    return smoothing > 0 ? wanted + (double)smoothing * (vector_sum(row, (size_t)V) / V - wanted) : wanted;
}

/* -log softmax(x)[target] = log(sum(exp(x))) - x[target]. The largest x is subtracted before exp, as exp(89) is
 * more than a float can hold. */
void cross_entropy_forward(real *loss,         /* [1] */
                           real *log_sum,      /* [rows] */
                           const real *logits, /* [rows,V] */
                           const int *targets, /* [rows] */
                           real denominator, real smoothing, int rows, int V)
{
    double total = 0; /* thousands of rows: float32 would lose digits */
    for (int i = 0; i < rows; i++) {
        const real *row = logits + row_at(i, V);
        if (targets[i] == TOKEN_PAD) {
            log_sum[i] = 0;
            continue;
        }
        real largest = vector_largest(row, (size_t)V);
        double sum = (double)vector_exp_sum(NULL, row, largest, (size_t)V);
        log_sum[i] = (real)((double)largest + log(sum));
        total += (double)largest - wanted_logit(row, targets[i], smoothing, V) + log(sum);
    }
    loss[0] = (real)(total / (double)denominator);
}

VECTOR_CLONES static void write_probabilities(real *out, const real *row, real log_sum, real factor, real share, int V)
{
    VECTOR_LOOP
    for (int j = 0; j < V; j++)
        out[j] = factor * scalar_exp(row[j] - log_sum) - share;
}

VECTOR_CLONES static void add_probabilities(real *sum, const real *row, real log_sum, real factor, real share, int V)
{
    VECTOR_LOOP
    for (int j = 0; j < V; j++)
        sum[j] += factor * scalar_exp(row[j] - log_sum) - share;
}

/* The gradient of a row is its probabilities, less the target distribution: 1 at the target, or with smoothing a little
 * less there and a share everywhere. exp is computed again, since reading stored numbers would cost as much. */
void cross_entropy_backward(real *dlogits,       /* [rows,V] */
                            real dloss,
                            const real *log_sum, /* [rows] */
                            const real *logits,  /* [rows,V] */
                            const int *targets,  /* [rows] */
                            real denominator, real smoothing, real keep, int rows, int V)
{
    real factor = dloss / denominator, share = factor * smoothing / (real)V;
    for (int i = 0; i < rows; i++) {
        real *out = dlogits + row_at(i, V);
        const real *row = logits + row_at(i, V);
        bool is_padding = targets[i] == TOKEN_PAD;
        if (keep == 0 && is_padding)
            memset(out, 0, (size_t)V * sizeof(real));
        if (is_padding)
            continue;
        if (keep == 0)
            write_probabilities(out, row, log_sum[i], factor, share, V);
        else
            add_probabilities(out, row, log_sum[i], factor, share, V);
        out[targets[i]] -= factor * (1 - smoothing);
    }
}

/* The powers are kept where the logits were: one exp for each instead of two. */
void cross_entropy_in_place(real *loss,         /* [1] */
                            real *logits,       /* [rows,V] */
                            const int *targets, /* [rows] */
                            real denominator, real smoothing, int rows, int V)
{
    real factor = 1 / denominator, share = factor * smoothing / (real)V;
    double total = 0;
    for (int i = 0; i < rows; i++) {
        real *row = logits + row_at(i, V);
        if (targets[i] == TOKEN_PAD) {
            memset(row, 0, (size_t)V * sizeof(real));
            continue;
        }
        double wanted = wanted_logit(row, targets[i], smoothing, V);
        real largest = vector_largest(row, (size_t)V), sum = vector_exp_sum(row, row, largest, (size_t)V);
        total += (double)largest - wanted + log((double)sum);
        affine_forward(row, row, factor / sum, -share, V);
        row[targets[i]] -= factor * (1 - smoothing);
    }
    loss[0] = (real)(total / (double)denominator);
}
