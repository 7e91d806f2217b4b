/* answers.c: the last results of commands that were typed. */
#include "repl/answers.h"

#include <stdbool.h>
#include <string.h>

void answers_add(Answers *answers, json_t *value)
{
    json_t **place = &answers->kept[++answers->count % ANSWERS_KEPT];
    json_decref(*place);
    *place = json_incref(value);
}

const json_t *answers_get(const Answers *answers, long number)
{
    if (number <= 0 && number > -ANSWERS_KEPT)
        number += answers->count;
    bool kept = number > 0 && number <= answers->count && number > answers->count - ANSWERS_KEPT;
    return kept ? answers->kept[number % ANSWERS_KEPT] : NULL;
}

void answers_free(Answers *answers)
{
    for (int i = 0; i < ANSWERS_KEPT; i++)
        json_decref(answers->kept[i]);
    memset(answers, 0, sizeof *answers);
}
