/* list.h: all lessons: what is done, what is wrong with their files. */
#ifndef SEQLAB_LESSON_LIST_H
#define SEQLAB_LESSON_LIST_H

#include <jansson.h>

#include "lesson/lessons.h"

json_t *lessons_list(Lessons *lessons);
/* All lessons' files checked: a value, or NULL with all that is wrong. */
json_t *lessons_check(Lessons *lessons, Error *error);

#endif
