/* calls.h: a lesson's functions and its memory. */
#ifndef SEQLAB_LESSON_CALLS_H
#define SEQLAB_LESSON_CALLS_H

#include <jansson.h>

#include "lesson/script.h"

/* What a check said. */
typedef struct Verdict {
    bool passed, failed;     /* neither: it had nothing to say */
    char *feedback;          /* id of a section or Markdown; NULL: none */
} Verdict;

/* Makes the table `lesson` with a memory. */
bool lesson_begin(LuaHost *host, Lesson *lesson, const json_t *memory, Error *error);
/* The memory as it is now (the caller's), or NULL with an error where it holds what cannot be kept. */
json_t *lesson_memory(LuaHost *host, Lesson *lesson, Error *error);
bool lesson_remember(LuaHost *host, Lesson *lesson, const char *name, const json_t *value, Error *error);
/* The learner's guess as the step's function gives it for what a command found; *guess stays NULL where it gives
 * none. */
bool lesson_guess(LuaHost *host, Lesson *lesson, int step, const json_t *found, json_t **guess, Error *error);
/* step < 0: the lesson's own. */
bool lesson_prepare(LuaHost *host, Lesson *lesson, int step, Error *error);
bool lesson_check(LuaHost *host, Lesson *lesson, int step, int tries, const json_t *value, Verdict *verdict,
                  Error *error);

#endif
