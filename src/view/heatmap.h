/* heatmap.h: a table of numbers from 0 to 1 as shades: attention maps, gate values. */
#ifndef SEQLAB_VIEW_HEATMAP_H
#define SEQLAB_VIEW_HEATMAP_H

#include "view/canvas.h"

/* What a label stands for, so that sentences (prose.h) can call it by its name. */
typedef enum { LABEL_WORD, LABEL_CHARACTER, LABEL_SUBWORD, LABEL_SYMBOL, LABEL_COLUMN, LABEL_TOKEN } LabelKind;

typedef struct Heatmap {
    const char *title;          /* may be NULL */
    int rows, columns;
    const char *const *row_labels;    /* the target's tokens; NULL: numbered from 1 */
    const char *const *column_labels; /* the source's tokens; NULL: hidden units, close together under a ruler */
    bool numbered;                    /* the columns have their numbers below their labels */
    const float *values;        /* [rows, columns] */
    const int *partner;         /* [rows] the true column of a row, or -1; NULL when not known: marked in the map */
    LabelKind row_kind, column_kind;
    bool rows_of_source, columns_of_target; /* the other way round than most: for their hue */
    bool itself;                /* rows and columns are places of one text: self-attention */
    bool causal;                /* each row sees the columns up to its own alone: what is past them is masked */
    const bool *masked;         /* [rows, columns] cells that are no values: marked so; NULL: none (but see causal) */
    float low, high;            /* the range, of which what is nearest to 0 is the background; both 0: 0 and 1 */
    bool bare;                  /* as much as fits in one part, and no lines below it */
    bool numbers;               /* all values in print, the weak ones too (two digits: ".83") */
} Heatmap;

/* Draws below what is there. Labels stand above their columns where they fit; else they are written downwards, or when
 * they are long, numbered and listed. A table still too wide for the screen is cut into parts one below the other, each
 * with its labels.
 *
 * The shades are backgrounds with 256 colors, else blocks, and in ASCII characters; numbers stand in the cells where
 * those are wide enough, and what is weaker than a twentieth is empty. Where columns have labels a sign marks the
 * largest value of each row; brackets surround the aligned token; values that are not numbers are '?', masked cells a
 * cross. Lines below say what the shades and signs stand for. */
void heatmap_draw(Canvas *canvas, const Heatmap *map);

/* A part of a map to move about in: as much of it as has room, with the headings of what is shown. */
typedef struct HeatmapWindow {
    int height;                      /* rows that it may take, headings included */
    int row, column;                 /* the cell of the cursor */
    int first_row, first_column;     /* shown first; they follow the cursor, from one drawing to the next */
    int row_count, column_count;     /* shown (set) */
    int cursor_row, cursor_column;   /* where on the canvas the cursor's cell begins (set) */
} HeatmapWindow;
void heatmap_draw_window(Canvas *canvas, const Heatmap *map, HeatmapWindow *window);

#endif
