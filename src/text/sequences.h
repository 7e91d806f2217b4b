/* sequences.h: tasks over sequences of random symbols, where each target symbol comes from one source position: copy,
 * reverse, sort.
 *
 * A task of this kind is a descriptor that begins with SEQUENCE_TASK and names its `align`; tasks= mixes
 * several of them. */
#ifndef SEQLAB_TEXT_SEQUENCES_H
#define SEQLAB_TEXT_SEQUENCES_H

#include "text/data_source.h"

enum { SYMBOLS_MOST = 200, SEQUENCE_LENGTH_MOST = 500 };

/* Symbol number index (< SYMBOLS_MOST) as UTF-8 with a NUL; out has room for 5 bytes. Symbols are single characters: a
 * to z, A to Z, 0 to 9, then Hangul syllables; that is also their order when they are sorted. */
void sequence_symbol(int index, char *out);

bool sequence_open(Dataset *dataset, Error *error);
Made sequence_draw(const Dataset *dataset, int length, Random *random, PairSpace *space);
void sequence_finish(const Dataset *dataset, PairSpace *space);

#define SEQUENCE_TASKS(from)                                                                                           \
    .family = from, .takes = "symbols", .symbols = 20, .symbols_most = SYMBOLS_MOST, .aligned = true,                  \
    .unit = {"symbol", "symbol"}, .no_subwords = true, .open = sequence_open, .draw = sequence_draw,                   \
    .finish = sequence_finish
#define SEQUENCE_TASK SEQUENCE_TASKS(FROM_TASK)

#endif
