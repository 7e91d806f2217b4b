/* pairs_file.c: reading pairs from files that may hold anything.
 *
 * A file is read whole, made UTF-8, and gone through row by row. Limits on bytes, lines and pairs bound the memory. */
#include "text/pairs_file.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash_table.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "text/encoding.h"
#include "text/normal_text.h"
#include "text/tokenizer.h"

/* The state of reading. */
typedef struct Reader {
    const char *path, *with;
    LoadWatch watch;
    size_t bytes; /* of the file, or of both */
    PairsFile *pairs;
    HashTable known; /* the pairs so far */
} Reader;

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
    pairs->reading.good++;
    if (is_known(reader, hash, first, second)) {
        pairs->reading.repeated++;
        return;
    }
    hash_table_add(&reader->known, hash, pairs->count);
    pairs->pair = memory_room(pairs->pair, pairs->count, &pairs->capacity, sizeof *pairs->pair);
    PairPlace *place = &pairs->pair[pairs->count++];
    place->column[0] = keep_text(pairs, first);
    place->column[1] = keep_text(pairs, second);
}

/* ---- rows ---- */

void pairs_leave_out(PairsReading *reading, int line, const char *format, ...)
{
    if (reading->bad < BAD_LINES_NAMED) {
        BadLine *bad = &reading->first_bad[reading->bad];
        va_list arguments;
        va_start(arguments, format);
        bad->number = line;
        vsnprintf(bad->reason, sizeof bad->reason, format, arguments);
        va_end(arguments);
    }
    reading->bad++;
}

bool pairs_row_is_sound(const PairsRow *row, PairsReading *reading)
{
    ptrdiff_t invalid = row->count <= PAIRS_LINE_BYTES ? utf8_first_invalid(row->start, row->count) : -1;
    if (row->count > PAIRS_LINE_BYTES)
        pairs_leave_out(reading, row->line, TEXT("longer than %d KiB", "%d KiB보다 긺"), PAIRS_LINE_BYTES >> 10);
    else if (row->count > 0 && memchr(row->start, '\0', row->count) != NULL)
        pairs_leave_out(reading, row->line, "%s", TEXT("a NUL byte", "NUL 바이트"));
    else if (invalid >= 0)
        pairs_leave_out(reading, row->line, TEXT("byte %d (0x%02X) is not valid UTF-8", "%d번째 바이트(0x%02X)가 올바른 UTF-8이 아님"),
                        (int)invalid + 1, (unsigned char)row->start[invalid]);
    else
        return true;
    return false;
}

static bool is_name_of_column(const char *cell)
{
    static const char *const names[] = {"source", "target", "src",    "tgt",      "en",          "ko",   "eng",
                                        "kor",    "english", "korean", "sentence", "translation", "영어", "한국어",
                                        "소스",   "타깃",   "원문",   "번역",     "번역문"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *name = names[i], *at = cell;
        while (*name != '\0' && (*at == *name || (*at >= 'A' && *at <= 'Z' && *at - 'A' + 'a' == *name)))
            name++, at++;
        if (*name == '\0' && *at == '\0')
            return true;
    }
    return false;
}

/* The cells of a sound row, which is UTF-8. */
static void take_cells(Reader *reader, const PairsRow *row, const char *first_cell, const char *second_cell)
{
    PairsReading *reading = &reader->pairs->reading;
    char *made[2] = {text_normalised(first_cell), text_normalised(second_cell)};
    const char *first = text_trimmed(made[0]), *second = text_trimmed(made[1]);
    if (first[0] == '\0' || second[0] == '\0')
        pairs_leave_out(reading, row->line, TEXT("column %d is empty", "%d열이 비어 있음"), first[0] == '\0' ? 1 : 2);
    else if (reading->good + reading->bad == 0 && !reading->headed && reader->with == NULL &&
             is_name_of_column(first) && is_name_of_column(second))
        reading->headed = true;
    else
        keep_pair(reader, first, second);
    free(made[0]);
    free(made[1]);
}

static void take_row(Reader *reader, const PairsRow *row)
{
    PairsReading *reading = &reader->pairs->reading;
    reading->columns = row->cells > reading->columns ? row->cells : reading->columns;
    if (!pairs_row_is_sound(row, reading))
        return;
    if (row->cells < 2)
        pairs_leave_out(reading, row->line, "%s", TEXT("one column", "열이 하나뿐임"));
    else
        take_cells(reader, row, row->text.text + row->cell[0], row->text.text + row->cell[1]);
}

