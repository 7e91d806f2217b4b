/* score_table.h: the scores that `accuracy` measures, as a table and as text. */
#ifndef SEQLAB_REPL_SCORE_TABLE_H
#define SEQLAB_REPL_SCORE_TABLE_H

#include <jansson.h>
#include <stdbool.h>

#include "lab/lab.h"
#include "view/canvas.h"

enum { SCORE_CELL = 24 };

/* Rows of measures, each named by one or two cells before them. */
typedef struct ScoreTable {
    const json_t *rows;  /* objects with the measures; up to LENGTHS_MOST are drawn */
    bool all;            /* all known measures, not only the main ones */
    int names;
    const char *heading[2];
    bool name_numeric;
    char name[LENGTHS_MOST][2][64];
} ScoreTable;
void score_table_draw(Canvas *canvas, const ScoreTable *scores);

/* "12.5%"; "-" for NaN. */
void score_percent(char out[SCORE_CELL], double share);
/* A measure as the table shows it; key: its JSON name. */
void score_text(char out[SCORE_CELL], const char *key, const json_t *scores);
/* The lengths of a row of by_length, "30" or "2-4"; returns out. */
const char *score_length_label(const json_t *row, char out[SCORE_CELL]);

#endif
