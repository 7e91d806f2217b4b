/* metrics.h: how right an answer is. */
#ifndef SEQLAB_TEXT_METRICS_H
#define SEQLAB_TEXT_METRICS_H

#include <stdbool.h>

/* Sums over many answers; all zero to begin. */
typedef struct Score {
    int sequences, exact;     /* answers, and those that are right to the last token */
    int tokens, tokens_right; /* positions of the reference with <EOS>, and those where the answer agrees */
} Score;

/* answer and reference without <EOS>; the end counts as one more token that must be in its place. */
void score_add(Score *score, const int *answer, int answer_count, const int *reference, int reference_count);
double score_exact(const Score *score);  /* 0 to 1; 0 when nothing was scored */
double score_tokens(const Score *score);

#endif
