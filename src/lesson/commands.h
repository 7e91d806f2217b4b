/* commands.h: the commands lesson, answer and next. */
#ifndef SEQLAB_LESSON_COMMANDS_H
#define SEQLAB_LESSON_COMMANDS_H

#include "lesson/lessons.h"

bool lesson_commands_add(Repl *repl, Lessons *lessons, Error *error);

#endif
