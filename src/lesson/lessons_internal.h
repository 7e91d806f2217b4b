/* lessons_internal.h: where the learner is, and what the files that lead there give each other. */
#ifndef SEQLAB_LESSON_LESSONS_INTERNAL_H
#define SEQLAB_LESSON_LESSONS_INTERNAL_H

#include <jansson.h>
#include <string.h>

#include "lesson/lessons.h"
#include "lesson/script.h"
#include "view/canvas.h"

/* Before a step's commands: what `lesson undo` goes back to. */
enum { UNDO_MOST = 4 };
typedef struct Undo {
    Snapshot *lab;
    json_t *entry, *data_now; /* as in Lessons */
    int step;
} Undo;

struct Lessons {
    LuaHost *host;
    Repl *repl;
    Lesson *active;          /* NULL: none */
    json_t *entry;           /* the active one's progress */
    int step, tries;
    int tried;               /* how many of the step's commands in try the learner has run, in their order */
    bool inside;             /* in a function of the lesson: its own commands are not looked at */
    bool reading;            /* a lesson.lua runs, which may call no command yet */
    const LessonFolder *measuring; /* of the claim whose experiment runs; NULL: none does */
    bool bare;               /* a line without a command runs: the lesson looks at what it found after it was shown */
    json_t *models_here;     /* "lesson/model" that this session kept or opened */
    json_t *models_made;     /* by lessons: [serial, steps] by name. Lessons may replace these as long as that is true */
    json_t *data_now;        /* the data that are current, as data_signature tells them; NULL: none were chosen here */
    char *listed;            /* what Enter runs after the list: "lesson 1"; NULL: nothing */
    char *finished;          /* what opens the lesson that this session finished last: "1"; NULL: none */
    json_t *trained;         /* names of models that were trained since the last step was passed */
    json_t *asked;           /* the commands that run, the inner ones last, as log_asked has them */
    bool replace;            /* notes may replace another file: as the command says */
    Undo undo[UNDO_MOST];    /* of the last steps that changed something, the newest last */
    int undo_count;
    bool step_begun;         /* this step changed something, or was about to */
    bool trying;             /* an author looks at it: nothing is kept, and changed files are read again */
    unsigned long stamp;     /* of its files, as they were read */
    bool restoring;          /* commands of an earlier session run once more */
    json_t *waiting;         /* list of [name, value]: commands of a script that still runs */
};

static inline const LessonStep *step_now(const Lessons *lessons) { return &lessons->active->steps[lessons->step]; }
static inline bool lesson_is_open(const Lessons *lessons, const Lesson *lesson)
{
    return lessons->active != NULL && strcmp(lessons->active->folder.key, lesson->folder.key) == 0;
}

/* ---- list.c ---- */

/* As lesson_read, within the bounds of reading. */
Lesson *lessons_read(Lessons *lessons, LessonFolder folder, Buffer *faults);
/* The lesson of this name, read; NULL with an error, which holds what is wrong with its files. */
Lesson *lessons_find(Lessons *lessons, const char *name, Error *error);
/* How long functions of the open lesson may take: again, after other Lua had another limit. */
void lessons_time_limit(const Lessons *lessons);
/* Shows faults, a line each, and counts them in the error. */
void lessons_show_faults(Lessons *lessons, const Buffer *faults, Error *error);
json_t *lessons_list(Lessons *lessons);
void lessons_enter_opens(Lessons *lessons, const char *word); /* Enter alone, until another command runs */
void lessons_list_over(Lessons *lessons); /* Enter opens none any more */
/* The files of one lesson checked (by its name or path), or of all for "": a value, or NULL; all that is wrong was
 * said. */
json_t *lessons_check(Lessons *lessons, const char *name, Error *error);

/* ---- value.c: the step that the learner is in, as a value; show.c draws values ---- */

/* The command that Enter alone runs: the next of the step's commands in try, or `next`; after the list, what opens a
 * lesson. A new string; NULL: none. */
char *lesson_offer(const Lessons *lessons);
json_t *lesson_step_value(const Lessons *lessons);
/* The earlier step that has not made yet what this one needs; NULL: there is none. */
const LessonStep *lesson_step_missed(const Lessons *lessons);
/* The feedback (a section's id, or words; NULL: none) in words, and for a step that is passed its section ID-done: a new
 * string. */
char *lesson_outcome(const Lessons *lessons, const char *feedback, bool passed);
/* The headings of the steps that were skipped, a new list. */
json_t *lesson_skipped(const Lessons *lessons);
/* The Markdown of a section, or text itself if it is not a section's id, filled in; a new string. */
char *lesson_words(const Lessons *lessons, const char *id_or_text);

/* Of the commands of lessons: steps and feedback, with the step that it is about, go to the lesson's pane. */
bool lesson_pin(Repl *repl, const json_t *value, Pinned *pinned);
void lesson_show(const json_t *value, Canvas *canvas);

/* ---- the commands (commands.c, claim_commands.c, published_commands.c), whose argument is a Lessons ---- */

extern const Command lesson_command, answer_command, next_command, claims_command, published_command;

/* ---- calls.c: the lesson's functions, and its memory ---- */

/* What a check said. */
typedef struct Verdict {
    bool passed, failed;     /* neither: it had nothing to say */
    char *feedback;          /* id of a section or Markdown, owned; NULL: none */
} Verdict;

