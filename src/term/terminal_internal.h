/* terminal_internal.h: the functions of a terminal; private to this folder. */
#ifndef SEQLAB_TERM_TERMINAL_INTERNAL_H
#define SEQLAB_TERM_TERMINAL_INTERNAL_H

#include "term/term.h"

/* One function for each of term.h, with the same meaning. */
typedef struct TerminalTable {
    void (*close)(Terminal *terminal);
    TerminalCapabilities (*capabilities)(const Terminal *terminal);
    void (*append)(Terminal *terminal, const Canvas *canvas, bool error);
    void (*show)(Terminal *terminal, Picture picture, bool error);
    void (*prompt)(Terminal *terminal, const char *prompt);
    void (*clear)(Terminal *terminal);
    void (*echo)(Terminal *terminal, const char *line);
    TerminalEvent (*pump)(Terminal *terminal, int milliseconds, char **line);
    void (*busy)(Terminal *terminal, TerminalBusy busy);
    bool (*page)(Terminal *terminal, const TerminalPage *page); /* NULL, as what follows: no full screen */
    void (*live)(Terminal *terminal, const Canvas *canvas);
    void (*status)(Terminal *terminal, const char *text);
    void (*page_draw)(Terminal *terminal);
    void (*function_key)(Terminal *terminal, int number, const char *line);
    void (*lesson)(Terminal *terminal, const char *title, int step, int steps, Picture picture);
    void (*picture)(Terminal *terminal, Picture picture);
    Screen (*live_screen)(Terminal *terminal, int *rows);
} TerminalTable;

/* The first member of each kind of terminal. */
struct Terminal {
    const TerminalTable *table;
};

/* What terminal.c found out before it chose one. */
typedef struct TerminalSettings {
    bool input_is_terminal, output_is_terminal;
    bool unicode;             /* the locale's characters are UTF-8 */
    Screen screen;            /* to draw for; its columns are found by the terminal */
    bool no_mouse;
    const char *type;         /* the terminfo name to use; NULL: it cannot move the cursor */
    const char *history;
    Buffer typed;             /* what came in before there was a terminal to take it */
} TerminalSettings;

/* NULL with the error if the terminal refuses. */
Terminal *screen_open(const TerminalSettings *settings, Error *error);
/* Never fails. */
Terminal *plain_open(const TerminalSettings *settings);

#endif
