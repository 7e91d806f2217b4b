/* live_picture.c: the picture of work under way: how far it is, the loss so far, and one sentence that is translated
 * again and again as the model learns. */
#include "repl/live_picture.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/unicode.h"
#include "view/answer.h"
#include "view/bars.h"
#include "view/heatmap.h"
#include "view/short_text.h"

enum {
    BESIDE_NOTE = 15, /* columns that progress_draw needs beside its note, with the shortest bar */
    PICTURE_LEAST = 7, PICTURE_MOST = 18,
    ROWS_FOR_SAMPLE = 16, /* with fewer, and pictures to draw, it has one row */
    COLUMNS_FOR_TWO = 64, BETWEEN = 3
};

/* Adds the next part of a row if all of it fits: a number that is cut off would be read as another number. */
__attribute__((format(printf, 3, 4))) static void add_part(Buffer *row, int room, const char *format, ...)
{
    char part[256];
    va_list values;
    va_start(values, format);
    vsnprintf(part, sizeof part, format, values);
    va_end(values);
    const char *text = row->length == 0 && part[0] == ',' ? part + 1 : part; /* the part before did not fit */
    if (utf8_width(buffer_text(row)) + utf8_width(text) <= room)
        buffer_add(row, text);
}

/* The numbers that do not fit into the first row. */
static void draw_numbers(Canvas *canvas, const Progress *p)
{
    Buffer row = {0};
    int room = canvas_columns(canvas);
    if (strcmp(p->activity, "train") != 0)
        return;
    add_part(&row, room, TEXT("  %s: step %ld of %ld", "  %s: %ld/%ld단계"), p->subject, p->step, p->steps);
    add_part(&row, room, TEXT(", gradient norm %.2f", ", 그래디언트 노름 %.2f"), p->gradient_norm);
    add_part(&row, room, TEXT(", lr %.3g", ", 학습률 %.3g"), p->rate);
    canvas_write(canvas, canvas_rows(canvas), 0, STYLE_DIM, buffer_text(&row));
    buffer_free(&row);
}

/* In one row, where it fits: then the pictures below have two more. What was expected shows in its marks. */
static bool draw_short_sample(Canvas *canvas, const Progress *p)
{
    int row = canvas_rows(canvas), column;
    const char *reads = TEXT("reads ", "소스 "), *says = TEXT("   says ", "   모델 ");
    enum { MARKS = 14 }; /* of wrong tokens, and "5/6 ✗" */
    if (2 + utf8_width(reads) + utf8_width(says) + utf8_width(p->sample_source) + utf8_width(p->sample_answer) + MARKS >
        canvas_columns(canvas))
        return false;
    column = canvas_write(canvas, row, 2, STYLE_DIM, reads);
    column = canvas_write(canvas, row, column, STYLE_SOURCE, p->sample_source);
    column = canvas_write(canvas, row, column, STYLE_DIM, says);
    answer_draw(canvas, row, column, p->sample_answer, p->sample_reference, p->sample_has_words);
    return true;
}

static void draw_sample(Canvas *canvas, const Progress *p, bool short_one)
{
    if (!p->has_sample || (short_one && draw_short_sample(canvas, p)))
        return;
    int row = canvas_rows(canvas), column;
    column = canvas_write(canvas, row, 2, STYLE_DIM, TEXT("reads     ", "소스  "));
    canvas_write(canvas, row, column, STYLE_SOURCE, p->sample_source);
    column = canvas_write(canvas, row + 1, 2, STYLE_DIM, TEXT("says      ", "모델  "));
    answer_draw(canvas, row + 1, column, p->sample_answer, p->sample_reference, p->sample_has_words);
    column = canvas_write(canvas, row + 2, 2, STYLE_DIM, TEXT("expected  ", "정답  "));
    canvas_write(canvas, row + 2, column, STYLE_PLAIN, p->sample_reference);
}

/* ---- the losses, and the map beside them ---- */

