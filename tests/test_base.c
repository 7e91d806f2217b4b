/* test_base.c: messages, a table of hashes, Korean particles and Roman letters. */
#include "base/error.h"
#include "base/hash_table.h"
#include "base/random.h"
#include "base/unicode.h"
#include "test.h"

/* ---- messages: what they do with bytes that a terminal would obey ---- */

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

/* ---- a hash table: all that was filed under a hash is found again, and nothing else ---- */

static void expect_values(const HashTable *table, uint64_t hash, const int *values, int count)
{
    size_t step = 0;
    for (int i = 0; i < count; i++)
        assert_int_equal(hash_table_next(table, hash, &step), values[i]);
    assert_int_equal(hash_table_next(table, hash, &step), -1);
}

TEST(an_empty_table_has_nothing)
{
    HashTable table = {0};
    expect_values(&table, 7, NULL, 0);
    hash_table_free(&table);
}

/* 64 slots at first: hashes that are equal there collide, and a search at the last slot goes on with the first. */
TEST(values_that_collide_are_told_apart)
{
    HashTable table = {0};
    hash_table_add(&table, 63, 1);
    hash_table_add(&table, 63 + 64, 2);
    hash_table_add(&table, 63, 3);
    hash_table_add(&table, 0, 4);
    expect_values(&table, 63, (int[]){1, 3}, 2);
    expect_values(&table, 63 + 64, (int[]){2}, 1);
    expect_values(&table, 0, (int[]){4}, 1);
    expect_values(&table, 64, NULL, 0);
    hash_table_free(&table);
}

TEST(all_are_kept_while_it_grows)
{
    enum { MANY = 5000 };
    HashTable table = {0};
    for (int i = 0; i < MANY; i++)
        hash_table_add(&table, hash_pair(i / 2, 5), i);
    assert_true(table.count == MANY && table.slots >= 2 * MANY);
    for (int i = 0; i < MANY; i += 2)
        expect_values(&table, hash_pair(i / 2, 5), (int[]){i, i + 1}, 2);
    expect_values(&table, hash_pair(5, MANY), NULL, 0);
    hash_table_free(&table);
}

/* ---- which form of a Korean particle goes with a word ---- */

TEST(words_that_end_in_a_consonant)
{
    static const char *const words[] = {"책",   "'책'", "학교 앞", "3",    ".83",  "10",   "model",    "token",
                                        "LSTM", "RNN",  "reset",   "step", "file", "name", "training", "2L",
                                        "book", "look", "'sleep'", "bag",  "big",  "web", "r",        "lr"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(korean_particle(words[i], "은", "는"), "은") != 0)
            fail_msg("%s", words[i]);
}

TEST(words_that_end_in_a_vowel)
{
    static const char *const words[] = {"",    "학교", "'나'", "2",    "0.5",   "GRU", "layer", "state",
                                        "go",  "seq2seq", "network", "<EOS>", "me", "\xFF", "I",    "漢",
                                        "root", "sheet", "tag", "food", "her"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(korean_particle(words[i], "을", "를"), "를") != 0)
            fail_msg("%s", words[i]);
}

TEST(rieul_before_ro_counts_as_a_vowel)
{
    assert_string_equal(korean_particle("교실", "으로", "로"), "로");
    assert_string_equal(korean_particle("모델", "으로", "로"), "로");
    assert_string_equal(korean_particle("1", "으로", "로"), "로");
    assert_string_equal(korean_particle("model", "으로", "로"), "로");
    assert_string_equal(korean_particle("lr", "으로", "로"), "로");
    assert_string_equal(korean_particle("book", "으로", "로"), "으로");
    assert_string_equal(korean_particle("집", "으로", "로"), "으로");
    assert_string_equal(korean_particle("학교", "으로", "로"), "로");
    assert_string_equal(korean_particle("교실", "을", "를"), "을");
}

static void romanised(const char *text, const char *wanted)
{
    char *ascii = utf8_romanised(text);
    assert_string_equal(ascii, wanted);
    free(ascii);
}

TEST(hangul_in_roman_letters)
{
    romanised("", "");
    romanised("plain", "plain");
    romanised("나는 도서관에 갔다", "naneun doseogwane gatda");
    romanised("꽥쐈힣", "kkwaeksswathit");
    romanised("“네” — ‘예’…", "\"ne\" - 'ye'...");
    romanised("漢 e\xCC\x81 \xFF", "? e ?");
}
