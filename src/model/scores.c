/* scores.c: the list of score functions. */
#include "model/scores.h"

#include <string.h>

#define IN_LIST(name) &name##_score,
const ScoreFunction *const score_functions[] = {SCORES(IN_LIST) NULL};
const int score_count = (int)(sizeof score_functions / sizeof *score_functions) - 1;

const ScoreFunction *score_find(const char *name)
{
    for (int i = 0; i < score_count; i++)
        if (strcmp(score_functions[i]->name, name) == 0)
            return score_functions[i];
    return NULL;
}
