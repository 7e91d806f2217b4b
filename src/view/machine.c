/* machine.c: the encoder on the left, a row for each token; the decoder on the right; between them what attention takes. */
#include "view/machine.h"

#include <stdlib.h>

#include "base/language.h"
#include "view/bars.h"
#include "view/short_text.h"
#include "view/strips.h"

enum { LABEL_MOST = 14, CELLS_MOST = 16, BAR = 8, BETWEEN = 4, PART_LABEL = 13, PART_WIDTH = 34 };

static int cells_of(const Machine *machine) { return at_most(machine->units, CELLS_MOST); }

/* The first units of a vector; nothing where it is not there yet. */
static void draw_vector(Canvas *canvas, int row, int column, int cells, const float *values)
{
    for (int i = 0; values != NULL && i < cells; i++)
        strip_cell(canvas, row, column + i, values[i], -1);
}

static void draw_weight(Canvas *canvas, int row, int column, float weight)
{
    char text[VALUE_BYTES];
    int x = bar_draw(canvas, row, column, BAR, (double)weight, STYLE_SOURCE);
    canvas_write(canvas, row, x + 1, STYLE_PLAIN, value_text((double)weight, text));
}

/* Below what is there; -> the columns that it takes. */
static int draw_encoder(Canvas *canvas, const Machine *machine)
{
    int label = glyph_widest(machine->source, machine->source_count, 1, LABEL_MOST), cells = cells_of(machine);
    int bar = label + 2 + cells + 2, top = canvas_rows(canvas);
    canvas_write(canvas, top, 0, STYLE_HEADING, TEXT("encoder", "인코더"));
    if (machine->decoding)
        canvas_write(canvas, top, bar, STYLE_HEADING,
                     machine->weights != NULL ? TEXT("attention", "어텐션") : TEXT("handed on", "넘기는 상태"));
    for (int s = 0; s < machine->source_count; s++) {
        char *shown = glyph_cut(machine->source[s], label, canvas_screen(canvas).unicode);
        bool read = s < machine->read, last = s == machine->source_count - 1;
        canvas_write(canvas, top + 1 + s, label - glyph_width(shown), read ? STYLE_SOURCE : STYLE_DIM, shown);
        draw_vector(canvas, top + 1 + s, label + 2, cells,
                    read ? machine->states + (size_t)s * (size_t)machine->units : NULL);
        if (machine->decoding && (machine->weights != NULL || last))
            draw_weight(canvas, top + 1 + s, bar, machine->weights != NULL ? machine->weights[s] : 1);
        free(shown);
    }
    return bar + BAR + 5;
}

static void draw_part(Canvas *canvas, int row, int column, const char *name, const float *values, int cells)
{
    canvas_write(canvas, row, column, STYLE_PLAIN, name);
    draw_vector(canvas, row, column + PART_LABEL, cells, values);
}

static void draw_words(Canvas *canvas, int row, int column, const Machine *machine)
{
    char text[VALUE_BYTES];
    for (int i = 0; i < machine->word_count; i++) {
        char *shown = glyph_cut(machine->words[i], PART_WIDTH - PART_LABEL - 5, canvas_screen(canvas).unicode);
        if (i == 0)
            canvas_write(canvas, row, column, STYLE_PLAIN, TEXT("says", "출력"));
        int x = canvas_write(canvas, row + i, column + PART_LABEL, i == 0 ? STYLE_TARGET : STYLE_DIM, shown);
        canvas_write(canvas, row + i, x + 1, STYLE_DIM, value_text(machine->probabilities[i], text));
        free(shown);
    }
}

static void draw_decoder(Canvas *canvas, int row, int column, const Machine *machine)
{
    int cells = cells_of(machine);
    canvas_write(canvas, row++, column, STYLE_HEADING, TEXT("decoder", "디코더"));
    canvas_write(canvas, row, column, STYLE_PLAIN, TEXT("reads", "읽는 토큰"));
    canvas_write(canvas, row++, column + PART_LABEL, STYLE_TARGET, machine->input);
    draw_part(canvas, row++, column, TEXT("state", "은닉 상태"), machine->state, cells);
    if (machine->context != NULL)
        draw_part(canvas, row++, column, TEXT("context", "컨텍스트"), machine->context, cells);
    draw_words(canvas, row, column, machine);
}

void machine_draw(Canvas *canvas, const Machine *machine)
{
    int top = canvas_rows(canvas), width = draw_encoder(canvas, machine);
    bool beside = width + BETWEEN + PART_WIDTH <= canvas_columns(canvas);
    if (machine->decoding)
        draw_decoder(canvas, beside ? top : canvas_rows(canvas), beside ? width + BETWEEN : 0, machine);
    strips_legend(canvas, -1);
    if (cells_of(machine) < machine->units) {
        Buffer text = {0};
        buffer_format(&text, TEXT("The first %d of %d units.", "유닛 %2$d개 가운데 처음 %1$d개입니다."),
                      cells_of(machine), machine->units);
        canvas_prose(canvas, STYLE_DIM, 0, buffer_text(&text));
        buffer_free(&text);
    }
}
