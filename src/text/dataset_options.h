/* dataset_options.h: the options of a data set. */
#ifndef SEQLAB_TEXT_DATASET_OPTIONS_H
#define SEQLAB_TEXT_DATASET_OPTIONS_H

#include <stdint.h>

#include "base/options.h"
#include "text/byte_pairs.h"
#include "text/load_watch.h"
#include "text/tokenizer.h"

#define NOISE_MOST 0.5

/* Which commands of task=scan are the test set: a fifth of all, those of many actions, or those that jump. */
typedef enum { SCAN_SIMPLE, SCAN_LENGTH, SCAN_ADD_JUMP, SCAN_SPLITS } ScanSplit;

/* Exactly one of file, grammar, task and tasks says where pairs come from; data_sources.h lists the names. A source
 * uses the options that its descriptor takes, and those of all. */
typedef struct DatasetOptions {
    const char *file, *grammar, *task;
    const char *tasks;    /* several tasks over sequences, "copy,reverse": a source begins with the name of its own */
    const char *with; /* of files: the file of the targets, line by line; NULL: they are in the same file */
    const char *language; /* "en" (default) or "ko" */
    TokenKind source_tokens, target_tokens;
    int source_merges, target_merges; /* of subword tokens, up to MERGES_MOST; 0: MERGES_BY_DEFAULT */
    HangulUnit hangul;                /* the symbols that subword tokens of both sides begin with */
    bool tokens_given;                /* false: the source's own kinds of tokens */
    bool swap;                        /* of files: the second column is the source */
    int length_least, length_most;    /* source tokens without <EOS>; 0: the source's own default (a file: any) */
    int symbols;                      /* of the alphabet; 0: the source's own default */
    double noise;                     /* of pictures: the share of dots that are turned over, 0 to NOISE_MOST */
    ScanSplit split;                  /* of scan */
    uint64_t seed;                    /* of the split */
    LoadWatch watch;                  /* while it is opened; not kept */
    /* Of files: the data set whose vocabularies and merges are used, so that its models can read this one; NULL: they
     * are made of the training set. Not kept. */
    const struct Dataset *vocabularies_of;
} DatasetOptions;

/* All but the kinds of tokens, which `tokens=` sets for both sides at once. */
extern const Options dataset_table;

#endif
