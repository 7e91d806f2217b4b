/* kernels_attention.c: attention scores, weights and contexts.
 *
 * Sentence b's position s is row s * B + b of keys and values (time first). Sums run in a fixed number of lanes,
 * as in vector_math.c, so that they give the same bits with every instruction set. */
#include "engine/kernels.h"

#include <string.h>

#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

enum { LANES = 16 };

static int true_length(const int *lengths, int b, int S) { return lengths != NULL ? lengths[b] : S; }

/* ---- scores to weights ---- */

/* How many positions the query at row (t * B + b) * N + n may look at. */
static int visible(const int *lengths, bool causal, int row, int B, int N, int S)
{
    int t = row / (B * N), length = true_length(lengths, row / N % B, S);
    return causal && t + 1 < length ? t + 1 : length;
}

void head_weights_forward(real *weights, const real *scores, const int *lengths, bool causal, int T, int B, int N, int S)
{
    for (int row = 0; row < T * B * N; row++) {
        int length = visible(lengths, causal, row, B, N, S);
        vector_softmax(weights + row_at(row, S), scores + row_at(row, S), (size_t)length);
        memset(weights + row_at(row, S) + length, 0, (size_t)(S - length) * sizeof *weights);
    }
}

/* The weights add up to 1, so raising one score lowers all other weights: de_j = w_j (dw_j - sum_k w_k dw_k). */
void head_weights_backward(real *dscores, const real *dweights, const real *weights, const int *lengths, bool causal,
                           int T, int B, int N, int S)
{
    for (int row = 0; row < T * B * N; row++) {
        const real *w = weights + row_at(row, S), *dw = dweights + row_at(row, S);
        real *de = dscores + row_at(row, S);
        int length = visible(lengths, causal, row, B, N, S);
        real mean = vector_dot(w, dw, (size_t)length);
        for (int s = 0; s < length; s++)
            de[s] = w[s] * (dw[s] - mean);
        memset(de + length, 0, (size_t)(S - length) * sizeof *de);
    }
}

void attention_weights_forward(real *weights, const real *scores, const int *lengths, int T, int B, int S)
{
    head_weights_forward(weights, scores, lengths, false, T, B, 1, S);
}

void attention_weights_backward(real *dscores, const real *dweights, const real *weights, const int *lengths,
                                int T, int B, int S)
{
    head_weights_backward(dscores, dweights, weights, lengths, false, T, B, 1, S);
}

/* ---- dot products ---- */

void query_scores_forward(real *scores, const real *query, const real *keys, real scale, const OneQuery *n)
{
    int H = n->N * n->width;
    for (int b = 0; b < n->B; b++)
        for (int s = 0; s < true_length(n->lengths, b, n->S); s++)
            for (int head = 0; head < n->N; head++) {
                const real *q = query + row_at(b, H) + row_at(head, n->width);
                const real *key = keys + row_at(s * n->B + b, H) + row_at(head, n->width);
                scores[row_at(b * n->N + head, n->S) + (size_t)s] = scale * vector_dot(q, key, (size_t)n->width);
            }
}

/* ---- additive scores ---- */

VECTOR_CLONES void additive_powers_forward(real *powers, const real *x, size_t count)
{
    const real most = 80;
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++) {
        real twice = 2 * x[i];
        twice = twice > most ? most : twice; /* written so that NaN stays */
        twice = twice < -most ? -most : twice;
        powers[i] = scalar_exp(twice);
    }
}

/* (1 - tanh(q + k)) / 2 from exp(2q) and exp(2k): between 1 and 0, even if the product overflows. */
VECTOR_INLINE real distance_from_one(real query_power, real key_power) { return 1 / (1 + query_power * key_power); }

