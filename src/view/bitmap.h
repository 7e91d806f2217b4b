/* bitmap.h: a picture of dots, one terminal cell for each of its columns, and below it where a model looked: a row for
 * each letter that it said, each weight below its column. */
#ifndef SEQLAB_VIEW_BITMAP_H
#define SEQLAB_VIEW_BITMAP_H

#include "view/canvas.h"

enum { BITMAP_ROWS = 7 };

typedef struct Bitmap {
    int columns;
    const int *dots; /* [columns] bits, the lowest the uppermost dot; -1: not part of the picture (<EOS>) */
    int rows;                      /* of the map; 0: the picture alone */
    const char *const *row_labels; /* [rows] what was said */
    const float *values;           /* [rows, columns] from 0 to 1 */
    const int *partner;            /* [rows] the middle column of the letter, or -1; NULL when not known */
    int reach;                     /* columns of a letter on each side of its middle */
} Bitmap;

/* Draws below what is there, in as many parts as the width takes. In Unicode a cell holds two dots, one above the
 * other; in ASCII a dot is '#'. Columns of the letter itself are underlined where they have no weight. */
void bitmap_draw(Canvas *canvas, const Bitmap *bitmap);

/* The map in sentences: at which column each letter was looked for, and whether it stands there. Appended to out. */
void bitmap_prose(const Bitmap *bitmap, Buffer *out);

#endif
