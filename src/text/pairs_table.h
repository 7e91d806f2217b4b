/* pairs_table.h: the rows of a text file with columns: tab-separated, or comma-separated as spreadsheets write it. */
#ifndef SEQLAB_TEXT_PAIRS_TABLE_H
#define SEQLAB_TEXT_PAIRS_TABLE_H

#include <stdbool.h>

#include "base/buffer.h"

enum { CELLS_KEPT = 3 };

typedef struct PairsTable {
    const char *at, *end; /* what is left */
    char separator;       /* '\t', ',' or ';'; '\0': a row is one cell, as in files of one language */
    bool quoted;          /* cells may be in quotation marks, doubled inside, and then hold separators and line ends */
    int line;             /* of the next row, from 1 */
} PairsTable;

typedef struct PairsRow {
    const char *start;    /* as it is in the file, without its line end */
    size_t count;
    int line;
    Buffer text;          /* its first cells without quotation marks, each ended by a NUL; free it in the end */
    size_t cell[CELLS_KEPT];
    int cells;            /* may be more than are kept */
} PairsRow;

/* Finds out how the columns are separated. Tabs come first; a file without any is comma-separated if all its rows have
 * the same number of columns, at least two. Quotation marks count as a spreadsheet's only if all of them can be: with
 * others, as in "Hi," he said, they belong to the sentences. */
PairsTable pairs_table(const char *text, size_t count);
PairsTable pairs_table_of_lines(const char *text, size_t count);

/* The next row that is neither blank nor a comment; false at the end. A comment is a line that begins with "# ", or
 * with "#" and has no separator. In files of one language every line counts. Line ends are LF, CR LF or CR. */
bool pairs_table_next(PairsTable *table, PairsRow *row);

#endif
