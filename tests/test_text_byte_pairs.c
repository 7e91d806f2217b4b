/* test_text_byte_pairs.c: what is merged, that cutting loses nothing, and merges that lie. */
#include "base/batch.h"
#include "base/random.h"
#include "base/unicode.h"
#include "test.h"
#include "text/byte_pairs.h"
#include "text/vocabulary.h"

/* ---- helpers ---- */

static BytePairs *learned(HangulUnit hangul, const char *const *texts, int count, int merges)
{
    BytePairLearner *learner = byte_pair_learner_open(hangul);
    for (int i = 0; i < count; i++)
        byte_pair_learner_add(learner, texts[i], strlen(texts[i]), true);
    BytePairs *pairs = byte_pair_learner_learn(learner, merges, (LoadWatch){0});
    byte_pair_learner_close(learner);
    return pairs;
}

static void cut(const BytePairs *pairs, const char *text, TokenList *list)
{
    Buffer prepared = {0};
    TokenSpan piece;
    byte_pairs_prepare(pairs->hangul, text, strlen(text), &prepared);
    SubwordCursor cursor = subwords_begin(pairs, prepared.text, prepared.length);
    while (subwords_next(&cursor, &piece))
        token_list_add(list, piece.start, piece.count);
    buffer_free(&prepared);
}

/* Pieces with a bar between them. */
static char *pieces_text(const BytePairs *pairs, const char *text)
{
    TokenList list = {0};
    Buffer out = {0};
    cut(pairs, text, &list);
    for (int i = 0; i < list.count; i++)
        buffer_format(&out, "%s%s", i > 0 ? "|" : "", list.token[i]);
    token_list_free(&list);
    return buffer_take(&out);
}

static void check_pieces(const BytePairs *pairs, const char *text, const char *expected)
{
    char *got = pieces_text(pairs, text);
    assert_string_equal(got, expected);
    free(got);
}

