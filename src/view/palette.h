/* palette.h: what a style looks like on a terminal of so many colors, the same for every terminal. */
#ifndef SEQLAB_VIEW_PALETTE_H
#define SEQLAB_VIEW_PALETTE_H

#include "view/canvas.h"

/* A color is a number of the terminal's palette, or DIRECT_COLOR and red, green and blue, a byte each. */
enum { COLOR_AS_IT_IS = -1, DIRECT_COLOR = 1 << 24 };

typedef struct Paint {
    int foreground, background; /* colors */
    bool bold, dim;
} Paint;

bool paints_equal(Paint a, Paint b);

/* By the screen's colors and background. shade counts where is_shade: with 256 colors or more it is the background,
 * with fewer only characters tell it. */
Paint style_paint(Style style, int shade, Screen screen);

/* Red, green and blue, a byte each, of a color that is not one of the palette's first 16, which every terminal has its
 * own of. */
int color_rgb(int color);
/* Whether letters on this background (red, green, blue) are better white than black. */
bool is_dark(int rgb);

/* The character that stands for a shade where there is no background: a block, or in ASCII a sign. Shades below 0 have
 * others. */
const char *shade_character(int shade, bool unicode);
/* The same beside a number, of which no sign is to be read as its point, plus or minus. */
const char *shade_beside_number(int shade, bool unicode);
/* The text of a cell as this screen can show it. */
const char *cell_shown(const Cell *cell, Screen screen);
/* Columns of a row up to the last one in which this screen shows something. */
int columns_shown(const Canvas *canvas, int row, Screen screen);

/* The shade of a value between low and high, both included. What is nearest to zero of that range is the background,
 * so that a value below zero has a shade below 0. */
int shade_of(float value, float low, float high);
/* And back. */
double shade_value(double shade, float low, float high);

/* In place of the weakest block, which is blank. */
#define LEAST_SIGN "·"

#endif
