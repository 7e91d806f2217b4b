/* line_text.c: the characters that a line may contain. */
#include "term/line_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"

static bool may_stand(uint32_t code) { return !unicode_is_invisible(code) && code != 0xFFFD; }

bool line_text_is_clean(const char *text)
{
    size_t count = strlen(text);
    for (size_t at = 0, bytes; at < count; at += bytes)
        if (!may_stand(utf8_decode(text + at, count - at, &bytes)))
            return false;
    return true;
}

char *line_text_cleaned(const char *text, size_t count)
{
    Buffer line = {0};
    for (size_t at = 0, bytes; at < count; at += bytes) {
        uint32_t code = utf8_decode(text + at, count - at, &bytes);
        bool after_return = at > 0 && text[at - 1] == '\r';
        if (code == '\r' || (code == '\n' && !after_return))
            buffer_add_char(&line, '\n');
        else if (code == '\t')
            buffer_add(&line, "    ");
        else if (may_stand(code))
            buffer_add_bytes(&line, text + at, bytes);
    }
    while (line.length > 0 && line.text[line.length - 1] == '\n')
        line.text[--line.length] = '\0';
    char *normalised = utf8_normalised(buffer_text(&line));
    if (normalised == NULL)
        return buffer_take(&line);
    buffer_free(&line);
    return normalised;
}
