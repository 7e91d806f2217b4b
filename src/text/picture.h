/* picture.h: words as small pictures: capitals and digits of 5 by 7 dots, read column by column.
 *
 * A column is a number of 7 bits, the lowest bit its uppermost dot. There are 1 to 3 blank columns between two
 * letters, and 0 to 3 before the first and after the last. */
#ifndef SEQLAB_TEXT_PICTURE_H
#define SEQLAB_TEXT_PICTURE_H

#include <stdbool.h>

#include "base/random.h"

enum {
    PICTURE_ROWS = 7,
    PICTURE_PATTERNS = 1 << PICTURE_ROWS,
    PICTURE_LETTER = 5,      /* columns of a letter */
    PICTURE_REACH = 2,       /* columns of a letter on each side of its middle */
    PICTURE_SYMBOLS = 36,    /* A to Z, then 0 to 9 */
    PICTURE_GAP = PICTURE_SYMBOLS, /* a letter's place without any dots */
    PICTURE_LETTERS_MOST = 60
};

/* The number of a letter (small ones are drawn as capitals) or digit, PICTURE_GAP for _, -1 for other characters. */
int picture_symbol(char letter);
char picture_letter(int symbol);
/* The dots of one column of a symbol or a gap. */
int picture_dots(int symbol, int column);

/* How many letters fit into that many columns, with the widest and the narrowest blanks: least to most; 0 and 0 if
 * not even one fits. */
void picture_letters(int columns, int *least, int *most);
/* Columns of that many letters with blanks of medium width. */
int picture_columns(int letters);

/* Draws count symbols into exactly `columns` columns, which must be possible: dots[columns], and middle[count], the
 * middle column of each letter. */
void picture_draw(const int *symbols, int count, int columns, Random *random, int *dots, int *middle);
/* Flips each dot with probability noise. */
void picture_add_noise(int *dots, int columns, double noise, Random *random);

#endif
