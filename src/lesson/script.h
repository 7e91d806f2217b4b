/* script.h: lesson.lua as it was read. */
#ifndef SEQLAB_LESSON_SCRIPT_H
#define SEQLAB_LESSON_SCRIPT_H

#include "lesson/text.h"
#include "lua/host.h"

typedef enum { ASK_NOTHING, ASK_INTEGER, ASK_NUMBER, ASK_CHOICE, ASK_YES, ASK_TEXT } Ask;

typedef struct Choice { char *id, *english, *korean; } Choice;
typedef struct NameList { char **names; int count; } NameList;

typedef struct LessonStep {
    char *id;
    Ask ask;
    double least, most;      /* both 0: not bounded */
    char *remember;
    char *bare;              /* the command that a line which names none is for; NULL: such a line is Lua */
    Choice *choices;
    int choice_count;
    NameList try_lines, after, keep;
    bool keep_current;
    int check, guess, prepare; /* functions in the registry; LUA_NOREF: none */
} LessonStep;

typedef struct Lesson {
    char *name;              /* the folder's: "07-bottleneck" */
    char *folder;
    char *english_title, *korean_title;
    int minutes;
    LessonStep *steps;
    int step_count;
    LessonText texts[2];     /* by Language */
    int prepare, self;       /* in the registry: the lesson's function; the table `lesson`. LUA_NOREF: none */
} Lesson;

/* Reads and checks the three files. NULL with all faults that can be found at once. */
Lesson *lesson_read(LuaHost *host, const char *folder, Error *error);
void lesson_close(LuaHost *host, Lesson *lesson); /* NULL is fine */
int lesson_step_index(const Lesson *lesson, const char *id); /* -1: none */
const char *lesson_title(const Lesson *lesson);

#endif
