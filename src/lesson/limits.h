/* limits.h: what a lesson may have the program do, by its functions or by a command that it offers. */
#ifndef SEQLAB_LESSON_LIMITS_H
#define SEQLAB_LESSON_LIMITS_H

#include "lesson/folders.h"

/* Whether this command may run for the lesson. Files are found in its folder and among the program's data, and
 * nowhere else: their names become whole paths. */
bool lesson_may_run(Repl *repl, const LessonFolder *folder, Arguments *arguments, Error *error);

/* Whether the models have so few numbers that a lesson of the user's may go on; asked before each command of its
 * functions. */
bool lesson_has_room(Repl *repl, Error *error);

/* Puts whole paths in the place of names of files in the lesson's folder which the current folder does not have: for
 * a command that the learner typed. */
void lesson_find_files(Repl *repl, const LessonFolder *folder, Arguments *arguments);

/* Whether the path leads, links followed, into the folder. */
bool path_is_below(const char *path, const char *folder);

/* How long a lesson's function of the user's may take, its lesson.lua to be read, and the experiment of a claim of the
 * user's in one seed. */
enum { LESSON_SECONDS = 30, READING_SECONDS = 3, CLAIM_SECONDS = 600 };

#endif
