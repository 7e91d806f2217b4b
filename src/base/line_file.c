/* line_file.c: files that grow by whole lines, and lines of named values as CSV or JSON. */
#include "base/line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"

static bool cannot_append(const char *path, Error *error)
{
    return error_set(error, ERROR_SYSTEM, TEXT("cannot append to %s: %s", "%s 파일에 덧붙일 수 없습니다: %s"), path,
                     system_reason(errno));
}

/* ---- a file ---- */

/* A pipe that nobody reads would wait, and a device has no end to append to. */
bool line_file_open(LineFile *lines, const char *path, Error *error)
{
    struct stat status;
    *lines = (LineFile){.file = -1};
    int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    bool opened = file >= 0 && fstat(file, &status) == 0;
    bool right = opened && S_ISREG(status.st_mode);
    if (!opened)
        cannot_append(path, error);
    else if (!right)
        error_set(error, ERROR_SYSTEM,
                  TEXT("%s is not a regular file: lines cannot be appended to it",
                       "%s: 일반 파일이 아니므로 줄을 덧붙일 수 없습니다"),
                  path);
    if (right)
        *lines = (LineFile){.file = file, .path = memory_string(path)};
    else if (file >= 0)
        close(file);
    return right;
}

/* The line that is in lines->line, with its end. Half a line, where the disk is full, is taken back. */
static bool append(LineFile *lines, Error *error)
{
    ssize_t written;
    do
        written = write(lines->file, lines->line.text, lines->line.length);
    while (written < 0 && errno == EINTR);
    bool whole = written == (ssize_t)lines->line.length;
    if (!whole) {
        off_t end = lseek(lines->file, 0, SEEK_END);
        bool half = written > 0 && end >= written;
        if (written >= 0 && (!half || ftruncate(lines->file, end - written) == 0))
            errno = ENOSPC;
        cannot_append(lines->path, error);
    }
    flock(lines->file, LOCK_UN);
    return whole;
}

/* Until the line is there no other process appends: half a line of ours must be the last thing in the file. A line of
 * another that has no end gets one. */
static void begin(LineFile *lines)
{
    int locked;
    do
        locked = flock(lines->file, LOCK_EX);
    while (locked != 0 && errno == EINTR);
    buffer_clear(&lines->line);
    char last = '\n';
    if (lseek(lines->file, -1, SEEK_END) >= 0 && read(lines->file, &last, 1) == 1 && last != '\n')
        buffer_add_char(&lines->line, '\n');
}

bool line_file_add(LineFile *lines, const char *line, Error *error)
{
    begin(lines);
    buffer_format(&lines->line, "%s\n", line);
    return append(lines, error);
}

bool line_file_close(LineFile *lines, Error *error)
{
    int status = 0;
    if (lines->path == NULL) /* all zero, too */
        return true;
    do
        status = fsync(lines->file);
    while (status != 0 && errno == EINTR);
    bool synced = status == 0 || cannot_append(lines->path, error);
    close(lines->file);
    buffer_free(&lines->line);
    free(lines->path);
    *lines = (LineFile){.file = -1};
    return synced;
}

/* ---- fields ---- */

/* A spreadsheet would run a text that begins like a formula: a quotation mark in front keeps it a text. */
void csv_add_field(Buffer *out, const char *text)
{
    const char *mark = *text != '\0' && strchr("=+-@\t\r", *text) != NULL ? "'" : "";
    if (strpbrk(text, ",\"\r\n") == NULL) {
        buffer_format(out, "%s%s", mark, text);
        return;
    }
    buffer_format(out, "\"%s", mark);
    for (; *text != '\0'; text++)
        buffer_add(out, *text == '"' ? "\"\"" : (char[]){*text, '\0'});
    buffer_add_char(out, '"');
}

static void add_json_text(Buffer *out, const char *text)
{
    buffer_add_char(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            buffer_add_char(out, '\\');
        if ((unsigned char)*text < 0x20)
            buffer_format(out, "\\u%04x", (unsigned)*text);
        else
            buffer_add_char(out, *text);
    }
    buffer_add_char(out, '"');
}

static void add_csv(Buffer *out, const LineField *field)
{
    if (field->text != NULL)
        csv_add_field(out, field->text);
    else if (isfinite(field->number))
        buffer_format(out, "%.10g", field->number);
}

static void add_json(Buffer *out, const LineField *field)
{
    add_json_text(out, field->name);
    buffer_add_char(out, ':');
    if (field->text != NULL)
        add_json_text(out, field->text);
    else if (isfinite(field->number))
        buffer_format(out, "%.10g", field->number);
    else
        buffer_add(out, "null");
}

bool line_file_add_fields(LineFile *lines, const LineField *fields, int count, Error *error)
{
    begin(lines);
    for (int i = 0; i < count; i++) {
        buffer_add(&lines->line, i > 0 ? "," : lines->json ? "{" : "");
        (lines->json ? add_json : add_csv)(&lines->line, &fields[i]);
    }
    buffer_add(&lines->line, lines->json ? "}\n" : "\n");
    return append(lines, error);
}

/* The first line, where the file has none: of several processes that begin at once, one writes it. */
static bool name_columns(LineFile *lines, const LineField *fields, int count, Error *error)
{
    Buffer *names = &lines->line;
    buffer_clear(names);
    for (int i = 0; i < count; i++) {
        buffer_add(names, i > 0 ? "," : "");
        csv_add_field(names, fields[i].name);
    }
    buffer_add_char(names, '\n');
    flock(lines->file, LOCK_EX);
    char *first = memory_new(names->length, 1);
    ssize_t there = pread(lines->file, first, names->length, 0);
    bool right = there == (ssize_t)names->length && memcmp(first, names->text, names->length) == 0;
    if (there == 0)
        right = append(lines, error);
    else if (!right)
        error_set(error, ERROR_USAGE,
                  TEXT("%s has other columns: give another file, or one that ends in .jsonl",
                       "%s: 열이 다릅니다. 다른 파일이나 .jsonl로 끝나는 파일을 쓰십시오"),
                  lines->path);
    flock(lines->file, LOCK_UN);
    free(first);
    return right;
}

bool line_file_open_fields(LineFile *lines, const char *path, const LineField *fields, int count, Error *error)
{
    bool json = path_ends(path, ".jsonl");
    *lines = (LineFile){.file = -1};
    if (!json && !path_ends(path, ".csv"))
        return error_set(
            error, ERROR_USAGE,
            TEXT("%s: a name that ends in .csv or .jsonl is needed", "%s: .csv나 .jsonl로 끝나는 이름이어야 합니다"),
            path);
    if (!line_file_open(lines, path, error))
        return false;
    lines->json = json;
    if (json || name_columns(lines, fields, count, error))
        return true;
    line_file_close(lines, NULL);
    return false;
}
