/* flow.h: text in several styles, to be wrapped. */
#ifndef SEQLAB_VIEW_FLOW_H
#define SEQLAB_VIEW_FLOW_H

#include "view/canvas.h"

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
