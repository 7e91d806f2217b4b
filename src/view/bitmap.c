/* bitmap.c: a picture of dots above the map of its columns. */
#include "view/bitmap.h"

#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "view/items.h"
#include "view/palette.h"
#include "view/short_text.h"

enum { LABEL_MOST = 8, NAMES_MOST = 12, INDENT = 2 };
#define OWN_SIGN "_" /* a column of the letter itself, without weight */

/* ---- dots ---- */

static bool is_set(const Bitmap *bitmap, int column, int row)
{
    int dots = bitmap->dots[column];
    return dots >= 0 && row < BITMAP_ROWS && (dots >> row & 1) != 0;
}

/* ---- the map ---- */

static bool is_own(const Bitmap *bitmap, int row, int column)
{
    int partner = bitmap->partner != NULL ? bitmap->partner[row] : -1;
    return partner >= 0 && abs(column - partner) <= bitmap->reach;
}

static void draw_map_row(Canvas *canvas, const Bitmap *bitmap, int left, int index, int from, int to)
{
    int row = canvas_rows(canvas);
    canvas_label(canvas, row, 0, left - INDENT, STYLE_TARGET, bitmap->row_labels[index]);
    for (int column = from; column < to; column++) {
        float value = bitmap->values[(size_t)index * bitmap->columns + column];
        int shade = shade_of(value, 0, 1);
        bool bare = is_own(bitmap, index, column) && shade < SHADE_LEAST;
        if (isfinite(value))
            canvas_shade(canvas, row, left + column - from, 1, shade, bare ? OWN_SIGN : " ");
        else
            canvas_write(canvas, row, left + column - from, STYLE_WARNING, "?");
    }
}

void bitmap_draw(Canvas *canvas, const Bitmap *bitmap)
{
    int left = bitmap->rows > 0 ? glyph_widest(bitmap->row_labels, bitmap->rows, 1, LABEL_MOST) + INDENT : INDENT;
    int room = canvas_columns(canvas) - left;
    for (int from = 0; from < bitmap->columns; from += room) {
        int to = from + room < bitmap->columns ? from + room : bitmap->columns;
        if (from > 0)
            canvas_blank(canvas);
        static const char *const halves[] = {" ", "▀", "▄", "█"};
        int top = canvas_rows(canvas), together = canvas_screen(canvas).unicode ? 2 : 1;
        for (int row = 0; row < BITMAP_ROWS; row += together) {
            canvas_blank(canvas);
            for (int column = from; column < to; column++) {
                bool upper = is_set(bitmap, column, row), lower = together == 2 && is_set(bitmap, column, row + 1);
                const char *sign = together == 2 ? halves[upper + 2 * lower] : upper ? "#" : " ";
                canvas_write(canvas, top + row / together, left + column - from, STYLE_SOURCE, sign);
            }
        }
        for (int row = 0; row < bitmap->rows; row++)
            draw_map_row(canvas, bitmap, left, row, from, to);
    }
    if (bitmap->rows > 0) {
        Items items = items_begin(canvas, left);
        items_add_scale(&items, 0, 1, false);
        bool partners = false;
        for (int row = 0; bitmap->partner != NULL && row < bitmap->rows; row++)
            partners = partners || bitmap->partner[row] >= 0;
        if (partners)
            items_add(&items, STYLE_STRONG, OWN_SIGN, TEXT("the letter itself", "그 글자의 자리"));
    }
}

/* ---- in words ---- */

static int largest_column(const Bitmap *bitmap, int row)
{
    const float *values = &bitmap->values[(size_t)row * bitmap->columns];
    int largest = -1;
    for (int column = 0; column < bitmap->columns; column++)
        if (isfinite(values[column]) && (largest < 0 || values[column] > values[largest]))
            largest = column;
    return largest;
}

/* The partners are known up to the first mistake of the answer. */
static void say_own(int known, int on_own, Buffer *out)
{
    if (known == 0)
        return;
    if (known == 1)
        buffer_add(out, on_own == 1 ? TEXT(" For the one letter that is correct from the start it is a column of the letter itself.",
                                           " 처음부터 맞힌 글자는 하나이며, 그 글자의 자리를 가장 많이 보았습니다.")
                                    : TEXT(" For the one letter that is correct from the start it is a column elsewhere.",
                                           " 처음부터 맞힌 글자는 하나이며, 다른 자리를 가장 많이 보았습니다."));
    else if (known == on_own)
        buffer_format(out, TEXT(" For all %d letters that are correct from the start it is a column of the letter "
                                "itself.",
                                " 처음부터 맞힌 글자 %d개 모두 그 글자의 자리를 가장 많이 보았습니다."), known);
    else
        buffer_format(out, TEXT(" For %2$d of the %1$d letters that are correct from the start it is a column of the "
                                "letter itself.",
                                " 처음부터 맞힌 글자 %1$d개 가운데 %2$d개는 그 글자의 자리를 가장 많이 보았습니다."), known, on_own);
}

void bitmap_prose(const Bitmap *bitmap, Buffer *out)
{
    int named = 0, known = 0, on_own = 0, columns = bitmap->columns;
    while (columns > 0 && bitmap->dots[columns - 1] < 0)
        columns--;
    buffer_format(out, TEXT("The picture has %d columns.", "그림은 %d열입니다."), columns);
    for (int row = 0; row < bitmap->rows; row++) {
        int column = largest_column(bitmap, row);
        if (column < 0 || bitmap->row_labels[row][0] == '<') /* <EOS> and its like are no letters */
            continue;
        if (bitmap->partner != NULL && bitmap->partner[row] >= 0) {
            known++;
            on_own += is_own(bitmap, row, column);
        }
        if (named == 0)
            buffer_add(out, TEXT(" The column with the largest weight for each letter: ", " 글자마다 가중치가 가장 큰 열: "));
        if (named < NAMES_MOST) {
            char *label = glyph_cut(bitmap->row_labels[row], LABEL_MOST, false);
            char weight[HUNDREDTHS_BYTES];
            buffer_format(out, TEXT("%s\"%s\" at column %d (%s)", "%s'%s' %d열(%s)"), named == 0 ? "" : ", ", label,
                          column + 1,
                          hundredths_text((double)bitmap->values[(size_t)row * bitmap->columns + column], weight));
            free(label);
        }
        named++;
    }
    if (named > NAMES_MOST)
        buffer_add(out, TEXT(" and so on", " 등"));
    if (named > 0)
        buffer_add(out, ".");
    say_own(known, on_own, out);
}
