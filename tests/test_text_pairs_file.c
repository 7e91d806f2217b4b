/* test_text_pairs_file.c: what the loader of pairs takes, what it refuses and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "base/language.h"
#include "text/pairs_file.h"
#include "text_files.h"

static bool read_bytes(const void *bytes, size_t count, PairsFile *pairs, Error *error)
{
    char path[TEXT_FILE_PATH];
    write_text_file(path, bytes, count);
    *pairs = (PairsFile){0};
    bool read = pairs_file_read(path, NULL, pairs, error);
    unlink(path);
    return read;
}

/* Reads text and checks that the pairs are those of expected, where each pair ends with a newline. */
static void check_pairs(const char *text, const char *expected)
{
    PairsFile pairs;
    Error error = {0};
    Buffer got = {0};
    if (!read_bytes(text, strlen(text), &pairs, &error))
        fail_msg("refused: %s", error.message);
    for (int i = 0; i < pairs.count; i++)
        buffer_format(&got, "%s=%s\n", pairs_file_text(&pairs, i, 0), pairs_file_text(&pairs, i, 1));
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

static void good_files_are_read(void **state)
{
    (void)state;
    static const char *const files[][2] = {
        {"Hi.\t안녕.\nRun!\t뛰어!\n", "Hi.=안녕.\nRun!=뛰어!\n"},
        {"no newline\tat the end", "no newline=at the end\n"},
        /* the attribution is not kept */
        {"Hi.\t안녕.\tCC-BY 2.0 (France) Attribution: tatoeba.org #1\nGo.\t가.\n", "Hi.=안녕.\nGo.=가.\n"},
        /* line ends and byte-order marks */
        {"a\tb\r\nc\td\r\n", "a=b\nc=d\n"},
        {"\xEF\xBB\xBF" "a\tb\n", "a=b\n"},
        {"\xEF\xBB\xBF# heading\r\n\r\na\tb\r\n", "a=b\n"},
        /* empty lines and comments are skipped */
        {"\n# from a book\na\tb\n   \n\n#\nc\td\n\n", "a=b\nc=d\n"},
        {"# 1\tnumber one\n", "# 1=number one\n"},
        /* texts are trimmed and normalised */
        {"  a b \t c\n", "a b=c\n"},
        {"cafe\xCC\x81\t\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xA8\n", "café=학\n"},
        /* equal pairs are kept once */
        {"a\tb\na\tc\na\tb\n a \tb\nb\ta\n", "a=b\na=c\nb=a\n"},
        {"caf\xC3\xA9\tx\ncafe\xCC\x81\tx\n", "café=x\n"}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        check_pairs(files[i][0], files[i][1]);
}

static void many_pairs_are_kept(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    Buffer text = {0};
    PairsFile pairs;
    Error error = {0};
    for (int i = 0; i < 2 * MANY; i++)
        buffer_format(&text, "s%d\tt%d\n", i % MANY, i % MANY);
    assert_true(read_bytes(text.text, text.length, &pairs, &error));
    assert_int_equal(pairs.count, MANY);
    assert_string_equal(pairs_file_text(&pairs, MANY - 1, 1), "t4999");
    pairs_file_free(&pairs);
    buffer_free(&text);
}

/* ---- refused ---- */

static void wrong_lines_are_refused(void **state)
{
    (void)state;
    static const char *const files[][2] = {
        {"a\tb\nonly one\n", ":2: this line has one column; it needs two, separated by a tab"},
        {"a\t\n", ":1: column 2 is empty"},
        {"a\tb\n\tb\n", ":2: column 1 is empty"},
        {"a\t \xC2\xA0 \n", ":1: column 2 is empty"},
        {"a\tb\t\n", ":1: column 3 is empty"},
        {"\t\n", ":1: column 1 is empty"},
        {"a\tb\tc\td\n", ":1: each line needs two columns"},
        {"a\tb\tc\td\te\n", "this one has 5"},
        {"a\tb\nc\td\xFF\n", ":2: byte 4 of the line (0xFF) is not valid UTF-8"},
        {"\xB3\xAA\tI\n", ":1: byte 1"},
        {"a\t\xED\xA0\x80\n", "not valid UTF-8"}, /* half a surrogate pair */
        {"a\t\xC0\xAF\n", "not valid UTF-8"},     /* too long a form */
        {"a\tb\xEC\x95", "not valid UTF-8"},      /* cut off */
        {"# \xFF\na\tb\n", ":1: byte 3"},
        {"", "holds no pairs"},
        {"\xEF\xBB\xBF", "holds no pairs"},
        {"# only a comment\n\n", "holds no pairs"}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        check_refused_text(files[i][0], files[i][1]);
}

static void nul_bytes_are_refused(void **state)
{
    (void)state;
    static const char zero[] = "a\tb\nc\0d\te\n";
    check_refused(zero, sizeof zero - 1, ":2: there is a NUL byte");
    static const char wide[] = "\xFF\xFE" "a\0\t\0b\0\n\0";
    check_refused(wide, sizeof wide - 1, ":1: there is a NUL byte");
}

static void long_lines_are_refused(void **state)
{
    (void)state;
    Buffer text = {0};
    buffer_add(&text, "a\t");
    while (text.length < PAIRS_LINE_BYTES)
        buffer_add_char(&text, 'b');
    buffer_add_char(&text, '\n');
    PairsFile pairs;
    Error error = {0};
    assert_true(read_bytes(text.text, text.length, &pairs, &error));
    pairs_file_free(&pairs);
    text.text[text.length - 1] = 'b';
    buffer_add(&text, "\n");
    check_refused(text.text, text.length, ":1: this line is longer than 64 KiB");
    buffer_free(&text);
}

static void large_files_are_refused_unread(void **state)
{
    (void)state;
    char path[TEXT_FILE_PATH];
    PairsFile pairs = {0};
    Error error = {0};
    write_text(path, "a\tb\n");
    assert_int_equal(truncate(path, (off_t)PAIRS_FILE_BYTES + 1), 0);
    assert_false(pairs_file_read(path, NULL, &pairs, &error));
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, "larger than 64 MiB"));
    unlink(path);
}

static void check_path_refused(const char *path, const char *words)
{
    PairsFile pairs = {0};
    Error error = {0};
    assert_false(pairs_file_read(path, NULL, &pairs, &error));
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, words));
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    char path[TEXT_FILE_PATH];
    check_path_refused("/tmp", "is a folder");
    check_path_refused("/dev/null", "is not a regular file");
    check_path_refused("/no/such/pairs.tsv", "there is no file");
    write_text(path, "a\tb\n");
    unlink(path);
    check_path_refused(path, "grammar ko-en");
    /* Nobody writes to this pipe: it must not be waited for. */
    assert_int_equal(mkfifo(path, 0600), 0);
    check_path_refused(path, "is not a regular file");
    unlink(path);
    write_text(path, "a\tb\n");
    strcat(path, "/in-a-file");
    check_path_refused(path, "there is no file");
    path[strlen(path) - strlen("/in-a-file")] = '\0';
    unlink(path);
}

static void files_that_may_not_be_read_are_refused(void **state)
{
    (void)state;
    char path[TEXT_FILE_PATH];
    if (geteuid() == 0)
        return; /* root may read everything */
    write_text(path, "a\tb\n");
    assert_int_equal(chmod(path, 0), 0);
    check_path_refused(path, "cannot be read");
    unlink(path);
}

static void refusals_are_in_korean_too(void **state)
{
    (void)state;
    language_set(LANGUAGE_KOREAN);
    check_refused_text("하나\n", ":1: 탭으로 나뉜 두 열이 필요한데 이 줄에는 하나뿐입니다");
    check_refused_text("a\tb\xFF\n", ":1: 이 줄의 4번째 바이트(0xFF)는 올바른 UTF-8이 아닙니다");
    language_set(LANGUAGE_ENGLISH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files_are_read),
        cmocka_unit_test(many_pairs_are_kept),
        cmocka_unit_test(wrong_lines_are_refused),
        cmocka_unit_test(nul_bytes_are_refused),
        cmocka_unit_test(long_lines_are_refused),
        cmocka_unit_test(large_files_are_refused_unread),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(files_that_may_not_be_read_are_refused),
        cmocka_unit_test(refusals_are_in_korean_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
