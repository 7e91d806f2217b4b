/* view_check.c: pictures as text, and whether their cells are sound. */
#include "test.h"
#include "view_check.h"

Screen unicode_screen(int columns) { return (Screen){.columns = columns, .unicode = true}; }
Screen ascii_screen(int columns) { return (Screen){.columns = columns}; }

/* Valid UTF-8 is assumed; a stray byte counts as a character of its own. */
static uint32_t next_code(const char **text)
{
    unsigned char first = (unsigned char)*(*text)++;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    uint32_t code = more == 3 ? first & 0x07U : more == 2 ? first & 0x0FU : more == 1 ? first & 0x1FU : first;
    while (more-- > 0 && (**text & 0xC0) == 0x80)
        code = code << 6 | ((unsigned char)*(*text)++ & 0x3FU);
    return code;
}

static bool in(uint32_t code, uint32_t low, uint32_t high) { return code >= low && code <= high; }

int plain_width(const char *text)
{
    int width = 0;
    while (*text != '\0') {
        uint32_t code = next_code(&text);
        if (in(code, 0x300, 0x36F) || in(code, 0x1160, 0x11FF) || in(code, 0xFE00, 0xFE0F) || code == 0x200D)
            continue;
        bool wide = in(code, 0x1100, 0x115F) || in(code, 0x2E80, 0xA4CF) || in(code, 0xAC00, 0xD7A3) ||
                    in(code, 0xF900, 0xFAFF) || in(code, 0xFF00, 0xFF60) || in(code, 0x1F300, 0x1F64F);
        width += wide ? 2 : 1;
    }
    return width;
}

void assert_sound(const Canvas *canvas)
{
    int columns = canvas_columns(canvas);
    for (int row = 0; row < canvas_rows(canvas); row++) {
        int width = 0;
        for (int column = 0; column < columns; column++) {
            const Cell *cell = canvas_cell(canvas, row, column);
            const Cell *before = canvas_cell(canvas, row, column - 1);
            bool right_half = column > 0 && before->width == 2;
            if (right_half != (cell->width == 0) || right_half != (cell->text[0] == '\0'))
                fail_msg("row %d, column %d: halves do not match", row, column);
            if (cell->style > STYLE_PEAK || abs(cell->shade) > SHADE_MOST)
                fail_msg("row %d, column %d: style %d, shade %d", row, column, cell->style, cell->shade);
            width += cell->width;
        }
        if (width != columns)
            fail_msg("row %d is %d columns wide, not %d", row, width, columns);
    }
}

/* Lines of the text have the width that the cells say (only true where the text has no colors). */
static void assert_lines_fit(const char *text, int columns)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char line[4096];
        assert_true(length < sizeof line && text[length] == '\n');
        memcpy(line, text, length);
        line[length] = '\0';
        if (plain_width(line) > columns)
            fail_msg("wider than %d: %s", columns, line);
        text += length + 1;
    }
}

void close_sound(Canvas *canvas)
{
    assert_sound(canvas);
    canvas_close(canvas);
}

const char *picture_text(const Canvas *canvas, int colors)
{
    static Buffer text;
    buffer_clear(&text);
    canvas_to_text(canvas, colors, &text);
    return buffer_text(&text);
}

void assert_picture(Canvas *canvas, const char *expected)
{
    const char *text = picture_text(canvas, 0);
    assert_lines_fit(text, canvas_columns(canvas));
    if (strcmp(text, expected) != 0)
        fail_msg("expected:\n%s\ngot:\n%s", expected, text);
    close_sound(canvas);
}

int column_of(const Canvas *canvas, int row, const char *text)
{
    for (int column = 0; column < canvas_columns(canvas); column++) {
        size_t matched = 0;
        for (int at = column; at < canvas_columns(canvas) && text[matched] != '\0'; at++) {
            const char *cell = canvas_cell(canvas, row, at)->text;
            if (strncmp(text + matched, cell, strlen(cell)) != 0)
                break;
            matched += strlen(cell);
        }
        if (text[matched] == '\0')
            return column;
    }
    return -1;
}
