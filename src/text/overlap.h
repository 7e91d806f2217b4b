/* overlap.h: shared n-grams and edit distance of two sequences of ids (of words, characters or tokens). */
#ifndef SEQLAB_TEXT_OVERLAP_H
#define SEQLAB_TEXT_OVERLAP_H

/* For each n from 1 to orders, into shared[n - 1]: how many runs of n items (n-grams) of a are in b too, each counted
 * no more often than b has it. */
void overlap_runs(const int *a, int a_count, const int *b, int b_count, int orders, long *shared);

/* The runs of n items in a sequence of so many. */
long overlap_run_count(int count, int n);

/* The fewest insertions, deletions and replacements of one item that make b of a (Levenshtein 1966). */
long overlap_edits(const int *a, int a_count, const int *b, int b_count);

#endif
