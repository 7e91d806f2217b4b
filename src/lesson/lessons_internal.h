/* lessons_internal.h: where the learner is. */
#ifndef SEQLAB_LESSON_LESSONS_INTERNAL_H
#define SEQLAB_LESSON_LESSONS_INTERNAL_H

#include <jansson.h>

#include "lesson/lessons.h"
#include "lesson/script.h"

struct Lessons {
    LuaHost *host;
    Repl *repl;
    Lesson *active;          /* NULL: none */
    json_t *entry;           /* the active one's progress */
    int step, tries;
    int tried;               /* how many of the step's commands in try the learner has run, in their order */
    bool inside;             /* in a function of the lesson: its own commands are not looked at */
    json_t *models_here;     /* "lesson/model" that this session kept or opened */
    char *finished;          /* the lesson that this session finished last; NULL: none */
    json_t *waiting;         /* list of [name, value]: commands of a script that still runs */
};

static inline const LessonStep *step_now(const Lessons *lessons) { return &lessons->active->steps[lessons->step]; }

#endif
