/* value.h: the step that the learner is in, as a value. */
#ifndef SEQLAB_LESSON_VALUE_H
#define SEQLAB_LESSON_VALUE_H

#include <jansson.h>

#include "lesson/lessons.h"

/* The command that Enter alone runs: the next of the step's commands in try, or `next`. A new string; NULL: none. */
char *lesson_offer(const Lessons *lessons);
json_t *lesson_step_value(const Lessons *lessons);
/* The Markdown of a section, or text itself if it is not a section's id, filled in; a new string. */
char *lesson_words(const Lessons *lessons, const char *id_or_text);

#endif
