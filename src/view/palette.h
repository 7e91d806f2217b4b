/* palette.h: what a style looks like on a terminal of so many colors, the same for every terminal. */
#ifndef SEQLAB_VIEW_PALETTE_H
#define SEQLAB_VIEW_PALETTE_H

#include "view/canvas.h"

typedef struct Paint {
    int foreground, background; /* a number of the terminal's palette; -1: as it is */
    bool bold, dim;
} Paint;

/* colors: 0 (no colors at all), 8 or 256. shade counts for STYLE_SHADE only; with 256 colors it is the
 * background, with fewer only characters tell it. */
Paint style_paint(Style style, int shade, int colors);

/* The character that stands for a shade where there is no background: a block, or in ASCII a sign the
 * fuller the darker. */
const char *shade_character(int shade, bool unicode);

/* The shade of a value between low and high, both included: which tenth it lies in. */
int shade_of(float value, float low, float high);

/* In place of the lightest block, which is blank. */
#define LEAST_SIGN "·"

#endif
