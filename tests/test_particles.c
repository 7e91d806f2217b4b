/* test_particles.c: which form of a Korean particle goes with a word. */
#include "base/unicode.h"
#include "test.h"

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
