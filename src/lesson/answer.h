/* answer.h: what a learner types in answer to a question. */
#ifndef SEQLAB_LESSON_ANSWER_H
#define SEQLAB_LESSON_ANSWER_H

#include <jansson.h>

#include "lesson/script.h"

/* The answer as a value, or NULL with the reason. */
json_t *lesson_read_answer(const LessonStep *step, const char *words, Error *error);
/* Whether a bare line is meant as an answer. */
bool lesson_is_answer(const LessonStep *step, const char *line);

#endif
