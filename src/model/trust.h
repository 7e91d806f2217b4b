/* trust.h: faithfulness: whether an attention map shows what the answer depended on.
 *
 * For one sentence and its answer the map is compared with two other measures of how much each source token matters to
 * each answer token:
 *
 *     left out    by how much log P(y_t) falls when source token s is taken out of the sentence, in nats
 *     gradient    | sum over e of x_se * dlog P(y_t)/dx_se |, the gradient times the token's embedding
 *
 * If the map ranks the tokens as they do, it shows what mattered; if not, it only shows where the model looked (Jain
 * and Wallace 2019; Wiegreffe and Pinter 2019). Ranks are compared by Spearman's coefficient: 1 the
 * same order, 0 none, -1 reversed. <EOS> cannot be left out and is not compared.
 *
 * The same word three times in a row leaves the same sentence, whichever of the three is left out; but float32 may
 * round the three answers in different ways. So numbers that differ by no more than their rounding share a rank: by 32
 * steps of float32 of the largest numbers that they were made from. These are logits for what is left out, the sum of
 * | x_se * dlog P(y_t)/dx_se | for the gradient, and the weight itself for weights. */
#ifndef SEQLAB_MODEL_TRUST_H
#define SEQLAB_MODEL_TRUST_H

#include "model/model.h"

enum { TRUST_TOKENS = 128 }; /* of a source, without <EOS>: time and memory grow with the third power */

typedef struct Trust {
    int source_count, target_count;   /* S without <EOS>; T with it */
    double *weights;                  /* [T,S] the map's */
    double *left_out, *gradient;      /* [T,S] */
    double *left_out_noise, *gradient_noise; /* [T,S] their possible rounding errors */
    double *left_out_rank, *gradient_rank; /* [T] Spearman's coefficient; NaN if all are equal */
    double left_out_mean, gradient_mean;   /* without NaNs; NaN if all are */
} Trust;

/* trace: of an answer, with "attention.weights". NULL with a message if the model has no attention or the sentence
 * has fewer than three tokens to compare, or more than TRUST_TOKENS. */
Trust *model_trust(Model *model, const Trace *trace, Error *error);
void trust_close(Trust *trust); /* NULL is fine */

/* Numbers to rank: two whose difference is no more than the noise of either share their mean rank. */
typedef struct Measured { const double *values, *noise; } Measured; /* [count]; noise NULL: none */

/* Spearman's coefficient; NaN if one of the two is all equal, or count < 2. */
double rank_correlation(Measured a, Measured b, int count);

#endif
