/* test_text_picture.c: drawn words: the letters, where they stand, the noise, and the pairs made of them. */
#include "base/language.h"
#include "small_dataset.h"
#include "test.h"
#include "text/picture.h"

static int differing_dots(int first, int second)
{
    int count = 0;
    for (int column = 0; column < PICTURE_LETTER; column++)
        for (int dots = picture_dots(first, column) ^ picture_dots(second, column); dots != 0; dots >>= 1)
            count += dots & 1;
    return count;
}

static int dots_of(const Dataset *dataset, int id)
{
    int *dots = dataset_picture(dataset, &id, 1), first = dots[0];
    free(dots);
    return first;
}

TEST(letters_differ_in_several_dots)
{
    for (int i = 0; i < PICTURE_SYMBOLS; i++) {
        assert_int_equal(picture_symbol(picture_letter(i)), i);
        assert_true(picture_dots(i, 2) > 0);
        for (int k = 0; k < i; k++)
            assert_in_range(differing_dots(i, k), 3, 35);
    }
    assert_int_equal(picture_symbol('q'), picture_symbol('Q'));
    assert_int_equal(picture_symbol('-'), -1);
    assert_int_equal(picture_symbol('\xea'), -1);
    assert_int_equal(picture_dots(picture_symbol('L'), 0), 127); /* a full column, then the lowest dot */
    assert_int_equal(picture_dots(picture_symbol('L'), 1), 64);
    assert_int_equal(picture_dots(picture_symbol('T'), 0), 1);
}

TEST(so_many_letters_fit)
{
    static const struct { int columns, least, most; } cases[] = {
        {4, 0, 0}, {5, 1, 1}, {10, 1, 1}, {11, 1, 2}, {12, 2, 2}, {17, 2, 3}, {19, 2, 3}, {20, 3, 3}, {35, 4, 6},
    };
    int least, most;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        picture_letters(cases[i].columns, &least, &most);
        assert_int_equal(least, cases[i].least);
        assert_int_equal(most, cases[i].most);
    }
    for (int letters = 1; letters <= PICTURE_LETTERS_MOST; letters++) {
        picture_letters(picture_columns(letters), &least, &most);
        assert_true(least <= letters && letters <= most);
    }
}

/* Without noise every letter stands whole around its middle, in its order, and blanks around it; never wider apart than
 * they may be. */
TEST(letters_stand_where_they_are_said_to)
{
    int symbols[6], dots[64], middle[6], least, most;
    Random random = seeded(3);
    for (int round = 0; round < 2000; round++) {
        int columns = random_between(&random, 5, 35), seen = 0;
        picture_letters(columns, &least, &most);
        int count = random_between(&random, least, most);
        for (int i = 0; i < count; i++)
            symbols[i] = (int)random_below(&random, PICTURE_SYMBOLS);
        picture_draw(symbols, count, columns, &random, dots, middle);
        for (int i = 0; i < count; i++) {
            int first = middle[i] - PICTURE_LETTER / 2, before = i > 0 ? middle[i - 1] + PICTURE_LETTER / 2 + 1 : 0;
            assert_in_range(first - before, i > 0 ? 1 : 0, 3);
            for (int column = before; column < first; column++, seen++)
                assert_int_equal(dots[column], 0);
            for (int column = 0; column < PICTURE_LETTER; column++, seen++)
                assert_int_equal(dots[first + column], picture_dots(symbols[i], column));
        }
        assert_in_range(columns - seen, 0, 3);
        for (; seen < columns; seen++)
            assert_int_equal(dots[seen], 0);
    }
}

TEST(noise_turns_over_its_share_of_dots)
{
    enum { COLUMNS = 20, ROUNDS = 2000 };
    int clean[COLUMNS], noisy[COLUMNS], middle[3], turned = 0;
    const int symbols[3] = {0, 17, 30};
    for (int round = 0; round < ROUNDS; round++) {
        Random random, same;
        random_seed(&random, (uint64_t)round);
        same = random;
        picture_draw(symbols, 3, COLUMNS, &random, clean, middle);
        picture_draw(symbols, 3, COLUMNS, &same, noisy, middle);
        picture_add_noise(noisy, COLUMNS, 0.02, &same);
        for (int column = 0; column < COLUMNS; column++) {
            assert_in_range(noisy[column], 0, PICTURE_PATTERNS - 1);
            for (int dots = clean[column] ^ noisy[column]; dots != 0; dots >>= 1)
                turned += dots & 1;
        }
    }
    double share = (double)turned / (COLUMNS * ROUNDS * PICTURE_ROWS);
    assert_true(share > 0.0185 && share < 0.0215);
}

/* ---- pairs ---- */

static Drawing open_pictures(DatasetOptions options)
{
    options.task = "picture";
    return open_drawing(open_options(options), 1);
}

