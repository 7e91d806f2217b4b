/* glyph.h: text as a terminal can show it, one character cell's content at a time.
 *
 * Everything in view measures text with these functions and not with utf8_width: what a terminal could
 * misread (control characters, wrong bytes, marks with nothing under them) is shown as '?' and so takes a
 * column, and a picture is aligned only when measuring and drawing agree. */
#ifndef SEQLAB_VIEW_GLYPH_H
#define SEQLAB_VIEW_GLYPH_H

#include <stdbool.h>
#include <stddef.h>

enum { CELL_BYTES = 24 };

static inline int at_least(int value, int least) { return value < least ? least : value; }
static inline int at_most(int value, int most) { return value > most ? most : value; }

typedef struct Glyph {
    char text[CELL_BYTES]; /* what one cell holds: in normal form C, NUL-terminated, never empty */
    int width;             /* 1 or 2 */
} Glyph;

/* The first glyph of text and how many bytes of it were used; 0 at the end. */
size_t glyph_next(const char *text, size_t count, Glyph *glyph);

/* Columns that a whole text takes as shown, and the glyphs in it. */
int glyph_width(const char *text);
int glyph_count(const char *text);

/* The columns of the widest of texts (NULL: an empty one), between least and most. */
int glyph_widest(const char *const *texts, int count, int least, int most);

/* The text as shown, cut to at most `columns` with a sign at the end where something was left out. Into a
 * new string (free it). */
char *glyph_cut(const char *text, int columns, bool unicode);

#endif
