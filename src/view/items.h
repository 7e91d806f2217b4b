/* items.h: short texts one after the other, two blanks apart, none of them cut by the end of a line: legends. */
#ifndef SEQLAB_VIEW_ITEMS_H
#define SEQLAB_VIEW_ITEMS_H

#include "view/canvas.h"

typedef struct Items {
    Canvas *canvas;
    int row, column, indent;
} Items;

Items items_begin(Canvas *canvas, int indent); /* below what is there */
void items_add(Items *items, Style style, const char *sign, const char *text);
/* What the shades of a range stand for, and what of it is too weak for one and has this sign instead. numbers: cells hold
 * their numbers, and have other shades beside them (shade_beside_number). */
void items_add_scale(Items *items, float low, float high, bool numbers);
void items_add_least(Items *items, const char *sign, float low, float high);

#endif
