/* items.c: short texts set one after the other, as in legends. */
#include "view/canvas_parts.h"

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
