/* explain_attend.h: an attention worked out, from the score to the output: for `explain attend`. */
#ifndef SEQLAB_REPL_EXPLAIN_ATTEND_H
#define SEQLAB_REPL_EXPLAIN_ATTEND_H

#include "lab/whatif.h"
#include "repl/origin_value.h"

/* Which number of an answer is meant. */
typedef struct ExplainPlace {
    int side;                           /* as in attention_choice.h, or backward; -1: not given */
    int layer, head, step, token, unit; /* from 1; 0: not given */
} ExplainPlace;

/* False with a message if the model has no such attention, row or unit. */
bool put_attend(json_t *value, const Explained *explained, const ExplainPlace *place, Origins *origins, Error *error);
void show_attention(const json_t *value, Canvas *canvas);

#endif
