/* flow.c: text wrapped at the width of a canvas.
 *
 * A flow is a list of glyphs, each with its style. It is cut into words at blanks, in Korean too (between
 * eojeol), and a word longer than a whole line is cut between its glyphs. Blanks where a line breaks are
 * dropped; blanks at the beginning of a line of the text are kept, and the lines that continue it go as
 * deep. */
#include "view/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void flow_add_bytes(Flow *flow, Style style, const char *text, size_t count)
{
    Glyph glyph;
    for (size_t used; count > 0; text += used, count -= used) {
        if (*text == '\n' || *text == '\t') { /* the only control characters with a meaning here */
            glyph = (Glyph){.text = {*text == '\n' ? '\n' : ' '}, .width = 1};
            used = 1;
        } else {
            used = glyph_next(text, count, &glyph);
        }
        if (flow->count == flow->capacity) {
            flow->capacity = flow->capacity > 0 ? flow->capacity * 2 : 128;
            flow->glyphs = memory_resize(flow->glyphs, flow->capacity, sizeof *flow->glyphs);
            flow->styles = memory_resize(flow->styles, flow->capacity, sizeof *flow->styles);
        }
        flow->glyphs[flow->count] = glyph;
        flow->styles[flow->count++] = (unsigned char)style;
    }
}

void flow_add(Flow *flow, Style style, const char *text) { flow_add_bytes(flow, style, text, strlen(text)); }

void flow_free(Flow *flow)
{
    free(flow->glyphs);
    free(flow->styles);
    *flow = (Flow){0};
}

/* ---- wrapping ---- */

typedef struct Pen {
    Canvas *canvas;
    int end;         /* the column after the last */
    int row, column; /* where the next glyph goes */
    int indent;      /* of the lines that continue */
    bool empty;      /* nothing stands on this line yet */
} Pen;

static bool is_glyph(const Flow *flow, int at, char character)
{
    return flow->glyphs[at].text[0] == character && flow->glyphs[at].text[1] == '\0';
}

static void next_line(Pen *pen)
{
    pen->row++;
    pen->column = pen->indent;
    pen->empty = true;
}

static void put(Pen *pen, const Flow *flow, int at)
{
    int width = flow->glyphs[at].width;
    if (pen->column + width > pen->end && !pen->empty)
        next_line(pen);
    canvas_put(pen->canvas, pen->row, pen->column, &flow->glyphs[at], flow->styles[at], 0);
    pen->column += width;
    pen->empty = false;
}

/* Blanks at the beginning of a line: how many, so that its continuation goes as deep (but leaves half the
 * width to the text). */
static int leading_blanks(const Flow *flow, int at)
{
    int count = 0;
    while (at + count < flow->count && is_glyph(flow, at + count, ' '))
        count++;
    return count;
}

static int put_line(Pen *pen, const Flow *flow, int at)
{
    while (at < flow->count && !is_glyph(flow, at, '\n')) {
        int word = at + leading_blanks(flow, at);
        if (word == flow->count || is_glyph(flow, word, '\n'))
            return word; /* blanks at the end */
        /* A word with the blanks before it. The blanks are dropped when the word goes to the next line. */
        int to = word, width = 0;
        for (; to < flow->count && !is_glyph(flow, to, ' ') && !is_glyph(flow, to, '\n'); to++)
            width += flow->glyphs[to].width;
        if (!pen->empty && word - at + width > pen->end - pen->column)
            next_line(pen);
        else
            for (int i = at; i < word; i++)
                put(pen, flow, i);
        for (int i = word; i < to; i++)
            put(pen, flow, i);
        at = to;
    }
    return at;
}

int flow_draw(Canvas *canvas, int row, int first, int indent, const Flow *flow)
{
    int end = at_most(canvas_columns(canvas), PROSE_COLUMNS), half = end / 2;
    indent = at_least(at_most(indent, half), 0); /* half the width at least is for the text */
    first = at_least(at_most(first, half), 0);
    Pen pen = {.canvas = canvas, .end = end, .row = row, .column = first, .indent = indent, .empty = true};
    for (int at = 0; at < flow->count; at++) {
        pen.indent = at_most(indent + leading_blanks(flow, at), half);
        at = put_line(&pen, flow, at);
        if (pen.row >= canvas_rows(canvas))
            canvas_blank(canvas);
        if (at < flow->count) {
            pen.indent = indent;
            next_line(&pen);
        }
    }
    bool on_new_line = flow->count == 0 || is_glyph(flow, flow->count - 1, '\n');
    return on_new_line ? pen.row : pen.row + 1;
}

void canvas_prose(Canvas *canvas, Style style, int indent, const char *text)
{
    Flow flow = {0};
    flow_add(&flow, style, text);
    flow_draw(canvas, canvas_rows(canvas), indent, indent, &flow);
    flow_free(&flow);
}
