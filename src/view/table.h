/* table.h: rows and columns of text, numbers to the right. */
#ifndef SEQLAB_VIEW_TABLE_H
#define SEQLAB_VIEW_TABLE_H

#include "base/buffer.h"
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

/* Rows written one by one. All zero is empty. */
typedef struct TableRows { int count; Buffer cells; } TableRows;
/* Cells with tabs between: "%s\t%.2f". Surplus ones are left out, missing ones empty. */
void table_rows_add(TableRows *rows, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Draws and frees them. headings: with tabs between, and '>' before those of numbers: "token\t>score". */
void table_rows_draw(TableRows *rows, Canvas *canvas, const char *headings);

#endif
