/* runner.h: leads a learner through a lesson: what the verbs of the command `lesson` do. Each gives a value to show, or NULL with
 * an error. */
#ifndef SEQLAB_LESSON_RUNNER_H
#define SEQLAB_LESSON_RUNNER_H

#include <jansson.h>

#include "lesson/lessons.h"

json_t *lessons_start(Lessons *lessons, const char *name, Error *error);
json_t *lessons_next(Lessons *lessons, bool skip, Error *error);
json_t *lessons_back(Lessons *lessons, Error *error);
json_t *lessons_again(Lessons *lessons, Error *error);
json_t *lessons_hint(Lessons *lessons, Error *error);
json_t *lessons_stop(Lessons *lessons, Error *error);
json_t *lessons_restart(Lessons *lessons, Error *error);
json_t *lessons_answer(Lessons *lessons, const char *words, Error *error);

/* What a command found, whose name this is: for the check of the step. */
void lessons_look_at(Lessons *lessons, const char *name, const json_t *found);
void lessons_leave(Lessons *lessons); /* the lesson that is open */

#endif
