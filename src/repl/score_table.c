/* score_table.c: scores of models as a table, with a column for each known measure. */
#include "repl/score_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "repl/results.h"
#include "view/table.h"

const char *score_length_label(const json_t *row, char out[SCORE_CELL])
{
    const json_t *lengths = json_object_get(row, "lengths");
    int least = (int)json_integer_value(json_array_get(lengths, 0)), most = (int)json_integer_value(json_array_get(lengths, 1));
    if (least == most)
        snprintf(out, SCORE_CELL, "%d", least);
    else
        snprintf(out, SCORE_CELL, "%d-%d", least, most);
    return out;
}

void score_percent(char out[SCORE_CELL], double share)
{
    if (isfinite(share))
        snprintf(out, SCORE_CELL, "%.1f%%", 100 * share);
    else
        snprintf(out, SCORE_CELL, "-");
}

/* A column of the table. */
typedef struct Column {
    const char *key;
    bool share, main;   /* share: a percentage; main: shown even without scores=all */
    const char *name;   /* the same in all languages; NULL: title and label */
    Sentence title;     /* among few columns */
    Sentence label;     /* among many */
} Column;

static const Column columns[] = {
    {"exact_match", true, true, NULL, {"exact match", "완전 일치율"}, {"exact", "완전"}},
    {"token_accuracy", true, true, NULL, {"token accuracy", "토큰 정확도"}, {"tokens", "토큰"}},
    {"alignment", true, true, NULL, {"alignment", "정렬 일치율"}, {"aligned", "정렬"}},
    {"perplexity", false, false, NULL, {"perplexity", "퍼플렉시티"}, {"perplexity", "퍼플렉시티"}},
    {"bleu", false, false, "BLEU", {NULL, NULL}, {NULL, NULL}},
    {"chrf", false, false, "chrF", {NULL, NULL}, {NULL, NULL}},
    {"error_rate", true, false, NULL, {"error rate", "오류율"}, {"error rate", "오류율"}},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static void measure_text(char out[SCORE_CELL], const Column *column, const json_t *scores)
{
    double value = json_double(scores, column->key);
    if (column->share || !isfinite(value))
        score_percent(out, value);
    else if (fabs(value) < 9999.95)
        snprintf(out, SCORE_CELL, column->key[0] == 'p' ? "%.2f" : "%.1f", value);
    else
        snprintf(out, SCORE_CELL, "%.2g", value);
}

/* Whether any of the rows has such a number. */
static bool is_known(const json_t *rows, const Column *column)
{
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
        if (isfinite(json_double(row, column->key)))
            return true;
    return false;
}

void score_table_draw(Canvas *canvas, const ScoreTable *scores)
{
    enum { MOST = COLUMN_COUNT + 2 };
    const char *headings[MOST], *cells[LENGTHS_MOST * MOST];
    bool numeric[MOST];
    char texts[LENGTHS_MOST][COLUMN_COUNT][SCORE_CELL];
    const Column *shown[COLUMN_COUNT];
    int count = (int)json_array_size(scores->rows) < LENGTHS_MOST ? (int)json_array_size(scores->rows) : LENGTHS_MOST;
    int measures = 0, at = 0;
    for (int i = 0; i < COLUMN_COUNT; i++)
        if ((scores->all || columns[i].main) && (i < 2 || is_known(scores->rows, &columns[i])))
            shown[measures++] = &columns[i];
    for (int i = 0; i < scores->names; i++) {
        headings[i] = scores->heading[i];
        numeric[i] = i > 0 || scores->name_numeric;
    }
    for (int i = 0; i < measures; i++) {
        headings[scores->names + i] =
            shown[i]->name != NULL ? shown[i]->name : sentence_now(scores->all ? shown[i]->label : shown[i]->title);
        numeric[scores->names + i] = true;
    }
    for (int row = 0; row < count; row++) {
        for (int i = 0; i < scores->names; i++)
            cells[at++] = scores->name[row][i];
        for (int i = 0; i < measures; i++) {
            measure_text(texts[row][i], shown[i], json_array_get(scores->rows, (size_t)row));
            cells[at++] = texts[row][i];
        }
    }
    table_draw(canvas, &(Table){count, scores->names + measures, headings, cells, numeric, NULL});
}

void score_text(char out[SCORE_CELL], const char *key, const json_t *scores)
{
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (strcmp(columns[i].key, key) == 0)
            measure_text(out, &columns[i], scores);
}
