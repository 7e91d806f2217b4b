/* dataset.h: pairs to learn from: a file's, a grammar's, or a task's.
 *
 * A file's pairs are all held in memory. A grammar or a task makes pairs without end: whether one belongs
 * to training, validation or test is decided by a hash of its source text and the seed, for a file's pairs
 * too, so that equal sources are always on one side and "held out" is true also of sentences made later.
 *
 * Of a file 80 % of the sources are for training, 10 % for validation, 10 % for test; of endless pairs 85, 5 and
 * 10 %. Each part gets at least one source where there are three or more (in a file; among the short sequences or
 * sentences of one length, which are few); with fewer, all are for training. A file's vocabularies are those of
 * its training part, the most frequent token first, so that words of held-out pairs can be <UNK>.
 *
 * Subword tokens (byte_pairs.h) are learned when the data set is opened, never from a held-out pair: from the training
 * part of a file, whatever the length of its pairs, or from some thousand sentences of a grammar's training part. The
 * vocabulary is all pieces that the merges can leave. */
#ifndef SEQLAB_TEXT_DATASET_H
#define SEQLAB_TEXT_DATASET_H

#include <stdint.h>

#include "base/batch.h"
#include "base/error.h"
#include "base/random.h"
#include "text/byte_pairs.h"
#include "text/tokenizer.h"
#include "text/vocabulary.h"

typedef enum { SPLIT_TRAINING, SPLIT_VALIDATION, SPLIT_TEST } Split;
typedef enum { SIDE_SOURCE, SIDE_TARGET, SIDES } Side;

/* Where pairs come from: exactly one of file, task, grammar is set.
 * task: "copy" "reverse" "sort" "dates" "picture" "question" "summary" (dates, questions and
 * summaries take language en or ko). grammar: "ko-en" or "en-ko". */
typedef struct DatasetOptions {
    const char *file;
    const char *task;
    const char *grammar;
    const char *language;         /* of dates, questions and summaries: "en" (default) or "ko" */
    TokenKind source_tokens, target_tokens;
    int source_merges, target_merges; /* of subword tokens, up to MERGES_MOST; 0: MERGES_BY_DEFAULT */
    HangulUnit hangul;            /* the symbols that subword tokens of both sides begin with */
    bool tokens_given;            /* false: characters for dates and what pictures say, words for all else */
    bool swap;                    /* second column is the source */
    int length_least, length_most;/* source tokens without <EOS>, also of en-ko, where they are English words;
                                     0: the source's own default (a file: any) */
    int symbols;                  /* of the tasks' alphabet: 2 to 200; 0: 20; of pictures up to 36, which is their default */
    double noise;                 /* of pictures: the share of dots that are turned over, 0 to NOISE_MOST */
    uint64_t seed;                /* of the split */
} DatasetOptions;

#define NOISE_MOST 0.5

typedef struct Dataset Dataset;

/* Opens; a file is read whole, in bounded memory (64 MiB of text, lines of 64 KiB, 2 million pairs). Errors name
 * file and line. */
Dataset *dataset_open(const DatasetOptions *options, Error *error);
void dataset_close(Dataset *dataset);

const DatasetOptions *dataset_options(const Dataset *dataset);
const char *dataset_name(const Dataset *dataset);      /* "ko-en grammar", "pairs.tsv", "reverse" */
const Vocabulary *dataset_source_vocabulary(const Dataset *dataset);
const Vocabulary *dataset_target_vocabulary(const Dataset *dataset);
TokenKind dataset_tokens(const Dataset *dataset, Side side);
const BytePairs *dataset_merges(const Dataset *dataset, Side side); /* NULL where tokens are not subword */
bool dataset_endless(const Dataset *dataset);          /* a grammar or a task */
int dataset_count(const Dataset *dataset, Split split);/* pairs; 0 when endless */
int dataset_passed_over(const Dataset *dataset);       /* pairs of a file outside the length filter */
bool dataset_has_partners(const Dataset *dataset);     /* the true word alignment is known */
void dataset_length_range(const Dataset *dataset, int *least, int *most); /* of the sources */
/* No target is longer for sources within the range, tokens without <EOS>; of a grammar a bound, not a maximum. */
int dataset_target_most(const Dataset *dataset);

/* One pair with everything known of it. Valid until the next call with the same PairSpace, which owns it. */
typedef struct Pair {
    const char *source_text, *target_text;
    int source_count, target_count;  /* tokens, without <SOS> and <EOS> */
    const int *source, *target;      /* ids */
    const int *partner;              /* [target_count] source position of each target token or -1; or NULL */
} Pair;
typedef struct PairSpace PairSpace;
PairSpace *pair_space_open(void);
void pair_space_close(PairSpace *space);

