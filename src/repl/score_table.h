/* score_table.h: scores as a table, and as text: of results that have the measures of `accuracy` by their names. */
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
    bool all;            /* all measures that are known, not the main ones alone */
    int names;
    const char *heading[2];
    bool name_numeric;
    char name[LENGTHS_MOST][2][64];
} ScoreTable;
void score_table_draw(Canvas *canvas, const ScoreTable *scores);

/* "12.5 %"; "-" where it is not a number. */
void score_percent(char out[SCORE_CELL], double share);
/* A measure by its name, as the table has it. */
void score_text(char out[SCORE_CELL], const char *key, const json_t *scores);
/* "30", or "2-4" of a row of by_length; returns out. */
const char *score_length_label(const json_t *row, char out[SCORE_CELL]);

#endif
