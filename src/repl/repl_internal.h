/* repl_internal.h: what a Repl is, for the files of this folder that run lines. */
#ifndef SEQLAB_REPL_REPL_INTERNAL_H
#define SEQLAB_REPL_REPL_INTERNAL_H

#include "repl/live.h"
#include "repl/repl.h"

enum { ADDED_MOST = 64, COMMANDS_MOST = 128 };

typedef struct Added {
    const Command *command;
    void *argument;
} Added;

struct Repl {
    Lab *lab;
    Terminal *terminal;
    ReplOptions options;
    Added added[ADDED_MOST];
    int added_count;
    const Command *commands[COMMANDS_MOST + 1];
    int command_count;
    Evaluator *evaluate;
    void *evaluate_argument;
    ReplHooks hooks;
    Record *record;
    json_t *called;      /* the last result of a command that a script called; NULL: none */
    Answers answers;
    Buffer chunk;        /* Lua that goes on in the next line */
    Live live;
    Sentences sentences;
    char *follow;        /* the line that goes on from the last result, which Enter alone runs too; NULL: none */
    bool scripted;       /* the command that runs was called from Lua */
    int depth;           /* commands that run commands (demo, lesson, Lua) */
    bool at_prompt;      /* repl_loop runs, and a person types */
    bool quitting;
    long asked;          /* the unsaved steps when somebody last wanted to leave */
};

/* What the person is asked for next, and the status line of an idle prompt. */
void repl_set_prompt(Repl *repl);
/* Runs what was typed. Enter alone runs the line that is offered, which is shown as if it had been typed: behind the
 * prompt, in a pipe on a line of its own. */
bool repl_typed(Repl *repl, const char *line);
bool repl_command_line(Repl *repl, const Command *command, const char *rest);

#endif
