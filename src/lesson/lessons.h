/* lessons.h: lessons: what a lesson's files hold, and the runner that leads a learner through them.
 *
 * ---- the files ----
 *
 *     lessons/NN-name/lesson.lua     the steps (below)
 *     lessons/NN-name/text.en.md     what is read, in English
 *     lessons/NN-name/text.ko.md     and in Korean, with the same sections in the same order
 *
 *     lessons/common.lua             optional: what it returns is the global `common` of every lesson.lua
 *
 * NN is two digits and gives the order; a learner starts it by `lesson NN` or `lesson name`. `lesson check` tells an
 * author what is wrong with the files of all lessons.
 *
 * ---- the texts ----
 *
 * Markdown, cut into sections by headings of the second level that begin with an id:
 *
 *     ## train: Train the plain model
 *
 *     Type `train steps=600` and watch the loss fall.
 *
 *     ## train-hint
 *
 *     The model must exist first: `model attention=none`.
 *
 * An id is small letters, digits and hyphens. With a title, the title is drawn as the heading; without one (`## id`)
 * there is no heading. Before the first section only blank lines and a `# heading` for the author may stand. Headings of
 * the third level and below are part of the section. A `## ` inside a code fence is code.
 *
 *   ID          the section of the step ID: every step has one
 *   ID-hint     shown by `lesson hint` in that step
 *   ID-done     shown when the step is passed, before the next one; not when it is skipped
 *   ID-...      whatever else the step's check names as feedback (ID-wrong, ID-too-short)
 *
 * A section that belongs to no step is an error. `{{name}}` in a text stands for lesson.memory.name: "You said
 * {{guess}}; the plain model fell below half at {{fell}}." A sentence whose value is not there, because a step was
 * skipped, is left out, and with its last sentence a paragraph or an item of a list. What is typed is written as `code`. In both languages the
 * commands are the same; a step that needs different ones says so in its texts and takes both in its check.
 *
 * ---- lesson.lua ----
 *
 * returns one table:
 *
 *     return {
 *       title = { en = "The bottleneck", ko = "병목" },
 *       minutes = 10,                            -- about how long it takes
 *       prepare = function(lesson) ... end,      -- optional: at the start, and at each resume
 *       steps = {
 *         { id = "why" },                                      -- read, then `next`
 *         { id = "predict", ask = "integer", least = 1, most = 50, remember = "guess" },
 *         { id = "train", try = { "model attention=none", "train steps=600" }, keep = true,
 *           check = function(result, lesson)                   -- after each of the commands in try
 *             if result.command ~= "train" then return nil end       -- nil: not yet, nothing to say
 *             if result.total_steps < 600 then return false, "train-short" end
 *             lesson.memory.loss = result.loss
 *             return true
 *           end },
 *       },
 *     }
 *
 * A step has
 *
 *   id        the name of its section
 *   ask       a question that the section puts. The learner types `answer 30`, or only the answer where it is a number,
 *             a choice or yes or no:
 *               "integer"  "number"   least and most, if given, bound it
 *               "choice"              choices = { { id = "keep", en = "it is kept", ko = "유지됩니다" }, ... }, listed below
 *                                     the text as 1, 2, ...; the answer is the id
 *               "yes"                 true or false (yes, no, 예, 아니요)
 *               "text"                by `answer WORDS` alone
 *   remember  under which name the answer is kept in lesson.memory (the step's id, if not given)
 *   try       the commands that the section tells the learner to type, one or a list. Those that the text does not hold
 *             are listed below it. Enter on an empty line runs the next of them; {{name}} in them is filled as in a text.
 *             Where there is no check, Enter goes on after the last.
 *   bare      a command: a line that names no command is what the learner gives to it. bare = "translate": they type only
 *             the sentence. Assignments and calls are still Lua.
 *   after     names of the commands after which the check is called, one or a list. If not given: those in try; without
 *             a try: all. Failed commands call no check.
 *   check     function(value, lesson) -> passed, feedback. value: of a question the answer, else what the command
 *             found: the table that the verb returns, with its name in .command. passed: true, or false, or nil where
 *             the command has nothing to do with it. feedback (may be nil): the id of a section, or { en =, ko = } with
 *             Markdown, shown at once.
 *             A question without a check takes every answer that fits. A step with neither ask nor check is read and
 *             left by `next`.
 *   guess     function(value, lesson), optional: the learner's guess about a number that this step measures. It is called before
 *             what a command of `after` found is shown, and what it returns is drawn into it (nil: nothing):
 *               accuracy, compare   { measure = "token_accuracy", share = 0.4 }: of all sentences; with length = 50, at
 *                                   that length (accuracy: which need not be measured; compare: of its second model)
 *               train               { step = 300 }: on the curve of the losses
 *   prepare   function(lesson), optional: called each time the step is entered, also at a resume in a new session;
 *             verbs called in it show nothing
 *   keep      true: when the step is passed the current model is saved under its name and, when the lesson is resumed in a
 *             new session, opened again. A name, or a list of names: these models. What was current is current again.
 *
 * `lesson` in these functions is a table:
 *
 *   lesson.memory   kept with the progress: texts, numbers, booleans, and tables of these (lists, or with text keys)
 *   lesson.name     "07-bottleneck"
 *   lesson.step     the step's id
 *   lesson.tries    how often the step's check has said false so far
 *
 * The functions may call every verb (`accuracy{lengths={10,30}}`, `translate("나는 학교에 간다")`), which return tables and
 * show nothing; `show(result)` draws one. They have the usual libraries but no files, and some 300 million instructions
 * for a call. An error shows its traceback and leaves the lesson; the session goes on.
 *
 * ---- what the learner types ----
 *
 *   lesson             the list: what is done, where one is
 *   lesson 7           starts, or resumes at the step that was kept (also: lesson bottleneck)
 *   Enter              on an empty line: the step's next command, or `next`
 *   lesson next        or `next`: the next step, where there is nothing more to do in this one
 *   lesson skip        the next step in any case
 *   lesson back, lesson hint, lesson again, lesson stop, lesson restart
 *   answer 30          answers the open question (also: 30)
 *
 * Progress is in STATE/progress.json, written after each step; models that are kept in STATE/lessons/NN-name/. */
#ifndef SEQLAB_LESSON_LESSONS_H
#define SEQLAB_LESSON_LESSONS_H

#include "lua/host.h"

typedef struct Lessons Lessons;

/* Adds the commands `lesson`, `answer` and `next` to the repl, listens to all others, and takes a line that is no command
 * before Lua does. */
Lessons *lessons_open(Repl *repl, LuaHost *host, Error *error);
/* The names by which `lesson` finds lessons; and whether the open one takes a line that is no command: an answer, or words
 * that a step wants. lessons is a Lessons. */
void lessons_names(void *lessons, CompletionAdd *add, void *context);
bool lessons_take(void *lessons, const char *line);
void lessons_close(Lessons *lessons); /* before the host is closed; NULL is fine */

#endif
