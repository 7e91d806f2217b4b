/* view_check.h: what the tests of view share: pictures as text, and whether their cells are sound. */
#ifndef SEQLAB_TESTS_VIEW_CHECK_H
#define SEQLAB_TESTS_VIEW_CHECK_H

#include "view/canvas.h"

/* Screens to draw for: columns, Unicode, colors. */
Screen unicode_screen(int columns);
Screen ascii_screen(int columns);

/* The width of text by a table of its own: Hangul and other East Asian letters 2, marks 0, all else 1. */
int plain_width(const char *text);

/* Fails unless every row is exactly as wide as the canvas and wide glyphs and their right halves come in
 * pairs. */
void assert_sound(const Canvas *canvas);
/* The same, and closes it. */
void close_sound(Canvas *canvas);

/* The picture as text, valid until the next call. */
const char *picture_text(const Canvas *canvas, int colors);

/* Compares the picture without colors, checks that it is sound, and closes it. */
void assert_picture(Canvas *canvas, const char *expected);

/* The column where text begins in a row of the picture, or -1. */
int column_of(const Canvas *canvas, int row, const char *text);

/* static Canvas *name(Screen screen, Type what): a new canvas on which draw has drawn it. */
#define DRAWN(name, Type, draw)                     \
    static Canvas *name(Screen screen, Type what)   \
    {                                               \
        Canvas *canvas = canvas_open(screen);       \
        draw(canvas, &what);                        \
        return canvas;                              \
    }

#endif
