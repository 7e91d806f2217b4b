/* transcript.h: the output so far, to scroll through.
 *
 * It is a list of entries. A picture is kept with what it is drawn from and drawn again when the width changes; rows
 * that were added as such are fitted: a row of text that is too wide goes on in the next row, a row of a picture (one
 * with shades in it) is cut, since a torn heat map says nothing. Entries are fitted when they are looked at.
 *
 * The view shows the end, so that the result of the last command is whole in it; a result that is longer is shown from
 * its beginning, but while somebody works on it (transcript_follow) from its end. When somebody scrolls, the view stays
 * where it is, whatever is added, until the next line is typed. */
#ifndef SEQLAB_TERM_TRANSCRIPT_H
#define SEQLAB_TERM_TRANSCRIPT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "term/cells.h"
#include "term/layout.h"
#include "view/picture.h"

/* What is kept: so many rows, and of the newest entries what they are drawn from. */
enum { TRANSCRIPT_ROWS = 5000, TRANSCRIPT_PICTURES = 100 };

typedef struct Transcript Transcript;

Transcript *transcript_open(bool ascii_only); /* whatever is added is romanised */
void transcript_close(Transcript *transcript); /* NULL is fine */

void transcript_add(Transcript *transcript, Picture picture, Screen screen); /* takes it over */
void transcript_add_canvas(Transcript *transcript, const Canvas *canvas);
/* The prompt and what was typed at it, which may have several lines. */
void transcript_add_line(Transcript *transcript, const char *prompt, const char *line);
void transcript_begin_result(Transcript *transcript); /* what is added from now on, though no line was typed */
/* Takes back a typed line that has nothing below it; whether there was one. */
bool transcript_drop_line(Transcript *transcript);
void transcript_clear(Transcript *transcript);

/* Rows from the last typed line on. screen.columns is the width of the view here and below. */
int transcript_rows(Transcript *transcript, Screen screen);
/* Moves the view: negative is back. */
void transcript_scroll(Transcript *transcript, int rows, Screen screen, int height);
void transcript_to_end(Transcript *transcript);
void transcript_follow(Transcript *transcript, bool follow);
/* Rows that follow below the view; 0 at the end. */
int transcript_rows_below(Transcript *transcript, Screen screen, int height);

/* Draws the view into a box of a frame; at_top: there too where it is shorter, else at the bottom. */
void transcript_draw(Transcript *transcript, Frame *frame, Box box, Screen screen, bool at_top);
/* The view as text. */
void transcript_text(Transcript *transcript, Screen screen, int height, Buffer *out);

#endif
