/* test_text_tokenizer.c: where texts are cut, how tokens are joined, and that the one undoes the other. */
#include "base/random.h"
#include "test.h"
#include "text/normal_text.h"
#include "text/tokenizer.h"

/* Appends the tokens of a text as it is normalised, or, if it is not UTF-8, as it is. */
static void split(TokenKind kind, const char *text, TokenList *out)
{
    char *normalised = text_normalised(text);
    const char *rest = normalised != NULL ? normalised : text, *end = rest + strlen(rest);
    TokenSpan token;
    while (tokens_next(kind, &rest, end, &token))
        token_list_add(out, token.start, token.count);
    free(normalised);
}

/* Tokens with a bar between them. */
static char *cut(TokenKind kind, const char *text)
{
    TokenList list = {0};
    Buffer out = {0};
    split(kind, text, &list);
    for (int i = 0; i < list.count; i++)
        buffer_format(&out, "%s%s", i > 0 ? "|" : "", list.token[i]);
    token_list_free(&list);
    return buffer_take(&out);
}

static char *cut_and_joined(TokenKind kind, const char *text)
{
    TokenList list = {0};
    Buffer out = {0};
    split(kind, text, &list);
    tokens_join(kind, (const char *const *)list.token, list.count, &out);
    token_list_free(&list);
    return buffer_take(&out);
}

static void expect_text(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    free(text);
}

