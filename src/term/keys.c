/* keys.c: bytes from a terminal cut into keys.
 *
 * A key is one character, or ESC and what belongs to it:
 *
 *     ESC [ parameters final     a function key, the mouse, a report        CSI
 *     ESC O letter               a function key of older terminals          SS3
 *     ESC ] ... BEL or ESC \     an answer about colors, titles             a string
 *     ESC character              Alt and a character
 *
 * The bytes of one key may come in several reads, and ESC alone is a key as well: only time tells. A lone ESC is
 * believed after 40 ms; a sequence that has begun is waited for longer, since over a slow line it may be torn, and
 * its tail would then be typed as text. */
#include "term/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

enum {
    ESCAPE = 0x1B,
    ESCAPE_MILLISECONDS = 40,
    SEQUENCE_MILLISECONDS = 500,
    PASTE_MILLISECONDS = 3000, /* a paste whose end got lost */
    LONGEST_SEQUENCE = 256
};

static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";

struct Keys {
    Buffer input;
    size_t start;  /* bytes that were given already: they go with the next ones that come */
    size_t looked; /* bytes of a paste that do not hold its end */
    bool in_paste;
    long fed_at;
};

/* What the input begins with. length 0: it may still go on. */
typedef struct Cut {
    size_t length;
    bool ignored, alt;
    KeystrokeKind kind;
    int row, column;
} Cut;

Keys *keys_open(void) { return memory_new(1, sizeof(Keys)); }

void keys_close(Keys *keys)
{
    if (keys == NULL)
        return;
    buffer_free(&keys->input);
    free(keys);
}

void keys_forget(Keys *keys)
{
    buffer_clear(&keys->input);
    keys->start = keys->looked = 0;
    keys->in_paste = false;
}

void keys_feed(Keys *keys, const char *bytes, size_t count, long now)
{
    Buffer *input = &keys->input;
    if (keys->start > 0) {
        input->length -= keys->start;
        memmove(input->text, input->text + keys->start, input->length);
        keys->looked = keys->looked > keys->start ? keys->looked - keys->start : 0;
        keys->start = 0;
    }
    buffer_add_bytes(input, bytes, count);
    keys->fed_at = now;
}

/* A byte that begins no character of UTF-8 is one. */
static Cut cut_character(const char *bytes, size_t count)
{
    unsigned char first = (unsigned char)bytes[0];
    size_t length = first < 0xC0 || first >= 0xF8 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < length; i++) {
        if (i >= count)
            return (Cut){0};
        if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            return (Cut){.length = i, .ignored = true}; /* the character was torn by another */
    }
    bool control = first < ' ' || first == 0x7F;
    return (Cut){.length = length, .kind = control ? KEYSTROKE_KEY : KEYSTROKE_TEXT};
}

/* All the characters that come before the next key. */
static Cut cut_text(const char *bytes, size_t count)
{
    Cut text = cut_character(bytes, count);
    while (text.kind == KEYSTROKE_TEXT && !text.ignored && text.length > 0 && text.length < count) {
        Cut next = cut_character(bytes + text.length, count - text.length);
        if (next.length == 0 || next.ignored || next.kind != KEYSTROKE_TEXT)
            break;
        text.length += next.length;
    }
    return text;
}

/* ESC [ < button ; column ; row M, which count from 1 */
static Cut mouse(const char *bytes, size_t length)
{
    enum { FIRST = 0, WHEEL_UP = 64, WHEEL_DOWN = 65, FAR = 10000 };
    long numbers[3] = {-1, 0, 0};
    const char *at = bytes + 3, *end = bytes + length - 1;
    for (int i = 0; i < 3 && at < end; i++) {
        for (numbers[i] = 0; at < end && *at >= '0' && *at <= '9'; at++)
            numbers[i] = numbers[i] < FAR ? 10 * numbers[i] + (*at - '0') : FAR;
        at += at < end;
    }
    Cut cut = {.length = length, .column = (int)numbers[1] - 1, .row = (int)numbers[2] - 1};
    cut.kind = numbers[0] == WHEEL_UP ? KEYSTROKE_WHEEL_UP
        : numbers[0] == WHEEL_DOWN    ? KEYSTROKE_WHEEL_DOWN
                                      : KEYSTROKE_CLICK;
    cut.ignored = bytes[length - 1] != 'M' || (cut.kind == KEYSTROKE_CLICK && numbers[0] != FIRST);
    return cut;
}

static Cut classify_control(const char *bytes, size_t length)
{
    char first = bytes[2], final = bytes[length - 1];
    if (first == '<')
        return mouse(bytes, length);
    bool plain_key = length >= 4 && (bytes[3] == '~' || bytes[3] == ';');
    if (final == '~' && plain_key && (first == '5' || first == '6'))
        return (Cut){.length = length, .kind = first == '5' ? KEYSTROKE_PAGE_UP : KEYSTROKE_PAGE_DOWN,
                     .alt = bytes[3] == ';' && (bytes[4] == '3' || bytes[4] == '4')};
    bool report = (first >= '=' && first <= '?') || final == 'R' || final == 'c' || final == 'n' ||
                  (length == 3 && (final == 'I' || final == 'O')); /* the window got or lost the focus */
    bool lost_paste_end = length == sizeof paste_end - 1 && memcmp(bytes, paste_end, length) == 0;
    return (Cut){.length = length, .kind = KEYSTROKE_KEY, .ignored = report || lost_paste_end};
}

