/* picture.h: what is to be seen, kept so that it can be drawn again for any width: after the window has changed its
 * size nothing is cut or wrapped twice. */
#ifndef SEQLAB_VIEW_PICTURE_H
#define SEQLAB_VIEW_PICTURE_H

#include "view/canvas.h"

/* draw may look at nothing but its subject (and the language), since it is called at any time until release. */
typedef struct Picture {
    void (*draw)(const void *subject, Canvas *canvas);
    void (*release)(void *subject);
    void *subject;
} Picture;

Canvas *picture_canvas(const Picture *picture, Screen screen); /* drawn on a new one */
void picture_release(Picture *picture);                        /* all 0 is fine */
Picture picture_shared(Picture *picture);                      /* a second owner: each releases its own */

/* Copies of the text: as canvas_prose shows it, and as markdown_draw does, with a blank row below. */
Picture picture_of_text(Style style, const char *text);
Picture picture_of_markdown(const char *markdown);

#endif