/* Pair number index of a file's split (index < dataset_count). */
bool dataset_pair(Dataset *dataset, Split split, int index, PairSpace *space, Pair *pair);
/* A random pair of the split, with exactly `length` source tokens where length > 0, which may lie outside the range.
 * False when there is none (a file without such a length; an endless one that cannot make it). */
bool dataset_draw(Dataset *dataset, Split split, int length, Random *random, PairSpace *space, Pair *pair);

/* A shuffled order of a split, in batches of near lengths. All memory is its own; a steady state allocates
 * nothing. Several may be open on one dataset, on several threads. NULL where a file's split has no pairs. */
typedef struct Batches Batches;
Batches *batches_open(Dataset *dataset, Split split, int batch_size, uint64_t seed);
void batches_close(Batches *batches);
/* The next batch, valid until the next call. An endless dataset gives one source length a batch, drawn
 * evenly over its range (or the lengths its options name; dates: as often as dates have it). A file begins anew,
 * newly shuffled, at its end; its last batch may be smaller. */
const Batch *batches_next(Batches *batches);
/* Where in this order it is, as plain data: after batches_go the batches that batches_place had before it come next. */
typedef struct BatchPlace {
    Random random; /* as the round began; of endless data, as it is now */
    int size;      /* sentences in a batch: with another size a file's next round begins */
    int next;      /* how many batches of the round have come */
} BatchPlace;
BatchPlace batches_place(const Batches *batches);
/* False where this is no place: nothing is changed then. */
bool batches_go(Batches *batches, const BatchPlace *place);

/* Lays out pairs as a batch in an own space (decoding many sentences at once). targets may be absent: then
 * target_length is 0. */
typedef struct BatchSpace BatchSpace;
BatchSpace *batch_space_open(void);
void batch_space_close(BatchSpace *space);
const Batch *batch_of_pairs(BatchSpace *space, const Pair *pairs, int count);
/* The same from source ids only: count sentences, ids[i] of lengths[i] tokens; <EOS> is added. */
const Batch *batch_of_sources(BatchSpace *space, const int *const *ids, const int *lengths, int count);

/* What a person types, as ids of a side (unknown words become <UNK>); the tokens are appended to tokens, their
 * ids written to *ids (free it). False with a message when there is no token at all or text is not UTF-8. */
bool dataset_encode(const Dataset *dataset, Side side, const char *text, TokenList *tokens, int **ids, Error *error);
bool dataset_encode_source(const Dataset *dataset, const char *text, TokenList *tokens, int **ids, Error *error);
/* The same as target ids: the beginning of an answer that is to be forced. */
bool dataset_encode_target(const Dataset *dataset, const char *text, TokenList *tokens, int **ids, Error *error);
/* The tokens of a text in NFC, appended; what it may be is the caller's affair. */
void dataset_cut(const Dataset *dataset, Side side, const char *text, TokenList *tokens);
/* Ids of a side as text, up to <EOS>. */
void dataset_decode(const Dataset *dataset, Side side, const int *ids, int count, Buffer *out);
void dataset_decode_target(const Dataset *dataset, const int *ids, int count, Buffer *out);

/* ---- pictures (task "picture"): a token of the source is a column of 7 dots ---- */
bool dataset_is_picture(const Dataset *dataset);
/* The dots of a source token, the lowest bit the uppermost; -1 where it is no column. */
int dataset_dots(const Dataset *dataset, int id);
/* Whether a text that is typed is a word to be drawn, not the names of columns. dataset_encode_source draws it. */
bool dataset_draws(const Dataset *dataset, const char *text);
/* The pair of a word that is drawn with the data's noise, always alike; false with a message where it cannot be. */
bool dataset_draw_text(const Dataset *dataset, const char *text, PairSpace *space, Pair *pair, Error *error);
/* How far beside the partner a position still belongs to it: the columns of a letter beside its middle; 0 of all else. */
int dataset_partner_reach(const Dataset *dataset);

/* How texts meet the vocabularies, kept in checkpoints: tokens of both sides, to encode and decode without the
 * pairs. A dataset of this kind has no pairs (dataset_count 0, batches refused by assert). */
Dataset *dataset_from_vocabularies(const char *name, TokenKind source_tokens, TokenKind target_tokens,
                                   char **source_list, int source_count, char **target_list, int target_count,
                                   Error *error);
/* The merges of a side of such a dataset whose tokens are subword, which must have them before it encodes anything;
 * the dataset owns them. */
void dataset_take_merges(Dataset *dataset, Side side, BytePairs *merges);

#endif