/* Makes the table `lesson`, with the memory of the progress. */
bool lesson_begin(Lessons *lessons, Error *error);
/* The memory as it is now into the progress; false with an error where it holds what cannot be kept. */
bool lesson_take_memory(Lessons *lessons, Error *error);
bool lesson_remember(Lessons *lessons, const char *name, const json_t *value, Error *error);
bool lesson_prepare(Lessons *lessons, bool of_lesson, Error *error); /* else of the step */
/* The learner's guess as the step's function gives it for what a command found; *guess stays NULL where it gives
 * none. */
bool lesson_guess(Lessons *lessons, const json_t *found, json_t **guess, Error *error);
bool lesson_check(Lessons *lessons, const json_t *value, Verdict *verdict, Error *error);

/* ---- models.c: models that the open lesson keeps for the next session ---- */

/* Saves models as the step's keep says, and those that were trained, and adds their names to the progress. */
bool lesson_models_keep(Lessons *lessons, Error *error);
bool lesson_models_open(Lessons *lessons, Error *error);
void lesson_models_forget(const Lessons *lessons);
void lesson_models_forget_earlier(const Lessons *lessons); /* those of the finished run that this run has not kept */
/* After a command, as log_asked has it, of the lesson's functions or one that the step expected: what it made of the current
 * model is the lesson's. */
void lesson_models_note(Lessons *lessons, const json_t *asked);
/* Before a model takes the name of this trained one: keeps it under another name if it is the learner's. */
void lesson_models_save_learners(void *lessons, const char *name);

/* ---- resume.c ---- */

/* Puts back what the last session had and no file holds: its data, if others are current, and what was forced. */
void lessons_restore(Lessons *lessons);
/* What the learner did last, and what came of it: a list of texts. */
json_t *lessons_recap(const Lessons *lessons);

/* ---- author.c ---- */

json_t *lessons_new(Lessons *lessons, const char *name, Error *error);
json_t *lessons_try(Lessons *lessons, const char *words, Error *error); /* NAME, or NAME and a step */
/* Whether the files of the lesson that is tried have changed. */
bool author_changed(const Lessons *lessons);
/* Reads them again, at the same step. False where they are faulty, which was shown, and the lesson is as before. */
bool author_reload(Lessons *lessons);

/* ---- undo.c ---- */

void lesson_undo_note(Lessons *lessons, const char *command); /* which the learner is about to run */
/* Back to before the last step that changed something, with its number in *step and the names of the models that are
 * gone with it. False where there is none. */
bool lesson_undo_last(Lessons *lessons, int *step, Buffer *removed, Error *error);
void lesson_undo_clear(Lessons *lessons);

/* ---- lookup.c ---- */

json_t *lessons_notes(Lessons *lessons, const char *words, Error *error);
json_t *lessons_search(Lessons *lessons, const char *words, Error *error);

/* ---- notes.c: what a learner did, measured and answered, to read (Markdown) and to do again (Lua) ---- */

/* Writes both files into the current folder, or the one that `file` names by its ending. A file that holds anything
 * else, or notes that somebody changed, is replaced only on request. A value with the files' names, or NULL. */
json_t *notes_write(const Lessons *lessons, const Lesson *lesson, const json_t *entry, const char *file, Error *error);

/* ---- answer.c: what a learner types ---- */

/* The answer as a value, or NULL with the reason. */
json_t *lesson_read_answer(const LessonStep *step, const char *words, Error *error);
/* Whether a bare line, without blanks at its ends, is meant as an answer. */
bool lesson_is_answer(const LessonStep *step, const char *text);
bool lesson_is_number_with_unit(const char *text); /* "3번", which is no Lua */
bool lesson_does_not_know(const char *text);       /* "모르겠다", "I don't know" */
/* The answer that a row of the log has, as the learner saw it: of a choice its text, not its id. */
void lesson_add_answer(const Lesson *lesson, const json_t *row, Buffer *out);

/* ---- runner.c: what the verbs of the command `lesson` do; a value to show, or NULL with an error ---- */

json_t *lessons_start(Lessons *lessons, const char *name, Error *error);
/* Opens the lesson, which it takes over, at the place that its progress (taken over too) says; another that is open
 * is left. */
json_t *lessons_begin(Lessons *lessons, Lesson *lesson, json_t *entry, bool trying, Error *error);
json_t *lessons_next(Lessons *lessons, bool skip, Error *error);
json_t *lessons_back(Lessons *lessons, Error *error);
json_t *lessons_again(Lessons *lessons, Error *error);
json_t *lessons_hint(Lessons *lessons, Error *error);
json_t *lessons_undo(Lessons *lessons, Error *error);
json_t *lessons_stop(Lessons *lessons, Error *error);
json_t *lessons_restart(Lessons *lessons, Error *error);
json_t *lessons_answer(Lessons *lessons, const char *words, Error *error);

/* The command in try that Enter would run next, if the command that ran is that one, typed or offered; NULL: it is
 * another. */
const char *lessons_expected(const Lessons *lessons, const char *name, const json_t *found);
/* What a command found, whose name this is: for the check of the step. */
void lessons_look_at(Lessons *lessons, const char *name, const json_t *found);
/* Before what a command found is shown: adds the learner's guess, where the step has one for it. */
void lessons_annotate(void *lessons, const char *name, json_t *found);
void lessons_leave(Lessons *lessons); /* the lesson that is open */

#endif
