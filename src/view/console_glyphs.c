/* console_glyphs.c: what stands in on a console for glyphs that its fonts lack. */
#include "view/console_glyphs.h"

#include <string.h>

#include "base/unicode.h"

static const struct { const char *glyph, *console; } stand_ins[] = {
    {"▸", ">"}, {"▶", ">"}, {"›", ">"}, {"✓", "+"}, {"✗", "x"}, {"×", "x"}, {"…", "~"}, {"–", "-"}, {"—", "-"},
    {"●", "*"}, {"◉", "@"}, {"○", "o"}, {"◆", "X"}, {"■", "#"}, {"▲", "^"}, {"•", "·"}, {"▁", "_"}, {"≡", "#"}, {"≈", "~"},
    {"━", "="}, {"┯", "+"}, {"═", "="}, {"┃", "|"}, {"┊", ":"},
    {"▏", "·"}, {"▎", "·"}, {"▍", "▌"}, {"▋", "▌"}, {"▊", "█"}, {"▉", "█"},
    {"“", "\""}, {"”", "\""}, {"‘", "'"}, {"’", "'"},
};

/* Of a Braille cell, eight dots, the halves in which it has some. */
static const char *halves_of(unsigned dots)
{
    static const unsigned upper = 0x1B, lower = 0xE4;
    static const char *const halves[] = {" ", "▀", "▄", "█"};
    return halves[((dots & upper) != 0) + 2 * ((dots & lower) != 0)];
}

const char *console_glyph(const char *text)
{
    if (text[0] > 0)
        return text; /* ASCII */
    size_t bytes;
    uint32_t code = utf8_decode(text, strlen(text), &bytes);
    if (code >= 0x2800 && code <= 0x28FF)
        return halves_of(code - 0x2800);
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        if (strcmp(text, stand_ins[i].glyph) == 0)
            return stand_ins[i].console;
    return text;
}
