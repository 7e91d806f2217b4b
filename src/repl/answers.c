/* answers.c: the last results of commands that were typed. */
#include "repl/answers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void forget(Answer *answer)
{
    json_decref(answer->value);
    free(answer->line);
}

void answers_add(Answers *answers, const json_t *value, const char *line)
{
    Answer *place = &answers->kept[++answers->count % ANSWERS_KEPT];
    forget(place);
    *place = (Answer){json_incref((json_t *)value), memory_string(line)};
}

Answer answers_get(const Answers *answers, long number)
{
    if (number <= 0 && number > -ANSWERS_KEPT)
        number += answers->count;
    bool kept = number > 0 && number <= answers->count && number > answers->count - ANSWERS_KEPT;
    return kept ? answers->kept[number % ANSWERS_KEPT] : (Answer){0};
}

void answers_free(Answers *answers)
{
    for (int i = 0; i < ANSWERS_KEPT; i++)
        forget(&answers->kept[i]);
    memset(answers, 0, sizeof *answers);
}
