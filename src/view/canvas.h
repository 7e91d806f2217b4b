/* canvas.h: a picture of styled character cells, for any terminal.
 *
 * Views draw here and know no terminal. A canvas has a fixed width and as many rows as were drawn. One cell
 * holds one grapheme cluster; a wide one (Hangul) takes its cell and the next. What does not fit is cut
 * between clusters. Styles say what a thing is, not its color: each terminal decides that, and none relies
 * on color alone. */
#ifndef SEQLAB_VIEW_CANVAS_H
#define SEQLAB_VIEW_CANVAS_H

#include <stdbool.h>

#include "base/buffer.h"
#include "view/glyph.h"

typedef enum {
    STYLE_PLAIN,
    STYLE_HEADING,
    STYLE_DIM,
    STYLE_STRONG,
    STYLE_CODE,    /* something to type */
    STYLE_SOURCE,  /* a token of the source */
    STYLE_TARGET,  /* a token of the target */
    STYLE_GOOD,
    STYLE_WARNING,
    STYLE_ERROR,
    STYLE_WRONG,   /* as GOOD, of an answer */
    STYLE_FIRST,   /* the first, second ... of things compared */
    STYLE_SECOND,
    STYLE_THIRD,
    STYLE_FOURTH,
    STYLE_SHADE,   /* shade tells how strong */
    STYLE_PEAK     /* a shade that stands out among others */
} Style;

static inline bool is_shade(Style style) { return style == STYLE_SHADE || style == STYLE_PEAK; }

/* A shade is a share in hundredths: 0 is the background, and so is all that is weaker than SHADE_LEAST; below 0 it has
 * other hues. */
enum { SHADE_MOST = 100, SHADE_LEAST = 5 };
enum { PROSE_COLUMNS = 88 }; /* text is not wrapped wider, for the eye loses a longer line */

typedef struct Cell {
    char text[CELL_BYTES]; /* one cluster, NUL-terminated; "" in the right half of a wide one; " " when empty */
    unsigned char width;   /* 1 or 2; 0 in the right half */
    unsigned char style;   /* Style */
    signed char shade;     /* -SHADE_MOST to SHADE_MOST */
} Cell;

enum { TRUE_COLOR = 1 << 24 };
enum { SCREEN_COLUMNS_LEAST = 20 };

/* What the picture will be shown on. Views choose characters and widths by it. */
typedef struct Screen {
    int columns;    /* at least SCREEN_COLUMNS_LEAST */
    bool unicode;   /* false: ASCII only */
    int colors;     /* 0, 8, 256 or TRUE_COLOR; shades are backgrounds from 256 on; 0: characters alone */
    int background; /* red, green and blue, a byte each; 0 is black */
    bool console;   /* its font has few glyphs: cell_shown */
    bool has_pages; /* a picture can be explored there (F2) */
} Screen;

typedef struct Canvas Canvas;

Canvas *canvas_open(Screen screen);
void canvas_close(Canvas *canvas); /* NULL is fine */
Screen canvas_screen(const Canvas *canvas);
int canvas_rows(const Canvas *canvas);
int canvas_columns(const Canvas *canvas);
const Cell *canvas_cell(const Canvas *canvas, int row, int column); /* a blank beyond what was drawn */

/* Writes text at a place (rows are added as needed) and returns the column after it. Control characters and
 * bytes that are not UTF-8 are shown as '?'. What lies left of column 0 or beyond the last is cut. */
int canvas_write(Canvas *canvas, int row, int column, Style style, const char *text);
int canvas_format(Canvas *canvas, int row, int column, Style style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* A label cut to so many columns, and where it ends; and one that is flush right in them. */
int canvas_write_cut(Canvas *canvas, int row, int column, int columns, Style style, const char *label);
void canvas_label(Canvas *canvas, int row, int column, int columns, Style style, const char *label);
/* Writes one glyph; a wide one that does not fit wholly is left out. */
void canvas_put(Canvas *canvas, int row, int column, const Glyph *glyph, Style style, int shade);
/* The same text, again and again, `count` columns long. */
void canvas_repeat(Canvas *canvas, int row, int column, Style style, int count, const char *text);
/* count cells of a shade, filled with text, repeated as needed (" ", a block): for heat maps.
 * Blanks are meant as backgrounds; where there are none canvas_to_text puts a block or sign there. */
void canvas_shade(Canvas *canvas, int row, int column, int count, int shade, const char *text);

/* Below what is there: text wrapped at the width or at PROSE_COLUMNS, between words (Korean too: between eojeol; a
 * longer word between clusters; U+00A0 is a blank that keeps two together), all lines indented. Newlines in text are
 * kept, and blanks at the beginning of a line: what continues it goes as deep. */
void canvas_prose(Canvas *canvas, Style style, int indent, const char *text);
/* The same with `code` and **strong** parts marked by Markdown's signs (markdown.c). Without colors the quotes around
 * code are shown. */
void canvas_marked(Canvas *canvas, int indent, const char *text);
void canvas_blank(Canvas *canvas); /* an empty row */

/* Takes away the rows from this one on. */
void canvas_cut(Canvas *canvas, int rows);
/* Lays all of another canvas over this one, from a place on. */
void canvas_place(Canvas *canvas, int row, int column, const Canvas *other);
/* Appends all rows of another canvas, moved right by indent. */
void canvas_append(Canvas *canvas, const Canvas *other, int indent);

/* As text: rows with no trailing blanks, newline after each; with ANSI colors where colors is not 0. */
void canvas_to_text(const Canvas *canvas, int colors, Buffer *out);
/* As a document: SVG, and HTML in one file, which look like the screen, whose colors must have a background and be
 * TRUE_COLOR. The same canvas gives the same bytes. title: for readers who do not see the picture. */
void canvas_to_svg(const Canvas *canvas, const char *title, Buffer *out);
void canvas_to_html(const Canvas *canvas, const char *title, Buffer *out);

#endif
