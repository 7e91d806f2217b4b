/* curve.c: curves in a box.
 *
 *     loss   ⠒⠒ training  ⠒  validation
 *      4 ┤⢣
 *      2 ┤ ⠑⠤⡀
 *      0 ┤   ⠈⠒⠤⠤⠤⠤
 *        └┬────┬────┬
 *   step  0   500  1,000
 *
 * A curve is drawn in dots: eight in a cell with Braille characters, one in ASCII. All but the first are broken, each
 * in another way, so that they differ without color too. On a logarithmic axis the plot works with exponents. */
#include "view/curve.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "view/items.h"
#include "view/short_text.h"

enum { TICKS_MOST = 8, TICK_BYTES = 48, PLOT_ROWS_LEAST = 2, PLOT_COLUMNS_LEAST = 4, LABEL_BEFORE_MOST = 8 };

/* One axis: the values at its ends and the round ones in between that are written down. */
typedef struct Axis {
    double low, high;
    double base; /* what is written is base^value; 0: the value */
    int ticks;
    double tick[TICKS_MOST + 2];
    char text[TICKS_MOST + 2][TICK_BYTES];
} Axis;

typedef struct Plot {
    Canvas *canvas;
    bool unicode;
    Axis x, y;
    int left, top, columns, rows; /* of the cells with dots */
    unsigned char *dots[CURVE_LINES]; /* [rows, columns]: bits of the dots that are set */
    unsigned char *signs;             /* [rows, columns]: from 1, the curve whose sign stands there; NULL: none do */
} Plot;

/* ---- axes ---- */

static double on_axis(const Axis *axis, double value)
{
    if (axis->base <= 0)
        return value;
    return value > 0 ? log(value) / log(axis->base) : (double)NAN;
}

/* False where a value is not a number, infinite, or so large that differences would be. */
static bool point_at(const Plot *plot, const Curve *curve, int which, int i, double *x, double *y)
{
    *x = on_axis(&plot->x, curve->x[which][i]);
    *y = on_axis(&plot->y, curve->y[which][i]);
    return fabs(*x) < 1e30 && fabs(*y) < 1e30;
}

static void reach(Axis *axis, double value)
{
    axis->low = fmin(axis->low, value);
    axis->high = fmax(axis->high, value);
}

/* The lowest and highest values; false when there is no point at all. */
static bool find_ranges(Plot *plot, const Curve *curve)
{
    static const double step = 0.5; /* of the lower end of a y axis that is to stay as it is while points come */
    double x, y;
    plot->x.low = plot->y.low = INFINITY;
    plot->x.high = plot->y.high = -INFINITY;
    for (int which = 0; which < CURVE_LINES; which++)
        for (int i = 0; i < curve->count[which]; i++)
            if (point_at(plot, curve, which, i, &x, &y)) {
                reach(&plot->x, x);
                reach(&plot->y, y);
            }
    if (plot->x.low > plot->x.high)
        return false;
    if (curve->x_end > 0) {
        if (plot->x.high < curve->x_end)
            plot->y.low = floor(plot->y.low / step) * step;
        plot->x.low = curve->x_begin;
        plot->x.high = fmax(curve->x_end, plot->x.high);
    }
    return true;
}

/* 1, 2 or 5 times a power of ten, at least `step`. */
static double round_step(double step)
{
    double power = pow(10, floor(log10(step)));
    double first = step / power;
    return (first <= 1.0001 ? 1 : first <= 2.0001 ? 2 : first <= 5.0001 ? 5 : 10) * power;
}

/* As few digits as keep within `off` of the value: "0.0032", "1e-6" (not "1e-06"). */
static void shortest_text(double value, double off, char *out)
{
    int digits = 2;
    do
        snprintf(out, TICK_BYTES, "%.*g", digits, value);
    while (fabs(strtod(out, NULL) - value) > off && digits++ < 17);
    char *exponent = strchr(out, 'e');
    if (exponent != NULL)
        sprintf(exponent + 1, "%d", atoi(exponent + 1));
}

/* With as many digits after the point as the step has; thousands grouped. */
static void tick_text(double value, double step, char *out)
{
    if (fabs(value) >= 1e15 || step < 1e-6) {
        shortest_text(value, step * 0.05, out);
        return;
    }
    int digits = 0;
    long scale = 1;
    while (digits < 7 && fabs(step * (double)scale - round(step * (double)scale)) > step * (double)scale * 1e-4) {
        digits++;
        scale *= 10;
    }
    long whole = lround(fabs(value) * (double)scale);
    char grouped[32];
    const char *minus = value < 0 && whole != 0 ? "-" : "";
    int used = snprintf(out, TICK_BYTES, "%s%s", minus, grouped_text(whole / scale, grouped));
    if (digits == 0)
        return;
    out[used++] = '.';
    for (long place = scale / 10; place > 0; place /= 10)
        out[used++] = (char)('0' + whole / place % 10);
    out[used] = '\0';
}

