/* tasks.h: sequences to copy, to reverse and to sort, over an alphabet of symbols.
 *
 * Symbol i is one character: a to z, A to Z, 0 to 9, then Hangul syllables; that is also their order when they
 * are sorted. */
#ifndef SEQLAB_TEXT_TASKS_H
#define SEQLAB_TEXT_TASKS_H

#include "base/random.h"

enum { TASK_SYMBOLS_LEAST = 2, TASK_SYMBOLS_MOST = 200, TASK_LENGTH_MOST = 500 };

typedef enum { TASK_COPY, TASK_REVERSE, TASK_SORT } TaskKind;

/* Symbol number index (< TASK_SYMBOLS_MOST) as UTF-8 with a NUL; out has room for 5 bytes. */
void task_symbol(int index, char *out);

/* length random symbols. */
void task_source(int symbols, int length, Random *random, int *source);

/* What is to be answered to source, and the source position that each answered symbol is taken from. Equal
 * symbols keep their order. All arrays have length entries; symbols are numbers from 0. */
void task_answer(TaskKind kind, const int *source, int length, int *target, int *partner);

#endif
