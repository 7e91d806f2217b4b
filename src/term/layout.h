/* layout.h: which pane stands where, for every size of the window. Knows no terminal: sizes in, boxes out.
 *
 *     ─ lesson ──────────────┬─ live view ──     a rule above each pane holds its title; above the results there is
 *                            │                   one only where something else stands above or beside them; a pane
 *                            │                   beside another has a blank column and a line to its left
 *     ─ results ─────────────┴───────────────
 *
 *     ─ status ──────────────────────────────
 *
 * Wide windows (LAYOUT_WIDE) have the lesson, or else the live view, to the left of the results over the whole height.
 * From LAYOUT_BESIDE columns on lesson and live view stand side by side above them. In smaller ones they stand one
 * above the other, and the lesson folds to two rows while there is a live view. Results get the rows that the last one
 * needs, but not more than two thirds. */
#ifndef SEQLAB_TERM_LAYOUT_H
#define SEQLAB_TERM_LAYOUT_H

#include <stdbool.h>

enum { LAYOUT_WIDE = 140, LAYOUT_BESIDE = 100, LAYOUT_LEAST_COLUMNS = 20, LAYOUT_LEAST_ROWS = 3 };

typedef enum { PANE_RESULTS, PANE_LESSON, PANE_LIVE, PANES } Pane; /* PANES: none of them */

typedef struct Box { int row, column, rows, columns; } Box; /* no columns: it is not shown */

typedef struct LayoutNeeds {
    int rows, columns;     /* of the room above the prompt, at least the least ones */
    bool there[PANES];     /* the results always are */
    int wanted[PANES];     /* rows that a pane's text takes in the columns that it gets, which do not depend on them */
    Pane zoomed;           /* the pane that has all the room, or PANES */
} LayoutNeeds;

typedef struct Layout {
    Box pane[PANES];
    int status; /* its row */
} Layout;

Layout layout_of(const LayoutNeeds *needs);

#endif
