/* items.c: short texts set one after the other, as in legends, and the legend of the shades. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "view/items.h"
#include "view/palette.h"
#include "view/short_text.h"

Items items_begin(Canvas *canvas, int indent)
{
    int row = canvas_rows(canvas);
    canvas_blank(canvas);
    return (Items){.canvas = canvas, .row = row, .column = indent, .indent = indent};
}

void items_add(Items *items, Style style, const char *sign, const char *text)
{
    int width = glyph_width(sign) + 1 + glyph_width(text);
    if (items->column > items->indent && items->column + width > canvas_columns(items->canvas)) {
        items->row++;
        items->column = items->indent;
    }
    int x = canvas_write(items->canvas, items->row, items->column, style, sign);
    x = canvas_write(items->canvas, items->row, x + 1, STYLE_DIM, text);
    items->column = x + 2;
}

/* ---- the shades ---- */

/* The value of a shade, with no digit more than needed: 0, .3, 1. */
static const char *boundary_text(double shade, float low, float high, char *out)
{
    double value = shade_value(shade, low, high);
    if (value != 0 && value > -0.01 && value < 0.01) { /* of a picture of small numbers */
        snprintf(out, VALUE_BYTES, "%s.%03d", value < 0 ? "-" : "", (int)(fabs(value) * 1000 + 0.5));
        return out;
    }
    value_text(value, out);
    size_t last = strlen(out) - 1;
    bool ends_in_zero = strchr(out, '.') != NULL && out[last] == '0';
    if (strcmp(out, ".00") == 0)
        strcpy(out, "0");
    else if (ends_in_zero)
        out[out[last - 1] == '.' ? last - 1 : last] = '\0';
    return out;
}

/* The shades side by side, two columns for each tenth where they are backgrounds. */
static int draw_ramp(Items *items, int x, bool below_zero)
{
    Screen screen = canvas_screen(items->canvas);
    int count = screen.colors >= 256 ? 20 : 10;
    for (int i = 0; i < count; i++, x++) {
        int place = below_zero ? count - 1 - i : i, shade = (2 * place + 1) * SHADE_MOST / (2 * count);
        canvas_shade(items->canvas, items->row, x, 1, (below_zero ? -1 : 1) * at_least(shade, SHADE_LEAST), " ");
    }
    return x;
}

/* From the lowest value over the background's to the highest. */
static void add_ramps(Items *items, float low, float high)
{
    char text[VALUE_BYTES];
    Canvas *canvas = items->canvas;
    const char *edge = canvas_screen(canvas).colors >= 256 ? "" : "|";
    int x = items->column, row = items->row;
    if (low < 0) {
        x = canvas_write(canvas, row, x, STYLE_PLAIN, boundary_text(-SHADE_MOST, low, high, text)) + 1;
        x = canvas_write(canvas, row, x, STYLE_DIM, edge);
        x = draw_ramp(items, x, true);
        x = canvas_write(canvas, row, x, STYLE_DIM, edge) + 1;
    }
    x = canvas_write(canvas, row, x, STYLE_PLAIN, boundary_text(0, low, high, text)) + 1;
    if (high > 0) {
        x = canvas_write(canvas, row, x, STYLE_DIM, edge);
        x = draw_ramp(items, x, false);
        x = canvas_write(canvas, row, x, STYLE_DIM, edge) + 1;
        x = canvas_write(canvas, row, x, STYLE_PLAIN, boundary_text(SHADE_MOST, low, high, text)) + 1;
    }
    items->column = x + 1;
}

/* Each block with the range it stands for. */
static void add_blocks(Items *items, float low, float high)
{
    bool unicode = canvas_screen(items->canvas).unicode;
    static const int begins[] = {SHADE_LEAST, 30, 50, 70, SHADE_MOST};
    for (int i = 0; i < 4; i++) {
        char from[VALUE_BYTES], to[VALUE_BYTES], range[2 * VALUE_BYTES + 4];
        boundary_text(begins[i], low, high, from);
        boundary_text(begins[i + 1], low, high, to);
        snprintf(range, sizeof range, unicode ? "%s–%s" : "%s-%s", from, to);
        items_add(items, STYLE_PLAIN, shade_beside_number(begins[i], unicode), range);
    }
}

void items_add_scale(Items *items, float low, float high, bool numbers)
{
    Screen screen = canvas_screen(items->canvas);
    if (screen.colors >= 256 || (!numbers && (!screen.unicode || low < 0)))
        add_ramps(items, low, high);
    else
        add_blocks(items, low, high);
}

void items_add_least(Items *items, const char *sign, float low, float high)
{
    char value[VALUE_BYTES], text[64];
    boundary_text(SHADE_LEAST, low, high, value);
    snprintf(text, sizeof text, TEXT("below %s", "%s 미만"), value);
    items_add(items, STYLE_DIM, sign, text);
}
