/* lessons.h: lessons: their files are read and checked, and a learner is led through them.
 *
 * The manual page seqlab-lessons(7) tells how a lesson is written (man/seqlab-lessons.7.in), `help lesson` what a
 * learner types.
 *
 *     folders.c    which lessons there are: the program's and the user's own
 *     text.c, script.c, check.c   a lesson's files read, with all faults at once
 *     limits.c     what a lesson may have the program do
 *     lessons.c    the connection with the prompt: what is typed and what commands find
 *     runner.c     where the learner is, and what comes next; calls.c runs the lesson's functions
 *     progress.c, models.c, log.c, resume.c   what is kept: STATE/progress.json and STATE/lessons/NAME/
 *     undo.c, lookup.c, notes.c   undo of a step; search; notes
 *     author.c     a new lesson, and one that is tried while it is written
 *     claims.h, claim_*.c         the ledger of claims that lessons state
 *     commands.c, answer.c        the commands `lesson`, `answer` and `next`, and what an answer means
 *     value.c, list.c, show.c     what is shown */
#ifndef SEQLAB_LESSON_LESSONS_H
#define SEQLAB_LESSON_LESSONS_H

#include "lua/host.h"

typedef struct Lessons Lessons;

/* Adds the commands `lesson`, `answer` and `next` to the repl, listens to all others, and takes a line that is no
 * command before Lua does. */
Lessons *lessons_open(Repl *repl, LuaHost *host, Error *error);
/* The names by which `lesson` finds lessons, `claims` claims (MEANS_CLAIM) and `reproduce` experiments; and whether the
 * open lesson takes a line that is no command: an answer, or words that a step wants. lessons is a Lessons. */
void lessons_names(void *lessons, TextMeaning meaning, CompletionAdd *add, void *context);
bool lessons_take(void *lessons, const char *line);
void lessons_close(Lessons *lessons); /* before the host is closed; NULL is fine */

#endif
