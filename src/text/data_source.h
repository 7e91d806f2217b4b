/* data_source.h: the descriptor of a source of pairs: a file, a grammar, a task.
 *
 * Everything that differs between sources is in their descriptors, one for each; no other code depends on which source
 * it is. data_sources.h lists them. */
#ifndef SEQLAB_TEXT_DATA_SOURCE_H
#define SEQLAB_TEXT_DATA_SOURCE_H

#include "base/error.h"
#include "base/language.h"
#include "base/random.h"
#include "text/byte_pairs.h"
#include "text/pair.h"

typedef struct Dataset Dataset;
/* The pairs of a file as a model sees them: a hash of all their tokens in order, and how many pairs there are. All
 * zero: not known. */
typedef struct DataMark { uint64_t fingerprint; int pairs; } DataMark;
TokenKind dataset_tokens(const Dataset *dataset, Side side);
/* The merges of a side whose tokens are subwords; the dataset owns them. */
void dataset_take_merges(Dataset *dataset, Side side, BytePairs *merges);

/* The option of `data` that names a source: file=PATH, grammar=NAME, task=NAME, tasks=NAME,NAME. */
typedef enum { FROM_FILE, FROM_GRAMMAR, FROM_TASK, FROM_TASKS, SOURCE_FAMILIES } SourceFamily;

/* The result of an attempt to make a pair. */
typedef enum {
    MADE_PAIR,
    MADE_OTHER, /* it came out at another length: try again */
    MADE_NEVER  /* there is nothing of this length */
} Made;

typedef struct DataSource {
    const char *name;        /* as it is typed; NULL: a path or a list is typed */
    SourceFamily family;
    Sentence help;           /* one line */
    const char *takes;       /* options that apply to it, besides those that apply to all: "symbols|noise" */
    TokenKind tokens[SIDES]; /* unless others are asked for */
    Sentence only_tokens;    /* the error for other kinds of tokens; empty: all are allowed */
    bool no_subwords;        /* its tokens have no order from which subwords could be learned */
    const char *unit[SIDES]; /* what a token is called; NULL: by its kind */
    int symbols, symbols_most; /* of the alphabet: by default and at the most */
    bool aligned;            /* the alignment of each target token is known */
    int reach;               /* positions this far beside the aligned one belong to it too */
    bool split_by_target;    /* the target decides on the split: its sources differ by chance */
    bool both_languages;     /* takes language=both as well */
    int variant;             /* its own, for descriptors that share functions */

    /* Fills in vocabularies and lengths (dataset_state.h). */
    bool (*open)(Dataset *dataset, Error *error);

    /* Of sources without end: the first step makes a source text of exactly length tokens, for whichever split; the
     * second, after MADE_PAIR, ids, target and alignment. NULL: the first does all. */
    Made (*draw)(const Dataset *dataset, int length, Random *random, PairSpace *space);
    void (*finish)(const Dataset *dataset, PairSpace *space);
    /* The source length of a batch; NULL: every length is as likely. */
    int (*draw_length)(const Dataset *dataset, Random *random);

    /* Of sequences (sequences.h): which source position each target symbol is taken from. Returns how many are. */
    int (*align)(const int *source, int length, int *alignment);
    /* Of pictures: makes the pair of a typed text. NULL: typed text is cut into tokens. */
    bool (*draw_text)(const Dataset *dataset, const char *text, PairSpace *space, Error *error);
    bool (*draws)(const char *text); /* whether that text is to be drawn */
    int (*dots)(int id);             /* the dots of a source token, the lowest bit on top; -1: it is no column */
} DataSource;

#endif
