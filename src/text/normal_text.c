/* normal_text.c: drops invisible characters, then normalises.
 *
 * Web pages and messengers leave them in texts. A word with one looks like the word without, but would be another
 * token, mostly an unknown one. */
#include "text/normal_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"

static bool is_between(uint32_t code, uint32_t first, uint32_t last) { return code >= first && code <= last; }

static bool is_never_seen(uint32_t code)
{
    return code == 0x00AD || code == 0x034F || code == 0x061C || code == 0x180E || is_between(code, 0x200B, 0x200F) ||
           is_between(code, 0x202A, 0x202E) || is_between(code, 0x2060, 0x206F) || code == 0xFEFF ||
           is_between(code, 0xFFF9, 0xFFFB);
}

static bool is_tag(uint32_t code) { return is_between(code, 0xE0000, 0xE007F); }

/* Letters and signs whose shape a joiner changes: of the Arabic and Indic scripts and their neighbors. */
static bool can_be_joined(uint32_t code)
{
    bool script = is_between(code, 0x0600, 0x10FF) || is_between(code, 0x1700, 0x1CFF) ||
                  is_between(code, 0xA800, 0xABFF) || is_between(code, 0x10A00, 0x11FFF);
    return script && !unicode_is_punctuation(code) && !unicode_is_space(code);
}

/* Characters with several glyphs to select from. */
static bool can_be_selected(uint32_t code)
{
    return unicode_is_emoji(code) || is_between(code, 0x2190, 0x2BFF) || is_between(code, 0x3400, 0x9FFF) ||
           is_between(code, 0xF900, 0xFAFF) || is_between(code, 0x20000, 0x3FFFF);
}

/* before, after: the neighbors, 0 at an end; base: the character that `before` continues, or `before` itself. */
static bool is_kept(uint32_t code, uint32_t base, uint32_t before, uint32_t after)
{
    bool selector = is_between(code, 0xFE00, 0xFE0F) || is_between(code, 0xE0100, 0xE01EF);
    if (code == 0x200C || code == 0x200D) /* a joiner */
        return (unicode_is_emoji(base) && unicode_is_emoji(after)) ||
               (can_be_joined(base) && can_be_joined(before) && can_be_joined(after));
    if (selector)
        return can_be_selected(before) || after == 0x20E3; /* a keycap */
    if (is_tag(code))
        return unicode_is_emoji(before) || is_tag(before); /* a flag of a region */
    return !is_never_seen(code);
}

static void drop_unseen(char *text)
{
    size_t count = strlen(text), to = 0, bytes, next_bytes;
    uint32_t before = 0, base = 0;
    for (size_t at = 0; at < count; at += bytes) {
        uint32_t code = utf8_decode(text + at, count - at, &bytes);
        uint32_t after = utf8_decode(text + at + bytes, count - at - bytes, &next_bytes);
        if (!is_kept(code, base, before, after))
            continue;
        memmove(text + to, text + at, bytes);
        to += bytes;
        before = code;
        base = unicode_continues(code) ? base : code;
    }
    text[to] = '\0';
}

char *text_normalised(const char *text)
{
    char *seen = memory_string(text);
    while (*text != '\0' && (unsigned char)*text < 0x80)
        text++;
    if (*text == '\0') /* all of it is ASCII */
        return seen;
    drop_unseen(seen);
    char *normalised = utf8_normalised(seen);
    free(seen);
    return normalised;
}
