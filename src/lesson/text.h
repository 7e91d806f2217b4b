/* text.h: a lesson's text, cut in sections. */
#ifndef SEQLAB_LESSON_TEXT_H
#define SEQLAB_LESSON_TEXT_H

#include <jansson.h>

#include "base/buffer.h"

/* title "" where there is none; the lines of its heading, and of the body's first line that is not blank */
typedef struct Section {
    char *id, *title, *body;
    int line, body_line;
} Section;
typedef struct LessonText { Section *sections; int count; } LessonText;

/* Reads FOLDER/FILE; what is wrong is added to faults. */
void lesson_text_read(const char *folder, const char *lesson, const char *file, LessonText *text, Buffer *faults);
void lesson_text_free(LessonText *text);
const Section *lesson_text_find(const LessonText *text, const char *id); /* NULL where there is none */
/* body with {{name}} replaced by what memory holds, without the sentences for which it holds nothing. A new string. */
char *lesson_text_filled(const char *body, const json_t *memory);
/* The first "{{...|...}}" of body that is not "{{name|one|many}}", and its bytes; NULL if there is none. */
const char *lesson_text_wrong_value(const char *body, size_t *length);
/* A fault of a lesson's files as a line, "LESSON/FILE:LINE: text" (line 0: none). */
void lesson_fault(Buffer *faults, const char *lesson, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void lesson_text_value(const json_t *value, Buffer *out); /* as it stands in a text */
char *lesson_trimmed(const char *text); /* without blanks and newlines at both ends; a new string */

#endif
