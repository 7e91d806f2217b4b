/* log.h: what a learner did in a lesson, command by command, with the figures that came of it: for the notes, for
 * who comes back, and to put back what a session that ended had. It is kept with the progress, as entry.log: a list
 * of rows
 *
 *     {"step": "train", "name": "train", "words": "", "options": [["steps", "600"]], "figures": [{"path": "loss", "value": 0.8}]}
 *     {"step": "guess", "answer": 20}
 *     {"step": "train", "passed": "train-good"}     the feedback of the check, "" where it gave none
 *
 * A row of `data` has their signature as "found". A row with "own" is a command that the lesson's own functions ran;
 * only those that change something are there. */
#ifndef SEQLAB_LESSON_LOG_H
#define SEQLAB_LESSON_LOG_H

#include "base/buffer.h"
#include "repl/command.h"

/* A command before it runs, with its words and options as a person would type them: a new value, for log_command. */
json_t *log_asked(const Arguments *arguments);
/* own: a function of the lesson's ran it. */
void log_command(json_t *entry, const char *step, const json_t *asked, bool own, const json_t *found);
/* What is enough to tell one choice of data from another: a new value, of what `data` found. */
json_t *log_data_signature(const json_t *found);
void log_answer(json_t *entry, const char *step, const json_t *answer);
void log_passed(json_t *entry, const char *step, const char *feedback);
/* The feedback with which the step was passed last, "" where the check gave none; NULL: it was not passed. */
const char *log_last_passed(const json_t *entry, const char *step);

bool log_changes(const char *command); /* models, data, or what is forced */

/* ---- a row in words ---- */
bool log_is_command(const json_t *row);
typedef struct LogOption {
    const char *name, *value;
} LogOption;                                                         /* the row's */
bool log_option(const json_t *row, size_t index, LogOption *option); /* false past the last */
void log_add_line(const json_t *row, Buffer *out);                   /* "train steps=600" */
void log_add_figures(const json_t *row, Buffer *out); /* "loss 0.8, steps 600"; nothing where there are none */

#endif
