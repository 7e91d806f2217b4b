/* answers.h: the last results of commands that were typed, numbered from 1: `ans` and `ans[3]` in Lua. `explore` reads
 * the lines that made them. */
#ifndef SEQLAB_REPL_ANSWERS_H
#define SEQLAB_REPL_ANSWERS_H

#include <jansson.h>

enum { ANSWERS_KEPT = 100 };

typedef struct Answer {
    json_t *value;
    char *line; /* that made it: the command and what followed */
} Answer;

typedef struct Answers {
    Answer kept[ANSWERS_KEPT]; /* number n at n % ANSWERS_KEPT */
    long count;                /* the number of the last */
} Answers;

void answers_add(Answers *answers, const json_t *value, const char *line);
/* Number n; 0 and below count back from the last. No value: it is none, or no longer kept. */
Answer answers_get(const Answers *answers, long number);
void answers_free(Answers *answers);

#endif
