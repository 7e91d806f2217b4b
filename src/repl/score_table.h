/* score_table.h: the scores that `accuracy` measures, as a table, as bars and as text. */
#ifndef SEQLAB_REPL_SCORE_TABLE_H
#define SEQLAB_REPL_SCORE_TABLE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/language.h"
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
/* Its name in the table with all measures. */
const char *score_label(const char *key);
/* The lengths of a row of by_length, "30" or "2-4"; returns out. */
const char *score_length_label(const json_t *row, char out[SCORE_CELL]);
int score_first_length(const json_t *row);

/* Measures that are drawn as bars by length. */
typedef struct ScoreBars { const char *key; Sentence title; } ScoreBars;
enum { SCORES_BARRED = 3 };
extern const ScoreBars score_barred[SCORES_BARRED];

/* A lesson may add the learner's guess to what was measured. False: there is none for this measure. length 0: of all
 * sentences. */
bool score_guess(const json_t *value, const char *key, int *length, double *share);
/* What `accuracy` measured as bars with the guess marked, if there is one. */
void score_guess_draw(const json_t *value, Canvas *canvas);

#endif
