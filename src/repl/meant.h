/* meant.h: words of other programs, and what they are here. */
#ifndef SEQLAB_REPL_MEANT_H
#define SEQLAB_REPL_MEANT_H

#include "repl/command.h"

enum { MEANT_WORD = 64 };
/* The word that a line, which Lua could not run, begins with; *rest: what follows it. False if the line failed at
 * something else: it is Lua, and has a variable of that name. */
bool meant_word(const char *line, const Error *failure, char name[MEANT_WORD], const char **rest);

const Command *command_named(CommandList commands, const char *name); /* NULL: none */
const char *nearest_command(CommandList commands, const char *name);  /* the name that is like it, NULL: none is */
/* The command that a word names elsewhere: "exit" is quit; NULL: none. */
const Command *meant_command(CommandList commands, const char *word);
/* What a line that begins with ? asks for, "?train", "??tanh": help, or the formula of an operation or function
 * of Lua; *rest: of what. */
const Command *meant_question(CommandList commands, const char *line, const char **rest);
/* The place in the list of the option of that name, here or elsewhere: "batch_size" is batch; -1: none. */
int meant_option(const OptionList *list, const char *name);

/* Each sets the error and returns true if it knows what was meant.
 * An unknown first word of a line: an option, one of an option's values, or something that is done otherwise here. */
bool meant_by_word(CommandList commands, const char *word, Error *error);
/* An option that `command` lacks: another command has it, or it is done otherwise here. */
bool meant_by_option(CommandList commands, const Command *command, const char *name, Error *error);
/* "lr=0.01" alone, which sets a variable of Lua, or "lr=", which waits for a value. */
bool meant_by_assignment(CommandList commands, const char *line, Error *error);

#endif
