/* test_text_pairs_file.c: what the loader of pairs takes, what it refuses and with which words. */
#include <sys/stat.h>

#include "base/language.h"
#include "base/whole_file.h"
#include "test.h"
#include "text/pairs_file.h"
#include "text_files.h"

static bool read_bytes(const void *bytes, size_t count, PairsFile *pairs, Error *error)
{
    char path[TEXT_FILE_PATH];
    write_text_file(path, bytes, count);
    *pairs = (PairsFile){0};
    bool read = pairs_file_read(path, NULL, (LoadWatch){0}, pairs, error);
    unlink(path);
    return read;
}

static PairsFile pairs_of(const void *bytes, size_t count)
{
    PairsFile pairs;
    Error error = {0};
    if (!read_bytes(bytes, count, &pairs, &error))
        fail_msg("refused: %s", error.message);
    return pairs;
}

static void add_pairs(const PairsFile *pairs, Buffer *out)
{
    for (int i = 0; i < pairs->count; i++)
        buffer_format(out, "%s=%s\n", pairs_file_text(pairs, i, 0), pairs_file_text(pairs, i, 1));
}

/* Reads text and checks that the pairs are those of expected, where each pair ends with a newline. */
static void check_pairs(const char *text, const char *expected)
{
    PairsFile pairs = pairs_of(text, strlen(text));
    Buffer got = {0};
    add_pairs(&pairs, &got);
    assert_string_equal(buffer_text(&got), expected);
    buffer_free(&got);
    pairs_file_free(&pairs);
}

static void check_refused(const void *bytes, size_t count, const char *words)
{
    PairsFile pairs;
    Error error = {0};
    assert_false(read_bytes(bytes, count, &pairs, &error));
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, error.message);
    assert_int_equal(error.kind, ERROR_DATA);
    assert_null(pairs.pair);
    assert_null(pairs.text.text);
}

static void check_refused_text(const char *text, const char *words) { check_refused(text, strlen(text), words); }

/* ---- taken ---- */