static Cut cut_control(const char *bytes, size_t count)
{
    size_t at = 2;
    if (count > 2 && bytes[2] == '[') /* function keys of the Linux console: ESC [ [ A */
        return count > 3 ? (Cut){.length = 4, .kind = KEYSTROKE_KEY} : (Cut){0};
    while (at < count && bytes[at] >= 0x20 && bytes[at] <= 0x3F)
        at++;
    if (at == count)
        return (Cut){.length = count > LONGEST_SEQUENCE ? count : 0, .ignored = true};
    if (bytes[at] < 0x40 || bytes[at] > 0x7E)
        return (Cut){.length = at, .ignored = true}; /* interrupted by something else */
    return classify_control(bytes, at + 1);
}

static Cut cut_string(const char *bytes, size_t count)
{
    for (size_t i = 2; i < count; i++) {
        if (bytes[i] == '\a')
            return (Cut){.length = i + 1, .ignored = true};
        if (bytes[i] == ESCAPE)
            return i + 1 < count ? (Cut){.length = bytes[i + 1] == '\\' ? i + 2 : i, .ignored = true} : (Cut){0};
    }
    return (Cut){.length = count > LONGEST_SEQUENCE ? count : 0, .ignored = true};
}

static Cut cut_escape(const char *bytes, size_t count)
{
    if (count == 1)
        return (Cut){0};
    switch (bytes[1]) {
    case ESCAPE:
        return (Cut){.length = 1, .kind = KEYSTROKE_ESCAPE};
    case '[':
        return cut_control(bytes, count);
    case 'O':
        return (Cut){.length = count > 2 ? 3 : 0, .kind = KEYSTROKE_KEY};
    case ']':
    case 'P':
    case '_':
    case '^':
        return cut_string(bytes, count);
    default: {
        Cut cut = cut_character(bytes + 1, count - 1);
        return (Cut){.length = cut.length > 0 ? cut.length + 1 : 0, .kind = KEYSTROKE_KEY, .ignored = cut.ignored};
    }
    }
}

static long patience(const Keys *keys)
{
    if (keys->in_paste)
        return PASTE_MILLISECONDS;
    bool lone = keys->input.length - keys->start == 1;
    return lone ? ESCAPE_MILLISECONDS : SEQUENCE_MILLISECONDS;
}

static bool next_paste(Keys *keys, long now, Keystroke *stroke)
{
    const Buffer *input = &keys->input;
    size_t from = keys->looked > keys->start ? keys->looked : keys->start, end_length = sizeof paste_end - 1;
    const char *end = NULL;
    if (input->length > from)
        end = memmem(input->text + from, input->length - from, paste_end, end_length);
    if (end == NULL && now - keys->fed_at < PASTE_MILLISECONDS) {
        /* The rest of a paste that is too long is dropped up to its end. */
        size_t tail = sizeof paste_end - 2, most = keys->start + KEYS_PASTE_BYTES;
        if (keys->input.length > most) {
            memmove(keys->input.text + most - tail, keys->input.text + keys->input.length - tail, tail);
            keys->input.length = most;
        }
        keys->looked = keys->input.length - keys->start > tail ? keys->input.length - tail : keys->start;
        return false;
    }
    size_t stop = end != NULL ? (size_t)(end - input->text) : input->length;
    *stroke =
        (Keystroke){.kind = KEYSTROKE_PASTE, .bytes = buffer_text(input) + keys->start, .count = stop - keys->start};
    keys->start = end != NULL ? stop + end_length : stop;
    keys->in_paste = false;
    return true;
}

bool keys_next(Keys *keys, long now, Keystroke *stroke)
{
    for (;;) {
        if (keys->in_paste)
            return next_paste(keys, now, stroke);
        const char *bytes = buffer_text(&keys->input) + keys->start;
        size_t count = keys->input.length - keys->start;
        if (count == 0)
            return false;
        Cut cut = bytes[0] == ESCAPE ? cut_escape(bytes, count) : cut_text(bytes, count);
        if (cut.length == 0 && now - keys->fed_at >= patience(keys)) /* Alt and one of [ O ] P is a key as well */
            cut = (Cut){.length = count, .kind = count == 1 ? KEYSTROKE_ESCAPE : KEYSTROKE_KEY,
                        .ignored = bytes[0] != ESCAPE || count > 2};
        if (cut.length == 0)
            return false;
        keys->start += cut.length;
        keys->in_paste = cut.length == sizeof paste_begin - 1 && memcmp(bytes, paste_begin, cut.length) == 0;
        keys->looked = keys->start;
        if (keys->in_paste || cut.ignored)
            continue;
        *stroke = (Keystroke){cut.kind, bytes, cut.length, cut.alt, cut.row, cut.column};
        return true;
    }
}

int keys_wait(const Keys *keys, long now)
{
    if (keys->input.length == keys->start && !keys->in_paste)
        return -1;
    long left = keys->fed_at + patience(keys) - now;
    return left > 0 ? (int)left : 0;
}

int function_key(const Keystroke *stroke)
{
    static const struct { const char *bytes; int number; } keys[] = {
        {"OP", 1},  {"OQ", 2},  {"OR", 3},  {"OS", 4},                         /* xterm */
        {"[11~", 1}, {"[12~", 2}, {"[13~", 3}, {"[14~", 4}, {"[15~", 5},     /* VT220, rxvt */
        {"[17~", 6}, {"[18~", 7}, {"[19~", 8},
        {"[[A", 1}, {"[[B", 2}, {"[[C", 3}, {"[[D", 4}, {"[[E", 5},          /* the Linux console */
    };
    for (size_t i = 0; stroke->kind == KEYSTROKE_KEY && i < sizeof keys / sizeof keys[0]; i++)
        if (stroke->count == strlen(keys[i].bytes) + 1 &&
            memcmp(stroke->bytes + 1, keys[i].bytes, stroke->count - 1) == 0)
            return keys[i].number;
    return 0;
}
