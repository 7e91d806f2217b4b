/* bench.h: times a training step and an answer on random sentences. It does not touch the workbench's data and models.
 *
 * A step is what `train` does: forward with teacher forcing, cross-entropy, backward, clipping at 1, Adam; the
 * source is as long as the target and nothing is padded, so that figures can be compared with those of other
 * programs. */
#ifndef SEQLAB_LAB_BENCH_H
#define SEQLAB_LAB_BENCH_H

#include "lab/models.h"
#include "model/training.h"

typedef struct BenchOptions {
    ModelConfiguration model; /* vocabularies: both of `vocabulary` */
    int vocabulary, batch, length;
    int threads;              /* and as many shards */
    double seconds;           /* of measuring, for each configuration */
    TrainingOptions training; /* of which only the precision counts */
} BenchOptions;
extern const Options bench_options;

typedef struct BenchResult {
    BenchOptions options;
    double step_seconds;      /* the median of several windows */
    double fastest, slowest;  /* windows */
    double tokens_per_second; /* target tokens */
    double gemm_share;        /* of the step's time, over all threads; 0 to 1 */
    double operations;        /* floating-point ones in matrix products, a step */
    long products;            /* calls of GEMM, a step; */
    long bf16_products;       /* those among them that were made of bfloat16 */
    double greedy_seconds;    /* one answer of `length` tokens to one sentence: the median */
    double batch_answer_seconds; /* the same of one sentence, where `batch` of them are answered at once */
    long peak_bytes;          /* the most that the process has held in memory so far */
    long parameters;
    int layers;
} BenchResult;

/* Measures each of the configurations; fills the first *done of results [count]. False if one of them is invalid, or
 * the work was stopped before the first was done. */
bool lab_bench(Lab *lab, const BenchOptions *options, int count, BenchResult *results, int *done, Error *error);

#endif
