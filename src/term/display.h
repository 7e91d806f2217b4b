/* display.h: cells onto the glass. Only this header's source knows curses. */
#ifndef SEQLAB_TERM_DISPLAY_H
#define SEQLAB_TERM_DISPLAY_H

#include <stdbool.h>

#include "base/error.h"
#include "view/canvas.h"

/* The terminfo name to use for what TERM says, or NULL if that terminal cannot move its cursor. A newer
 * terminal than terminfo knows counts as xterm-256color, which all of them follow. */
const char *display_type(const char *term);
/* 0, 8, 256 or TRUE_COLOR. */
int display_type_colors(const char *type);
/* Whether it is a console, whose font has few glyphs. */
bool display_type_is_console(const char *type);

/* Takes the terminal over. False with the error if it refuses. unicode: the locale is UTF-8; otherwise what is not
 * ASCII shows as '?'. wanted: what is to be drawn for it, but for the columns; no colors: none, though there were
 * some. */
bool display_open(const char *type, bool unicode, Screen wanted, Error *error);
void display_close(void);

int display_rows(void);
Screen display_screen(void); /* what is drawn for it, now */

/* Every cell of the screen is put before a flush. A wide one must have room; its right half is not put. */
void display_put(int row, int column, const Cell *cell);
void display_cursor(int row, int column);
void display_flush(void);

void display_repaint(void); /* draws everything again at the next flush, because something else may have drawn */
void display_resize(void);  /* asks the terminal for its size */
bool display_has_mouse(void);
/* The mouse's wheel and clicks come as keys, or are the terminal's own; Shift leaves them to it at any time. */
void display_mouse(bool on);
void display_suspend(void); /* the shell's screen and modes */
void display_resume(void);  /* ours again; after a suspend the shell's modes may have changed */

#endif
