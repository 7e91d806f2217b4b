/* models.h: models that a lesson keeps for the next session. */
#ifndef SEQLAB_LESSON_MODELS_H
#define SEQLAB_LESSON_MODELS_H

#include <jansson.h>

#include "lesson/script.h"

/* Saves models as a step's keep says, and those whose names are in `trained`, which is emptied, and adds their names
 * to entry. here: "lesson/model" of all that this session kept or opened. */
bool lesson_models_keep(Repl *repl, const Lesson *lesson, const LessonStep *step, json_t *here, json_t *trained,
                        json_t *entry, Error *error);
bool lesson_models_open(Repl *repl, const Lesson *lesson, json_t *here, const json_t *entry, Error *error);
/* Whether this session kept or opened this model for the lesson. */
bool lesson_models_has(const Lesson *lesson, const char *model, const json_t *here);
void lesson_models_forget(Repl *repl, const Lesson *lesson, const json_t *entry);

#endif
