/* dataset_parts.h: what a Dataset is made of, for the files that make it up (dataset*.c, batches.c).
 *
 * dataset.c opens and describes it, dataset_file.c holds the pairs of a file, dataset_sequences.c, dataset_dates.c,
 * dataset_picture.c, dataset_story.c and dataset_grammar.c make pairs without end, of which dataset_draw.c takes those
 * that are asked for; dataset_text.c goes between text and ids, batches.c and batch_space.c lay pairs out for the
 * engine. */
#ifndef SEQLAB_TEXT_DATASET_PARTS_H
#define SEQLAB_TEXT_DATASET_PARTS_H

#include "base/language.h"
#include "text/dataset.h"
#include "text/dates.h"
#include "text/grammar.h"
#include "text/length_table.h"
#include "text/split.h"
#include "text/tasks.h"

/* Shares of all sources, in thousandths. */
enum {
    FILE_TEST_SHARE = 100,
    FILE_VALIDATION_SHARE = 100,
    ENDLESS_TEST_SHARE = 100,
    ENDLESS_VALIDATION_SHARE = 50
};

typedef enum {
    ORIGIN_FILE,
    ORIGIN_SEQUENCES,
    ORIGIN_DATES,
    ORIGIN_GRAMMAR,
    ORIGIN_PICTURE,
    ORIGIN_STORY,
    ORIGIN_VOCABULARIES /* no pairs: what a saved model speaks, without what it learned from */
} Origin;

/* Source lengths below this may have so few sources that their split needs care (split_rule_of_few). */
enum { FEW_LENGTHS = 13 };

typedef struct FilePairs FilePairs;

struct Dataset {
    DatasetOptions options; /* its strings are the dataset's own */
    Origin origin;
    char *name;
    Vocabulary *source, *target;
    BytePairs *merges[SIDES]; /* NULL where tokens are not subword */
    int least, most;    /* source tokens of what batches are made of */
    int target_most;
    bool has_partners;
    FilePairs *file;                    /* of ORIGIN_FILE */
    SplitRule rule;                     /* of endless pairs */
    SplitRule few_rule[FEW_LENGTHS];    /* by source length, where there are few sources */
    bool has_few_rule[FEW_LENGTHS];
    TaskKind task;                      /* of ORIGIN_SEQUENCES */
    Language language;                  /* of ORIGIN_DATES, ORIGIN_STORY; of the sources of ORIGIN_GRAMMAR */
    LengthTable *ways;                  /* where a length cannot be had at once; or NULL */
};

/* What cuts a side's texts. */
typedef struct Cutter {
    TokenKind kind;
    const BytePairs *merges; /* of TOKENS_SUBWORD, else NULL */
} Cutter;
Cutter dataset_cutter(const Dataset *dataset, Side side);

/* A text (in NFC) that is being cut. */
typedef struct TokenCursor {
    TokenKind kind;
    const char *rest, *end; /* of words and characters */
    SubwordCursor pieces;     /* of subwords */
} TokenCursor;
/* prepared is room for the form that subwords are cut from; it and the text must stay until the end. */
TokenCursor token_cursor(Cutter cutter, const char *text, size_t count, Buffer *prepared);
bool token_cursor_next(TokenCursor *cursor, TokenSpan *token);

/* The ids of a text's tokens (in NFC), appended. */
void dataset_text_ids(Cutter cutter, const Vocabulary *vocabulary, const char *text, size_t count, Buffer *prepared,
                      IntList *ids);

/* A pair is made in two steps, because most that are made are not the ones asked for: first its source's text,
 * with what the second step must know, then its ids and its target. */
struct PairSpace {
    Buffer source_text, target_text;
    Buffer prepared;      /* see token_cursor */
    IntList source, target, partner;
    Date date;            /* of ORIGIN_DATES, between the steps */
    GrammarPair sentence; /* of ORIGIN_GRAMMAR, between the steps */
};

/* What an opening fills in for its origin: vocabularies, lengths, rules. */
bool dataset_open_file(Dataset *dataset, Error *error);
bool dataset_open_endless(Dataset *dataset, Error *error);
bool dataset_open_sequences(Dataset *dataset, Error *error);
bool dataset_open_dates(Dataset *dataset, Error *error);
bool dataset_open_grammar(Dataset *dataset, Error *error);
bool dataset_open_picture(Dataset *dataset, Error *error);
bool dataset_open_story(Dataset *dataset, Error *error);
void dataset_close_file(FilePairs *file);
/* The lengths of the options, or these where they name none; refused above limit. */
bool dataset_settle_lengths(Dataset *dataset, int least, int most, int limit, Error *error);

int dataset_file_count(const FilePairs *file, Split split);
int dataset_file_passed_over(const FilePairs *file);
void dataset_file_pair(const FilePairs *file, Split split, int index, Pair *pair);
/* One of the pairs of exactly length tokens (any where length is 0), or false. */
bool dataset_file_draw(const FilePairs *file, Split split, int length, Random *random, Pair *pair);

/* The first step: a try at a source of length tokens, whichever split it belongs to. */
typedef enum {
    MADE_PAIR,
    MADE_OTHER, /* it came out at another length: try again */
    MADE_NEVER  /* there is nothing of this length */
} Made;
Made dataset_begin_pair(const Dataset *dataset, int length, Random *random, PairSpace *space);
Made dataset_begin_sequence(const Dataset *dataset, int length, Random *random, PairSpace *space);
Made dataset_begin_date(const Dataset *dataset, int length, Random *random, PairSpace *space);
Made dataset_begin_sentence(const Dataset *dataset, int length, Random *random, PairSpace *space);
/* Of pictures and stories the first step does all. */
Made dataset_begin_picture(const Dataset *dataset, int length, Random *random, PairSpace *space);
Made dataset_begin_story(const Dataset *dataset, int length, Random *random, PairSpace *space);
/* The second step, behind MADE_PAIR. */
void dataset_finish_sequence(const Dataset *dataset, PairSpace *space);
void dataset_finish_date(const Dataset *dataset, PairSpace *space);
void dataset_finish_sentence(const Dataset *dataset, PairSpace *space);

/* What is in space, which stays its owner. */
void dataset_pair_of_space(const Dataset *dataset, const PairSpace *space, Pair *pair);
bool dataset_draw_endless(const Dataset *dataset, Split split, int length, Random *random, PairSpace *space,
                          Pair *pair);
/* The source length of the next batch. */
int dataset_batch_length(const Dataset *dataset, Random *random);

/* Room for what a batch may need, ahead of time. Lengths with <EOS>. */
void pair_space_reserve(PairSpace *space, int source_count, int target_count);
void batch_space_reserve(BatchSpace *space, int size, int source_length, int target_length);

/* The hash that decides on the split of the pair in space; that split, for a source of length tokens; and the rule for all
 * sources of a length, from their hashes (which are sorted on the way). */
uint64_t dataset_space_hash(const Dataset *dataset, const PairSpace *space);
Split dataset_space_split(const Dataset *dataset, int length, const PairSpace *space);
void dataset_set_few_rule(Dataset *dataset, int length, uint64_t *hashes, size_t count);

#endif