LossCurve live_losses_of(const json_t *list)
{
    LossCurve curve = {0};
    for (size_t i = 0; i < json_array_size(list) && i < CURVE_POINTS; i++) {
        const json_t *loss = json_array_get(json_array_get(list, i), 1);
        loss_curve_add(&curve, json_number_value(json_array_get(json_array_get(list, i), 0)),
                       json_is_number(loss) ? json_number_value(loss) : (double)NAN);
    }
    return curve;
}

Curve live_losses(const LossCurve *losses, const LossCurve *validation, double steps)
{
    bool both = validation->count > 1;
    return (Curve){.x_label = TEXT("step", "단계"),
                   .y_label = TEXT("loss (log)", "손실(로그)"),
                   .y_base = 10,
                   .x_end = steps,
                   .count = {losses->count, both ? validation->count : 0},
                   .x = {losses->step, validation->step},
                   .y = {losses->value, validation->value},
                   .name = {both ? TEXT("training", "훈련") : NULL, both ? TEXT("validation", "검증") : NULL}};
}

static void list_labels(char (*tokens)[SAMPLE_TOKEN], int count, bool unicode, char **labels)
{
    for (int i = 0; i < count; i++)
        labels[i] = token_label(tokens[i], unicode);
}

static void draw_map(Canvas *canvas, SampleMap map)
{
    bool unicode = canvas_screen(canvas).unicode;
    char *labels[2 * SAMPLE_TOKENS];
    list_labels(map.row, map.rows, unicode, labels);
    list_labels(map.column, map.columns, unicode, labels + map.rows);
    canvas_write(canvas, 0, 0, STYLE_DIM, TEXT("attention now", "지금의 어텐션"));
    heatmap_draw(canvas, &(Heatmap){.rows = map.rows, .columns = map.columns, .row_labels = (const char *const *)labels,
                                    .column_labels = (const char *const *)labels + map.rows, .values = map.weights,
                                    .bare = true});
    for (int i = 0; i < map.rows + map.columns; i++)
        free(labels[i]);
}

static void draw_pictures(Canvas *canvas, const Progress *p, int rows)
{
    Screen screen = canvas_screen(canvas);
    int columns = screen.columns, top = canvas_rows(canvas);
    bool two = p->sample_map.rows > 0 && columns >= COLUMNS_FOR_TWO;
    int beside = columns * 42 / 100; /* of the map: it needs less */
    screen.columns = two ? columns - BETWEEN - beside : columns;
    Canvas *left = canvas_open(screen);
    Curve curve = live_losses(&p->losses, &p->validation_losses, (double)p->steps);
    curve_draw(left, &curve, rows);
    if (two) {
        screen.columns = beside;
        Canvas *right = canvas_open(screen);
        draw_map(right, p->sample_map);
        canvas_cut(right, rows);
        canvas_place(canvas, top, columns - beside, right);
        canvas_close(right);
    }
    canvas_cut(left, rows);
    canvas_place(canvas, top, 0, left);
    canvas_close(left);
}

void live_draw(Canvas *canvas, const Progress *p, bool paused, int rows)
{
    char left[24], rate[32];
    Buffer note = {0};
    int width = canvas_columns(canvas) - BESIDE_NOTE;
    if (paused)
        add_part(&note, width, "%s, ", TEXT("paused", "일시 정지"));
    if (strcmp(p->activity, "train") == 0) {
        add_part(&note, width, TEXT("loss %.3f", "손실 %.3f"), p->loss);
        add_part(&note, width, TEXT(", %s tokens/s", ", 초당 %s토큰"), grouped_text((long)p->tokens_per_second, rate));
    } else {
        add_part(&note, width, "%s", p->activity);
    }
    if (p->seconds_left >= 0)
        add_part(&note, width, TEXT(", %s left", ", %s 남음"), duration_text(p->seconds_left, left));
    progress_draw(canvas, p->fraction, buffer_text(&note));
    buffer_free(&note);
    draw_numbers(canvas, p);
    draw_sample(canvas, p, rows < ROWS_FOR_SAMPLE && rows > canvas_rows(canvas) + PICTURE_LEAST && p->losses.count > 2);
    int room = at_most(rows - canvas_rows(canvas), PICTURE_MOST);
    if (p->losses.count > 2 && room >= PICTURE_LEAST)
        draw_pictures(canvas, p, room);
}
