/* notes.h: `lesson notes`: what a learner did, measured and answered, to read (Markdown) and to do again (Lua). */
#ifndef SEQLAB_LESSON_NOTES_H
#define SEQLAB_LESSON_NOTES_H

#include <jansson.h>

#include "lesson/script.h"

/* Writes both files into the current folder, or the one that `file` names by its ending. A file that holds anything
 * else, or notes that somebody changed, is replaced only on request. A value with the files' names, or NULL. */
json_t *notes_write(LuaHost *host, const Lesson *lesson, const json_t *entry, const char *file, bool replace,
                    Error *error);

#endif
