/* machine.c: the encoder on the left, a row for each token; the decoder on the right; between them what attention
 * takes. */
#include "view/machine.h"

#include "base/language.h"
#include "view/bars.h"
#include "view/short_text.h"
#include "view/strips.h"

enum { LABEL_MOST = 14, CELLS_LEAST = 6, CELLS_MOST = 16, BAR = 8, BETWEEN = 4, PART_LABEL = 13, PART_WIDTH = 34 };

/* Where everything is. */
typedef struct Layout {
    int label, cells, bar; /* columns of the source's labels and vectors, and where the weights begin */
    int from, to;          /* source tokens that are shown */
    int decoder;           /* the column of the decoder; 0: below the encoder */
} Layout;

static Layout layout_of(const Canvas *canvas, const Machine *machine)
{
    int label = glyph_widest(machine->source, machine->source_count, 1, LABEL_MOST);
    int cells = at_most(machine->units, CELLS_MOST), shown = machine->rows > 0 ? machine->rows : machine->source_count;
    int room = canvas_columns(canvas) - (label + 2 + 2 + BAR + 5 + BETWEEN + PART_WIDTH);
    bool beside = room >= at_most(cells, CELLS_LEAST);
    if (beside)
        cells = at_most(cells, room);
    Layout layout = {.label = label, .cells = cells, .bar = label + 2 + cells + 2};
    layout.decoder = beside ? layout.bar + BAR + 5 + BETWEEN : 0;
    int busiest = machine->read - 1; /* the token that is read, or looked at most */
    for (int s = 0; machine->decoding && machine->weights != NULL && s < machine->source_count; s++)
        busiest = machine->weights[s] > machine->weights[busiest] ? s : busiest;
    layout.from = at_least(at_most(busiest - shown / 2, machine->source_count - shown), 0);
    layout.to = at_most(layout.from + shown, machine->source_count);
    return layout;
}

/* The first units of a vector; nothing where it is not there yet. */
static void draw_vector(Canvas *canvas, int row, int column, int cells, const float *values, float reach)
{
    for (int i = 0; values != NULL && i < cells; i++)
        strip_cell(canvas, row, column + i, values[i] / reach, -1);
}

static void draw_token(Canvas *canvas, int row, const Machine *machine, const Layout *layout, int s)
{
    bool read = s < machine->read, last = s == machine->source_count - 1;
    canvas_label(canvas, row, 0, layout->label, read ? STYLE_SOURCE : STYLE_DIM, machine->source[s]);
    draw_vector(canvas, row, layout->label + 2, layout->cells,
                read ? machine->states + (size_t)s * (size_t)machine->units : NULL, machine->reach);
    if (machine->decoding && (machine->weights != NULL || last)) {
        char text[VALUE_BYTES];
        double weight = machine->weights != NULL ? (double)machine->weights[s] : 1;
        int x = bar_draw(canvas, row, layout->bar, BAR, weight, STYLE_SOURCE);
        canvas_write(canvas, row, x + 1, STYLE_PLAIN, value_text(weight, text));
    }
}

/* Below what is there. */
static void draw_encoder(Canvas *canvas, const Machine *machine, const Layout *layout)
{
    int top = canvas_rows(canvas), x;
    x = canvas_write(canvas, top, 0, STYLE_HEADING,
                     machine->two_sides ? TEXT("encoder", "인코더") : TEXT("source", "소스"));
    if (layout->to - layout->from < machine->source_count)
        canvas_format(canvas, top, x + 1, STYLE_DIM, "%d-%d/%d", layout->from + 1, layout->to, machine->source_count);
    if (machine->decoding)
        canvas_write(canvas, top, layout->bar, STYLE_HEADING,
                     machine->weights != NULL ? TEXT("attention", "어텐션") : TEXT("handed on", "넘기는 상태"));
    for (int s = layout->from; s < layout->to; s++)
        draw_token(canvas, top + 1 + s - layout->from, machine, layout, s);
}

static void draw_words(Canvas *canvas, int row, int column, const Machine *machine)
{
    char text[VALUE_BYTES];
    for (int i = 0; i < machine->word_count; i++) {
        if (i == 0)
            canvas_write(canvas, row, column, STYLE_PLAIN, TEXT("says", "출력"));
        int x = canvas_write_cut(canvas, row + i, column + PART_LABEL, PART_WIDTH - PART_LABEL - 5,
                                 i == 0 ? STYLE_TARGET : STYLE_DIM, machine->words[i]);
        canvas_write(canvas, row + i, x + 1, STYLE_DIM, value_text(machine->probabilities[i], text));
    }
}

/* A line of the decoder; arrow: what the source gives comes in here. */
static int draw_line(Canvas *canvas, int row, const Layout *layout, const char *name, bool arrow)
{
    bool unicode = canvas_screen(canvas).unicode;
    if (arrow && layout->decoder > 0)
        canvas_write(canvas, row, layout->decoder - BETWEEN + 1, STYLE_STRONG, unicode ? "─▶" : "->");
    canvas_write(canvas, row, layout->decoder, STYLE_PLAIN, name);
    return layout->decoder + PART_LABEL;
}

static void draw_decoder(Canvas *canvas, int row, const Machine *machine, const Layout *layout)
{
    int x = layout->decoder;
    canvas_write(canvas, row++, x, machine->decoding ? STYLE_HEADING : STYLE_DIM,
                 machine->two_sides ? TEXT("decoder", "디코더") : TEXT("answer", "답"));
    if (!machine->decoding) {
        canvas_write(canvas, row, x, STYLE_DIM, TEXT("waits", "기다림"));
        return;
    }
    if (machine->said[0] != '\0')
        canvas_write(canvas, row, draw_line(canvas, row, layout, TEXT("so far", "지금까지"), false), STYLE_TARGET,
                     machine->said);
    row += machine->said[0] != '\0';
    canvas_write(canvas, row, draw_line(canvas, row, layout, TEXT("reads", "읽는 토큰"), false), STYLE_TARGET,
                 machine->input);
    row++;
    x = draw_line(canvas, row, layout, TEXT("state", "은닉 상태"), machine->weights == NULL);
    draw_vector(canvas, row++, x, layout->cells, machine->state, machine->reach);
    if (machine->context != NULL) {
        x = draw_line(canvas, row, layout, TEXT("context", "컨텍스트"), machine->weights != NULL);
        draw_vector(canvas, row++, x, layout->cells, machine->context, machine->reach);
    }
    draw_words(canvas, row, layout->decoder, machine);
}

static void draw_legend(Canvas *canvas, const Machine *machine, const Layout *layout)
{
    Buffer text = {0};
    strips_legend(canvas, -1);
    if (machine->reach > 1)
        buffer_format(&text,
                      TEXT("All values are divided by %.1f, the largest. ", "모든 값을 가장 큰 값 %.1f로 나누었습니다. "),
                      (double)machine->reach);
    if (layout->cells < machine->units)
        buffer_format(&text, TEXT("The first %d of %d units.", "유닛 %2$d개 가운데 처음 %1$d개입니다."), layout->cells,
                      machine->units);
    if (text.length > 0)
        canvas_prose(canvas, STYLE_DIM, 0, buffer_text(&text));
    buffer_free(&text);
}

void machine_draw(Canvas *canvas, const Machine *machine)
{
    Layout layout = layout_of(canvas, machine);
    int top = canvas_rows(canvas);
    draw_encoder(canvas, machine, &layout);
    if (layout.decoder > 0 || machine->decoding)
        draw_decoder(canvas, layout.decoder > 0 ? top : canvas_rows(canvas), machine, &layout);
    draw_legend(canvas, machine, &layout);
}
