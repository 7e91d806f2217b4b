/* pairs_file.c: reading pairs from a file that may hold anything.
 *
 * The file is read line by line through one fixed piece of memory; what is kept grows only by pairs that were found
 * right, and limits on lines, pairs and bytes bound it. The file is opened without waiting and looked at before it is
 * read, so that a folder or a pipe is refused instead of hung on. */
#include "text/pairs_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash_table.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/unicode.h"
#include "text/tokenizer.h"

enum { COLUMNS_MOST = 3 };

/* The state of reading one file. */
typedef struct Reader {
    const char *path;
    bool (*interrupted)(void);
    FILE *stream;
    PairsFile *pairs;
    size_t bytes; /* read so far */
    int line;     /* the number of the line in text, from 1 */
    char *text;   /* [PAIRS_LINE_BYTES + 1] */
    size_t length;
    HashTable known; /* the pairs so far */
} Reader;

__attribute__((format(printf, 3, 4))) static bool refuse(const Reader *reader, Error *error, const char *format, ...)
{
    va_list arguments;
    Buffer reason = {0};
    va_start(arguments, format);
    buffer_vformat(&reason, format, arguments);
    va_end(arguments);
    error_set(error, ERROR_DATA, "%s:%d: %s", reader->path, reader->line, buffer_text(&reason));
    buffer_free(&reason);
    return false;
}

/* ---- opening ---- */

static bool refuse_missing(const char *path, Error *error)
{
    return error_set(error, ERROR_SYSTEM,
                     TEXT("there is no file %s: check its name and folder, or try the built-in data, for "
                          "example the grammar ko-en",
                          "%s 파일이 없습니다. 이름과 폴더를 확인하거나 내장 데이터(예: 문법 ko-en)를 써 "
                          "보십시오"),
                     path);
}

static bool check_kind(const char *path, int descriptor, Error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return error_set(error, ERROR_SYSTEM,
                         TEXT("%s is a folder: name one of the files in it",
                              "%s: 폴더입니다. 그 안의 파일을 지정하십시오"),
                         path);
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_SYSTEM,
                         TEXT("%s is not a regular file: save the pairs to a file first",
                              "%s: 일반 파일이 아닙니다. 문장 쌍을 먼저 파일로 저장하십시오"),
                         path);
    if (status.st_size > PAIRS_FILE_BYTES)
        return error_set(error, ERROR_DATA,
                         TEXT("%s is larger than %d MiB: take a part of it, for example with head -n 200000",
                              "%s: %d MiB보다 큰 파일입니다. head -n 200000 등으로 일부만 쓰십시오"),
                         path, PAIRS_FILE_BYTES >> 20);
    return true;
}

static FILE *open_stream(const char *path, Error *error)
{
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            refuse_missing(path, error);
        else
            error_set(error, ERROR_SYSTEM, TEXT("%s cannot be read: %s", "%s: 읽을 수 없습니다(%s)"), path,
                      strerror(errno));
        return NULL;
    }
    FILE *stream = check_kind(path, descriptor, error) ? fdopen(descriptor, "rb") : NULL;
    if (stream == NULL)
        close(descriptor);
    return stream;
}

/* ---- lines ---- */

/* The next line without its end; *found is false at the end of the file. */
static bool read_line(Reader *reader, bool *found, Error *error)
{
    int byte;
    reader->length = 0;
    reader->line++;
    while ((byte = getc_unlocked(reader->stream)) != EOF && byte != '\n') {
        if (reader->length == PAIRS_LINE_BYTES)
            return refuse(reader, error, TEXT("this line is longer than %d KiB", "이 줄은 %d KiB보다 깁니다"),
                          PAIRS_LINE_BYTES >> 10);
        if (byte == '\0')
            return refuse(reader, error, TEXT("there is a NUL byte, so this is not a text file",
                                              "NUL 바이트가 있습니다. 텍스트 파일이 아닙니다"));
        reader->text[reader->length++] = (char)byte;
    }
    if (byte == EOF && ferror(reader->stream))
        return error_set(error, ERROR_SYSTEM, "%s: %s", reader->path, strerror(errno));
    *found = byte != EOF || reader->length > 0;
    reader->bytes += reader->length + 1;
    if (reader->length > 0 && reader->text[reader->length - 1] == '\r')
        reader->length--;
    reader->text[reader->length] = '\0';
    return true;
}

static bool check_valid(const Reader *reader, Error *error)
{
    ptrdiff_t invalid = utf8_first_invalid(reader->text, reader->length);
    if (invalid < 0)
        return true;
    return refuse(reader, error,
                  TEXT("byte %d of the line (0x%02X) is not valid UTF-8; convert the file, for example with "
                       "iconv -f CP949 -t UTF-8",
                       "이 줄의 %d번째 바이트(0x%02X)는 올바른 UTF-8이 아닙니다. iconv -f CP949 -t UTF-8 등으로 파일을 변환하십시오"),
                  (int)invalid + 1, (unsigned char)reader->text[invalid]);
}

/* ---- columns ---- */

typedef struct Columns {
    char *column[COLUMNS_MOST];
    int count; /* may be more than there is room for */
} Columns;

/* Cuts the line at its tabs. */
static void cut_columns(char *line, Columns *columns)
{
    columns->count = 0;
    for (char *next = line; next != NULL; columns->count++) {
        char *tab = strchr(next, '\t');
        if (tab != NULL)
            *tab = '\0';
        if (columns->count < COLUMNS_MOST)
            columns->column[columns->count] = next;
        next = tab != NULL ? tab + 1 : NULL;
    }
}

