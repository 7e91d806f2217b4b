/* table.h: rows and columns of text, numbers to the right. */
#ifndef SEQLAB_VIEW_TABLE_H
#define SEQLAB_VIEW_TABLE_H

#include "view/canvas.h"

typedef struct Table {
    int rows, columns;
    const char *const *headings; /* [columns], or NULL */
    const char *const *cells;    /* [rows, columns]; NULL is empty */
    const bool *numeric;         /* [columns]: set flush right; NULL: none */
    const Style *styles;         /* [columns]; NULL: plain */
} Table;

/* Columns as wide as their widest cell; when all do not fit, the widest is wrapped. */
void table_draw(Canvas *canvas, const Table *table);

#endif
