/* canvas_parts.h: what the files of view share to draw; not for other folders. */
#ifndef SEQLAB_VIEW_CANVAS_PARTS_H
#define SEQLAB_VIEW_CANVAS_PARTS_H

#include "view/canvas.h"
#include "view/glyph.h"

/* Writes one glyph; a wide one that does not fit wholly is left out. */
void canvas_put(Canvas *canvas, int row, int column, const Glyph *glyph, Style style, int shade);
/* Lays all of another canvas over this one, from a place on. */
void canvas_place(Canvas *canvas, int row, int column, const Canvas *other);

/* The same text `count` columns long. */
void canvas_repeat(Canvas *canvas, int row, int column, Style style, int count, const char *text);

/* ".83", "-.20", "1.0", "12": two digits of a value between 0 and 1, at most 6 columns of any. Into out, which
 * has room for VALUE_BYTES; returns out. */
enum { VALUE_BYTES = 16 };
const char *value_text(double value, char *out);

/* Short texts set one after the other, two blanks apart, none of them cut by the end of a line: legends. */
typedef struct Items {
    Canvas *canvas;
    int row, column, indent;
} Items;

Items items_begin(Canvas *canvas, int indent); /* below what is there */
void items_add(Items *items, Style style, const char *sign, const char *text);
/* Stands in place of the lightest block, which is blank. */
#define LEAST_SIGN "·"
/* What the shades stand for, from the lightest to the darkest. */
void items_add_scale(Items *items, float low, float high);

/* Text in several styles, to be wrapped. */
typedef struct Flow {
    Glyph *glyphs;
    unsigned char *styles;
    int count, capacity;
} Flow;

void flow_add(Flow *flow, Style style, const char *text);
void flow_add_bytes(Flow *flow, Style style, const char *text, size_t count);
void flow_free(Flow *flow);

/* Draws from a row on, wrapped: the first line begins at column `first`, the others at `indent`. Returns the
 * row below. */
int flow_draw(Canvas *canvas, int row, int first, int indent, const Flow *flow);

#endif
