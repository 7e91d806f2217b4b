/* script.h: a lesson as its files say, read and checked. The manual page seqlab-lessons(7) tells the format. */
#ifndef SEQLAB_LESSON_SCRIPT_H
#define SEQLAB_LESSON_SCRIPT_H

#include "lesson/folders.h"
#include "lesson/table_file.h"
#include "lesson/text.h"

typedef enum { ASK_NOTHING, ASK_INTEGER, ASK_NUMBER, ASK_CHOICE, ASK_YES, ASK_TEXT, ASK_LUA } Ask;
extern const char *const ask_names[]; /* as `ask` says them; "" for ASK_NOTHING */

typedef struct LessonStep {
    char *id;
    int line; /* of lesson.lua, where its id stands; 0: not found */
    Ask ask;
    double least, most; /* both 0: not bounded */
    char *remember;
    char *bare; /* the command that a line which names none is for; NULL: such a line is Lua */
    Choice *choices;
    int choice_count;
    NameList try_lines, after, keep;
    NameList needs; /* a name in lesson.memory, and the step that makes it; empty: nothing */
    bool keep_current, after_given;
    int check, guess, prepare; /* functions in the registry; LUA_NOREF: none */
} LessonStep;

typedef struct Lesson {
    LessonFolder folder;
    char *english_title, *korean_title; /* the same where it is written in one language */
    double minutes;
    LessonStep *steps;
    int step_count;
    struct Claim **claims; /* that its files quote */
    int claim_count;
    LessonText texts[2]; /* by Language */
    bool has_text[2];    /* a lesson of the user's may have one alone */
    int prepare, self;   /* in the registry: the lesson's function; the table `lesson`. LUA_NOREF: none */
} Lesson;

/* Reads and checks the files of a lesson. NULL where anything is wrong with them: all faults that can be found at
 * once are added to `faults`, a line each, with file and line. folder is taken over, in any case. */
Lesson *lesson_read(LuaHost *host, LessonFolder folder, Buffer *faults);
void lesson_close(LuaHost *host, Lesson *lesson);            /* NULL is fine */
int lesson_step_index(const Lesson *lesson, const char *id); /* -1: none */
/* The step that a section belongs to: "train", or "train-hint" and the like of a step train; -1: none. */
int lesson_step_of_section(const Lesson *lesson, const char *id);
const char *lesson_title(const Lesson *lesson);
int lesson_minutes(const Lesson *lesson); /* 0: it does not say */
/* The text in the language now, or the one that there is. */
const LessonText *lesson_text_now(const Lesson *lesson);
const char *lesson_text_file(int language); /* "text.en.md" */

/* ---- for the files of this folder ---- */
/* lesson.lua into the lesson, whose texts were read. host's repl knows the commands. */
void lesson_script_read(LuaHost *host, Lesson *lesson, Buffer *faults);
void lesson_script_free(lua_State *L, Lesson *lesson);

#endif
