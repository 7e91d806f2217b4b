/* command.h: the table of commands: name, words, options with types and defaults, help, run, show.
 *
 * A command is added by writing one Command in its family's file (commands_data.c, commands_model.c, ...) and
 * naming it in the list at the file's end, or from Lua by seqlab.command. Completion, help, errors and the manual's check read
 * this table. */
#ifndef SEQLAB_REPL_COMMAND_H
#define SEQLAB_REPL_COMMAND_H

#include <jansson.h>

#include "base/error.h"
#include "base/language.h"
#include "repl/result.h"

typedef struct Repl Repl;

typedef enum {
    OPTION_TEXT,
    OPTION_INTEGER,
    OPTION_NUMBER,
    OPTION_YES_NO,
    OPTION_CHOICE,   /* one of choices, "a|b|c" */
    OPTION_CELL,     /* the same, or a cell from outside (model/custom.h) */
    OPTION_ATTENTION,/* likewise */
    OPTION_RANGE,    /* 12 (up to), or 5..50 */
    OPTION_INTEGERS  /* 10,30,50 */
} OptionType;

typedef struct Option {
    const char *name;
    OptionType type;
    const char *fallback;  /* the default, as typed; NULL: none */
    double least, most;    /* of numbers */
    const char *choices;
    Sentence help;
} Option;

/* The i-th choice that was added at run time; NULL past the end. */
const char *option_added(const Option *option, int i);

/* Options that a line gave, parsed and checked, defaults filled in. */
typedef struct Command Command;
typedef struct Arguments {
    const Command *command;
    char *words;           /* what came before and between the options, joined by spaces; "" if nothing */
    json_t *options;       /* name -> value; ranges are [low, high], absent ones without a default are missing */
    int given;             /* how many options were given, before the defaults */
} Arguments;

/* Typed integers, numbers and texts, by name; the fallback where the option is absent. */
bool arguments_has(const Arguments *arguments, const char *name);
long arguments_integer(const Arguments *arguments, const char *name, long fallback);
double arguments_number(const Arguments *arguments, const char *name, double fallback);
const char *arguments_text(const Arguments *arguments, const char *name, const char *fallback);
bool arguments_yes(const Arguments *arguments, const char *name, bool fallback);
/* False with a message where the line gives one of names ("cell|attention") that would do nothing here; where: what they
 * belong to, "kind=recurrent". */
bool arguments_without(const Arguments *arguments, const char *names, const char *where, Error *error);
/* The option that a word is one of the choices of, for a line that gives it without "option="; NULL: of none. */
const Option *option_with_choice(const Command *command, const char *word);

struct Command {
    const char *name;
    Sentence usage;        /* "translate WORDS..." */
    Sentence summary;      /* one line */
    Sentence help;         /* Markdown; of commands that users add. The others have theirs in man/help */
    const Option *options; /* ends with a NULL name */
    bool words_wanted;     /* takes words; if false a word is an error that suggests a key */
    bool raw;              /* all of the line is words: nothing is read as key=value */
    bool (*run)(Repl *repl, const Arguments *arguments, Result *result, Error *error);
    void (*show)(const json_t *value, Canvas *canvas); /* NULL: nothing to show */
};

/* A family of commands: the list at the end of its file, ended by NULL. */
typedef const Command *const *const *CommandFamily;

/* A real that may not be finite, as JSON: null then. */
json_t *json_finite(double value);

#endif
