/* text.h: a lesson's text, cut in sections. lessons.h tells the format. */
#ifndef SEQLAB_LESSON_TEXT_H
#define SEQLAB_LESSON_TEXT_H

#include <jansson.h>

#include "base/error.h"

typedef struct Section { char *id, *title, *body; } Section; /* title "" where there is none */
typedef struct LessonText { Section *sections; int count; } LessonText;

bool lesson_text_read(const char *path, LessonText *text, Error *error);
void lesson_text_free(LessonText *text);
const Section *lesson_text_find(const LessonText *text, const char *id); /* NULL where there is none */
/* body with {{name}} replaced by what memory holds, without the sentences for which it holds nothing. A new string. */
char *lesson_text_filled(const char *body, const json_t *memory);
char *lesson_trimmed(const char *text); /* without blanks and newlines at both ends; a new string */

#endif
