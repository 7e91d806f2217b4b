/* dataset.h: pairs to learn from: a file's, a grammar's, or a task's (data_sources.h).
 *
 * A file's pairs are all held in memory, and so are those of the task scan, which has its own splits. A grammar or
 * another task makes pairs without end. A hash of the source and the seed decides whether a pair belongs to the
 * training, validation or test set (split.h), also for pairs that are made later.
 * Of a file 80% of the sources are for training, 10% for validation, 10% for test; of endless pairs 85%, 5% and 10%.
 * Each set gets at least one source if there are three or more (in a file; among the short sequences or sentences of
 * one length, which are few); with fewer, all are for training. A file's vocabularies are those of its training set,
 * the most frequent token first, so that words of the other sets can be <UNK>.
 *
 * Subword tokens (byte_pairs.h) are learned when the data set is opened, only from the training set: of a file,
 * whatever the length of its pairs, or from some thousand sentences of a grammar. The vocabulary is all subwords that
 * the merges can leave. */
#ifndef SEQLAB_TEXT_DATASET_H
#define SEQLAB_TEXT_DATASET_H

#include "base/error.h"
#include "base/random.h"
#include "text/data_source.h"
#include "text/dataset_options.h"
#include "text/pair.h"
#include "text/pairs_file.h"
#include "text/split.h"
#include "text/vocabulary.h"

/* Opens; a file is read whole, in bounded memory (64 MiB of text, lines of 64 KiB, 2 million pairs). Errors name file
 * and line. */
Dataset *dataset_open(const DatasetOptions *options, Error *error);
void dataset_close(Dataset *dataset);

/* How texts meet the vocabularies, kept in checkpoints: tokens of both sides, to encode and decode without the pairs. A
 * dataset of this kind has no pairs (dataset_count 0, batches refused by assert). A side whose tokens are subwords must
 * get its merges (dataset_take_merges) before it encodes anything. */
typedef struct TokenNames { char **token; int count; } TokenNames;
/* options, mark: where the pairs came from, for dataset_options and dataset_mark. */
Dataset *dataset_from_vocabularies(const char *name, const DatasetOptions *options, DataMark mark,
                                   const TokenNames tokens[SIDES], Error *error);

/* ---- queries ---- */

const DatasetOptions *dataset_options(const Dataset *dataset);
const char *dataset_name(const Dataset *dataset); /* "ko-en grammar", "pairs.tsv", "reverse" */
const Vocabulary *dataset_vocabulary(const Dataset *dataset, Side side);
const char *dataset_unit(const Dataset *dataset, Side side); /* what a token is called: "word", "symbol", "column" */
const BytePairs *dataset_merges(const Dataset *dataset, Side side); /* NULL if tokens are not subwords */
bool dataset_endless(const Dataset *dataset);                       /* a grammar, or a task but scan */
int dataset_count(const Dataset *dataset, Split split);             /* pairs; 0 when endless */
int dataset_passed_over(const Dataset *dataset);                    /* pairs of a file outside the length filter */
bool dataset_has_pairs(const Dataset *dataset);                     /* false: only vocabularies */
DataMark dataset_mark(const Dataset *dataset);                      /* of a file's pairs; else all zero */
/* Whether the ids of one mean the same in the other: same kinds of tokens, vocabularies and merges. */
bool dataset_same_vocabularies(const Dataset *a, const Dataset *b);
/* Whether they are the same pairs, made or read by the same options; not of vocabularies alone. */
bool dataset_same(const Dataset *a, const Dataset *b);
const PairsReading *dataset_reading(const Dataset *dataset);         /* how its file was read; NULL: it has none */
bool dataset_aligned(const Dataset *dataset);                       /* the true alignment is known */
/* How far beside the aligned position positions still belong to it: the columns of a letter beside its middle. */
int dataset_reach(const Dataset *dataset);
void dataset_length_range(const Dataset *dataset, int *least, int *most); /* of the sources */
/* No target is longer for sources within the range, tokens without <EOS>; of a grammar a bound, not a maximum. */
int dataset_target_most(const Dataset *dataset);

/* ---- pairs ---- */

/* Pair number index of a file's split (index < dataset_count). */
bool dataset_pair(const Dataset *dataset, Split split, int index, Pair *pair);
/* A random pair of the split, with exactly `length` source tokens if length > 0, which may lie outside the range. False
 * when there is none (a file without such a length; an endless one that cannot make it). */
bool dataset_draw(const Dataset *dataset, Split split, int length, Random *random, PairSpace *space, Pair *pair);
/* The source length of the next batch of endless data. */
int dataset_batch_length(const Dataset *dataset, Random *random);

/* ---- texts (dataset_text.c) ---- */

/* Typed text as ids of a side (unknown words become <UNK>); the tokens are appended to tokens, their ids written to
 * *ids (free it). False with a message when there is no token at all or text is not UTF-8. */
bool dataset_encode(const Dataset *dataset, Side side, const char *text, TokenList *tokens, int **ids, Error *error);
/* The tokens of a text in NFC, appended, whatever they are. */
void dataset_cut(const Dataset *dataset, Side side, const char *text, TokenList *tokens);
/* Whether the sources have one of the words that these keys write with the Korean layout, of two syllables or more: those
 * of short English words are soon Korean words too. */
bool dataset_knows_korean(const Dataset *dataset, const char *keys);
/* Ids of a side as text, up to <EOS>. */
void dataset_decode(const Dataset *dataset, Side side, const int *ids, int count, Buffer *out);

/* ---- pictures: sources whose tokens are columns of 7 dots ---- */

bool dataset_has_pictures(const Dataset *dataset);
/* The dots of source tokens, the lowest bit on top, -1 for others (free it); NULL if there are no pictures. */
int *dataset_picture(const Dataset *dataset, const int *ids, int count);
/* Whether a text that is typed is a word to be drawn, not the names of columns. dataset_encode draws it. */
bool dataset_draws(const Dataset *dataset, const char *text);
/* The pair of a word that is drawn with the data's noise, always alike; false with a message if it cannot be. */
bool dataset_draw_text(const Dataset *dataset, const char *text, PairSpace *space, Pair *pair, Error *error);

#endif
