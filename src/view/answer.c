/* answer.c: an answer beside what was expected.
 *
 *     went to the cafe✗  3/4 ✗          went to the [cafe]  3/4
 *
 * Tokens are compared place by place, as token accuracy does. */
#include "view/answer.h"

#include <string.h>

#include "base/buffer.h"

enum { VERDICT_COLUMNS = 12 };

/* The next token and the bytes up to the one after it; 0 at the end. */
static size_t next_token(const char *text, bool words, size_t *length)
{
    Glyph glyph;
    *length = words ? strcspn(text, " ") : glyph_next(text, strlen(text), &glyph);
    return *length + (words ? strspn(text + *length, " ") : 0);
}

static int count_tokens(const char *text, bool words)
{
    int count = 0;
    for (size_t length, used; (used = next_token(text, words, &length)) > 0; text += used)
        count++;
    return count;
}

typedef struct Writing {
    Canvas *canvas;
    int row, column, end;
    bool unicode, full;
} Writing;

static void write_token(Writing *writing, const char *text, size_t length, bool right)
{
    Buffer token = {0};
    buffer_add(&token, right || writing->unicode ? "" : "[");
    buffer_add_bytes(&token, text, length);
    buffer_add(&token, right ? "" : writing->unicode ? "✗" : "]");
    writing->full = writing->full || writing->column + glyph_width(buffer_text(&token)) > writing->end;
    if (!writing->full)
        writing->column = canvas_write(writing->canvas, writing->row, writing->column, right ? STYLE_GOOD : STYLE_WRONG,
                                       buffer_text(&token));
    buffer_free(&token);
}

bool answer_draw(Canvas *canvas, int row, int column, const char *answer, const char *reference, bool words)
{
    words = words || strchr(reference, ' ') != NULL || strchr(answer, ' ') != NULL;
    Writing writing = {canvas, row, column, canvas_columns(canvas) - VERDICT_COLUMNS, canvas_screen(canvas).unicode,
                       false};
    int expected = count_tokens(reference, words), given = count_tokens(answer, words), right = 0;
    for (size_t length, used; (used = next_token(answer, words, &length)) > 0; answer += used) {
        size_t other = 0, passed = next_token(reference, words, &other);
        bool same = length == other && memcmp(answer, reference, length) == 0;
        right += same;
        write_token(&writing, answer, length, same);
        if (words && !writing.full)
            writing.column++;
        reference += passed;
    }
    bool all = right == expected && given == expected;
    if (writing.full)
        writing.column = canvas_write(canvas, row, writing.column, STYLE_DIM, writing.unicode ? "…" : "~");
    writing.column =
        canvas_format(canvas, row, writing.column + 1, all ? STYLE_GOOD : STYLE_WRONG, "%d/%d", right, expected);
    if (writing.unicode)
        canvas_write(canvas, row, writing.column + 1, all ? STYLE_GOOD : STYLE_WRONG, all ? "✓" : "✗");
    return !writing.full;
}