/* base^exponent, as exactly as a reader of ticks `step` exponents apart can see; thousands grouped. */
static void power_text(double base, double exponent, double step, char *out)
{
    double value = pow(base, exponent);
    double off = value * log(base) * step * 0.05;
    char grouped[32];
    if (value >= 100 && value < 1e9 && fabs(round(value) - value) <= off)
        snprintf(out, TICK_BYTES, "%s", grouped_text(lround(value), grouped));
    else
        shortest_text(value, off, out);
}

static void add_tick(Axis *axis, double value, double step)
{
    axis->tick[axis->ticks] = value;
    if (axis->base > 0)
        power_text(axis->base, value, step, axis->text[axis->ticks++]);
    else
        tick_text(value, step, axis->text[axis->ticks++]);
}

/* All the same: room on both sides, down to zero. */
static void make_room(Axis *axis)
{
    if (axis->high - axis->low > fmax(fabs(axis->low), fabs(axis->high)) * 1e-9 && axis->high - axis->low > 1e-300)
        return;
    double room = axis->base > 0 || axis->high == 0 ? 1 : fabs(axis->high);
    axis->low -= room;
    axis->high += room;
}

/* Round values within the range, at most about `most`, and its end if that is asked for. Of a logarithmic axis only
 * whole powers, if there are two. */
static void set_x_ticks(Axis *axis, int most, bool ends)
{
    make_room(axis);
    double step = round_step((axis->high - axis->low) / most);
    if (axis->base > 0 && axis->high - axis->low >= 2)
        step = fmax(step, 1);
    double first = ceil(axis->low / step - 1e-6);
    axis->ticks = 0;
    while (axis->ticks < TICKS_MOST + 1 && (first + axis->ticks) * step <= axis->high + step * 1e-6)
        add_tick(axis, (first + axis->ticks) * step, step);
    if (ends && axis->tick[axis->ticks - 1] < axis->high - step * 1e-6)
        add_tick(axis, axis->high, 1);
}

/* How the rows of a plot are labelled: a tick in the lowest row and in each `apart` rows above it, `step` from tick
 * to tick. */
typedef struct Ruler {
    int apart;
    double step, grain; /* all ticks are multiples of grain */
    double low;
    double worth; /* to choose by */
} Ruler;

static double ruler_top(const Ruler *ruler, int rows) { return ruler->low + ruler->step * (rows - 1) / ruler->apart; }

/* Of a ruler: most of the height used, two or three rows from tick to tick, three ticks or more, one in the top row.
 * Steps of 1, 2 and 5 are read more easily than others; whole powers more easily than roots. */
static double ruler_worth(const Axis *axis, const Ruler *ruler, double first, int rows)
{
    static const double apart_worth[] = {0, 0.7, 1, 1, 0.9, 0.8};
    double worth = (axis->high - axis->low) / (ruler_top(ruler, rows) - ruler->low);
    worth *= ruler->apart > 5 ? 0.65 : ruler->apart == 1 && rows < 4 ? 1 : apart_worth[ruler->apart];
    worth *= rows > 4 && (rows - 1) / ruler->apart < 2 ? 0.45 : 1;
    worth *= (rows - 1) % ruler->apart == 0 ? 1.1 : 1;
    if (axis->base > 0) {
        bool whole_power = ruler->step > 0.999 && fabs(ruler->step - round(ruler->step)) < 1e-6;
        return worth * (whole_power ? 1 : first == 5 ? 0.7 : 0.5);
    }
    return worth * (first == 1 || first == 2 || first == 5 ? 1 : 0.8);
}

/* Where the lowest tick is: at a multiple of the step, or at a whole power. Two ticks alone may have a round value in
 * between that is a multiple of every step that would do (-1 to 1): then at a multiple of half a step. */
static void set_ruler(const Axis *axis, int rows, double step, Ruler *ruler)
{
    bool whole_powers = axis->base > 0 && fabs(step - round(step)) < 1e-6;
    ruler->step = step;
    ruler->grain = whole_powers ? 1 : step;
    ruler->low = floor(axis->low / ruler->grain + 1e-6) * ruler->grain;
    if ((rows - 1) / ruler->apart < 2 && ruler_top(ruler, rows) < axis->high)
        ruler->step = 2 * step;
}