static bool check_going(const Reader *reader, size_t left, Error *error)
{
    if (!load_goes_on(&reader->watch, (long)(reader->bytes - left), (long)reader->bytes))
        return pairs_file_stopped(reader->path, error);
    return reader->pairs->count < PAIRS_MOST ||
           error_set(error, ERROR_DATA,
                     TEXT("%s: a file may hold at most %d pairs",
                          "%s: 한 파일에는 문장 쌍이 %d개까지만 들어갈 수 있습니다"),
                     reader->path, PAIRS_MOST);
}

/* ---- one file ---- */

static bool is_number(const PairsRow *row, int cell)
{
    const char *text = row->text.text + row->cell[cell];
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* Such a file has columns that are not texts, for example Tatoeba's list of sentence pairs. */
static bool check_numbered(const Reader *reader, const PairsRow *row, Error *error)
{
    if (row->cells < 4 || reader->pairs->reading.good > 0 || !is_number(row, 0) || is_number(row, 1) ||
        !is_number(row, 2))
        return true;
    char *quoted = path_quoted(reader->path);
    error_set(error, ERROR_DATA,
              TEXT("%1$s:%2$d: columns 1 and 3 are numbers, so the sentences are in columns 2 and 4: "
                   "cut -f 2,4 %3$s > new.tsv",
                   "%1$s:%2$d: 1열과 3열이 숫자이므로 문장은 2열과 4열에 있습니다: cut -f 2,4 %3$s > new.tsv"),
              reader->path, row->line, quoted);
    free(quoted);
    return false;
}

static bool read_rows(Reader *reader, const Buffer *text, Error *error)
{
    PairsTable table = pairs_table(text->text, text->length);
    PairsRow row = {0};
    bool right = true;
    reader->pairs->reading.separator = table.separator;
    reader->pairs->reading.quoted = table.quoted && table.separator == '\t';
    while (right && pairs_table_next(&table, &row)) {
        right = check_going(reader, (size_t)(table.end - table.at), error) && check_numbered(reader, &row, error);
        if (right)
            take_row(reader, &row);
    }
    buffer_free(&row.text);
    return right;
}

/* ---- two files ---- */

static int lines_of(const Buffer *text)
{
    PairsTable table = pairs_table_of_lines(text->text, text->length);
    PairsRow row = {0};
    int last = 0;
    while (pairs_table_next(&table, &row))
        if (row.count > 0)
            last = row.line;
    buffer_free(&row.text);
    return last;
}

static bool read_lines(Reader *reader, const Buffer texts[2], Error *error)
{
    PairsTable table[2];
    PairsRow row[2] = {{0}, {0}};
    PairsReading *reading = &reader->pairs->reading;
    int lines = lines_of(&texts[0]), others = lines_of(&texts[1]);
    bool right = true;
    if (lines != others)
        return error_set(
            error, ERROR_DATA,
            TEXT(lines == 1 ? "%s has %d line and %s has %d: each line must be the translation of the line with the "
                              "same number"
                            : "%s has %d lines and %s has %d: each line must be the translation of the line with the "
                              "same number",
                 "%s 파일은 %d줄, %s 파일은 %d줄입니다. 두 파일의 같은 줄이 서로 짝이 되어야 합니다"),
            reader->path, lines, reader->with, others);
    for (int i = 0; i < 2; i++)
        table[i] = pairs_table_of_lines(texts[i].text, texts[i].length);
    while (right && pairs_table_next(&table[0], &row[0]) && pairs_table_next(&table[1], &row[1])) {
        right = check_going(reader, (size_t)(table[0].end - table[0].at) + (size_t)(table[1].end - table[1].at), error);
        if (right && row[0].count + row[1].count > 0 && pairs_row_is_sound(&row[0], reading) &&
            pairs_row_is_sound(&row[1], reading))
            take_cells(reader, &row[0], row[0].text.text, row[1].text.text);
    }
    buffer_free(&row[0].text);
    buffer_free(&row[1].text);
    return right;
}

/* ---- what was read ---- */

static void add_bad_lines(const PairsReading *reading, Buffer *out)
{
    for (int i = 0; i < reading->bad && i < BAD_LINES_NAMED; i++)
        buffer_format(out, TEXT("%sline %d: %s", "%s%d번째 줄: %s"), i > 0 ? "; " : "",
                      reading->first_bad[i].number, reading->first_bad[i].reason);
    if (reading->bad > BAD_LINES_NAMED)
        buffer_format(out, TEXT("; and %d more", "; 그 밖에 %d줄"), reading->bad - BAD_LINES_NAMED);
}

__attribute__((format(printf, 2, 3))) static void add_sentence(Buffer *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (out->length > 0)
        buffer_add_char(out, ' ');
    buffer_vformat(out, format, arguments);
    va_end(arguments);
}

void pairs_reading_text(const PairsReading *reading, Buffer *out)
{
    if (strcmp(reading->encoding, "UTF-8") != 0)
        add_sentence(out, TEXT("The encoding of the file is %s.", "파일의 인코딩은 %s입니다."), reading->encoding);
    if (reading->separator == ',' || reading->separator == ';')
        add_sentence(out, TEXT("Its columns are separated by '%c'.", "'%c'로 열을 나눈 파일입니다."), reading->separator);
    if (reading->quoted)
        add_sentence(out, TEXT("The quotation marks around its cells are left out.",
                               "칸을 둘러싼 따옴표는 뺐습니다."));
    if (reading->headed)
        add_sentence(out, TEXT("The first row names the columns and is not a pair.",
                               "첫 행은 열 이름이므로 제외했습니다."));
    if (reading->columns > 2)
        add_sentence(out, TEXT("Columns after the second are ignored.", "셋째 열부터는 읽지 않았습니다."));
    if (reading->bad > 0) {
        add_sentence(out,
                     TEXT("Left out %1$d of %2$d lines (",
                          "%2$d줄 가운데 문장 쌍이 아닌 %1$d줄은 제외했습니다("),
                     reading->bad, reading->good + reading->bad);
        add_bad_lines(reading, out);
        buffer_add(out, ").");
    }
    if (reading->repeated > 0)
        add_sentence(out, TEXT("Repeated pairs are kept once (lines dropped: %d).", "거듭 나온 쌍은 하나만 남겼습니다(뺀 줄: %d)."),
                     reading->repeated);
}

static bool check_good(const Reader *reader, Error *error)
{
    const PairsReading *reading = &reader->pairs->reading;
    if (reading->good > 0 && reading->bad <= reading->good)
        return true;
    if (reading->bad == 0)
        return error_set(error, ERROR_DATA,
                         TEXT("%s holds no pairs: each line is a source, a tab and a target",
                              "%s에 문장 쌍이 없습니다. 각 줄은 소스, 탭, 타깃으로 이루어집니다"),
                         reader->path);
    Buffer text = {0};
    add_bad_lines(reading, &text);
    buffer_add(&text, ").");
    if (reader->with == NULL && reading->columns <= 1)
        buffer_add(&text, TEXT(" Each line needs a source, a tab and a target. If the targets are in a second file, "
                               "add with=FILE. A table with commas: save it as tab-separated text, or put quotation "
                               "marks around cells with commas.",
                               " 각 줄은 소스, 탭, 타깃으로 이루어집니다. 타깃이 다른 파일에 있으면 with=파일을 덧붙이십시오. "
                               "쉼표로 나눈 표라면 탭으로 분리된 텍스트로 저장하거나, 쉼표가 든 칸을 따옴표로 묶으십시오."));
    error_set(error, ERROR_DATA,
              TEXT("%1$s: lines that are not pairs: %2$d of %3$d (%4$s", "%1$s: %3$d줄 가운데 %2$d줄이 문장 쌍이 아닙니다(%4$s"),
              reader->path, reading->bad, reading->bad + reading->good, buffer_text(&text));
    buffer_free(&text);
    return false;
}

bool pairs_file_stopped(const char *path, Error *error)
{
    return error_set(error, ERROR_INTERRUPTED, TEXT("stopped reading %s", "%s 파일 읽기를 멈추었습니다"), path);
}

/* ---- reading ---- */

static const char *read_text(const char *path, Buffer *text, Error *error)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > PAIRS_FILE_BYTES) {
        error_set(error, ERROR_DATA,
                  TEXT("%s is larger than %d MiB: take a part of it, for example with head -n 200000",
                       "%s: %d MiB보다 큰 파일입니다. head -n 200000 등으로 일부만 쓰십시오"),
                  path, PAIRS_FILE_BYTES >> 20);
        return NULL;
    }
    return whole_file_read(path, PAIRS_FILE_BYTES, text, error) ? encoding_read(text, path, error) : NULL;
}

bool pairs_file_read(const char *path, const char *with, LoadWatch watch, PairsFile *pairs, Error *error)
{
    Reader reader = {.path = path, .with = with, .watch = watch, .pairs = pairs};
    Buffer texts[2] = {{0}, {0}};
    const char *first = read_text(path, &texts[0], error);
    const char *second = first == NULL || with == NULL ? first : read_text(with, &texts[1], error);
    reader.bytes = texts[0].length + texts[1].length;
    pairs->reading.encoding = second != NULL && strcmp(first, "UTF-8") == 0 ? second : first;
    bool read = second != NULL &&
                (with == NULL ? read_rows(&reader, &texts[0], error) : read_lines(&reader, texts, error)) &&
                check_good(&reader, error);
    buffer_free(&texts[0]);
    buffer_free(&texts[1]);
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
