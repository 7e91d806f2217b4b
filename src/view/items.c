/* items.c: short texts set one after the other, as in legends, and the legend of the shades. */
#include <stdio.h>
#include <string.h>

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

/* The value where a shade begins, with no digit more than needed: 0, .3, 1. */
static const char *boundary_text(float low, float high, int tenths, char *out)
{
    value_text((double)low + ((double)high - (double)low) * tenths / SHADES, out);
    size_t last = strlen(out) - 1;
    bool ends_in_zero = strchr(out, '.') != NULL && out[last] == '0';
    if (strcmp(out, ".00") == 0)
        strcpy(out, "0");
    else if (ends_in_zero)
        out[out[last - 1] == '.' ? last - 1 : last] = '\0';
    return out;
}

/* All ten shades side by side between the lowest and the highest value. */
static void add_row_of_shades(Items *items, float low, float high, bool backgrounds)
{
    char text[VALUE_BYTES];
    int width = backgrounds ? 2 : 1;
    Canvas *canvas = items->canvas;
    int x = canvas_write(canvas, items->row, items->column, STYLE_PLAIN, boundary_text(low, high, 0, text)) + 1;
    if (!backgrounds)
        x = canvas_write(canvas, items->row, x, STYLE_DIM, "|");
    for (int shade = 0; shade < SHADES; shade++, x += width)
        canvas_shade(canvas, items->row, x, width, shade, backgrounds ? " " : shade_character(shade, false));
    if (!backgrounds)
        x = canvas_write(canvas, items->row, x, STYLE_DIM, "|");
    x = canvas_write(canvas, items->row, x + 1, STYLE_PLAIN, boundary_text(low, high, SHADES, text));
    items->column = x + 3;
}

void items_add_scale(Items *items, float low, float high)
{
    Screen screen = canvas_screen(items->canvas);
    if (screen.colors >= 256 || !screen.unicode)
        add_row_of_shades(items, low, high, screen.colors >= 256);
    else {
        /* Each block with the range it stands for. */
        static const int begins[] = {0, 1, 3, 5, 7, SHADES};
        for (int i = 0; i < 5; i++) {
            char from[VALUE_BYTES], to[VALUE_BYTES], range[2 * VALUE_BYTES + 4];
            boundary_text(low, high, begins[i], from);
            boundary_text(low, high, begins[i + 1], to);
            snprintf(range, sizeof range, "%s–%s", from, to);
            items_add(items, STYLE_PLAIN, begins[i] == 0 ? LEAST_SIGN : shade_character(begins[i], true), range);
        }
    }
}