/* The best ruler of so many rows from tick to tick that reaches over the whole range. */
static Ruler best_ruler(const Axis *axis, int rows, int apart)
{
    static const double firsts[] = {1, 2, 2.5, 3, 4, 5};
    enum { FIRSTS = sizeof firsts / sizeof *firsts };
    Ruler best = {0};
    double power = pow(10, floor(log10((axis->high - axis->low) * apart / (rows - 1) / 2)));
    for (int i = 0; i < 3 * FIRSTS; i++) { /* up to a hundred times as long: enough for any range */
        double first = firsts[i % FIRSTS], scale = i / FIRSTS == 0 ? 1 : i / FIRSTS == 1 ? 10 : 100;
        Ruler ruler = {.apart = apart};
        set_ruler(axis, rows, first * scale * power, &ruler);
        ruler.worth = ruler_worth(axis, &ruler, first, rows);
        double near = ruler.step * 1e-5;
        bool reaches = ruler.low <= axis->low + near && ruler_top(&ruler, rows) >= axis->high - near;
        if (reaches && ruler.worth > best.worth)
            best = ruler;
    }
    return best;
}

/* The axis from the lowest row to the top one, with its ticks equally many rows apart. */
static void set_y_ticks(Axis *axis, int rows)
{
    make_room(axis);
    Ruler best = {0};
    for (int apart = 1; apart < rows; apart++) {
        Ruler ruler = best_ruler(axis, rows, apart);
        if (ruler.worth > best.worth && (rows - 1) / apart < TICKS_MOST + 2)
            best = ruler;
    }
    assert(best.apart > 0);
    axis->low = best.low;
    axis->high = ruler_top(&best, rows);
    axis->ticks = 0;
    for (int i = 0; i <= (rows - 1) / best.apart; i++)
        add_tick(axis, round((best.low + i * best.step) / best.grain) * best.grain, best.grain);
}

/* Where a value lies among `places`, the first of them at the low end. */
static int place_on(const Axis *axis, double value, int places)
{
    double share = (value - axis->low) / (axis->high - axis->low);
    return at_least(at_most((int)lround(share * (places - 1)), places - 1), 0);
}

/* ---- dots ---- */

static const Style line_styles[CURVE_LINES] = {STYLE_FIRST, STYLE_SECOND, STYLE_THIRD, STYLE_FOURTH};

const char *curve_sign(int which, bool unicode)
{
    static const char *const signs[2][CURVE_LINES] = {{"*", "o", "x", "+"}, {"●", "■", "▲", "◆"}};
    return signs[unicode][which];
}

static int dots_across(const Plot *plot) { return plot->unicode ? plot->columns * 2 : plot->columns; }
static int dots_down(const Plot *plot) { return plot->unicode ? plot->rows * 4 : plot->rows; }

/* A pen that goes from dot to dot, and leaves some out, each curve's in its own rhythm. */
typedef struct Pen {
    int which, x, y;
    long way; /* dots passed */
    bool down;
    unsigned char *sign; /* its last one; NULL: none yet */
    int sign_column;
} Pen;

enum { SIGNS_APART = 3 };

/* Where another curve has its sign the pen's has none. */
static void put_sign(Plot *plot, Pen *pen)
{
    unsigned char *sign = &plot->signs[pen->y / 4 * plot->columns + pen->x / 2];
    pen->sign_column = pen->x / 2;
    pen->sign = *sign == 0 ? sign : NULL;
    if (*sign == 0)
        *sign = (unsigned char)(pen->which + 1);
}

