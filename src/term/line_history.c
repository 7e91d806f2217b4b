/* line_history.c: the file of lines typed before. */
#include "term/line_history.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/unicode.h"
#include "base/whole_file.h"

enum { HISTORY_MOST = 64 << 20 };

/* ---- an entry takes one line of the file: newline and backslash become \n and \\ ---- */

static void add_escaped(const char *line, Buffer *out)
{
    for (; *line != '\0'; line++) {
        if (*line == '\n')
            buffer_add(out, "\\n");
        else if (*line == '\\')
            buffer_add(out, "\\\\");
        else
            buffer_add_char(out, *line);
    }
}

static char *unescaped(const char *text)
{
    Buffer line = {0};
    for (; *text != '\0'; text++) {
        if (*text == '\\' && text[1] != '\0') {
            text++;
            buffer_add_char(&line, *text == 'n' ? '\n' : *text);
        } else {
            buffer_add_char(&line, *text);
        }
    }
    return buffer_take(&line);
}

/* ---- the file ---- */

/* False if there is a file that cannot be read: it must not be replaced. */
static bool read_file(const char *path, Buffer *contents)
{
    bool read = whole_file_read(path, HISTORY_MOST, contents, NULL);
    for (size_t i = 0; i < contents->length; i++)
        if (contents->text[i] == '\0') /* damage: what follows it is still a line */
            contents->text[i] = '\n';
    return read || access(path, F_OK) != 0;
}

void line_history_read(const char *path, void (*each)(const char *line))
{
    Buffer contents = {0};
    read_file(path, &contents);
    char *rest = contents.text, *entry;
    while (rest != NULL && (entry = strsep(&rest, "\n")) != NULL) {
        if (*entry == '\0' || utf8_first_invalid(entry, strlen(entry)) >= 0)
            continue;
        char *line = unescaped(entry);
        each(line);
        free(line);
    }
    buffer_free(&contents);
}

/* Where the newest `keep` entries begin. */
static const char *newest(const char *contents, size_t length, int keep)
{
    size_t at = length;
    while (at > 0)
        if (contents[--at] == '\n' && --keep < 0)
            return contents + at + 1;
    return contents;
}

bool line_history_add(const char *path, const char *line)
{
    Buffer contents = {0};
    if (!read_file(path, &contents))
        return false;
    if (contents.length > 0 && contents.text[contents.length - 1] != '\n')
        buffer_add_char(&contents, '\n');
    add_escaped(line, &contents);
    buffer_add_char(&contents, '\n');
    const char *kept = newest(contents.text, contents.length, LINE_HISTORY_ENTRIES);
    FilePart newest_part = {kept, contents.length - (size_t)(kept - contents.text)};
    bool written = whole_file_write(path, 0600, &newest_part, 1, NULL);
    buffer_free(&contents);
    return written;
}
