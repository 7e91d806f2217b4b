/* accuracy_value.h: what `accuracy` measures as a value, and the parts of its picture that `compare` draws too. */
#ifndef SEQLAB_REPL_ACCURACY_VALUE_H
#define SEQLAB_REPL_ACCURACY_VALUE_H

#include <jansson.h>

#include "repl/repl.h"
#include "view/canvas.h"

/* Which scores the table shows by length. */
typedef struct ScoresShown { int scores; } ScoresShown;
extern const Options scores_shown_options;
bool scores_all_wanted(const json_t *value); /* "scores" of a result */

/* Shows whether two models were measured on the same sentences and tokens; see AccuracyResult. */
typedef struct AccuracyBasis {
    uint64_t asked, cut;
} AccuracyBasis;

/* basis: NULL if nobody asks. NULL with a message if the model could not be measured. */
json_t *accuracy_measured(Repl *repl, const char *model, const AccuracyOptions *options, AccuracyBasis *basis,
                          Error *error);

json_t *accuracy_scores_value(const AccuracyResult *result); /* count, the scores of all, and their unit */
/* Appends the scores of all sentences, in words. */
void accuracy_tell(const json_t *value, Buffer *text);
void accuracy_tell_beam(const json_t *value, Buffer *text); /* if the answers are a beam's */
void accuracy_by_length(const json_t *value, bool all, Canvas *canvas);
/* The error rate's name depends on its unit. */
const char *error_rate_name(const json_t *value);

#endif