static bool check_columns(const Reader *reader, Columns *columns, Error *error)
{
    if (columns->count < 2)
        return refuse(reader, error, TEXT("this line has one column; it needs two, separated by a tab",
                                          "탭으로 나뉜 두 열이 필요한데 이 줄에는 하나뿐입니다"));
    if (columns->count > COLUMNS_MOST)
        return refuse(
            reader, error,
            TEXT("each line needs two columns separated by a tab (a third, the attribution, is skipped); this one has "
                 "%d",
                 "탭으로 나뉜 두 열이 필요한데(셋째 열은 출처로 보고 건너뜁니다) 이 줄에는 %d개가 있습니다"),
            columns->count);
    for (int i = 0; i < columns->count; i++) {
        columns->column[i] = text_trimmed(columns->column[i]);
        if (columns->column[i][0] == '\0')
            return refuse(reader, error, TEXT("column %d is empty", "%d번째 열이 비어 있습니다"), i + 1);
    }
    return true;
}

/* ---- pairs ---- */

const char *pairs_file_text(const PairsFile *pairs, int index, int column)
{
    return pairs->text.text + pairs->pair[index].column[column];
}

static bool is_known(const Reader *reader, uint64_t hash, const char *first, const char *second)
{
    size_t step = 0;
    for (int pair; (pair = hash_table_next(&reader->known, hash, &step)) >= 0;)
        if (strcmp(pairs_file_text(reader->pairs, pair, 0), first) == 0 &&
            strcmp(pairs_file_text(reader->pairs, pair, 1), second) == 0)
            return true;
    return false;
}

static size_t keep_text(PairsFile *pairs, const char *text)
{
    size_t start = pairs->text.length;
    buffer_add_bytes(&pairs->text, text, strlen(text) + 1);
    return start;
}

static void keep_pair(Reader *reader, const char *first, const char *second)
{
    PairsFile *pairs = reader->pairs;
    uint64_t hash = hash_bytes(second, strlen(second), hash_bytes(first, strlen(first), 0));
    if (is_known(reader, hash, first, second))
        return;
    hash_table_add(&reader->known, hash, pairs->count);
    pairs->pair = memory_room(pairs->pair, pairs->count, &pairs->capacity, sizeof *pairs->pair);
    PairPlace *place = &pairs->pair[pairs->count++];
    place->column[0] = keep_text(pairs, first);
    place->column[1] = keep_text(pairs, second);
}

/* ASCII is in NFC as it stands; *made is what must be freed. */
static const char *normalised(const char *text, char **made)
{
    const char *next = text;
    while (*next != '\0' && (unsigned char)*next < 0x80)
        next++;
    *made = *next == '\0' ? NULL : utf8_normalised(text);
    return *made != NULL ? *made : text;
}

static bool take_line(Reader *reader, char *line, Error *error)
{
    Columns columns;
    char *made[2];
    cut_columns(line, &columns);
    if (!check_columns(reader, &columns, error))
        return false;
    if (reader->pairs->count == PAIRS_MOST)
        return refuse(reader, error, TEXT("a file may hold at most %d pairs",
                                          "한 파일에는 문장 쌍이 %d개까지만 들어갈 수 있습니다"), PAIRS_MOST);
    const char *first = normalised(columns.column[0], &made[0]);
    const char *second = normalised(columns.column[1], &made[1]);
    keep_pair(reader, first, second);
    free(made[0]);
    free(made[1]);
    return true;
}

static bool is_skipped(char *line)
{
    if (strchr(line, '\t') != NULL)
        return false;
    return line[0] == '#' || text_trimmed(line)[0] == '\0';
}

static bool read_lines(Reader *reader, Error *error)
{
    for (;;) {
        bool found = false;
        if (!read_line(reader, &found, error))
            return false;
        if (!found)
            return true;
        if (reader->interrupted != NULL && reader->interrupted())
            return pairs_file_stopped(reader->path, error);
        if (reader->bytes > (size_t)PAIRS_FILE_BYTES + 1) /* it may grow while it is read */
            return refuse(reader, error, "%s", TEXT("the file has become too large", "파일이 너무 커졌습니다"));
        if (!check_valid(reader, error))
            return false;
        bool has_mark = reader->line == 1 && strncmp(reader->text, "\xEF\xBB\xBF", 3) == 0;
        char *line = reader->text + (has_mark ? 3 : 0);
        if (!is_skipped(line) && !take_line(reader, line, error))
            return false;
    }
}

bool pairs_file_stopped(const char *path, Error *error)
{
    return error_set(error, ERROR_INTERRUPTED, TEXT("stopped reading %s", "%s 파일 읽기를 멈추었습니다"), path);
}

bool pairs_file_read(const char *path, bool (*interrupted)(void), PairsFile *pairs, Error *error)
{
    Reader reader = {.path = path, .interrupted = interrupted, .pairs = pairs, .stream = open_stream(path, error)};
    if (reader.stream == NULL)
        return false;
    reader.text = memory_new(PAIRS_LINE_BYTES + 1, 1);
    bool read = read_lines(&reader, error);
    if (read && pairs->count == 0)
        read = error_set(error, ERROR_DATA,
                         TEXT("%s holds no pairs: each line is a source, a tab and a target",
                              "%s에 문장 쌍이 없습니다. 각 줄은 소스, 탭, 타깃으로 이루어집니다"),
                         path);
    fclose(reader.stream);
    free(reader.text);
    hash_table_free(&reader.known);
    if (!read)
        pairs_file_free(pairs);
    return read;
}

void pairs_file_free(PairsFile *pairs)
{
    buffer_free(&pairs->text);
    free(pairs->pair);
    *pairs = (PairsFile){0};
}
