/* score_table.c: scores of models as a table, with a column for each known measure, and as bars with a guess. */
#include "repl/score_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "repl/results.h"
#include "view/bars.h"
#include "view/table.h"

const char *score_length_label(const json_t *row, char out[SCORE_CELL])
{
    const json_t *lengths = json_object_get(row, "lengths");
    int least = (int)json_integer_value(json_array_get(lengths, 0)),
        most = (int)json_integer_value(json_array_get(lengths, 1));
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

const char *score_label(const char *key)
{
    int i = 0;
    while (i < COLUMN_COUNT - 1 && strcmp(columns[i].key, key) != 0)
        i++;
    return columns[i].name != NULL ? columns[i].name : sentence_now(columns[i].label);
}

/* ---- what a learner guessed ---- */

const ScoreBars score_barred[SCORES_BARRED] = {
    {"exact_match", {"Exact match by source length", "소스 길이별 완전 일치율"}},
    {"token_accuracy", {"Token accuracy by source length", "소스 길이별 토큰 정확도"}},
    {"alignment", {"Alignment by source length", "소스 길이별 정렬 일치율"}},
};

bool score_guess(const json_t *value, const char *key, int *length, double *share)
{
    const json_t *guess = json_object_get(value, "guess");
    *length = json_whole(guess, "length");
    *share = json_double(guess, "share");
    return strcmp(json_text(guess, "measure"), key) == 0 && isfinite(*share);
}

int score_first_length(const json_t *row)
{
    return (int)json_integer_value(json_array_get(json_object_get(row, "lengths"), 0));
}

/* The rows by length as bars, with the guess marked: at its length, which gets a row of its own if it was not measured,
 * or in a last row for all sentences. */
static void draw_guess(const json_t *value, int which, int length, double share, Canvas *canvas)
{
    enum { MOST = LENGTHS_MOST + 1 };
    const json_t *rows = json_object_get(value, "by_length");
    char texts[MOST][SCORE_CELL];
    const char *labels[MOST];
    double shares[MOST], marks[MOST];
    int count = 0;
    bool marked = false;
    for (size_t i = 0; i <= json_array_size(rows) && count < MOST; i++) {
        const json_t *row = json_array_get(rows, i);
        bool measured = row != NULL && length > 0 && score_first_length(row) == length;
        if (!marked && (row == NULL || (length > 0 && score_first_length(row) >= length))) {
            marked = true;
            marks[count] = share;
            shares[count] = json_double(measured ? row : length > 0 ? NULL : value, score_barred[which].key);
            snprintf(texts[count], SCORE_CELL, "%d", length);
            labels[count] = length > 0 ? texts[count] : TEXT("all", "전체");
            count++;
        }
        if (row == NULL || measured || count == MOST)
            continue;
        marks[count] = NAN;
        shares[count] = json_double(row, score_barred[which].key);
        labels[count] = score_length_label(row, texts[count]);
        count++;
    }
    bars_draw(canvas,
              &(Bars){.title = sentence_now(score_barred[which].title),
                      .count = count,
                      .labels = labels,
                      .first = shares,
                      .first_name = TEXT("measured", "측정"),
                      .mark = marks,
                      .mark_name = TEXT("your guess", "예측")});
}

void score_guess_draw(const json_t *value, Canvas *canvas)
{
    int length;
    double share;
    for (int i = 0; i < SCORES_BARRED; i++)
        if (score_guess(value, score_barred[i].key, &length, &share)) {
            canvas_blank(canvas);
            draw_guess(value, i, length, share, canvas);
        }
}
