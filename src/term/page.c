/* page.c: a page of the full screen: its keys out of keystrokes, and its picture into a frame. */
#include "term/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/korean_keys.h"
#include "base/unicode.h"

/* ---- keys ---- */

/* An escape sequence as it ends: ESC [ A, ESC O A, ESC [ 1 ; 5 A (with Ctrl), ESC [ 3 ~. */
static const struct { const char *ending; PageKeyName name; } sequences[] = {
    {"A", PAGE_KEY_UP},     {"B", PAGE_KEY_DOWN}, {"C", PAGE_KEY_RIGHT}, {"D", PAGE_KEY_LEFT}, {"H", PAGE_KEY_HOME},
    {"F", PAGE_KEY_END},    {"1~", PAGE_KEY_HOME}, {"7~", PAGE_KEY_HOME}, {"4~", PAGE_KEY_END}, {"8~", PAGE_KEY_END},
    {"3~", PAGE_KEY_DELETE}, {"Z", PAGE_KEY_BACK_TAB},
};

static PageKeyName sequence_name(const Keystroke *stroke)
{
    if (stroke->count < 3 || (stroke->bytes[1] != '[' && stroke->bytes[1] != 'O'))
        return PAGE_KEY_OTHER;
    const char *ending = stroke->bytes + 2;
    size_t length = stroke->count - 2;
    if (ending[length - 1] != '~') { /* what comes between tells of Shift, Alt and Ctrl */
        ending += length - 1;
        length = 1;
    }
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
        if (strlen(sequences[i].ending) == length && memcmp(sequences[i].ending, ending, length) == 0)
            return sequences[i].name;
    return PAGE_KEY_OTHER;
}

static PageKeyName control_name(const Keystroke *stroke)
{
    if (stroke->count > 1)
        return sequence_name(stroke);
    switch (stroke->bytes[0]) {
    case '\r':
    case '\n': return PAGE_KEY_ENTER;
    case '\t': return PAGE_KEY_TAB;
    case '\b':
    case 0x7F: return PAGE_KEY_BACKSPACE;
    default: return PAGE_KEY_OTHER;
    }
}

/* Ctrl-C, which stops the work that a key has started, drops the keys behind it. */
static bool press_text(const TerminalPage *page, Keystroke *stroke)
{
    char character[8];
    bool stays = true;
    for (size_t bytes; stays && stroke->count > 0 && !interrupt_requested();) {
        const char *text = stroke->bytes;
        uint32_t code = utf8_decode(text, stroke->count, &bytes);
        stroke->bytes += bytes;
        stroke->count -= bytes;
        if (bytes >= sizeof character || unicode_is_invisible(code))
            continue;
        memcpy(character, text, bytes);
        character[bytes] = '\0';
        char *keys = korean_keys(character); /* for who has the Korean layout on */
        PageKey key = {.name = PAGE_KEY_CHARACTER, .text = character, .letter = keys[1] == '\0' ? keys[0] : '\0'};
        stays = page->key(page->argument, &key);
        free(keys);
    }
    return stays;
}

/* Pasted text is no row of keys: whoever pastes a sentence by mistake has not pressed its letters. */
static bool press_paste(const TerminalPage *page, const Keystroke *stroke)
{
    Buffer text = {0};
    for (size_t at = 0, bytes; at < stroke->count; at += bytes) {
        uint32_t code = utf8_decode(stroke->bytes + at, stroke->count - at, &bytes);
        if (code == '\n' || code == '\r' || code == '\t')
            buffer_add_char(&text, ' ');
        else if (!unicode_is_invisible(code))
            buffer_add_bytes(&text, stroke->bytes + at, bytes);
    }
    bool stays = page->key(page->argument, &(PageKey){.name = PAGE_KEY_PASTE, .text = buffer_text(&text)});
    buffer_free(&text);
    return stays;
}

bool page_press(const TerminalPage *page, Keystroke *stroke)
{
    PageKey key = {.name = PAGE_KEY_OTHER, .text = ""};
    switch (stroke->kind) {
    case KEYSTROKE_TEXT: return press_text(page, stroke);
    case KEYSTROKE_PASTE: key.name = PAGE_KEY_PASTE; break;
    case KEYSTROKE_KEY: key.name = control_name(stroke); break;
    case KEYSTROKE_ESCAPE: key.name = PAGE_KEY_ESCAPE; break;
    case KEYSTROKE_PAGE_UP:
    case KEYSTROKE_WHEEL_UP: key.name = PAGE_KEY_PAGE_UP; break;
    case KEYSTROKE_PAGE_DOWN:
    case KEYSTROKE_WHEEL_DOWN: key.name = PAGE_KEY_PAGE_DOWN; break;
    case KEYSTROKE_CLICK: break;
    }
    bool stays = key.name == PAGE_KEY_PASTE ? press_paste(page, stroke) : page->key(page->argument, &key);
    stroke->count = 0;
    return stays;
}

/* ---- the picture ---- */

void page_draw(const TerminalPage *page, Screen screen, bool romanise, Frame *frame)
{
    PageView view = {.canvas = canvas_open(screen), .rows = frame->rows};
    page->draw(page->argument, &view);
    for (int row = 0; row < frame->rows && row < canvas_rows(view.canvas); row++) {
        CellRow cells = cells_from_canvas(view.canvas, row, romanise);
        frame_cells(frame, row, 0, cells.cells, cells.count);
        cells_free(&cells);
    }
    frame->cursor_row = at_most(at_least(view.cursor_row, 0), frame->rows - 1);
    frame->cursor_column = at_most(at_least(view.cursor_column, 0), frame->columns - 1);
    canvas_close(view.canvas);
}
