/* scores.h: the score functions there are. A new one is a file score_NAME.c and a line here; all else follows. */
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