static void pen_step(Plot *plot, Pen *pen, int x, int y)
{
    if (pen->down && pen->x == x && pen->y == y)
        return;
    static const struct { int period, set; } rhythms[CURVE_LINES] = {{1, 1}, {4, 2}, {3, 1}, {8, 6}};
    if (!plot->unicode || pen->way % rhythms[pen->which].period < rhythms[pen->which].set) {
        static const unsigned char braille[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
        if (plot->unicode)
            plot->dots[pen->which][y / 4 * plot->columns + x / 2] |= braille[y % 4][x % 2];
        else
            plot->dots[pen->which][y * plot->columns + x] = 1;
    }
    pen->way++;
    pen->x = x;
    pen->y = y;
    /* A sign in some columns, each curve's in others. */
    if (plot->signs != NULL && x / 2 != pen->sign_column &&
        x / 2 % (SIGNS_APART * CURVE_LINES) == SIGNS_APART * pen->which + 1)
        put_sign(plot, pen);
}

static void pen_go(Plot *plot, Pen *pen, int x, int y)
{
    int from_x = pen->x, from_y = pen->y, across = x - from_x, down = y - from_y;
    int steps = abs(across) > abs(down) ? abs(across) : abs(down);
    for (int i = 1; pen->down && i < steps; i++)
        pen_step(plot, pen, from_x + (int)lround((double)across * i / steps),
                 from_y + (int)lround((double)down * i / steps));
    pen_step(plot, pen, x, y);
    pen->down = true;
}

static void plot_curve(Plot *plot, const Curve *curve, int which)
{
    Pen pen = {.which = which, .sign_column = -1};
    double x, y;
    for (int i = 0; i < curve->count[which]; i++) {
        if (point_at(plot, curve, which, i, &x, &y))
            pen_go(plot, &pen, place_on(&plot->x, x, dots_across(plot)),
                   dots_down(plot) - 1 - place_on(&plot->y, y, dots_down(plot)));
        else
            pen.down = false; /* a gap */
    }
    if (plot->signs == NULL || pen.way == 0)
        return;
    /* And one where it ends, rather than shortly before. */
    if (pen.sign != NULL && pen.x / 2 - pen.sign_column <= SIGNS_APART)
        *pen.sign = 0;
    put_sign(plot, &pen);
}

/* Where curves meet, the cell has the first one's color. */
static void draw_dots(const Plot *plot)
{
    for (int i = 0; i < plot->rows * plot->columns; i++) {
        unsigned all = 0;
        int first = CURVE_LINES;
        for (int which = CURVE_LINES - 1; which >= 0; which--) {
            all |= plot->dots[which][i];
            first = plot->dots[which][i] != 0 ? which : first;
        }
        bool has_sign = plot->signs != NULL && plot->signs[i] > 0; /* perhaps at a dot that was left out */
        if (all == 0 && !has_sign)
            continue;
        char dots[8];
        first = has_sign ? plot->signs[i] - 1 : first;
        const char *text = curve_sign(first, has_sign);
        if (!has_sign && plot->unicode) {
            dots[utf8_encode(0x2800U + all, dots)] = '\0';
            text = dots;
        }
        canvas_write(plot->canvas, plot->top + i / plot->columns, plot->left + i % plot->columns, line_styles[first],
                     text);
    }
}

/* ---- the box ---- */

static void draw_y_axis(const Plot *plot)
{
    int x = plot->left - 1;
    for (int row = 0; row < plot->rows; row++)
        canvas_write(plot->canvas, plot->top + row, x, STYLE_DIM, plot->unicode ? "│" : "|");
    for (int i = 0; i < plot->y.ticks; i++) {
        int dot = dots_down(plot) - 1 - place_on(&plot->y, plot->y.tick[i], dots_down(plot));
        int row = plot->top + dot / (plot->unicode ? 4 : 1);
        canvas_write(plot->canvas, row, x - 1 - (int)strlen(plot->y.text[i]), STYLE_PLAIN, plot->y.text[i]);
        canvas_write(plot->canvas, row, x, STYLE_DIM, plot->unicode ? "┤" : "+");
    }
}

static int column_on(const Plot *plot, double x)
{
    return plot->left + place_on(&plot->x, x, dots_across(plot)) / (plot->unicode ? 2 : 1);
}

static const char *mark_sign(bool unicode) { return unicode ? "┊" : ":"; }

/* The axis itself: strong as far as the first curve has come, where its end is fixed and the curves are of one run. */
static void draw_x_line(const Plot *plot, const Curve *curve)
{
    int row = plot->top + plot->rows, done = 0;
    if (curve->x_end > 0 && curve->count[0] > 0 && !curve->signs)
        done = column_on(plot, curve->x[0][curve->count[0] - 1]) - plot->left + 1;
    canvas_write(plot->canvas, row, plot->left - 1, STYLE_DIM, plot->unicode ? "└" : "+");
    canvas_repeat(plot->canvas, row, plot->left, STYLE_FIRST, done, plot->unicode ? "━" : "=");
    canvas_repeat(plot->canvas, row, plot->left + done, STYLE_DIM, plot->columns - done, plot->unicode ? "─" : "-");
}

/* The name of the axis stands before its numbers, where those of the y axis leave room for it, or else behind them. The
 * numbers stand below their places, as many as fit without touching, the last one first. */
static void draw_x_axis(const Plot *plot, const Curve *curve)
{
    const char *label = curve->x_label != NULL ? curve->x_label : "";
    int row = plot->top + plot->rows, columns = canvas_columns(plot->canvas), label_width = glyph_width(label);
    bool before = label_width <= plot->left - 2;
    int end = before || label_width == 0 ? columns : columns - label_width - 2, free_to = end;
    canvas_write(plot->canvas, row + 1, (before ? plot->left - 2 : columns) - label_width, STYLE_DIM, label);
    draw_x_line(plot, curve);
    for (int i = plot->x.ticks - 1; i >= 0; i--) {
        int width = (int)strlen(plot->x.text[i]), place = column_on(plot, plot->x.tick[i]);
        int from = at_most(place - width / 2, end - width);
        bool below = from <= place && place < from + width;
        if (from < plot->left - 1 || from + width > free_to || !below)
            continue;
        Style style = canvas_cell(plot->canvas, row, place)->style;
        const char *mark = style == STYLE_DIM ? "┬" : "┯";
        canvas_write(plot->canvas, row, place, style, plot->unicode ? mark : "+");
        canvas_write(plot->canvas, row + 1, from, STYLE_PLAIN, plot->x.text[i]);
        free_to = from - 2;
    }
}

void curve_draw_names(Canvas *canvas, const Curve *curve)
{
    bool unicode = canvas_screen(canvas).unicode, marked = curve->mark_name != NULL && curve->mark_name[0] != '\0';
    static const char *const samples[3][CURVE_LINES] = {
        {"***", "ooo", "xxx", "+++"}, {"⠒⠒⠒", "⠒ ⠒", "⠂⠐⠂", "⠒⠒⠐"}, {"⠒●⠒", "⠒■⠐", "⠂▲⠂", "⠒◆⠒"}};
    if (curve->y_label == NULL && curve->name[0] == NULL && curve->name[1] == NULL && !marked)
        return;
    Items items = items_begin(canvas, 0);
    if (curve->y_label != NULL)
        items.column = canvas_write(canvas, items.row, 0, STYLE_DIM, curve->y_label) + 3;
    for (int which = 0; which < CURVE_LINES; which++)
        if (curve->name[which] != NULL && curve->count[which] > 0)
            items_add(&items, line_styles[which], samples[unicode ? 1 + curve->signs : 0][which], curve->name[which]);
    if (marked)
        items_add(&items, STYLE_WARNING, mark_sign(unicode), curve->mark_name);
}

/* The numbers at the side decide how wide the plot is, and its height which numbers there are. */
static void set_box(Plot *plot, const Curve *curve, int rows)
{
    plot->top = canvas_rows(plot->canvas);
    plot->rows = at_least(rows, PLOT_ROWS_LEAST);
    set_y_ticks(&plot->y, plot->rows);
    for (int i = 0; i < plot->y.ticks; i++)
        plot->left = at_least(plot->left, (int)strlen(plot->y.text[i]) + 2);
    if (curve->x_label != NULL && glyph_width(curve->x_label) <= LABEL_BEFORE_MOST) /* it leaves room for numbers */
        plot->left = at_least(plot->left, glyph_width(curve->x_label) + 2);
    plot->columns = at_least(canvas_columns(plot->canvas) - plot->left, PLOT_COLUMNS_LEAST);
    set_x_ticks(&plot->x, at_least(at_most(plot->columns / 10, TICKS_MOST), 2), curve->x_end > 0);
}

void curve_draw(Canvas *canvas, const Curve *curve, int rows)
{
    Plot plot = {
        .canvas = canvas, .unicode = canvas_screen(canvas).unicode, .x.base = curve->x_base, .y.base = curve->y_base};
    int begin = canvas_rows(canvas);
    if (curve->title != NULL)
        canvas_prose(canvas, STYLE_HEADING, 0, curve->title);
    if (!find_ranges(&plot, curve)) {
        canvas_prose(canvas, STYLE_DIM, 0, TEXT("(no numbers yet)", "(아직 값이 없습니다)"));
        return;
    }
    curve_draw_names(canvas, curve);
    set_box(&plot, curve, rows - (canvas_rows(canvas) - begin) - 2);
    plot.signs = curve->signs && plot.unicode ? memory_new((size_t)plot.rows * plot.columns, 1) : NULL;
    for (int which = 0; which < CURVE_LINES; which++) {
        plot.dots[which] = memory_new((size_t)plot.rows * plot.columns, 1);
        plot_curve(&plot, curve, which);
    }
    draw_y_axis(&plot);
    draw_x_axis(&plot, curve);
    for (int row = 0; curve->mark_name != NULL && row < plot.rows; row++) /* the dots of the curves hide it */
        canvas_write(canvas, plot.top + row, column_on(&plot, fmin(fmax(curve->mark, plot.x.low), plot.x.high)),
                     STYLE_WARNING, mark_sign(plot.unicode));
    draw_dots(&plot);
    for (int which = 0; which < CURVE_LINES; which++)
        free(plot.dots[which]);
    free(plot.signs);
}
