/* encoding.c: finds a text's encoding and converts it with iconv. */
#include "text/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/unicode.h"
#include "base/whole_file.h"

/* Byte-order marks. UTF-32 comes before UTF-16, with which its mark begins. */
static const struct { const char *encoding, *mark; size_t count; } marks[] = {
    {"UTF-8", "\xEF\xBB\xBF", 3}, {"UTF-32LE", "\xFF\xFE\0\0", 4}, {"UTF-32BE", "\0\0\xFE\xFF", 4},
    {"UTF-16LE", "\xFF\xFE", 2},  {"UTF-16BE", "\xFE\xFF", 2},
};

static int line_at(const char *text, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n' || (text[i] == '\r' && (i + 1 == at || text[i + 1] != '\n'));
    return line;
}

/* ---- converting ---- */

/* False if iconv does not know the encoding or the bytes are not of it; out then holds what came before. */
static bool convert(const char *encoding, const char *bytes, size_t count, Buffer *out)
{
    char block[4096], *from = (char *)bytes;
    iconv_t converter = iconv_open("UTF-8", encoding);
    bool right = converter != (iconv_t)-1;
    while (right && count > 0) {
        char *to = block;
        size_t room = sizeof block;
        right = iconv(converter, &from, &count, &to, &room) != (size_t)-1 || (errno == E2BIG && to > block);
        buffer_add_bytes(out, block, (size_t)(to - block));
    }
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return right;
}

static void replace(Buffer *text, Buffer *by)
{
    buffer_free(text);
    *text = *by;
    buffer_add_bytes(text, "", 0); /* "" rather than NULL */
}

static const char *read_marked(Buffer *text, const char *encoding, size_t mark, const char *path, Error *error)
{
    Buffer converted = {0};
    if (!convert(encoding, text->text + mark, text->length - mark, &converted)) {
        error_set(error, ERROR_DATA,
                  TEXT("%1$s:%2$d: the file's first bytes announce %3$s, but this line is not %3$s: save the file "
                       "again as UTF-8",
                       "%1$s:%2$d: 파일의 첫 바이트는 %3$s라고 알리지만 이 줄은 %3$s가 아닙니다. 파일을 UTF-8로 다시 저장하십시오"),
                  path, line_at(converted.text, converted.length), encoding);
        buffer_free(&converted);
        return NULL;
    }
    replace(text, &converted);
    return encoding;
}

/* ---- guessing ---- */

/* Characters of several bytes that are UTF-8, bytes that are not, and where the first of those is. */
typedef struct Validity { size_t valid, invalid, first; } Validity;

static Validity validity_of(const Buffer *text)
{
    Validity validity = {0, 0, 0};
    for (size_t at = 0, bytes; at < text->length; at += bytes) {
        if ((unsigned char)text->text[at] < 0x80) {
            bytes = 1;
            continue;
        }
        utf8_decode(text->text + at, text->length - at, &bytes);
        if (bytes == 1 && validity.invalid++ == 0)
            validity.first = at;
        validity.valid += bytes > 1;
    }
    return validity;
}

/* Whether at least half of what is not ASCII, in pairs of bytes, is where CP949 has the common Hangul syllables. Other
 * encodings of two bytes a character (Shift JIS, Big5) are not; iconv finds those of one. */
static bool looks_korean(const Buffer *text)
{
    size_t pairs = 0, hangul = 0;
    for (size_t i = 0; i + 1 < text->length; i++) {
        unsigned char lead = (unsigned char)text->text[i], trail = (unsigned char)text->text[i + 1];
        if (lead < 0x80)
            continue;
        pairs++;
        hangul += lead >= 0xB0 && lead <= 0xC8 && trail >= 0xA1;
        i++;
    }
    return pairs > 0 && 2 * hangul >= pairs;
}

static const char *refuse_zero(const Buffer *text, size_t at, const char *path, Error *error)
{
    const char *guess = at % 2 == 1 ? "UTF-16LE" : "UTF-16BE";
    char *quoted = path_quoted(path);
    error_set(error, ERROR_DATA,
              TEXT("%1$s:%2$d: there is a NUL byte, so this is not a text file; if it is UTF-16 without a byte-order "
                   "mark: iconv -f %3$s -t UTF-8 %4$s > new.tsv",
                   "%1$s:%2$d: NUL 바이트가 있습니다. 텍스트 파일이 아닙니다. 바이트 순서 표시(BOM)가 없는 UTF-16이라면 변환하십시오: "
                   "iconv -f %3$s -t UTF-8 %4$s > new.tsv"),
              path, line_at(text->text, at), guess, quoted);
    free(quoted);
    return NULL;
}

static const char *refuse_unknown(const Buffer *text, size_t at, const char *path, Error *error)
{
    int line = line_at(text->text, at);
    size_t start = at;
    while (start > 0 && text->text[start - 1] != '\n' && text->text[start - 1] != '\r')
        start--;
    char *quoted = path_quoted(path);
    error_set(error, ERROR_DATA,
              TEXT("%1$s:%2$d: byte %3$d of the line (0x%4$02X) is not valid UTF-8, and the file is not CP949 either. If "
                   "it was written on Windows in a western language, convert it: "
                   "iconv -f WINDOWS-1252 -t UTF-8 %5$s > new.tsv",
                   "%1$s:%2$d: 이 줄의 %3$d번째 바이트(0x%4$02X)는 올바른 UTF-8이 아니며 CP949 파일도 아닙니다. 서양 언어로 "
                   "Windows에서 만든 파일이라면 변환하십시오: iconv -f WINDOWS-1252 -t UTF-8 %5$s > new.tsv"),
              path, line, (int)(at - start) + 1, (unsigned char)text->text[at], quoted);
    free(quoted);
    return NULL;
}

static const char *read_unmarked(Buffer *text, const char *path, Error *error)
{
    const char *zero = text->length > 0 ? memchr(text->text, '\0', text->length) : NULL;
    if (zero != NULL)
        return refuse_zero(text, (size_t)(zero - text->text), path, error);
    Validity validity = validity_of(text);
    if (validity.invalid == 0 || validity.valid > validity.invalid)
        return "UTF-8";
    Buffer converted = {0};
    if (looks_korean(text) && convert("CP949", text->text, text->length, &converted)) {
        replace(text, &converted);
        return "CP949";
    }
    buffer_free(&converted);
    return refuse_unknown(text, validity.first, path, error);
}

const char *encoding_read(Buffer *text, const char *path, Error *error)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (text->length < marks[i].count || memcmp(text->text, marks[i].mark, marks[i].count) != 0)
            continue;
        if (i > 0)
            return read_marked(text, marks[i].encoding, marks[i].count, path, error);
        text->length -= marks[i].count;
        memmove(text->text, text->text + marks[i].count, text->length + 1);
        break;
    }
    return read_unmarked(text, path, error);
}
