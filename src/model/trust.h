/* trust.h: how far an attention map tells what the answer depended on.
 *
 * For one sentence and its answer the map is compared with two other measures of how much each source token matters to
 * each answer token:
 *
 *     left out    by how much log P(y_t) falls when source token s is taken out of the sentence, in nats
 *     gradient    | sum over e of x_se * dlog P(y_t)/dx_se |, the gradient times the token's embedding
 *
 * Where the map ranks the tokens as they do, it tells what mattered; where it does not, it tells where the model looked
 * and no more (Jain and Wallace 2019; Wiegreffe and Pinter 2019). Ranks are compared by Spearman's coefficient: 1 the same
 * order, 0 none, -1 reversed. <EOS> cannot be left out and is not compared. */
#ifndef SEQLAB_MODEL_TRUST_H
#define SEQLAB_MODEL_TRUST_H

#include "model/model.h"

enum { TRUST_TOKENS = 128 }; /* of a source, without <EOS>: time and memory grow with the third power */

typedef struct Trust {
    int source_count, target_count;   /* S without <EOS>; T with it */
    double *weights;                  /* [T,S] the map's */
    double *left_out, *gradient;      /* [T,S] */
    double *left_out_rank, *gradient_rank; /* [T] Spearman's coefficient; NaN where all are equal */
    double left_out_mean, gradient_mean;   /* of those that are numbers; NaN where none is */
} Trust;

/* trace: of an answer, with "attention.weights". NULL with a message where the model has no attention or the sentence
 * has fewer than three tokens to compare, or more than TRUST_TOKENS. */
Trust *model_trust(Model *model, const Trace *trace, Error *error);
void trust_close(Trust *trust); /* NULL is fine */

/* Spearman's coefficient of a [count] and b [count], equal values sharing their mean rank; NaN where one of the two is
 * all equal, or count < 2. */
double rank_correlation(const double *a, const double *b, int count);

#endif
