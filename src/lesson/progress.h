/* progress.h: how far a learner is: STATE/progress.json. */
#ifndef SEQLAB_LESSON_PROGRESS_H
#define SEQLAB_LESSON_PROGRESS_H

#include <jansson.h>

#include "repl/repl.h"

/* A lesson's progress: an object (the caller's), empty if there is none. A broken file is set aside
 * with a word to the learner. Keys: step, finished, done and skipped (ids), memory, kept (model names), current,
 * and finished_run: the same keys as they were when a lesson that was begun again was finished. */
json_t *progress_of(Repl *repl, const char *name);
/* Writes it; a failure shows a warning and is not an error. entry NULL: forgets the lesson. */
void progress_store(Repl *repl, const char *name, const json_t *entry);
/* The list of this name in a lesson's progress, which gets one if it has none. */
json_t *progress_list(json_t *entry, const char *name);
/* Where the text stands in a list, which may hold anything; its size: nowhere. */
size_t progress_place(const json_t *list, const char *text);
/* Puts the text into the list of that name, if it is not there yet. */
void progress_add(json_t *entry, const char *name, const char *text);

#endif
