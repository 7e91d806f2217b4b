/* lesson_parts.h: what the lesson_*.c files share. lesson.h tells what a lesson is. */
#ifndef SEQLAB_LUA_LESSON_PARTS_H
#define SEQLAB_LUA_LESSON_PARTS_H

#include "lua/lua_parts.h"

/* ---- lesson_text.c: text.en.md and text.ko.md, cut in sections ---- */
typedef struct Section { char *id, *title, *body; } Section; /* title "" where there is none */
typedef struct LessonText { Section *sections; int count; } LessonText;

bool lesson_text_read(const char *path, LessonText *text, Error *error);
void lesson_text_free(LessonText *text);
const Section *lesson_text_find(const LessonText *text, const char *id); /* NULL where there is none */
/* body with {{name}} replaced by what memory holds, without the sentences for which it holds nothing. A new string. */
char *lesson_text_filled(const char *body, const json_t *memory);

/* ---- lesson_script.c: lesson.lua ---- */
typedef enum { ASK_NOTHING, ASK_INTEGER, ASK_NUMBER, ASK_CHOICE, ASK_YES, ASK_TEXT } Ask;

typedef struct Choice { char *id, *english, *korean; } Choice;
typedef struct NameList { char **names; int count; } NameList;

typedef struct LessonStep {
    char *id;
    Ask ask;
    double least, most;      /* both 0: not bounded */
    char *remember;
    Choice *choices;
    int choice_count;
    NameList try_lines, after, keep;
    bool keep_current;
    int check, prepare;      /* functions in the registry; LUA_NOREF: none */
} LessonStep;

typedef struct Lesson {
    char *name;              /* the folder's: "01-bottleneck" */
    char *folder;
    char *english_title, *korean_title;
    int minutes;
    LessonStep *steps;
    int step_count;
    LessonText texts[2];     /* by Language */
    int prepare, self;       /* in the registry: the lesson's function; the table `lesson`. LUA_NOREF: none */
} Lesson;

/* Reads and checks the three files. NULL with everything that is wrong, as far as can be told at once. */
Lesson *lesson_read(LuaHost *host, const char *folder, Error *error);
void lesson_close(LuaHost *host, Lesson *lesson); /* NULL is fine */
int lesson_step_index(const Lesson *lesson, const char *id); /* -1: none */
const char *lesson_title(const Lesson *lesson);

/* ---- lesson_calls.c: its functions ---- */
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
/* step < 0: the lesson's own. */
bool lesson_prepare(LuaHost *host, Lesson *lesson, int step, Error *error);
bool lesson_check(LuaHost *host, Lesson *lesson, int step, int tries, const json_t *value, Verdict *verdict,
                  Error *error);

/* ---- lesson_progress.c: STATE/progress.json ---- */
/* What is known of a lesson: an object (the caller's), empty where there is nothing. A broken file is set aside
 * with a word to the learner. Keys: step, finished, done (ids), memory, kept (model names), current. */
json_t *progress_of(Repl *repl, const char *name);
/* Writes it; a failure is told and is no error. entry NULL: forgets the lesson. */
void progress_store(Repl *repl, const char *name, const json_t *entry);

/* ---- lesson_models.c: models kept for the next session ---- */
/* Saves models as a step's keep says and adds their names to entry. */
bool lesson_models_keep(LuaHost *host, const Lesson *lesson, const LessonStep *step, json_t *entry, Error *error);
bool lesson_models_open(LuaHost *host, const Lesson *lesson, const json_t *entry, Error *error);
void lesson_models_forget(LuaHost *host, const Lesson *lesson, const json_t *entry);

/* ---- lesson_show.c ---- */
void lesson_show(const json_t *value, Canvas *canvas);

/* ---- lesson_commands.c ---- */
bool lesson_commands_add(Repl *repl, Lessons *lessons, Error *error);

/* ---- lesson.c: the runner ---- */
struct Lessons {
    LuaHost *host;
    Lesson *active;          /* NULL: none */
    json_t *entry;           /* the active one's progress */
    int step, tries;
    bool inside;             /* in a function of the lesson: its own commands are not looked at */
    json_t *models_here;     /* "lesson/model" that this session kept or opened */
    char *finished;          /* the lesson that this session finished last; NULL: none */
    json_t *waiting;         /* list of [name, value]: commands of a script that still runs */
};

/* What the verbs of the command `lesson` do; each gives a value to show, or NULL with an error. */
json_t *lessons_start(Lessons *lessons, const char *name, Error *error);
json_t *lessons_next(Lessons *lessons, bool skip, Error *error);
json_t *lessons_back(Lessons *lessons, Error *error);
json_t *lessons_again(Lessons *lessons, Error *error);
json_t *lessons_hint(Lessons *lessons, Error *error);
json_t *lessons_stop(Lessons *lessons, Error *error);
json_t *lessons_restart(Lessons *lessons, Error *error);
json_t *lessons_answer(Lessons *lessons, const char *words, Error *error);

/* ---- lesson_list.c: the folders of lessons ---- */
/* "1", "01", "bottleneck", "01-bottleneck": the folder's path (free it), or NULL with an error. */
char *lesson_folder(LuaHost *host, const char *name, Error *error);
/* The one after it: its number, or 0. */
int lesson_number_after(LuaHost *host, const char *name);
int lesson_number(const char *name);
json_t *lessons_list(Lessons *lessons);
/* All lessons' files checked: a value, or NULL with all that is wrong. */
json_t *lessons_check(Lessons *lessons, Error *error);

/* ---- lesson_answer.c ---- */
/* The answer as a value, or NULL with the reason. */
json_t *lesson_read_answer(const LessonStep *step, const char *words, Error *error);
/* Whether a bare line is meant as an answer. */
bool lesson_is_answer(const LessonStep *step, const char *line);

/* ---- lesson_value.c: a step as a value ---- */
json_t *lesson_step_value(const Lessons *lessons);
/* The Markdown of a section or of a text that is none, filled in; a new string. */
char *lesson_words(const Lessons *lessons, const char *id_or_text);

#endif
