/* canvas_markup.h: a canvas as a document: SVG, and HTML in one file, which look like the screen. The same canvas gives
 * the same bytes. Colors are those of its screen, which has a background and TRUE_COLOR. */
#ifndef SEQLAB_VIEW_CANVAS_MARKUP_H
#define SEQLAB_VIEW_CANVAS_MARKUP_H

#include "view/canvas.h"

/* title: for readers who do not see the picture. */
void canvas_to_svg(const Canvas *canvas, const char *title, Buffer *out);
void canvas_to_html(const Canvas *canvas, const char *title, Buffer *out);

#endif
