/* dataset_state.h: the contents of a data set, and functions for its source to fill it in. Private to src/text. */
#ifndef SEQLAB_TEXT_DATASET_STATE_H
#define SEQLAB_TEXT_DATASET_STATE_H

#include "text/cutter.h"
#include "text/data_source.h"
#include "text/dataset_options.h"
#include "text/length_table.h"
#include "text/split.h"
#include "text/stored_pairs.h"

/* Source lengths below this may have so few sources that their split needs care (split_rule_of_few). */
enum { FEW_LENGTHS = 13, TASKS_MOST = 16 };

struct Dataset {
    DatasetOptions options;    /* its strings are the dataset's own */
    const DataSource *source;  /* NULL: only vocabularies, as in a saved model whose pairs are gone */
    char *name;
    Vocabulary *vocabulary[SIDES];
    BytePairs *merges[SIDES];  /* NULL if tokens are not subwords */
    Language language;         /* of sources that take language=; of a grammar's sources */
    bool both_languages;       /* language=both: of one source after the other, each in either language */
    int least, most;           /* source tokens of batches */
    int target_most;
    bool aligned;
    const DataSource *tasks[TASKS_MOST]; /* of tasks=, in the order in which they are named */
    int task_count;
    StoredPairs *stored;       /* all pairs, if they have an end */
    DataMark mark;             /* of them; or of those that were there before only vocabularies were left */
    SplitRule few_rule[FEW_LENGTHS]; /* by source length, if there are few sources of it */
    bool has_few_rule[FEW_LENGTHS];
    LengthTable *ways;         /* if not every length can be had at once; or NULL */
};

/* Which of name_of's names it is (NULL after the last, at most 32), or -1 with a message that lists them.
 * what: "task". */
int data_find_name(const char *what, const char *name, const char *(*name_of)(int i), Error *error);

/* The lengths of the options or, if they name none, these. Refuses lengths above limit. */
bool dataset_settle_lengths(Dataset *dataset, int least, int most, int limit, Error *error);

/* Whether the options ask for sources of this length; for pairs that are all stored. */
bool dataset_wants_length(const Dataset *dataset, int length);
/* Once all pairs are stored with their splits: indexes them and measures their lengths. Refuses if there are none. */
bool dataset_index_stored(Dataset *dataset, Error *error);

Cutter dataset_cutter(const Dataset *dataset, Side side);
bool dataset_has_subwords(const Dataset *dataset);
int dataset_merge_count(const Dataset *dataset, Side side);

/* The hash that decides on the split of the pair in space; that split, for a source of length tokens; and the rule for
 * all sources of a length, from their hashes (which are sorted on the way). */
uint64_t dataset_space_hash(const Dataset *dataset, const PairSpace *space);
Split dataset_space_split(const Dataset *dataset, int length, const PairSpace *space);
void dataset_set_few_rule(Dataset *dataset, int length, uint64_t *hashes, size_t count);

#endif
