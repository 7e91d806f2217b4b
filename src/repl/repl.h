/* repl.h: lines in, results out: the same for the prompt, a file of commands, -e, a pipe, and Lua. */
#ifndef SEQLAB_REPL_REPL_H
#define SEQLAB_REPL_REPL_H

#include "lab/lab.h"
#include "repl/answers.h"
#include "repl/command.h"
#include "repl/sentences.h"
#include "repl/record.h"
#include "term/term.h"

typedef struct ReplOptions {
    bool json;               /* results as JSON lines on standard output, nothing else there */
    const char *data_folder; /* lessons/ and lua files are below it */
    const char *lessons_folder; /* $XDG_DATA_HOME/seqlab/lessons: the user's own; NULL: none */
    const char *state_folder;/* $XDG_STATE_HOME/seqlab: history, progress of lessons; made when needed */
} ReplOptions;

/* terminal and lab are used, not owned. families ends with NULL: see builtin_commands.h. */
Repl *repl_open(Lab *lab, Terminal *terminal, const CommandFamily *families, const ReplOptions *options);
void repl_close(Repl *repl);

Lab *repl_lab(Repl *repl);
Terminal *repl_terminal(Repl *repl);
Sentences *repl_sentences(Repl *repl); /* those that were shown, and the last that was asked about */
const ReplOptions *repl_options(const Repl *repl);
const Record *repl_record(const Repl *repl);
/* The last result of a line that was typed; for a script, of a command that it called. NULL: none yet. */
const json_t *repl_last_result(const Repl *repl);
/* A file that is not in the current folder may come with the program: ko-en.tsv is lessons/data/ko-en.tsv. NULL if it
 * does not. The caller frees it. */
char *repl_own_file(const Repl *repl, const char *file);

/* ---- running ---- */
/* Runs one line and shows the result. False if it failed (the error was shown). Blank lines and lines
 * that begin with # do nothing. Lines that name no command go to the evaluator (Lua). */
bool repl_line(Repl *repl, const char *line);
/* Runs a command by name without showing the result, for Lua's verbs. The arguments are checked like a typed line. The
 * caller owns the value. */
json_t *repl_call(Repl *repl, const char *name, const char *words, const GivenOption *given, int count, Error *error);
/* Runs the line of a command for a person who asked for it by a key (explore.h), without showing the result. */
json_t *repl_ask(Repl *repl, const char *line, Error *error);
/* What is wanted of a run, and the commands that wait for its end. */
struct Live *repl_live(Repl *repl);
bool repl_may_queue(const Repl *repl, Error *error);
/* For a command that trains: if a person typed it, lines are answered from now on, between two steps, until it ends. */
void repl_listens(Repl *repl);
/* Whether Lua called the running command: then it shows no progress to a pipe, and writes and deletes only what a
 * script may. */
bool repl_scripted(const Repl *repl);
/* Whether a person typed it, and sees the result. */
bool repl_at_prompt(const Repl *repl);
/* Reads a line that names a command, and does not run it; the caller frees the arguments, in any case. False where it
 * would be refused. */
bool repl_read(const Repl *repl, const char *line, Arguments *out, Error *error);
/* Draws a result as its command would. */
void repl_show(Repl *repl, const char *name, const json_t *value);
/* The same with a command that need not be in the table: it only draws. */
void repl_show_as(Repl *repl, const Command *command, const json_t *value);
void repl_show_error(Repl *repl, const Error *error);
/* Text for people, to the transcript (with --json: to standard error). */
void repl_say(Repl *repl, Style style, const char *text);
/* Shows on the full screen, at once, what is done before the next prompt. */
void repl_status(Repl *repl, const char *text);
void repl_say_markdown(Repl *repl, const char *markdown);
/* A script's output, line by line: like repl_say on a terminal, else each line unwrapped, for the next program. */
void repl_print(Repl *repl, const char *text);

/* The first screen: a greeting and the list of lessons. */
void repl_welcome(Repl *repl);

/* The loop of an interactive session, until quit or the end of input. Returns the exit status: 0; or for a pipe
 * 1 at the first error. */
int repl_loop(Repl *repl);
/* A file of commands ("-" is standard input); stops at the first error. False then. */
bool repl_file(Repl *repl, const char *path, Error *error);
/* Sets the error that names the line, from 1, at which a file stopped. Always false. */
bool repl_stopped_at(const char *path, long number, Error *error);
/* Whether the lines so far end inside a Lua chunk; if so, shows an error and drops it. */
bool repl_unfinished(Repl *repl);
/* Ends the session. At a prompt, if unsaved steps of training would be lost, the first call returns false instead: the
 * caller warns the person. */
bool repl_quit(Repl *repl, long unsaved_steps);
/* The same while a model trains. The first call does nothing, so that the caller warns, except if it says how to leave;
 * the next one ends the run, and "quit HOW" is run after it. Always false. */
bool repl_quit_run(Repl *repl, const char *how);
bool repl_quitting(const Repl *repl);

/* ---- what other folders add ---- */
/* The evaluator of lines that are not commands. complete: false if the chunk goes on in the next line (the
 * prompt becomes "...>"). It shows its own results by repl_print and returns false with the error on failure. */
typedef bool Evaluator(void *argument, const char *chunk, bool *complete, Error *error);
void repl_evaluator(Repl *repl, Evaluator *evaluate, void *argument);
/* A command from outside the table (lesson, users' own). The Command must outlive the repl; `argument` is found
 * by repl_command_argument. False if the name is taken. */
bool repl_add_command(Repl *repl, const Command *command, void *argument, Error *error);
void *repl_command_argument(Repl *repl, const char *name);
/* What a lesson adds. Each gets the argument, and may be NULL. */
typedef struct ReplHooks {
    void *argument;
    /* Asked before each command runs; false refuses it. It may change the texts of the arguments. */
    bool (*guard)(void *argument, Arguments *arguments, Error *error);
    /* Called before the value of a command that was typed is shown: the learner's guess is added, and drawn with it. */
    void (*annotate)(void *argument, const char *name, json_t *value);
    /* Called after each command with its value (NULL on failure) and its name: "" of a line that could not be read. */
    void (*listen)(void *argument, const char *name, const json_t *value);
    /* Asked at the prompt for the line that Enter alone stands for: a new string, or NULL for none. */
    char *(*offer)(void *argument);
} ReplHooks;
void repl_hook(Repl *repl, ReplHooks hooks);

/* The command of this name, or with this alias; NULL: none. name: `length` bytes. */
const Command *repl_find_command(const Repl *repl, const char *name, size_t length);

/* The command that a line names, with what follows it in *rest; NULL: none, so the line is blank, a comment or Lua. */
const Command *repl_line_command(const Repl *repl, const char *line, const char **rest);
/* Sets the error for a name that is no command: what was meant, the nearest one. Always false. */
bool repl_unknown_command(const Repl *repl, const char *name, Error *error);
/* The last results of typed commands, for Lua. */
const Answers *repl_answers(const Repl *repl);
void repl_keep_answer(Repl *repl, const json_t *value, const char *line); /* as the last one */
/* Whether the next line goes on with a Lua chunk. */
bool repl_goes_on(const Repl *repl);

/* Built in and added. */
CommandList repl_commands(const Repl *repl);

#endif
