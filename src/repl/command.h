/* command.h: the table of commands: name, words, options, help, run, show.
 *
 * A command is added by writing one Command in its family's file (commands_data.c, commands_model.c, ...) and
 * naming it in the list at the file's end, or from Lua by seqlab.command. Its options are the table of a struct
 * (base/options.h), and `run` gets that struct. Completion, help, errors and the manual read the same table. */
#ifndef SEQLAB_REPL_COMMAND_H
#define SEQLAB_REPL_COMMAND_H

#include <jansson.h>

#include "base/options.h"
#include "view/canvas.h"

typedef struct Repl Repl;

/* A command's result: a value, which its picture is drawn from. It is a JSON tree (jansson): --json prints it, Lua gets
 * it as a table, a lesson's check reads it, and the command's own `show` draws it. The manual documents the keys; NaN
 * and infinity are null. */
typedef struct Result {
    json_t *value; /* an object, owned; NULL: no result (quit) */
} Result;

typedef enum {
    ROLE_ANSWER, /* of a model or data: `ans`, which `export` writes */
    ROLE_ASIDE,  /* of a file, a run or the session: neither */
    ROLE_GUIDE   /* of help or a lesson: neither, and no lesson checks it */
} ResultRole;

typedef struct Command Command;
/* A line, read: words, and the command's struct with what the line gave and defaults for the rest. */
typedef struct Arguments {
    const Command *command;
    char *words;           /* what came before and between the options, joined by spaces; "" if nothing */
    void *options;         /* the struct of the command's table; NULL where it has none */
    uint64_t given;        /* bit i: the line gives the i-th option of the table (options_list) */
    char *texts[OPTIONS_MOST];
    int text_count;        /* of those that were given, which the struct points to */
    const char *several[OPTIONS_MOST]; /* of a command that sweeps: the i-th option's values, "16,32"; NULL: at most one */
    char unknown[40];      /* an option that the command lacks, if that is why the line was refused */
} Arguments;
bool arguments_given(const Arguments *arguments, const char *name);
OptionList command_options(const Command *command);

/* An option as a script gives it. */
typedef struct GivenOption {
    const char *name;
    OptionValue value;
} GivenOption;

/* A lesson's step, which stays in view on the full screen. */
typedef struct Pinned {
    char *title;   /* owned, as the value is */
    int step, steps;
    json_t *value; /* drawn as the command draws its results. NULL: none is */
} Pinned;

struct Command {
    const char *name;
    const char *alias;     /* an earlier name: understood, not listed; NULL: none */
    Sentence usage;        /* "translate WORDS..." */
    Sentence summary;      /* one line */
    Sentence help;         /* Markdown; of commands that users add. The others have theirs in man/help */
    const Options *options;/* NULL: none */
    bool words_wanted;     /* takes words; if false a word is an error that suggests a key */
    TextMeaning word_means;/* to complete them: files, models ..., or one of these: */
    const char *word_choices;
    ChoiceName *word_choice;
    const char *sentences; /* keys of its value's lists of sentences, which "#2" then means: "most|least"; NULL: none */
    ResultRole role;
    bool raw;              /* all of the line is words: nothing is read as key=value */
    bool sweeps;           /* its options may have several values (OptionPlace), and it sees itself which apply */
    bool (*run)(Repl *repl, const Arguments *arguments, Result *result, Error *error);
    /* Draws the value, and is called again whenever the window's width changes; NULL: nothing to show, or... */
    void (*show)(const json_t *value, Canvas *canvas);
    char *(*tell)(const json_t *value); /* ... the value as prose: a new string, which is wrapped as it must be */
    /* Whether the value is shown in the pane of the lesson, and not among the results. A lesson that is over: false,
     * with no title. */
    bool (*pin)(Repl *repl, const json_t *value, Pinned *pinned);
    const struct ExplorerPicture *picture; /* explore.h: to move about in the result; NULL: none */
};

/* The commands of a session, in the order in which `help` lists them. */
typedef struct CommandList { const Command *const *at; int count; } CommandList;

/* A family of commands: the list at the end of its file, ended by NULL. */
typedef const Command *const *CommandFamily;

#endif