/* Merges as "left+right/left+right". */
static void check_merges(const BytePairs *pairs, const char *expected)
{
    Buffer out = {0};
    for (int i = 0; i < pairs->count; i++)
        buffer_format(&out, "%s%s+%s", i > 0 ? "/" : "", byte_pairs_left(pairs, i), byte_pairs_right(pairs, i));
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void check_whole(const BytePairs *pairs, const char *text)
{
    TokenList list = {0};
    Buffer out = {0};
    char *expected = utf8_normalised(text);
    cut(pairs, expected, &list);
    byte_pairs_join((const char *const *)list.token, list.count, &out);
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
    token_list_free(&list);
    free(expected);
}

/* ---- by hand ---- */

TEST(frequent_neighbours_become_one)
{
    static const struct {
        HangulUnit hangul;
        const char *texts[4];
        int count, most;
        const char *merges, *pieces[3][2];
    } cases[] = {
        /* " 도", "서관" and "도서" come three times: the space is first in the order of bytes. What comes once
         * stays apart. */
        {HANGUL_SYLLABLE, {"도서관에 간다", "도서관에서 온다", "도서관을 본다", "집에 간다"}, 4, 100,
         " +도/ 도+서/ 도서+관/ +간/ 간+다/ 도서관+에",
         {{"도서관에 간다", " 도서관에| 간다"}, {"집에", " |집|에"}, {"도서관들은 새집", " 도서관|들|은| |새|집"}}},
        {HANGUL_SYLLABLE, {"도서관에 간다", "도서관에서 온다", "도서관을 본다", "집에 간다"}, 4, 2, " +도/ 도+서", {{NULL}}},
        {HANGUL_SYLLABLE, {NULL}, 0, 10, "", {{"가 나", " |가| |나"}}},
        /* rows of one letter */
        {HANGUL_SYLLABLE, {"aaaaa", "aaaaa", "baaa"}, 3, 100, "a+a/aa+a/ +aa/ aa+aaa",
         {{"aaaaa", " aaaaa"}, {"baaa", " |b|aaa"}, {"aaaaaaa", " aa|aa|aaa"}}},
        /* words and marks stay apart */
        {HANGUL_SYLLABLE, {"ab, ab, ab!", "ab, ab, ab!", "\"ab\" ab"}, 3, 100, "a+b/ +ab",
         {{"ab,ab \"ab", " ab|,|ab| |\"|ab"}, {"ab  ab\tab", " ab| | ab|\t|ab"}}},
        /* Syllables taken apart: ㄷ ㅏ, then the ㄴ before it, what the present tense of the three verbs shares. */
        {HANGUL_JAMO, {"간다 온다 본다", "간다 온다 본다"}, 2, 2,
         "\xE1\x84\x83+\xE1\x85\xA1/\xE1\x86\xAB+\xE1\x84\x83\xE1\x85\xA1",
         {{"산다", " |\xE1\x84\x89|\xE1\x85\xA1|\xE1\x86\xAB\xE1\x84\x83\xE1\x85\xA1"}}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        BytePairs *pairs = learned(cases[i].hangul, cases[i].texts, cases[i].count, cases[i].most);
        check_merges(pairs, cases[i].merges);
        for (int k = 0; k < 3 && cases[i].pieces[k][0] != NULL; k++)
            check_pieces(pairs, cases[i].pieces[k][0], cases[i].pieces[k][1]);
        if (cases[i].hangul == HANGUL_JAMO) {
            check_whole(pairs, "산다 강이 값");
            check_whole(pairs, "가\xCC\x80 \xE1\x84\x80 \xE1\x84\x80각\xE1\x86\xAB ㅋㅋ");
        }
        byte_pairs_close(pairs);
    }
}

TEST(long_words_are_cut)
{
    char text[3 * WORD_SYMBOLS + 8];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const char *const texts[] = {text};
    BytePairs *pairs = learned(HANGUL_SYLLABLE, texts, 1, 1000);
    check_whole(pairs, text);
    for (int id = TOKEN_FIRST; id < vocabulary_size(pairs->subwords); id++)
        assert_true(strlen(vocabulary_token(pairs->subwords, id)) <= WORD_SYMBOLS);
    byte_pairs_close(pairs);
}

/* ---- against the definition ---- */

enum { WORDS_TRIED = 12, LETTERS_TRIED = 9 };

/* The words of a text of ASCII letters as rows of pieces, and the same rule without any haste. */
typedef struct Slow {
    char piece[WORDS_TRIED][LETTERS_TRIED + 2][LETTERS_TRIED + 2];
    int count[WORDS_TRIED], words;
} Slow;

static int times_of(const Slow *slow, const char *left, const char *right)
{
    int times = 0;
    for (int w = 0; w < slow->words; w++)
        for (int i = 0; i + 1 < slow->count[w]; i++)
            times += strcmp(slow->piece[w][i], left) == 0 && strcmp(slow->piece[w][i + 1], right) == 0;
    return times;
}

static bool slow_best(const Slow *slow, char *left, char *right)
{
    int best = 1;
    for (int w = 0; w < slow->words; w++)
        for (int i = 0; i + 1 < slow->count[w]; i++) {
            const char *a = slow->piece[w][i], *b = slow->piece[w][i + 1];
            int times = times_of(slow, a, b), order = strcmp(a, left) != 0 ? strcmp(a, left) : strcmp(b, right);
            if (times < best || times < 2 || (times == best && order >= 0))
                continue;
            best = times;
            strcpy(left, a);
            strcpy(right, b);
        }
    return best > 1;
}

static void slow_merge(Slow *slow, const char *left, const char *right)
{
    for (int w = 0; w < slow->words; w++) {
        int kept = 0;
        for (int i = 0; i < slow->count[w]; i++) {
            char piece[LETTERS_TRIED + 2];
            strcpy(piece, slow->piece[w][i]);
            if (i + 1 < slow->count[w] && strcmp(piece, left) == 0 && strcmp(slow->piece[w][i + 1], right) == 0)
                strcat(piece, slow->piece[w][++i]);
            strcpy(slow->piece[w][kept++], piece);
        }
        slow->count[w] = kept;
    }
}

static void slow_learn(Slow *slow, int most, Buffer *merges)
{
    for (int merge = 0; merge < most; merge++) {
        char left[LETTERS_TRIED + 2] = "", right[LETTERS_TRIED + 2] = "";
        if (!slow_best(slow, left, right))
            break;
        slow_merge(slow, left, right);
        buffer_format(merges, "%s%s+%s", merge > 0 ? "/" : "", left, right);
    }
}

static void random_words(Random *random, Slow *slow, Buffer *text)
{
    buffer_clear(text);
    int letters = random_between(random, 1, 3);
    slow->words = random_between(random, 0, WORDS_TRIED);
    for (int w = 0; w < slow->words; w++) {
        int length = random_between(random, 1, LETTERS_TRIED);
        buffer_add(text, w > 0 ? " " : "");
        slow->count[w] = length + 1;
        strcpy(slow->piece[w][0], " ");
        for (int i = 0; i < length; i++) {
            char letter = (char)('a' + random_below(random, (uint32_t)letters));
            buffer_add_char(text, letter);
            snprintf(slow->piece[w][i + 1], 2, "%c", letter);
        }
    }
}

TEST(the_fast_way_is_the_slow_way)
{
    Buffer text = {0};
    Random random = seeded(4);
    for (int round = 0; round < 3000; round++) {
        Slow slow;
        Buffer merges = {0}, pieces = {0};
        random_words(&random, &slow, &text);
        const char *texts[] = {buffer_text(&text)};
        BytePairs *pairs = learned(HANGUL_SYLLABLE, texts, slow.words > 0, 40);
        slow_learn(&slow, 40, &merges);
        check_merges(pairs, buffer_text(&merges));
        for (int w = 0; w < slow.words; w++)
            for (int i = 0; i < slow.count[w]; i++)
                buffer_format(&pieces, "%s%s", pieces.length > 0 ? "|" : "", slow.piece[w][i]);
        if (slow.words > 0)
            check_pieces(pairs, buffer_text(&text), buffer_text(&pieces));
        byte_pairs_close(pairs);
        buffer_free(&merges);
        buffer_free(&pieces);
    }
    buffer_free(&text);
}

TEST(the_order_of_the_texts_does_not_matter)
{
    static const char *const one[] = {"나는 학교에 간다", "너는 집에 온다", "나는 도서관에 간다", "the cat sat"};
    static const char *const other[] = {"the cat sat", "나는 도서관에 간다", "너는 집에 온다", "나는 학교에 간다"};
    BytePairs *a = learned(HANGUL_SYLLABLE, one, 4, 50), *b = learned(HANGUL_SYLLABLE, other, 4, 50);
    assert_true(a->count > 3);
    assert_true(byte_pairs_same(a, b));
    BytePairs *fewer = learned(HANGUL_SYLLABLE, one, 4, 2);
    assert_false(byte_pairs_same(a, fewer));
    assert_false(byte_pairs_same(a, NULL));
    assert_true(byte_pairs_same(NULL, NULL));
    byte_pairs_close(a);
    byte_pairs_close(b);
    byte_pairs_close(fewer);
}

/* ---- nothing is lost ---- */

static const char *const seen[] = {"나는", "도서관에", "도서관을", "갔다", "간다", "I", "went", "library", "don't",
                                   " ",    " ",        " ",        "  ",   ".",    "?", ",",    "\"",      "7:30"};
static const char *const unseen[] = {"뷁", "ㅋㅋ", "가\xCC\x80", "é", "e\xCC\x81", "漢", "👨‍👩‍👧", "🇰🇷", "\t", "\r\n", "\xC2\xA0",
                                     "\xE1\x84\x80", "\xE1\x85\xA1", "\xE1\x86\xA8", "\xCC\x81", "\xE2\x80\x8D", "\xD8\x80",
                                     "\xED\x9E\xB0", "\x01", "▁", "_", "<UNK>", "</w>", "@@", "힣", "갂", "\xEF\xBB\xBF"};

static void random_text(Random *random, int share_unseen, Buffer *text)
{
    buffer_clear(text);
    for (int left = random_between(random, 1, 16); left > 0; left--)
        if ((int)random_below(random, 100) < share_unseen)
            buffer_add(text, unseen[random_below(random, sizeof unseen / sizeof *unseen)]);
        else
            buffer_add(text, seen[random_below(random, sizeof seen / sizeof *seen)]);
}

static BytePairs *learned_at_random(Random *random, HangulUnit hangul, int share_unseen, int merges)
{
    BytePairLearner *learner = byte_pair_learner_open(hangul);
    Buffer text = {0};
    for (int i = 0; i < 60; i++) {
        random_text(random, share_unseen, &text);
        char *normalised = utf8_normalised(buffer_text(&text));
        byte_pair_learner_add(learner, normalised, strlen(normalised), true);
        free(normalised);
    }
    buffer_free(&text);
    BytePairs *pairs = byte_pair_learner_learn(learner, merges, (LoadWatch){0});
    byte_pair_learner_close(learner);
    return pairs;
}

TEST(cutting_loses_nothing)
{
    Buffer text = {0};
    Random random = seeded(5);
    for (int round = 0; round < 80; round++) {
        HangulUnit hangul = round % 2 == 0 ? HANGUL_SYLLABLE : HANGUL_JAMO;
        BytePairs *pairs = learned_at_random(&random, hangul, round % 4 < 2 ? 0 : 40, random_between(&random, 1, 300));
        for (int i = 0; i < 200; i++) {
            random_text(&random, 30, &text);
            check_whole(pairs, buffer_text(&text));
        }
        byte_pairs_close(pairs);
    }
    buffer_free(&text);
}

/* ---- merges from outside ---- */

static const char **parts_of(const BytePairs *pairs)
{
    int count = pairs->count;
    const char **part = malloc(sizeof *part * (2 * (size_t)count + 1));
    for (int i = 0; i < count; i++) {
        part[2 * i] = byte_pairs_left(pairs, i);
        part[2 * i + 1] = byte_pairs_right(pairs, i);
    }
    return part;
}

TEST(merges_come_back)
{
    Buffer text = {0};
    Error error = {0};
    Random random = seeded(7);
    for (int round = 0; round < 20; round++) {
        HangulUnit hangul = round % 2 == 0 ? HANGUL_SYLLABLE : HANGUL_JAMO;
        BytePairs *pairs = learned_at_random(&random, hangul, 30, 200);
        const char **part = parts_of(pairs);
        BytePairs *again = byte_pairs_read(hangul, part, pairs->count, "source", &error);
        if (again == NULL)
            fail_msg("%s", error.message);
        assert_true(byte_pairs_same(pairs, again));
        for (int i = 0; i < 100; i++) {
            random_text(&random, 30, &text);
            char *normalised = utf8_normalised(buffer_text(&text)), *expected = pieces_text(pairs, normalised);
            check_pieces(again, normalised, expected);
            free(normalised);
            free(expected);
        }
        free(part);
        byte_pairs_close(pairs);
        byte_pairs_close(again);
    }
    buffer_free(&text);
}

static void check_refused(HangulUnit hangul, const char *const *part, int count, const char *words)
{
    Error error = {0};
    assert_null(byte_pairs_read(hangul, part, count, "target", &error));
    assert_int_equal(error.kind, ERROR_DATA);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", error.message, words);
}

TEST(merges_that_lie)
{
    char long_part[SUBWORD_BYTES + 2];
    memset(long_part, 'a', sizeof long_part - 1);
    long_part[sizeof long_part - 1] = '\0';
    check_refused(HANGUL_SYLLABLE, NULL, -1, "not -1");
    check_refused(HANGUL_SYLLABLE, NULL, MERGES_MOST + 1, "at most 20000");
    check_refused(HANGUL_SYLLABLE, (const char *const[]){"a", ""}, 1, "number 1");
    check_refused(HANGUL_SYLLABLE, (const char *const[]){"a", NULL}, 1, "number 1");
    check_refused(HANGUL_SYLLABLE, (const char *const[]){"\xFF", "a"}, 1, "number 1");
    check_refused(HANGUL_SYLLABLE, (const char *const[]){"ab", "c"}, 1, "number 1"); /* nothing made "ab" */
    check_refused(HANGUL_SYLLABLE, (const char *const[]){"<UNK>", "c"}, 1, "number 1");
    check_refused(HANGUL_SYLLABLE, (const char *const[]){"a", "b", "a", "b"}, 2, "number 2");
    check_refused(HANGUL_SYLLABLE, (const char *const[]){"a", "b", "c", long_part}, 2, "number 2");
    check_refused(HANGUL_JAMO, (const char *const[]){"\xE1\x84\x83\xE1\x85\xA1", "a"}, 1, "number 1");
    const char *const unknown[] = {"<", "U", "<U", "N", "<UN", "K", "<UNK", ">"};
    check_refused(HANGUL_SYLLABLE, unknown, 4, "number 4");
    const char *doubled[2 * 9];
    char piece[9][SUBWORD_BYTES + 2];
    for (int i = 0; i < 9; i++) { /* 1, 2, 4 ... 128 letters fit, 256 do not */
        memset(piece[i], 'a', sizeof piece[i]);
        piece[i][1 << i < SUBWORD_BYTES ? 1 << i : SUBWORD_BYTES] = '\0';
        doubled[2 * i] = doubled[2 * i + 1] = piece[i];
    }
    check_refused(HANGUL_SYLLABLE, doubled, 8, "number 8");
    BytePairs *pairs = byte_pairs_read(HANGUL_SYLLABLE, doubled, 7, "source", NULL);
    assert_non_null(pairs);
    byte_pairs_close(pairs);
}

/* Whatever is accepted cuts without loss. */
TEST(any_merges_lose_nothing)
{
    static const char *const parts[] = {"a",  "b", "ab", "ba", " ",  " a", "가", "나", "가나", "\xE1\x84\x83",
                                        "aa", "",  "\t", ".",  "a.", "é",  "k", "<", ">",    "\xE1\x85\xA1"};
    int accepted = 0;
    Random random = seeded(8);
    for (int round = 0; round < 20000; round++) {
        const char *part[12];
        int count = random_between(&random, 0, 6);
        for (int i = 0; i < 2 * count; i++)
            part[i] = parts[random_below(&random, sizeof parts / sizeof *parts)];
        BytePairs *pairs = byte_pairs_read(round % 2 == 0 ? HANGUL_SYLLABLE : HANGUL_JAMO, part, count, "source", NULL);
        if (pairs == NULL)
            continue;
        accepted++;
        check_whole(pairs, "ab aab.a 가나다 abab  <a>\tb가");
        byte_pairs_close(pairs);
    }
    assert_true(accepted > 1000);
}

/* ---- watching ---- */

static int answers_left, questions;

static bool goes_on(void *argument, int step, int most)
{
    (void)argument;
    assert_in_range(step, 0, most);
    questions++;
    return answers_left-- != 0;
}

static BytePairs *learn_watched(int answers)
{
    BytePairLearner *learner = byte_pair_learner_open(HANGUL_SYLLABLE);
    byte_pair_learner_add(learner, "abab abab abc", 13, true);
    answers_left = answers;
    questions = 0;
    BytePairs *pairs = byte_pair_learner_learn(learner, 2, (LoadWatch){.goes_on = goes_on});
    byte_pair_learner_close(learner);
    return pairs;
}

/* Before each different word is counted, and before each merge. */
TEST(learning_can_be_stopped)
{
    BytePairs *pairs = learn_watched(-1);
    assert_int_equal(pairs->count, 2);
    assert_int_equal(questions, 2 + 2 + 1);
    byte_pairs_close(pairs);
    for (int answers = 0; answers < 2 + 2 + 1; answers++)
        assert_null(learn_watched(answers));
}
