/* progress.h: how far a learner is: STATE/progress.json. */
#ifndef SEQLAB_LESSON_PROGRESS_H
#define SEQLAB_LESSON_PROGRESS_H

#include <jansson.h>

#include "repl/repl.h"

/* A lesson's progress: an object (the caller's), empty if there is none. A broken file is set aside
 * with a word to the learner. Keys: step, finished, done and skipped (ids), memory, kept (model names), current. */
json_t *progress_of(Repl *repl, const char *name);
/* Writes it; a failure shows a warning and is not an error. entry NULL: forgets the lesson. */
void progress_store(Repl *repl, const char *name, const json_t *entry);

#endif