/* One score, v . tanh(query + key). */
VECTOR_INLINE real additive_score(const real *query, /* [A] powers */
                                  const real *key,   /* [A] powers */
                                  const real *v,     /* [A] */
                                  int A)
{
    real lanes[LANES] = {0};
    int whole = A - A % LANES;
    for (int i = 0; i < whole; i += LANES) {
        VECTOR_LOOP
        for (int j = 0; j < LANES; j++)
            lanes[j] += v[i + j] * (1 - 2 * distance_from_one(query[i + j], key[i + j]));
    }
    for (int i = whole; i < A; i++)
        lanes[i - whole] += v[i] * (1 - 2 * distance_from_one(query[i], key[i]));
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int j = 0; j < width; j++)
            lanes[j] += lanes[j + width];
    return lanes[0];
}

/* tanh is computed again: keeping it for every pair of decoder step and source position would take A times the
 * memory of the weights. With d for the distance from one, u = 1 - 2d, and so 1 - u^2 = 4d (1 - d). */
VECTOR_INLINE void additive_score_backward(real *dquery,      /* [A] */
                                           real *dkey,        /* [A] */
                                           real *dv,          /* [A] */
                                           real dscore,
                                           const real *query, /* [A] powers */
                                           const real *key,   /* [A] powers */
                                           const real *v,     /* [A] */
                                           int A)
{
    VECTOR_LOOP
    for (int i = 0; i < A; i++) {
        real d = distance_from_one(query[i], key[i]);
        real dsum = dscore * v[i] * (4 * d * (1 - d));
        dquery[i] += dsum;
        dkey[i] += dsum;
        dv[i] += dscore * (1 - 2 * d);
    }
}

VECTOR_CLONES void additive_scores_forward(real *scores, const real *query_powers, const real *key_powers,
                                           const real *v, const int *lengths, int B, int S, int A)
{
    for (int b = 0; b < B; b++)
        for (int s = 0; s < true_length(lengths, b, S); s++)
            scores[row_at(b, S) + (size_t)s] =
                additive_score(query_powers + row_at(b, A), key_powers + row_at(s * B + b, A), v, A);
}

VECTOR_CLONES void additive_scores_backward(real *dquery, real *dkeys, real *dv, const real *dscores,
                                            const real *query_powers, const real *key_powers, const real *v,
                                            const int *lengths, int B, int S, int A)
{
    for (int b = 0; b < B; b++)
        for (int s = 0; s < true_length(lengths, b, S); s++)
            additive_score_backward(dquery + row_at(b, A), dkeys + row_at(s * B + b, A), dv,
                                    dscores[row_at(b, S) + (size_t)s], query_powers + row_at(b, A),
                                    key_powers + row_at(s * B + b, A), v, A);
}

/* ---- weights to context ---- */

VECTOR_CLONES void context_forward(real *context, const real *weights, const real *values, const OneQuery *n)
{
    int H = n->N * n->width;
    memset(context, 0, row_at(n->B, H) * sizeof *context);
    for (int b = 0; b < n->B; b++)
        for (int s = 0; s < true_length(n->lengths, b, n->S); s++)
            for (int head = 0; head < n->N; head++) {
                real *sum = context + row_at(b, H) + row_at(head, n->width);
                const real *value = values + row_at(s * n->B + b, H) + row_at(head, n->width);
                real weight = weights[row_at(b * n->N + head, n->S) + (size_t)s];
                VECTOR_LOOP
                for (int i = 0; i < n->width; i++)
                    sum[i] += weight * value[i];
            }
}

void context_backward_weights(real *dweights, const real *dcontext, const real *values, const int *lengths,
                              int B, int S, int D)
{
    for (int b = 0; b < B; b++)
        for (int s = 0; s < true_length(lengths, b, S); s++)
            dweights[row_at(b, S) + (size_t)s] =
                vector_dot(dcontext + row_at(b, D), values + row_at(s * B + b, D), (size_t)D);
}

void context_backward_values(real *dvalues, const real *dcontext, const real *weights, const int *lengths, int B,
                             int S, int D)
{
    for (int b = 0; b < B; b++)
        for (int s = 0; s < true_length(lengths, b, S); s++)
            vector_add_scaled(dvalues + row_at(s * B + b, D), dcontext + row_at(b, D), weights[row_at(b, S) + (size_t)s],
                              (size_t)D);
}