TEST(good_files_are_read)
{
    static const char *const files[][2] = {
        {"Hi.\t안녕.\nRun!\t뛰어!\n", "Hi.=안녕.\nRun!=뛰어!\n"},
        {"no newline\tat the end", "no newline=at the end\n"},
        /* the attribution is not kept */
        {"Hi.\t안녕.\tCC-BY 2.0 (France) Attribution: tatoeba.org #1\nGo.\t가.\n", "Hi.=안녕.\nGo.=가.\n"},
        /* line ends and byte-order marks */
        {"a\tb\r\nc\td\r\n", "a=b\nc=d\n"},
        {"a\tb\rc\td\r", "a=b\nc=d\n"},
        {"a\tb\r\r\nc\td\n\re\tf", "a=b\nc=d\ne=f\n"},
        {"\xEF\xBB\xBF" "a\tb\n", "a=b\n"},
        {"\xEF\xBB\xBF# heading\r\n\r\na\tb\r\n", "a=b\n"},
        /* empty lines and comments are skipped */
        {"\n# from a book\na\tb\n   \n\n#\nc\td\n\n", "a=b\nc=d\n"},
        {"# 1\tnumber one\n#1\tfirst\n#\thash\n#no tab\n", "#1=first\n#=hash\n"},
        /* what spreadsheets leave: empty columns and rows, a row of names, columns of other things */
        {"a\tb\t\t\n\t\t\t\nc\td\t\t\n", "a=b\nc=d\n"},
        {"English\t한국어\na\tb\nen\tko\n", "a=b\nen=ko\n"},
        {"a\tb\tc\td\te\n", "a=b\n"},
        /* quotation marks around cells, doubled inside; a line end in a cell is a space */
        {"\"he said \"\"no\"\"\"\tb\n\"c\"\td\n", "he said \"no\"=b\nc=d\n"},
        {"\"a, b\"\tc\n", "a, b=c\n"},
        {"\"a\"\t\"b\"\n\n\"c\"\t\"d\"\n", "a=b\nc=d\n"},
        {"\"a\nb\tc\"\td\n", "a b\tc=d\n"},
        /* and quotation marks of the sentences themselves */
        {"\"Hi,\" he said.\tb\n\"Yes, I do.\"\td\n", "\"Hi,\" he said.=b\n\"Yes, I do.\"=d\n"},
        {"\"Yes.\"\tb\n", "\"Yes.\"=b\n"},
        {"\"a, b\"\tc, d\n", "\"a, b\"=c, d\n"},
        {"\"a\tb\n", "\"a=b\n"},
        {"\"a, b\"\tc\nd \"e\" f\tg\n", "\"a, b\"=c\nd \"e\" f=g\n"},
        /* commas and semicolons */
        {"a,b\n\"c, d\",\"e \"\"f\"\"\"\n", "a=b\nc, d=e \"f\"\n"},
        {"a;b, c\nd;e\n", "a=b, c\nd=e\n"},
        /* texts are trimmed and normalised */
        {"  a b \t c\n", "a b=c\n"},
        {"cafe\xCC\x81\t\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xA8\n", "café=학\n"},
        /* equal pairs are kept once */
        {"a\tb\na\tc\na\tb\n a \tb\nb\ta\n", "a=b\na=c\nb=a\n"},
        {"caf\xC3\xA9\tx\ncafe\xCC\x81\tx\n", "café=x\n"}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        check_pairs(files[i][0], files[i][1]);
}

TEST(many_pairs_are_kept)
{
    enum { MANY = 5000 };
    Buffer text = {0};
    for (int i = 0; i < 2 * MANY; i++)
        buffer_format(&text, "s%d\tt%d\n", i % MANY, i % MANY);
    PairsFile pairs = pairs_of(text.text, text.length);
    assert_int_equal(pairs.count, MANY);
    assert_string_equal(pairs_file_text(&pairs, MANY - 1, 1), "t4999");
    pairs_file_free(&pairs);
    buffer_free(&text);
}

/* ---- encodings ---- */

static void check_encoding(const char *encoding, const void *bytes, size_t count)
{
    PairsFile pairs = pairs_of(bytes, count);
    assert_string_equal(pairs.reading.encoding, encoding);
    assert_int_equal(pairs.count, 2);
    assert_string_equal(pairs_file_text(&pairs, 0, 0), "나는 가");
    assert_string_equal(pairs_file_text(&pairs, 0, 1), "a");
    assert_string_equal(pairs_file_text(&pairs, 1, 1), "b");
    pairs_file_free(&pairs);
}

#define CHECK_ENCODING(encoding, bytes) check_encoding(encoding, bytes, sizeof bytes - 1)

TEST(encodings_are_found)
{
    CHECK_ENCODING("UTF-8", "나는 가\ta\n나\tb\n");
    CHECK_ENCODING("UTF-8", "\xEF\xBB\xBF나는 가\ta\n나\tb\n");
    CHECK_ENCODING("CP949", "\xB3\xAA\xB4\xC2 \xB0\xA1\ta\r\n\xB3\xAA\tb\r\n");
    CHECK_ENCODING("UTF-16LE", "\xFF\xFE\x98\xB0\x94\xB2 \0\0\xAC\t\0a\0\r\0\n\0\x98\xB0\t\0b\0");
    CHECK_ENCODING("UTF-16BE", "\xFE\xFF\xB0\x98\xB2\x94\0 \xAC\0\0\t\0a\0\n\xB0\x98\0\t\0b");
    CHECK_ENCODING("UTF-32LE", "\xFF\xFE\0\0\x98\xB0\0\0\x94\xB2\0\0 \0\0\0\0\xAC\0\0\t\0\0\0a\0\0\0\n\0\0\0"
                               "\x98\xB0\0\0\t\0\0\0b\0\0\0");
}

/* One wrong byte in a UTF-8 file is a bad line and does not make it CP949; half a character in UTF-16 is refused. */
TEST(damaged_files_keep_their_encoding)
{
    check_pairs("나는 가\ta\n나\xB0\xA1\tb\n너\tc\n", "나는 가=a\n너=c\n");
    check_refused("\xFF\xFE" "a\0\n\0b", 7, ":2: the file's first bytes announce UTF-16LE, but this line is not");
    check_refused("\xFF\xFE" "a\0\x00\xD8" "b\0", 8, ":1: the file's first bytes");
    check_refused_text("\x82\xA0\x82\xA2\ta\n", "is not CP949"); /* Shift JIS, whose bytes CP949 has too */
}

static void check_reading(const char *text, const char *expected)
{
    PairsFile pairs = pairs_of(text, strlen(text));
    Buffer got = {0};
    pairs_reading_text(&pairs.reading, &got);
    assert_string_equal(buffer_text(&got), expected);
    buffer_free(&got);
    pairs_file_free(&pairs);
}

TEST(readers_are_told_how_a_file_was_read)
{
    check_reading("a\tb\n", "");
    check_reading("\xB3\xAA\ta\n", "The encoding of the file is CP949.");
    check_reading("ko,en\na,b\n", "Its columns are separated by ','. The first row names the columns and is not a pair.");
    check_reading("\"a \"\"b\"\"\"\tc\td\n", "The quotation marks around its cells are left out. Columns after the second are ignored.");
    check_reading("a\tb\nc\n나\td\n나\xFF\td\n", "Left out 2 of 4 lines (line 2: one column; line 4: byte 4 (0xFF) is not valid UTF-8).");
    language_set(LANGUAGE_KOREAN);
    check_reading("a\tb\nc\n", "2줄 가운데 문장 쌍이 아닌 1줄은 제외했습니다(2번째 줄: 열이 하나뿐임).");
    language_set(LANGUAGE_ENGLISH);
}

/* ---- two files ---- */

static void check_two(const char *first, const char *second, const char *expected)
{
    char path[TEXT_FILE_PATH], with[TEXT_FILE_PATH];
    PairsFile pairs = {0};
    Error error = {0};
    Buffer got = {0};
    write_text(path, first);
    write_text(with, second);
    if (!pairs_file_read(path, with, (LoadWatch){0}, &pairs, &error))
        buffer_add(&got, strstr(error.message, " has "));
    add_pairs(&pairs, &got);
    if (strncmp(buffer_text(&got), expected, strlen(expected)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", buffer_text(&got), expected);
    assert_int_equal(pairs.reading.bad, strstr(first, "\n\n") != NULL);
    pairs_file_free(&pairs);
    buffer_free(&got);
    unlink(path);
    unlink(with);
}

TEST(two_files_go_line_by_line)
{
    check_two("a\n# b, c\nd", "1\r\n2\r\n\"3\"\r\n\r\n", "a=1\n# b, c=2\nd=\"3\"\n");
    check_two("a\n\nc\n", "1\n2\n3\n", "a=1\nc=3\n");
    check_two("a\nb\n", "1\n2\n3\n", " has 2 lines and ");
}

/* ---- refused ---- */

TEST(wrong_lines_are_refused)
{
    static const char *const files[][2] = {
        {"only one\n", "lines that are not pairs: 1 of 1 (line 1: one column)."},
        {"a\tb\nx\ny\nz\t\n\tz\nw\n",
         "lines that are not pairs: 5 of 6 (line 2: one column; line 3: one column; line 4: column 2 is empty; and 2 more)."},
        {"a, b\nc\n", "put quotation marks around cells with commas"},
        {"a,b\nc, d,e\n", "put quotation marks around cells with commas"},
        {"a\nb\n", "add with=FILE"},
        {"a\t\n", "line 1: column 2 is empty"},
        {"a\t \xC2\xA0 \n", "line 1: column 2 is empty"},
        {"\xE2\x80\x8B\tb\n", "line 1: column 1 is empty"}, /* only a zero-width space */
        {"12\ta\t34\tb\n", ":1: columns 1 and 3 are numbers, so the sentences are in columns 2 and 4: cut -f 2,4"},
        {"a\tb\nc\td\xFF\n", ":2: byte 4 of the line (0xFF) is not valid UTF-8, and the file is not CP949"},
        {"a\tb\rcaf\xE9\td\n", ":2: byte 4 of the line (0xE9) is not valid UTF-8"},
        {"a\t\xED\xA0\x80\n", "not valid UTF-8"}, /* half a surrogate pair */
        {"a\t\xE0\x80\xAF\n", "not valid UTF-8"}, /* too long a form */
        {"a\tb\xEC\x95", "not valid UTF-8"},      /* cut off */
        {"# \xFF\na\tb\n", ":1: byte 3"},
        {"", "holds no pairs"},
        {"\t\n", "holds no pairs"},
        {"\xEF\xBB\xBF", "holds no pairs"},
        {"# only a comment\n\n", "holds no pairs"}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        check_refused_text(files[i][0], files[i][1]);
}

/* The command that a message offers is for a shell, which must not find commands in a file's name. */
TEST(names_are_quoted_for_a_shell)
{
    char *quoted = path_quoted("a';touch b;'.tsv");
    assert_string_equal(quoted, "'a'\\'';touch b;'\\''.tsv'");
    free(quoted);
}

TEST(nul_bytes_are_refused)
{
    static const char zero[] = "a\tb\nc\0d\te\n";
    check_refused(zero, sizeof zero - 1, ":2: there is a NUL byte");
    static const char wide[] = "a\0\t\0b\0\n\0";
    check_refused(wide, sizeof wide - 1, "iconv -f UTF-16LE -t UTF-8 ");
    check_refused(wide + 1, sizeof wide - 3, "iconv -f UTF-16BE -t UTF-8 ");
    static const char marked[] = "\xFF\xFE\0\0\t\0b\0\n\0";
    check_refused(marked, sizeof marked - 1, "UTF-32LE");
    static const char zeros[] = "\xFE\xFF\0a\0\0\0\t\0b";
    check_refused(zeros, sizeof zeros - 1, "line 1: a NUL byte");
}

TEST(long_lines_are_refused)
{
    Buffer text = {0};
    buffer_add(&text, "a\t");
    while (text.length < PAIRS_LINE_BYTES)
        buffer_add_char(&text, 'b');
    buffer_add_char(&text, '\n');
    PairsFile pairs = pairs_of(text.text, text.length);
    pairs_file_free(&pairs);
    text.text[text.length - 1] = 'b';
    buffer_add(&text, "\n");
    check_refused(text.text, text.length, "(line 1: longer than 64 KiB)");
    buffer_free(&text);
}

TEST(large_files_are_refused_unread)
{
    char path[TEXT_FILE_PATH];
    PairsFile pairs = {0};
    Error error = {0};
    write_text(path, "a\tb\n");
    assert_int_equal(truncate(path, (off_t)PAIRS_FILE_BYTES + 1), 0);
    assert_false(pairs_file_read(path, NULL, (LoadWatch){0}, &pairs, &error));
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, "larger than 64 MiB"));
    unlink(path);
}

static void check_path_refused(const char *path, const char *words)
{
    PairsFile pairs = {0};
    Error error = {0};
    assert_false(pairs_file_read(path, NULL, (LoadWatch){0}, &pairs, &error));
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, words));
}

