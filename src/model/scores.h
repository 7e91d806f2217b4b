/* scores.h: the list of score functions. To add one, write score_NAME.c and name it here. */
#ifndef SEQLAB_MODEL_SCORES_H
#define SEQLAB_MODEL_SCORES_H

#include "model/score.h"

#define SCORES(SCORE) \
    SCORE(dot)        \
    SCORE(scaled)     \
    SCORE(general)    \
    SCORE(additive)

#define DECLARE_SCORE(name) extern const ScoreFunction name##_score;
SCORES(DECLARE_SCORE)
#undef DECLARE_SCORE

extern const ScoreFunction *const score_functions[]; /* NULL follows the last */
extern const int score_count;
const ScoreFunction *score_find(const char *name); /* NULL when there is none */

#endif