TEST(a_pair_is_a_drawing_and_its_word)
{
    Drawing drawing = open_pictures((DatasetOptions){.symbols = 10});
    const Dataset *dataset = drawing.dataset;
    const Pair *pair = &drawing.pair;
    for (int i = 0; i < 300; i++) {
        assert_true(draw(&drawing, SPLIT_TRAINING, 0));
        assert_in_range(pair->source_count, 11, 35);
        assert_in_range(pair->target_count, 2, dataset_target_most(dataset));
        assert_int_equal(strlen(pair->target_text), pair->target_count);
        for (int t = 0; t < pair->target_count; t++) {
            int symbol = picture_symbol(pair->target_text[t]);
            assert_in_range(symbol, 0, 9);
            assert_int_equal(pair->target[t], TOKEN_FIRST + symbol);
            const int *middle = pair->source + pair->alignment[t];
            for (int column = -2; column <= 2; column++)
                assert_int_equal(dots_of(dataset, middle[column]), picture_dots(symbol, column + 2));
        }
    }
    assert_int_equal(dots_of(dataset, TOKEN_EOS), -1);
    assert_int_equal(dots_of(dataset, TOKEN_FIRST + PICTURE_PATTERNS), -1);
    assert_int_equal(dataset_reach(dataset), 2);
    close_drawing(&drawing);
}

TEST(typed_words_are_drawn_always_alike)
{
    Drawing drawing = open_pictures((DatasetOptions){.noise = 0.05, .symbols = 5, .seed = 7});
    Dataset *dataset = drawing.dataset;
    Error error = {0};
    Pair pair;
    assert_true(dataset_draw_text(dataset, "cAz9", drawing.space, &pair, &error));
    assert_string_equal(pair.target_text, "CAZ9");
    assert_int_equal(pair.target[0], TOKEN_FIRST + 2);
    assert_int_equal(pair.target[2], TOKEN_UNK); /* not among A to E */
    assert_int_equal(pair.target_count, 4);
    assert_int_equal(pair.source_count, picture_columns(4));
    expect_encoded(dataset, SIDE_SOURCE, "  cAz9 ", pair.source, pair.source_count);
    const int columns[] = {TOKEN_FIRST + 0x7f, TOKEN_FIRST, TOKEN_FIRST + 0x41};
    expect_encoded(dataset, SIDE_SOURCE, "7f 00 41", columns, 3); /* columns by their names */
    assert_int_equal(dots_of(dataset, columns[2]), 0x41);
    close_drawing(&drawing);
}

TEST(a_gap_has_no_dots_and_no_letter)
{
    Drawing drawing = open_pictures((DatasetOptions){0});
    const Dataset *dataset = drawing.dataset;
    Error error = {0};
    Pair pair;
    assert_true(dataset_draw_text(dataset, "A_B", drawing.space, &pair, &error));
    assert_string_equal(pair.target_text, "AB");
    assert_int_equal(pair.target_count, 2);
    assert_int_equal(pair.source_count, picture_columns(3));
    for (int column = -2; column <= 2; column++)
        assert_int_equal(dots_of(dataset, pair.source[pair.alignment[1] + column]), picture_dots(1, column + 2));
    for (int column = pair.alignment[0] + 3; column < pair.alignment[1] - 2; column++)
        assert_int_equal(dots_of(dataset, pair.source[column]), 0);
    assert_true(dataset_draw_text(dataset, "___", drawing.space, &pair, &error));
    assert_int_equal(pair.target_count, 0);
    close_drawing(&drawing);
}

static void check_not_drawn(const Dataset *dataset, const char *text, const char *words)
{
    TokenList tokens = {0};
    int *ids = NULL;
    Error error = {0};
    assert_false(dataset_encode(dataset, SIDE_SOURCE, text, &tokens, &ids, &error));
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, error.message);
    assert_null(ids);
    token_list_free(&tokens);
}

TEST(what_cannot_be_drawn_is_refused)
{
    Drawing drawing = open_pictures((DatasetOptions){0});
    const Dataset *dataset = drawing.dataset;
    char long_word[PICTURE_LETTERS_MOST + 2];
    memset(long_word, 'A', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    check_not_drawn(dataset, "한국", "cannot be drawn");
    check_not_drawn(dataset, "two words", "one word");
    check_not_drawn(dataset, "80 00", "one word"); /* 80 is no column */
    check_not_drawn(dataset, "", "type a word");
    check_not_drawn(dataset, long_word, "up to 60 letters");
    language_set(LANGUAGE_KOREAN);
    check_not_drawn(dataset, "한국", "그릴 수 없습니다");
    language_set(LANGUAGE_ENGLISH);
    close_drawing(&drawing);
}