TEST(what_is_no_file_is_refused)
{
    char path[TEXT_FILE_PATH];
    check_path_refused("/tmp", "is a folder");
    check_path_refused("/dev/null", "is a device, not a regular file");
    check_path_refused("/no/such/pairs.tsv", "there is no such file");
    write_text(path, "a\tb\n");
    unlink(path);
    check_path_refused(path, "there is no such file");
    /* Nobody writes to this pipe: it must not be waited for. */
    assert_int_equal(mkfifo(path, 0600), 0);
    check_path_refused(path, "is a pipe, not a regular file");
    unlink(path);
    write_text(path, "a\tb\n");
    strcat(path, "/in-a-file");
    check_path_refused(path, "there is no such file");
    path[strlen(path) - strlen("/in-a-file")] = '\0';
    unlink(path);
}

TEST(files_that_may_not_be_read_are_refused)
{
    char path[TEXT_FILE_PATH];
    if (geteuid() == 0)
        return; /* root may read everything */
    write_text(path, "a\tb\n");
    assert_int_equal(chmod(path, 0), 0);
    check_path_refused(path, "Permission denied");
    unlink(path);
}

TEST(refusals_are_in_korean_too)
{
    language_set(LANGUAGE_KOREAN);
    check_refused_text("하나\n", "1줄 가운데 1줄이 문장 쌍이 아닙니다(1번째 줄: 열이 하나뿐임).");
    check_refused_text("a\tb\xFF\n", ":1: 이 줄의 4번째 바이트(0xFF)는 올바른 UTF-8이 아니며");
    language_set(LANGUAGE_ENGLISH);
}
