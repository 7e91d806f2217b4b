/* answer.h: pairs as inputs of a model, and its answers as text. Private to this folder. */
#ifndef SEQLAB_LAB_ANSWER_H
#define SEQLAB_LAB_ANSWER_H

#include "lab/registry_internal.h"

/* A pair as the model is given it. One that fills in is given the source with words hidden, drawn by seed and the
 * sentence, and its target is the source. The memory of both is the pair's and this. */
typedef struct Asked {
    Pair pair;
    int *source; /* owned; NULL: the pair is as it was */
    char *text;
} Asked;
Asked lab_ask(const LabModel *entry, const Pair *pair, uint64_t seed);
void lab_asked_free(Asked *asked);

/* The ids with <EOS> behind them, to be freed. */
int *lab_with_end(const int *ids, int count);

/* The vocabulary of a model's answers: the target's, or a masked model's the source's. */
const Vocabulary *lab_answer_vocabulary(const LabModel *entry);
void lab_answer_text(const LabModel *entry, const int *ids, int count, Buffer *out); /* appended */

/* False, with a message: the data have no test sentence of this length. */
bool lab_no_length(const Dataset *dataset, int length, Error *error);

/* The longest answer to a source of that many tokens. */
int lab_longest_answer(const LabModel *entry, int source_count);

#endif
