/* panes.h: the full screen as a frame: results, a lesson, a live view, the prompt, rules with words in them, keys. Knows no
 * terminal. */
#ifndef SEQLAB_TERM_PANES_H
#define SEQLAB_TERM_PANES_H

#include "term/layout.h"
#include "term/line_editor.h"
#include "term/transcript.h"

/* A key and what it does, in the row at the bottom; what there is no room for is left out from the end. */
typedef struct KeyLabel { const char *key, *meaning; } KeyLabel;
enum { KEY_LABELS_MOST = 16 };

typedef struct Panes {
    Screen screen;       /* of the whole window */
    int rows;
    bool romanise;       /* the window shows ASCII alone */
    Transcript *results, *lesson;
    char *lesson_title;  /* NULL: there is no lesson */
    int step, steps;     /* of the lesson */
    CellRow *live;       /* NULL: there is no live view */
    int live_rows;
    char *status;
    bool lesson_hidden, lesson_is_newest;
    Pane zoomed;
    bool works;          /* a command runs */
    int waiting;         /* lines typed ahead */
    KeyLabel keys[KEY_LABELS_MOST];
    int key_count;
    int foot;            /* rows of the prompt and the keys when it was composed last */
    Layout layout;
} Panes;

void panes_open(Panes *panes, Screen screen, int rows, bool romanise);
void panes_close(Panes *panes);

/* The size of the window, which may be smaller than a layout. */
void panes_resize(Panes *panes, Screen screen, int rows);
void panes_set_live(Panes *panes, const Canvas *canvas); /* NULL takes it away */
void panes_set_status(Panes *panes, const char *text);
/* Takes the picture over; no title takes the lesson away. */
void panes_set_lesson(Panes *panes, const char *title, int step, int steps, Picture picture);

/* What a picture of the results, and a live view, has room for. */
Screen panes_results_screen(const Panes *panes);
Screen panes_live_screen(Panes *panes, int *rows);

void panes_compose(Panes *panes, Frame *frame, const LineEditorView *view);

/* What is in view, one below the other, in at most so many rows of the window's width: for the shell's screen. */
void panes_text(Panes *panes, int rows, Buffer *out);

/* ---- what keys and the mouse do ---- */
Pane panes_at(const Panes *panes, int row, int column); /* the pane there or below the rule there; PANES: none */
void panes_scroll(Panes *panes, Pane pane, int rows);
void panes_page(Panes *panes, Pane pane, int pages);
/* Space at an empty prompt: pages on in what came last and has more below. False if nothing has. */
bool panes_read_on(Panes *panes);
void panes_zoom(Panes *panes, Pane pane); /* or all of them again, if it was zoomed */
void panes_zoom_next(Panes *panes);

#endif
