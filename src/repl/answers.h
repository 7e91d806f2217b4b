/* answers.h: the last results of commands that were typed, numbered from 1: `ans` and `ans[3]` in Lua. */
#ifndef SEQLAB_REPL_ANSWERS_H
#define SEQLAB_REPL_ANSWERS_H

#include <jansson.h>

enum { ANSWERS_KEPT = 100 };

typedef struct Answers {
    json_t *kept[ANSWERS_KEPT]; /* number n at n % ANSWERS_KEPT */
    long count;                 /* the number of the last */
} Answers;

void answers_add(Answers *answers, json_t *value);
/* Number n; 0 and below count back from the last. NULL: it is none, or no longer kept. */
const json_t *answers_get(const Answers *answers, long number);
void answers_free(Answers *answers);

#endif
