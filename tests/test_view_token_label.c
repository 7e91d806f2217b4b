/* test_view_token_label.c: tokens as people see them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/unicode.h"
#include "view/glyph.h"
#include "view/short_text.h"

static void check(const char *token, bool unicode, const char *expected)
{
    char *label = token_label(token, unicode);
    assert_string_equal(label, expected);
    free(label);
}

static void spaces_are_seen(void **state)
{
    (void)state;
    check("", true, "");
    check("<EOS>", true, "<EOS>");
    check(" 도서관", true, "▁도서관");
    check(" 도서관", false, "_도서관");
    check(" ", true, "▁");
    check("  ", false, "__");
    check("\xFF x", true, "\xFF▁x"); /* what is no UTF-8 is left to glyph.h */
}

static void jamo_are_put_together_or_stand_alone(void **state)
{
    (void)state;
    check("\xE1\x84\x83\xE1\x85\xA1", true, "다");
    check("\xE1\x86\xAB\xE1\x84\x83\xE1\x85\xA1", true, "ㄴ다");
    check(" \xE1\x84\x80", true, "▁ㄱ");
    check("\xE1\x85\xA1\xE1\x86\xBB", true, "ㅏㅆ");
    check("ㅋㅋ", true, "ㅋㅋ");
}

/* Each lead, vowel and tail becomes the letter of the same name, two columns wide: the syllable that is written with
 * them tells which. */
static void every_letter_is_wide(void **state)
{
    (void)state;
    static const char leads[] = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    static const char vowels[] = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    static const char tails[] = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    static const struct { uint32_t first; int count; const char *letters; } rows[] = {
        {0x1100, 19, leads}, {0x1161, 21, vowels}, {0x11A8, 27, tails}};
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < rows[row].count; i++) {
            char token[5] = {0}, expected[4] = {rows[row].letters[3 * i], rows[row].letters[3 * i + 1], rows[row].letters[3 * i + 2]};
            utf8_encode(rows[row].first + (uint32_t)i, token);
            check(token, true, expected);
            assert_int_equal(glyph_width(expected), 2);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spaces_are_seen),
        cmocka_unit_test(jamo_are_put_together_or_stand_alone),
        cmocka_unit_test(every_letter_is_wide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