TEST(texts_are_cut_into_tokens)
{
    static const struct { TokenKind kind; const char *text, *tokens; } cases[] = {
        /* spaces */
        {TOKENS_WORD, "", ""},
        {TOKENS_WORD, " \t\n ", ""},
        {TOKENS_WORD, "나는 학교에 간다", "나는|학교에|간다"},
        {TOKENS_WORD, "  a   b\tc\n", "a|b|c"},
        {TOKENS_WORD, "a\xC2\xA0" "b\xE3\x80\x80" "c", "a|b|c"},
        /* punctuation stands apart */
        {TOKENS_WORD, "Hello, world!", "Hello|,|world|!"},
        {TOKENS_WORD, "너는 갔니?", "너는|갔니|?"},
        {TOKENS_WORD, "\"Why?\" (he said)", "\"|Why|?|\"|(|he|said|)"},
        {TOKENS_WORD, "Wait... no -- yes?!", "Wait|...|no|--|yes|?|!"},
        {TOKENS_WORD, "<PAD>", "<|PAD|>"},
        {TOKENS_WORD, "“네,” 그가 말했다.", "“|네|,|”|그가|말했다|."},
        /* words stay whole */
        {TOKENS_WORD, "I don't go at 7 o'clock.", "I|don't|go|at|7|o'clock|."},
        {TOKENS_WORD, "don’t ice-cream state-of-the-art", "don’t|ice-cream|state-of-the-art"},
        {TOKENS_WORD, "'quoted' -dash- rock 'n' roll", "'|quoted|'|-|dash|-|rock|'|n|'|roll"},
        {TOKENS_WORD, "I_TURN_LEFT _x", "I_TURN_LEFT|_x"},
        {TOKENS_WORD, "naïve café", "naïve|café"},
        {TOKENS_WORD, "7 p.m. in the U.S.A. Yes.No 네.네", "7|p.m|.|in|the|U.S.A|.|Yes|.|No|네|.|네"},
        /* so do numbers */
        {TOKENS_WORD, "3.5 at 7:30, 1,000.", "3.5|at|7:30|,|1,000|."},
        {TOKENS_WORD, "14.03.1999 12:30:05", "14.03.1999|12:30:05"},
        {TOKENS_WORD, "-5 and 3-4 x.5 5.x", "-5|and|3-4|x|.|5|5|.|x"},
        {TOKENS_WORD, "a:b ab.b a,b", "a|:|b|ab|.|b|a|,|b"},
        {TOKENS_WORD, "3월 1일 12시30분", "3월|1일|12시30분"},
        /* an unknown one can be typed */
        {TOKENS_WORD, "나는 <UNK> 갔다", "나는|<UNK>|갔다"},
        {TOKENS_WORD, "<UNK>, <UNK>?", "<UNK>|,|<UNK>|?"},
        {TOKENS_WORD, "<UNK <unk>", "<|UNK|<|unk|>"},
        {TOKENS_CHARACTER, "a<UNK>b<UN", "a|<UNK>|b|<|U|N"},
        /* emoji are one token */
        {TOKENS_WORD, "좋아요👍🏽 정말", "좋아요|👍🏽|정말"},
        {TOKENS_WORD, "hi🙂🙂", "hi|🙂|🙂"},
        {TOKENS_CHARACTER, "a👨‍👩‍👧b", "a|👨‍👩‍👧|b"},
        {TOKENS_CHARACTER, "🇰🇷🇫🇷", "🇰🇷|🇫🇷"},
        /* characters are clusters */
        {TOKENS_CHARACTER, "", ""},
        {TOKENS_CHARACTER, "학교 a", "학|교| |a"},
        {TOKENS_CHARACTER, "\r\n", "\r\n"},
        /* Conjoining jamo and combining accents are put together. */
        {TOKENS_CHARACTER, "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xA8", "학"},
        {TOKENS_CHARACTER, "e\xCC\x81x", "é|x"},
        {TOKENS_WORD, "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x83\xE1\x85\xA1 cafe\xCC\x81", "간다|café"},
        /* An accent that nothing composes with stays on its letter. */
        {TOKENS_CHARACTER, "x\xCC\x81y", "x\xCC\x81|y"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_text(cut(cases[i].kind, cases[i].text), cases[i].tokens);
}

TEST(words_join_as_people_write)
{
    static const char *const cases[][2] = {
        {"Hello , world !", "Hello, world!"},
        {"너는 어제 갔니 ?", "너는 어제 갔니?"},
        {"He said, \"Go (now)!\" and went.", "He said, \"Go (now)!\" and went."},
        {"He said 'no' twice: \"a\" \"b\"", "He said 'no' twice: \"a\" \"b\""},
        {"50% of $3.50; and/or 1~2...", "50% of $3.50; and/or 1~2..."},
        {"국·영·수, “좋다”!", "국·영·수, “좋다”!"},
        {"„Ja“, sagte er. „Nein.“", "„Ja“, sagte er. „Nein.“"},
        {"at 5 p.m. in the U.N. building", "at 5 p.m. in the U.N. building"},
        {"Ça alors !", "Ça alors!"},
        {"wait -- what - no", "wait -- what - no"},
        {"「책」을 읽다", "「책」 을 읽다"},
        /* what must stay apart */
        {". .", ". ."},
        {"- - 5", "- - 5"},
        {"$ \xCC\x81", "$ \xCC\x81"},
        {"a ... . b", "a... . b"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_text(cut_and_joined(TOKENS_WORD, cases[i][0]), cases[i][1]);
}

TEST(the_join_of_nothing_is_nothing)
{
    Buffer out = {0};
    tokens_join(TOKENS_WORD, NULL, 0, &out);
    tokens_join(TOKENS_CHARACTER, NULL, 0, &out);
    assert_string_equal(buffer_text(&out), "");
    buffer_add(&out, "so: ");
    tokens_join(TOKENS_WORD, (const char *const[]){"a", "."}, 2, &out);
    assert_string_equal(buffer_text(&out), "so: a.");
    buffer_free(&out);
}

/* ---- random texts ---- */

static const char *const pieces[] = {
    "a",   "B",    "7",   "0",    "don't", "간다",         "가",           "é",    " ",    " ",   " ",    "  ",
    "\t",  "\n",   "\r",  ".",    ",",     "?",            "!",            "'",    "’",    "\"",  "-",    "‐",
    "(",   ")",    "[",   "/",    "~",     "·",            "$",            "%",    "_",    ":",   ";",    "#",
    "…",   "“",    "”",   "«",    "„",    "。",    "👍🏽",           "👨‍👩‍👧",         "🇰",    "🇷",    "+",   "<",    ">",
    "\xCC\x81", "\xCC\xB8", "\xE2\x80\x8D", "\xE2\x80\x8B", "\xEF\xB8\x8F", "\xE1\x84\x80", "\xE1\x85\xA1",
    "\xE1\x86\xA8", "\xC2\xA0", "\xE3\x80\x80", "\xD8\x80", "\x01", "\xEF\xBB\xBF", "ㅋㅋ", "¿", "@", "\\", "°"};

static void random_text(Random *random, Buffer *text)
{
    buffer_clear(text);
    int count = random_between(random, 0, 14);
    for (int i = 0; i < count; i++)
        buffer_add(text, pieces[random_below(random, sizeof pieces / sizeof pieces[0])]);
}

static void check_same_tokens(TokenKind kind, const char *text)
{
    char *joined = cut_and_joined(kind, text);
    char *before = cut(kind, text), *after = cut(kind, joined);
    if (strcmp(before, after) != 0)
        fail_msg("\"%s\" is cut into %s, then %s (joined: \"%s\")", text, before, after, joined);
    free(joined);
    free(before);
    free(after);
}

TEST(joined_texts_are_cut_the_same)
{
    Buffer text = {0};
    Random random = seeded(1);
    for (int i = 0; i < 20000; i++) {
        random_text(&random, &text);
        check_same_tokens(TOKENS_WORD, buffer_text(&text));
        check_same_tokens(TOKENS_CHARACTER, buffer_text(&text));
    }
    buffer_free(&text);
}

TEST(characters_lose_nothing)
{
    Buffer text = {0};
    Random random = seeded(2);
    for (int i = 0; i < 5000; i++) {
        random_text(&random, &text);
        char *expected = text_normalised(buffer_text(&text));
        expect_text(cut_and_joined(TOKENS_CHARACTER, buffer_text(&text)), expected);
        free(expected);
    }
    buffer_free(&text);
}

/* A text with a character that nobody sees has the tokens of the text without it. */
TEST(unseen_characters_are_dropped)
{
    static const char *const unseen[] = {"\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u00AD", "\u2060", "\uFEFF", "\u202A",
                                         "\u202E", "\u2066", "\u2069", "\u061C", "\uFE0F", "\uFE00", "\U000E0041", "\U000E0100"};
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        char text[128];
        const char *c = unseen[i];
        snprintf(text, sizeof text, "%s나%s는 %s학교에%s%s go,%s don%s't %s", c, c, c, c, c, c, c, c);
        expect_text(cut(TOKENS_WORD, text), "나는|학교에|go|,|don't");
        snprintf(text, sizeof text, "a%sb%s %sc", c, c, c);
        expect_text(cut(TOKENS_CHARACTER, text), "a|b| |c");
    }
    /* What was apart comes together: a consonant and its vowel, a letter and its accent. */
    expect_text(cut(TOKENS_WORD, "\u1112\u200B\u1161\u11A8 e\u200B\u0301"), "학|é");
    expect_text(cut(TOKENS_WORD, "a\u3164b"), "a|b"); /* a Hangul filler is a blank */
    /* Where one chooses a glyph, it stays: a family, a heart on fire, a keycap, Scotland, Persian, Hindi. */
    static const char *const seen[] = {"\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u2764\uFE0F\u200D\U0001F525", "1\uFE0F\u20E3",
                                       "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",
                                       "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0915\u094D\u200D\u0937", "\u845B\U000E0100"};
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        char *text = text_normalised(seen[i]);
        assert_string_equal(text, seen[i]);
        free(text);
    }
}

/* Bytes that are not UTF-8 break the contract; even so nothing may be read that is not there. */
TEST(wrong_bytes_do_no_harm)
{
    Random random = seeded(3);
    for (int i = 0; i < 5000; i++) {
        size_t count = random_below(&random, 12);
        char *text = malloc(count + 1);
        for (size_t at = 0; at < count; at++)
            text[at] = (char)(1 + random_below(&random, 255));
        text[count] = '\0';
        free(cut_and_joined(TOKENS_WORD, text));
        free(cut_and_joined(TOKENS_CHARACTER, text));
        free(text);
    }
}

TEST(trimming_takes_the_ends_only)
{
    char text[] = " \t a  b \xE3\x80\x80", spaces[] = " \n", empty[] = "";
    assert_string_equal(text_trimmed(text), "a  b");
    assert_string_equal(text_trimmed(spaces), "");
    assert_string_equal(text_trimmed(empty), "");
}
