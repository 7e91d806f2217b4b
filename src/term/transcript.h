/* transcript.h: the output so far, to scroll through.
 *
 * Rows are kept as they were drawn and fitted to the window when they are shown: a row of text that is too wide
 * goes on in the next row, a row of a picture (one with shades in it) is cut, since a torn heat map says nothing.
 * The view follows the end until somebody scrolls back; then it stays where it is, whatever is added. */
#ifndef SEQLAB_TERM_TRANSCRIPT_H
#define SEQLAB_TERM_TRANSCRIPT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "term/cells.h"

enum { TRANSCRIPT_ROWS = 5000 }; /* what is kept */

typedef struct Transcript Transcript;

Transcript *transcript_open(bool ascii_only); /* whatever is added is romanised */
void transcript_close(Transcript *transcript); /* NULL is fine */

void transcript_add_canvas(Transcript *transcript, const Canvas *canvas);
/* The prompt and what was typed at it, which may have several lines. */
void transcript_add_line(Transcript *transcript, const char *prompt, const char *line);

/* Moves the view: negative is back. */
void transcript_scroll(Transcript *transcript, int rows, int width, int height);
void transcript_to_end(Transcript *transcript);
/* Rows that follow below the view; 0 at the end. */
int transcript_rows_below(const Transcript *transcript, int width, int height);

/* Draws the view into the first `height` rows of a frame; a shorter one goes to the bottom. */
void transcript_draw(const Transcript *transcript, Frame *frame, int height);
/* The last `height` rows as text. */
void transcript_end_text(const Transcript *transcript, Screen screen, int height, Buffer *out);

#endif
