/* progress.h: how far a learner is: STATE/progress.json. */
#ifndef SEQLAB_LESSON_PROGRESS_H
#define SEQLAB_LESSON_PROGRESS_H

#include <jansson.h>

#include "repl/repl.h"

/* What is known of a lesson: an object (the caller's), empty where there is nothing. A broken file is set aside
 * with a word to the learner. Keys: step, finished, done (ids), memory, kept (model names), current. */
json_t *progress_of(Repl *repl, const char *name);
/* Writes it; a failure is told and is no error. entry NULL: forgets the lesson. */
void progress_store(Repl *repl, const char *name, const json_t *entry);

#endif
