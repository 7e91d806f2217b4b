/* metrics.h: evaluation metrics.
 *
 * All are corpus metrics: counts are summed over the answers, and a metric is computed from the sums. BLEU and the
 * error rate count units: words, or characters if the model's tokens are characters. */
#ifndef SEQLAB_TEXT_METRICS_H
#define SEQLAB_TEXT_METRICS_H

#include <stdbool.h>

enum { BLEU_ORDER = 4, CHRF_ORDER = 6 };

/* Sums over many answers; all zero to begin. */
typedef struct Score {
    int sequences, exact;         /* answers, and those with every token correct */
    int tokens, tokens_right;     /* positions of the reference with <EOS>, and those where the answer agrees */
    long answer_units, reference_units;
    long edits;                   /* insertions, deletions and replacements of units from answer to reference */
    long shared[BLEU_ORDER], made[BLEU_ORDER]; /* n-grams of the answers that the reference has too, and all */
    long character_shared[CHRF_ORDER], character_made[CHRF_ORDER], character_wanted[CHRF_ORDER];
    double nats;                  /* cross-entropy of the references, summed over their tokens */
    long nats_tokens;
} Score;

/* answer and reference without <EOS>; the end counts as one more token that must be in its place. */
void score_add(Score *score, const int *answer, int answer_count, const int *reference, int reference_count);
/* The same pair in units: equal numbers are equal words (or characters). */
void score_add_units(Score *score, const int *answer, int answer_count, const int *reference, int reference_count);
/* Both texts cut into words, which are the units then. */
void score_add_words(Score *score, const char *answer, const char *reference);
/* The same pair as text in UTF-8, for chrF. */
void score_add_text(Score *score, const char *answer, const char *reference);
/* Adds -log P of references, with their number of tokens including <EOS>. */
void score_add_loss(Score *score, double nats, long tokens);
/* Adds the sums of other answers. */
void score_join(Score *score, const Score *other);

double score_exact(const Score *score);  /* 0 to 1; 0 when nothing was scored */
double score_tokens(const Score *score);

/* The following are NaN when nothing was scored.
 *
 * exp of the mean cross-entropy of a reference token: among how many equally likely ones the model seems to choose. */
double score_perplexity(const Score *score);
/* 0 to 100: the geometric mean of the n-gram precisions, n up to 4, times a penalty for answers that are too short
 * (Papineni et al. 2002). An n without a match counts as 1/2, the next such as 1/4 ... of an n-gram, and
 * without any n-gram of 4 units the score is 0: sacrebleu's default on the same units (Post 2018). */
double score_bleu(const Score *score);
/* 0 to 100: F-measure of n-grams of characters (code points, without spaces), n up to 6, where recall counts twice
 * (beta = 2, Popovic 2015), as sacrebleu has it by default. */
double score_chrf(const Score *score);
/* Edits for each unit of the references; may exceed 1. Of words, the word error rate. */
double score_error_rate(const Score *score);

/* ---- two sequences of ids: of words, characters or tokens ---- */

/* For each n from 1 to orders, into shared[n - 1]: how many runs of n items (n-grams) of a are in b too, each counted
 * no more often than b has it. */
void overlap_runs(const int *a, int a_count, const int *b, int b_count, int orders, long *shared);

/* The fewest insertions, deletions and replacements of one item that make b of a (Levenshtein 1966). */
long overlap_edits(const int *a, int a_count, const int *b, int b_count);
/* The same edits, place by place: for each item of b the place in a of the item that is equal to it or is replaced by it,
 * or -1 if it is inserted. */
void overlap_places(const int *a, int a_count, const int *b, int b_count, int *places);

#endif
