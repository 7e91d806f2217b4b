/* accuracy.h: a model's accuracy by source length. */
#ifndef SEQLAB_LAB_ACCURACY_H
#define SEQLAB_LAB_ACCURACY_H

#include "lab/models.h"
#include "model/beam.h"

enum { LENGTHS_MOST = WHOLES_MOST, ERRORS_MOST = 50, INSTEAD_MOST = 3 };
typedef struct AccuracyOptions {
    Wholes lengths;            /* exact source lengths to measure at; none: groups of lengths instead */
    int length[2];             /* the range of the groups; 0: the data's own */
    int groups;                /* at most; the sentences of a group are answered in batches, whatever their lengths */
    int count;                 /* sentences for each length, or in all. There may be fewer */
    const char *file;          /* pairs of a file; NULL: the test set of its data */
    Split split;               /* SPLIT_TEST by default */
    uint64_t seed;
    int errors;                /* target tokens to count errors of */
    BeamOptions search;        /* width 1: greedy answers */
} AccuracyOptions;
extern const Options accuracy_options;
/* Scores of the answers (text/metrics.h). All are NaN if no sentence has such a length. */
typedef struct Measures {
    double exact, tokens;      /* 0 to 1 */
    double on_partner;         /* share of words whose largest weight is on their partner; NaN: not known */
    double perplexity;         /* of the references, with teacher forcing; NaN of a model that fills in hidden tokens */
    double bleu, chrf;         /* 0 to 100 */
    double error_rate;         /* edits for each unit of the references */
} Measures;
/* The unit of BLEU and the error rate: the model's tokens, but words if tokens are subwords. */
typedef enum {
    UNIT_WORD,
    UNIT_CHARACTER,
    UNIT_SYMBOL, /* of a task that is no language */
    UNIT_HIDDEN /* only exact and tokens are counted, of hidden words */
} ScoreUnit;
typedef struct LengthScore {
    int least, most;           /* source lengths of this row */
    int count;
    Measures scores;
} LengthScore;
/* The scores of some of the sentences. */
typedef struct AccuracyPart {
    int count;
    Measures scores;
} AccuracyPart;
/* A token of the references that the answers lack somewhere, and what they have there instead. Answer and reference are aligned
 * by the fewest edits, so that after one token too many the others are still compared with their own. */
typedef struct Instead {
    const char *token;         /* the model's; NULL: nothing */
    int times;
} Instead;
typedef struct TokenErrors {
    const char *token;         /* the model's; "<UNK>": all that its vocabulary lacks */
    int count, missed;
    Instead instead[INSTEAD_MOST]; /* the most frequent first; unused ones have 0 times */
} TokenErrors;
typedef struct AccuracyResult {
    char model[64];
    int count;
    Measures scores;
    ScoreUnit unit;
    uint64_t asked;            /* a hash of the sentences, to see whether two models answered the same ones */
    uint64_t cut;              /* likewise of how texts are cut into the tokens that are counted */
    int file_pairs;            /* of the file within the lengths; 0: there was none */
    PairsReading file_reading; /* how it was read */
    int file_learned;          /* of these, how many are in the training set; -1: not known, see lab_accuracy */
    AccuracyPart learned, unseen; /* the scores of both, without perplexity */
    int rows;
    LengthScore by_length[LENGTHS_MOST];
    int examples;              /* up to 5, with reference and answer */
    char *example_source[5], *example_answer[5], *example_reference[5];
    int *example_dots[5];      /* [example_columns] of pictures, else NULL */
    int example_columns[5];
    int error_count;           /* the most often missed first, at most as many as were wanted */
    TokenErrors errors[ERRORS_MOST];
    bool stopped;
    double seconds;
} AccuracyResult;
/* If a source has several targets in the data, each counts as correct. Which pairs of a file are in the training set is
 * known only if the model's data are a file that still exists; generated pairs are not recorded. */
bool lab_accuracy(Lab *lab, const char *model, const AccuracyOptions *options, AccuracyResult *result,
                  Error *error); /* model NULL: the current one */
void accuracy_result_free(AccuracyResult *result);

#endif
