/* test_base_error.c: what a message does with bytes that a terminal would obey. */
#include "base/error.h"
#include "test.h"

TEST(messages_hold_nothing_that_is_obeyed)
{
    static const struct { const char *name, *shown; } names[] = {
        {"plain 한국어 é😀", "plain 한국어 é😀"},
        {"two\nlines\tand a tab", "two\nlines\tand a tab"},
        {"\033[2J\a\b\r\177", "?[2J????"},
        {"\xc2\x9b" "31m", "?31m"},                /* the same in one character of Latin-1 */
        {"a\x9b" "b\xff\xed\xa0\x80", "a?b????"},  /* no UTF-8 */
        {"\xe2\x80\xae" "gpj.exe", "?gpj.exe"},    /* turns what follows round */
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Error error;
        error_set(&error, ERROR_DATA, "%s!", names[i].name);
        error_prefix(&error, "%s: ", names[i].name);
        char expected[256];
        snprintf(expected, sizeof expected, "%s: %s!", names[i].shown, names[i].shown);
        assert_string_equal(error.message, expected);
    }
}

/* Each length that cuts a character in another place. */
TEST(long_messages_end_with_a_whole_character)
{
    for (int blanks = 0; blanks < 4; blanks++) {
        Error error;
        char text[ERROR_LENGTH * 2];
        memset(text, ' ', sizeof text);
        for (size_t at = (size_t)blanks; at + 5 < sizeof text; at += 4)
            memcpy(text + at, "😀", 4);
        text[sizeof text - 1] = '\0';
        error_set(&error, ERROR_DATA, "%s", text);
        assert_true(strlen(error.message) > ERROR_LENGTH - 6 && strchr(error.message, '?') == NULL);
    }
}
