/* error.c: messages of bounded length, the system's reasons, and the nearest name to a misspelt one. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "base/unicode.h"

/* Messages quote names and words from untrusted files: control characters become a ?. */
static void mend(char *message)
{
    /* A cut may fall inside a UTF-8 character: drop the broken end. */
    ptrdiff_t invalid = utf8_first_invalid(message, strlen(message));
    if (invalid >= 0 && strlen(message) - (size_t)invalid < 4)
        message[invalid] = '\0';
    size_t length = strlen(message), to = 0, bytes;
    for (size_t at = 0; at < length; at += bytes) {
        uint32_t code = utf8_decode(message + at, length - at, &bytes);
        bool obeyed = unicode_is_invisible(code) && code != '\n' && code != '\t';
        bool broken = bytes == 1 && code >= 0x80;
        if (obeyed || broken)
            message[to++] = '?';
        else
            to += utf8_encode(code, message + to);
    }
    message[to] = '\0';
}

bool error_set(Error *error, ErrorKind kind, const char *format, ...)
{
    if (error == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    error->kind = kind;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    mend(error->message);
    return false;
}

bool error_prefix(Error *error, const char *format, ...)
{
    if (error == NULL)
        return false;
    char whole[ERROR_LENGTH * 2];
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(whole, ERROR_LENGTH, format, arguments);
    va_end(arguments);
    size_t used = count < 0 ? 0 : count < ERROR_LENGTH ? (size_t)count : ERROR_LENGTH - 1;
    memcpy(whole + used, error->message, strlen(error->message) + 1);
    memcpy(error->message, whole, ERROR_LENGTH - 1);
    error->message[ERROR_LENGTH - 1] = '\0';
    mend(error->message);
    return false;
}

const char *system_reason(int code)
{
    static const struct { int code; const char *korean; } reasons[] = {
        {ENOENT, "그런 파일이나 폴더가 없습니다"}, {EACCES, "권한이 없습니다"},
        {ENOSPC, "디스크에 남은 공간이 없습니다"}, {EISDIR, "파일이 아니라 폴더입니다"},
        {ENOTDIR, "폴더가 아닙니다"},              {EEXIST, "이미 있습니다"},
        {EROFS, "읽기 전용 파일 시스템입니다"},    {EMFILE, "열린 파일이 너무 많습니다"},
        {ENAMETOOLONG, "이름이 너무 깁니다"},
    };
    for (size_t i = 0; language_now() == LANGUAGE_KOREAN && i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].code == code)
            return reasons[i].korean;
    return strerror(code);
}

enum { LONGEST_NAME = 64 };

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

/* Edits (insert, delete, replace, swap neighbours) from a to b, both at most LONGEST_NAME bytes; capitals are as small ones. */
static int distance(const char *a, const char *b)
{
    int rows[3][LONGEST_NAME + 1];
    int a_length = (int)strlen(a), b_length = (int)strlen(b);
    for (int j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (int i = 1; i <= a_length; i++) {
        int *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= b_length; j++) {
            int differs = lower(a[i - 1]) != lower(b[j - 1]);
            int shorter = (last[j] < now[j - 1] ? last[j] : now[j - 1]) + 1, replaced = last[j - 1] + differs;
            now[j] = shorter < replaced ? shorter : replaced;
            bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped && before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
    }
    return rows[a_length % 3][b_length];
}

const char *nearest_name(const char *name, const char *const *candidates, size_t count)
{
    size_t length = strlen(name);
    if (length > LONGEST_NAME)
        return NULL;
    int allowed = length < 3 ? 1 : (int)(length + 2) / 3;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i] == NULL || strlen(candidates[i]) > LONGEST_NAME)
            continue;
        int edits = distance(name, candidates[i]);
        if (edits <= allowed && edits < (int)length) {
            nearest = candidates[i];
            allowed = edits - 1;
        }
    }
    return nearest;
}
