/* explore.h: a result to move about in: a picture with a cursor, and keys that ask further.
 *
 * Whatever a key asks is a command, which is run as if it had been typed and shown below the picture: whoever explores
 * reads there how to type it. So the numbers are those of the commands, and nothing is computed twice.
 *
 * The explorer knows no picture. A command names the descriptor of its own (command.h), which turns a result into cells
 * and says what a cell means. */
#ifndef SEQLAB_REPL_EXPLORE_H
#define SEQLAB_REPL_EXPLORE_H

#include "repl/look.h"

typedef struct Explorer Explorer;

/* A key that asks further. */
typedef struct ExplorerAction {
    char key; /* a letter; '\r': Enter */
    Sentence help;
    void (*act)(Explorer *explorer);
    bool (*applies)(const Explorer *explorer); /* whether the list of keys shows it; NULL: always */
} ExplorerAction;

typedef struct ExplorerPicture {
    Sentence name;
    /* Fills the lists, and the rest of the map. */
    void (*cells)(const Explorer *explorer, const Canvas *canvas, MapCells *cells);
    /* Draws the cells; NULL: as a heat map. */
    void (*draw)(Explorer *explorer, Canvas *canvas, const Heatmap *map, HeatmapWindow *window);
    void (*say)(Explorer *explorer, Canvas *panel); /* what the cell of the cursor means; the most important first */
    const ExplorerAction *actions;                  /* ended by one without a key; NULL: none */
    const char *numbers; /* the command's option that prints the numbers; NULL: it has none */
    bool costly;         /* the command trains or measures, or is of whole runs: not run again for each checkpoint */
    bool several;        /* it is of several models: the title names none */
    bool across;         /* PageUp and PageDown move along a row */
    Sentence instead;                               /* what to type where there is no full screen; Markdown */
} ExplorerPicture;

/* ---- for pictures ---- */
Repl *explorer_repl(const Explorer *explorer);
const json_t *explorer_value(const Explorer *explorer);
int explorer_row(const Explorer *explorer);
int explorer_column(const Explorer *explorer);
HeatmapWindow *explorer_window(Explorer *explorer); /* of the cells */
void explorer_move_to(Explorer *explorer, int row, int column);
/* A setting of the picture's own, 0 at the start: which of its views is shown. */
int explorer_mode(const Explorer *explorer);
void explorer_set_mode(Explorer *explorer, int mode);

/* Shows the command with another value of an option; NULL: without. */
void explorer_show_with(Explorer *explorer, const char *option, const char *text);
/* The same with the choice behind the one that the result names; behind the last and any other comes the first. NULL
 * ends them. */
void explorer_show_next(Explorer *explorer, const char *option, const char *const *choices);
/* Shows other words, or what another line makes; the key for back shows the one before. */
bool explorer_show_words(Explorer *explorer, const char *words); /* false if it failed, which is said */
void explorer_show_line(Explorer *explorer, const char *line);
/* The text of an option that was given, or NULL. */
const char *explorer_option(const Explorer *explorer, const char *option);

/* The line of a command of the same sentence and model, with these options ("step=2", "" for none); to be freed. */
char *explorer_line(const Explorer *explorer, const char *command, const char *options);
void explorer_add_words(Buffer *line, const char *words); /* quoted where they would be read as something else */
/* The words, or how they were drawn, without the model. */
void explorer_add_sentence(const Explorer *explorer, Buffer *line);
/* Runs a line now. NULL if it failed, which is said. To be released. */
json_t *explorer_run(Explorer *explorer, const char *line);
/* What `whatif` finds with this line of `force`, which is then taken back. NULL if it failed, which is said. To be
 * released. */
json_t *explorer_whatif(Explorer *explorer, const char *force);
/* The result of a line, or NULL as long as it is not known: it is computed while no key waits. One that fails has
 * none. */
const json_t *explorer_beside(Explorer *explorer, const char *line);
/* The same, computed now, for a key; NULL if it failed, which is said. */
const json_t *explorer_ask(Explorer *explorer, const char *line);
/* Says something until the next key. */
void explorer_note(Explorer *explorer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- for the command ---- */
/* Of the last picture that was made; NULL with a message where there is none. */
Explorer *explorer_open(Repl *repl, Error *error);
/* The lines that were run, in order; puts the model back as it was, and frees all. */
json_t *explorer_close(Explorer *explorer);

/* ---- for explore_page.c ---- */
const ExplorerPicture *explorer_picture(const Explorer *explorer);
const char *explorer_note_now(const Explorer *explorer); /* "" if there is none */
void explorer_begin_key(Explorer *explorer);              /* forgets the note */
void explorer_keep_answer(const Explorer *explorer);      /* what is shown becomes the last result */
void explorer_lines_now(const Explorer *explorer, Buffer *out); /* those that the last key ran, else the last of all */
void explorer_switch_numbers(Explorer *explorer);
bool explorer_numbers(const Explorer *explorer);
bool explorer_has_before(const Explorer *explorer); /* there is a picture before */
bool explorer_back(Explorer *explorer); /* to the picture before; false where there is none */
void explorer_forget_wanted(Explorer *explorer); /* before drawing, which asks again for what it wants */
/* Computes what was asked for by explorer_beside, or what a key stopped; false where nothing is left to do. */
bool explorer_work(Explorer *explorer);
/* A model that trains goes on for a moment, unless it is paused; false where none does. What is run next is of its
 * newest step, and so is the picture then, unless it is costly. */
bool explorer_let_train(Explorer *explorer);
bool explorer_trains(const Explorer *explorer);
/* The picture at the newest step. */
void explorer_refresh(Explorer *explorer);
/* The step of the run at which the picture was made; 0: it is not known, no model trains, or it is of another one. */
long explorer_step(const Explorer *explorer);
/* The checkpoints of the model, NULL: it has none. */
const json_t *explorer_checkpoints(const Explorer *explorer);
/* Opens the checkpoint that is so many after the open one; false where there is no such. */
bool explorer_step_checkpoint(Explorer *explorer, int by);

#endif
