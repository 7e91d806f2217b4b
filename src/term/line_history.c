/* line_history.c: the file of lines typed before. */
#include "term/line_history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/unicode.h"

void line_history_escape(const char *line, Buffer *out)
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

char *line_history_unescape(const char *text)
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

static void read_file(const char *path, Buffer *contents)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return;
    char bytes[4096];
    size_t count;
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_add_bytes(contents, bytes, count);
    fclose(file);
}

void line_history_read(const char *path, void (*each)(const char *line))
{
    Buffer contents = {0};
    read_file(path, &contents);
    char *rest = contents.text, *entry;
    while (rest != NULL && (entry = strsep(&rest, "\n")) != NULL) {
        if (*entry == '\0' || utf8_first_invalid(entry, strlen(entry)) >= 0)
            continue;
        char *line = line_history_unescape(entry);
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

static bool write_file(const char *path, const char *text)
{
    size_t length = strlen(text);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0)
        return false;
    bool written = write(file, text, length) == (ssize_t)length;
    return (close(file) == 0) && written;
}

bool line_history_add(const char *path, const char *line)
{
    Buffer contents = {0}, temporary = {0};
    read_file(path, &contents);
    if (contents.length > 0 && contents.text[contents.length - 1] != '\n')
        buffer_add_char(&contents, '\n');
    line_history_escape(line, &contents);
    buffer_add_char(&contents, '\n');
    buffer_format(&temporary, "%s.%ld", path, (long)getpid());
    bool written = write_file(temporary.text, newest(contents.text, contents.length, LINE_HISTORY_ENTRIES)) &&
                   rename(temporary.text, path) == 0;
    if (!written)
        unlink(temporary.text);
    buffer_free(&contents);
    buffer_free(&temporary);
    return written;
}
