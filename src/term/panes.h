/* panes.h: the full screen as a frame: results, a lesson, a live view, the prompt, rules with words in them, keys.
 * Knows no terminal. */
#ifndef SEQLAB_TERM_PANES_H
#define SEQLAB_TERM_PANES_H

#include "term/layout.h"
#include "term/line_editor.h"
#include "term/transcript.h"

typedef struct Panes {
    Screen screen;       /* of the whole window, which may be smaller than a layout */
    int rows;
    bool romanise;       /* the window shows ASCII alone */
    Transcript *results, *lesson;
    char *lesson_title;  /* NULL: there is no lesson */
    int step, steps;     /* of the lesson */
    Transcript *picture; /* of an earlier result: on a wide window in the lesson's pane, if there is no lesson */
    char *picture_line;  /* that was typed for it; NULL: there is none */
    Picture last_picture; /* of the last result, which is to stand beside the next ones */
    char *last_line;
    CellRow *live;       /* NULL: there is no live view */
    int live_rows;
    char *status;
    bool lesson_hidden, lesson_is_newest;
    Pane zoomed;
    TerminalBusy busy;
    char *function_keys[FUNCTION_KEYS]; /* the lines that they stand for; NULL: none */
    bool has_mouse, mouse;
    int foot;            /* rows of the prompt and the keys when it was composed last */
    Layout layout;
} Panes;

void panes_open(Panes *panes, Screen screen, int rows, bool romanise);
void panes_close(Panes *panes);

void panes_set_live(Panes *panes, const Canvas *canvas); /* NULL takes it away */
void panes_set_status(Panes *panes, const char *text);
/* Takes the picture over; no title takes the lesson away. */
void panes_set_lesson(Panes *panes, const char *title, int step, int steps, Picture picture);
void panes_add_line(Panes *panes, const char *prompt, const char *line);

/* What a picture in a pane, and a live view, has room for now. */
Screen panes_screen(const Panes *panes, Pane pane);
Screen panes_live_screen(Panes *panes, int *rows);

void panes_compose(Panes *panes, Frame *frame, const LineEditorView *view);

/* What is in view, one below the other, in at most so many rows of the window's width: for the shell's screen. */
void panes_text(Panes *panes, int rows, Buffer *out);

/* ---- what keys and the mouse do ---- */
Pane panes_at(const Panes *panes, int row, int column); /* the pane there or below the rule there; PANES: none */
void panes_scroll(Panes *panes, Pane pane, int rows);
void panes_page(Panes *panes, Pane pane, int pages);
/* Enter where it stands for nothing: pages on in the lesson. False if it has no more below. */
bool panes_read_lesson(Panes *panes);
/* Space at an empty prompt: pages on in what came last and has more below. False if nothing has. */
bool panes_read_on(Panes *panes);
void panes_zoom(Panes *panes, Pane pane); /* or all of them again, if it was zoomed */
void panes_zoom_next(Panes *panes);

#endif
