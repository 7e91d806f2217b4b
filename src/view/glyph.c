/* glyph.c: text as a terminal can show it. */
#include "view/glyph.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/unicode.h"

static void set_question_mark(Glyph *glyph)
{
    strcpy(glyph->text, "?");
    glyph->width = 1;
}

/* Bytes of a cluster's beginning that fit in a cell: whole code points, and no joiner left at the end. */
static size_t bytes_kept(const char *text, size_t count)
{
    size_t kept = 0;
    while (kept < count) {
        size_t bytes;
        utf8_decode(text + kept, count - kept, &bytes);
        if (kept + bytes >= CELL_BYTES)
            break;
        kept += bytes;
    }
    static const char joiner[] = "\xE2\x80\x8D";
    if (kept < count && kept > 3 && memcmp(text + kept - 3, joiner, 3) == 0)
        kept -= 3;
    return kept;
}

size_t glyph_next(const char *text, size_t count, Glyph *glyph)
{
    if (count > 0 && text[0] >= 0x20 && text[0] < 0x7F && (count == 1 || (text[1] > 0 && text[1] < 0x7F))) {
        glyph->text[0] = text[0]; /* plain ASCII, most of what there is */
        glyph->text[1] = '\0';
        glyph->width = 1;
        return 1;
    }
    size_t used = utf8_cluster(text, count), bytes;
    if (used == 0)
        return 0;
    uint32_t code = utf8_decode(text, used, &bytes);
    if ((code == 0xFFFD && bytes == 1) || unicode_is_invisible(code)) {
        set_question_mark(glyph);
        return used;
    }
    size_t kept = bytes_kept(text, used);
    memcpy(glyph->text, text, kept);
    glyph->text[kept] = '\0';
    if (bytes < used) {
        /* Hangul typed on some systems arrives in parts; terminals show it well only when put together. */
        char *normal = utf8_normalised(glyph->text);
        if (normal != NULL && strlen(normal) < CELL_BYTES)
            strcpy(glyph->text, normal);
        free(normal);
    }
    glyph->width = utf8_width(glyph->text);
    if (glyph->width < 1 || glyph->width > 2)
        set_question_mark(glyph);
    return used;
}

static int measured(const char *text, bool columns)
{
    Glyph glyph;
    int sum = 0;
    for (size_t left = strlen(text), used; (used = glyph_next(text, left, &glyph)) > 0; left -= used, text += used)
        sum += columns ? glyph.width : 1;
    return sum;
}

int glyph_width(const char *text) { return measured(text, true); }
int glyph_count(const char *text) { return measured(text, false); }

int glyph_widest(const char *const *texts, int count, int least, int most)
{
    int widest = least;
    for (int i = 0; texts != NULL && i < count; i++)
        widest = at_least(widest, texts[i] != NULL ? glyph_width(texts[i]) : 0);
    return at_most(widest, most);
}

char *glyph_cut(const char *text, int columns, bool unicode)
{
    Buffer out = {0};
    Glyph glyph;
    bool whole = glyph_width(text) <= columns;
    int room = whole ? columns : columns - 1;
    for (size_t left = strlen(text), used; (used = glyph_next(text, left, &glyph)) > 0; left -= used) {
        if (glyph.width > room)
            break;
        room -= glyph.width;
        buffer_add(&out, glyph.text);
        text += used;
    }
    if (!whole && columns > 0)
        buffer_add(&out, unicode ? "…" : "~");
    return buffer_take(&out);
}
