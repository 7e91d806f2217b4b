/* test_view_prose.c: what is said of a map is true of it. */
#include "base/language.h"
#include "base/unicode.h"
#include "test.h"
#include "view/prose.h"

enum { SIDE = 5 };

static const char *const target[SIDE] = {"I", "read", "books", "yesterday", "<EOS>"};
static const char *const source[SIDE] = {"나는", "어제", "책을", "읽었다", "<EOS>"};

static const char *said(const Heatmap *map)
{
    static Buffer text;
    buffer_clear(&text);
    attention_prose(map, &text);
    return buffer_text(&text);
}

static void assert_said(const Heatmap *map, const char *part)
{
    if (strstr(said(map), part) == NULL)
        fail_msg("not said: %s\nbut: %s", part, said(map));
}

static void assert_not_said(const Heatmap *map, const char *part)
{
    if (strstr(said(map), part) != NULL)
        fail_msg("said: %s", said(map));
}

static float values[SIDE * SIDE]; /* those of the last map */

/* Rows with `high` at the columns given and the rest shared by the others. */
static Heatmap map_of(const int *columns, float high, const int *partner)
{
    for (int i = 0; i < SIDE * SIDE; i++)
        values[i] = i % SIDE == columns[i / SIDE] ? high : (1 - high) / (SIDE - 1);
    return (Heatmap){.rows = SIDE, .columns = SIDE, .row_labels = target, .column_labels = source, .values = values,
                     .partner = partner};
}

TEST(a_sharp_diagonal)
{
    Heatmap map = map_of((const int[]){0, 1, 2, 3, 4}, 0.88F, NULL);
    values[7] += 0.05F; /* books: still at 책을 */
    values[12] = 0.95F;
    assert_string_equal(said(&map),
                        "Most clearly, \"I\" looks most at \"나는\" (0.88), \"read\" at \"어제\" (0.88) and \"books\" at "
                        "\"책을\" (0.95). The attention is sharp: the largest weight of a row is 0.89 on average. From "
                        "row to row the largest weights go from left to right, in the order of the source.");
}

TEST(the_same_in_korean)
{
    Heatmap map = map_of((const int[]){4, 3, 2, 1, 0}, 0.6F, NULL);
    language_set(LANGUAGE_KOREAN);
    assert_string_equal(said(&map),
                        "가장 뚜렷하게 본 곳: 'I' → '<EOS>' (0.60), 'read' → '읽었다' (0.60), 'books' → '책을' (0.60). "
                        "어텐션이 대체로 한곳에 집중됩니다. 행마다 가장 큰 가중치가 평균 0.60입니다. 행을 따라 내려가면 "
                        "가장 큰 가중치가 오른쪽에서 왼쪽으로, 소스와 거꾸로 옮겨 갑니다.");
}

TEST(partners_are_counted)
{
    const int all[] = {0, 3, 2, 1, -1}, some[] = {0, 4, 2, 1, -1}, one[] = {-1, -1, 2, -1, 99};
    Heatmap map = map_of((const int[]){0, 3, 2, 1, 4}, 0.7F, all);
    assert_said(&map, "For all 4 words with a known alignment, the largest weight agrees with it.");
    assert_not_said(&map, "pattern");
    map.partner = some;
    assert_said(&map, "For 3 of the 4 words with a known alignment");
    map.partner = one;
    assert_said(&map, "One word has a known alignment, and its largest weight agrees with it.");
    language_set(LANGUAGE_KOREAN);
    map.partner = some;
    assert_said(&map, "정답 정렬이 있는 단어 4개 가운데 3개는 가장 큰 가중치가 정렬과 일치합니다.");
}

TEST(looking_beside_the_partner_by_a_pattern_is_said)
{
    const int columns[] = {1, 2, 3, 4, 4}, shifted[] = {0, 1, 2, 3, -1}, mixed[] = {0, 1, 2, 4, 0};
    Heatmap map = map_of(columns, 0.7F, shifted);
    assert_said(&map, "For none of the 4 words");
    assert_said(&map, "The misses have a pattern: all 4 look one word too far to the right (later in the source).");
    map.partner = mixed;
    assert_said(&map, "For 1 of the 5 words");
    assert_said(&map, "3 of the 5 look one word too far to the right");
    const int two_left[] = {3, 4, -1, -1, -1};
    map.partner = two_left;
    assert_said(&map, "all 2 look two words too far to the left (earlier in the source).");
    language_set(LANGUAGE_KOREAN);
    assert_said(&map, "어긋난 데에 규칙이 있습니다. 2개 모두 정렬보다 두 단어 앞(왼쪽)을 봅니다.");
    map.partner = shifted;
    assert_said(&map, "4개 모두 정렬보다 한 단어 뒤(오른쪽)를 봅니다.");
}

TEST(tokens_are_called_by_their_name)
{
    const int all[] = {0, 3, 2, 1, -1};
    Heatmap map = map_of((const int[]){2, 2, 2, 2, 2}, 0.4F, NULL);
    map.row_kind = LABEL_CHARACTER;
    map.column_kind = LABEL_SUBWORD;
    assert_said(&map, "All 5 target characters look most at");
    assert_said(&map, "spread over about 5 subwords");
    assert_not_said(&map, " word");
    map = map_of((const int[]){0, 3, 2, 1, 4}, 0.7F, all);
    map.row_kind = map.column_kind = LABEL_SYMBOL;
    assert_said(&map, "For all 4 symbols with a known alignment");
    language_set(LANGUAGE_KOREAN);
    assert_said(&map, "정답 정렬이 있는 기호 4개 모두");
    map = map_of((const int[]){0, 0, 0, 0, 0}, 0.2F, NULL);
    map.row_kind = LABEL_CHARACTER;
    map.column_kind = LABEL_COLUMN;
    assert_said(&map, "타깃 글자마다 가중치가 소스 열 5개에");
}

/* Nothing is said of sides, and what a row could not do otherwise is not counted. */
TEST(a_text_that_looks_at_itself)
{
    Heatmap map = map_of((const int[]){0, 0, 1, 2, 3}, 0.7F, NULL);
    map.itself = true;
    assert_said(&map, "4 of 5 words look most at the one before.");
    assert_not_said(&map, "target");
    assert_not_said(&map, "in the order of the source");
    map = map_of((const int[]){0, 1, 2, 3, 4}, 0.7F, NULL);
    map.itself = true;
    assert_said(&map, "All 5 words look most at themselves.");
    for (int i = 0; i < SIDE * SIDE; i++)
        values[i] = i % SIDE <= i / SIDE ? 1.0F / (float)(i / SIDE + 1) : 0;
    map.causal = true;
    assert_said(&map, "each word spreads its weight over nearly all it can see");
    language_set(LANGUAGE_KOREAN);
    map = map_of((const int[]){0, 0, 1, 2, 3}, 0.7F, NULL);
    map.itself = map.causal = true;
    assert_said(&map, "단어 4개 모두 바로 앞을 가장 많이 봅니다.");
}

TEST(misses_without_a_pattern_are_not_called_one)
{
    const int partner[] = {3, 0, 4, 0, 2};
    Heatmap map = map_of((const int[]){0, 1, 2, 3, 4}, 0.7F, partner);
    assert_said(&map, "For none of the 5 words");
    assert_not_said(&map, "pattern");
}

TEST(a_flat_map_has_no_word_that_stands_out)
{
    const int partner[] = {0, 1, 2, 3, 4};
    Heatmap map = map_of((const int[]){0, 1, 2, 3, 4}, 0.2F, partner);
    assert_string_equal(said(&map), "The attention is almost uniform: each target word spreads its weight over nearly all "
                                    "5 source words, and none stands out.");
    map = map_of((const int[]){0, 1, 2, 3, 4}, 0.24F, partner); /* even, but with a tendency */
    assert_said(&map, "almost uniform");
    assert_said(&map, "For all 5 words with a known alignment");
    map = map_of((const int[]){0, 1, 2, 3, 4}, 0.4F, partner);
    assert_not_said(&map, "almost uniform");
    assert_said(&map, "diffuse: the largest weight of a row is 0.40 on average, with the weight spread over about 5 words");
}

TEST(two_equal_weights_of_a_row_are_no_largest)
{
    Heatmap map = map_of((const int[]){0, 0, 0, 0, 0}, 0.5F, NULL);
    for (int i = 0; i < SIDE * SIDE; i++)
        values[i] = i % SIDE < 2 ? 0.5F : 0;
    assert_string_equal(said(&map), "No weight stands out in any row. The attention is fairly sharp: the largest weight "
                                    "of a row is 0.50 on average.");
}

TEST(one_word_that_all_look_at_is_named)
{
    Heatmap map = map_of((const int[]){4, 4, 4, 4, 4}, 0.6F, NULL);
    assert_said(&map, "All 5 target words look most at \"<EOS>\".");
    assert_not_said(&map, "order of");
    map = map_of((const int[]){2, 2, 0, 2, 2}, 0.6F, NULL);
    language_set(LANGUAGE_KOREAN);
    assert_said(&map, "타깃 단어 5개 가운데 4개가 '책을'을 가장 많이 봅니다.");
}

TEST(a_word_that_stands_twice_is_told_by_its_place)
{
    static const char *const twice[SIDE] = {"the", "cat", "the", "dog", "."};
    Heatmap map = map_of((const int[]){0, 1, 2, 3, 4}, 0.7F, NULL);
    map.row_labels = twice;
    assert_said(&map, "Most clearly, the 1st word \"the\" looks most at \"나는\" (0.70), \"cat\" at \"어제\"");
    assert_said(&map, " and the 3rd word \"the\" at");
    map.rows = 3;
    assert_said(&map, "The 1st word \"the\" looks most at");
    language_set(LANGUAGE_KOREAN);
    assert_said(&map, "세 번째 단어 'the' → '책을' (0.70)");
}

TEST(nothing_is_made_up_from_nothing)
{
    Heatmap map = map_of((const int[]){0, 1, 2, 3, 4}, 0.7F, NULL);
    map.rows = 0;
    assert_string_equal(said(&map), "There are no attention weights to describe.");
    map.rows = SIDE;
    for (int i = 0; i < SIDE * SIDE; i++)
        values[i] = i % 2 ? NAN : -INFINITY;
    assert_string_equal(said(&map), "No attention weight is above 0.");
    map = map_of((const int[]){0, 0, 0, 0, 0}, 0.7F, NULL);
    map.columns = 1;
    assert_string_equal(said(&map), "There is only one source word to look at.");
}

TEST(hostile_labels_come_out_as_valid_text)
{
    static char endless[5000];
    memset(endless, 'y', sizeof endless - 1);
    const char *const words[SIDE] = {"\xFF\xC0", NULL, endless, "\033]0;title\007", ""};
    Heatmap map = map_of((const int[]){0, 1, 2, 3, 4}, 0.7F, NULL);
    for (int i = 0; i < SIDE; i++)
        values[i * SIDE + i] = 0.7F + 0.01F * (float)i;
    map.row_labels = map.column_labels = words;
    for (int language = LANGUAGE_ENGLISH; language <= LANGUAGE_KOREAN; language++) {
        language_set((Language)language);
        const char *text = said(&map);
        assert_int_equal(utf8_first_invalid(text, strlen(text)), -1);
        assert_null(strchr(text, '\033'));
        assert_true(strlen(text) < 1000);
    }
}

static const char *gates_said(int count, const char *const *labels, const float *update, const float *reset)
{
    static Buffer text;
    buffer_clear(&text);
    gates_prose(count, labels, update, reset, &text);
    return buffer_text(&text);
}

TEST(gates)
{
    const float update[SIDE] = {0.30F, 0.20F, 0.71F, NAN, 0.12F}, reset[SIDE] = {0.5F, 0.2F, 0.6F, 0.7F, 0.9F};
    assert_string_equal(gates_said(SIDE, source, update, reset),
                        "The update gate z takes in most at \"책을\" (0.71 on average) and keeps most of the past at "
                        "\"<EOS>\" (0.12). When z is near 0 the old state is kept; near 1 it is replaced by the new "
                        "candidate. The reset gate r is lowest at \"어제\" (0.20 on average): there the candidate uses "
                        "the past least.");
    language_set(LANGUAGE_KOREAN);
    assert_string_equal(gates_said(SIDE, source, update, NULL),
                        "업데이트 게이트 z는 '책을'에서 새 정보를 가장 많이 받아들이고(평균 0.71), '<EOS>'에서 과거를 가장 "
                        "많이 유지합니다(평균 0.12). z가 0에 가까우면 이전 은닉 상태를 유지하고, 1에 가까우면 새 후보 "
                        "은닉 상태로 바꿉니다.");
}

TEST(gates_that_hardly_differ)
{
    const float same[SIDE] = {0.50F, 0.51F, 0.52F, 0.50F, 0.50F};
    Buffer text = {0};
    buffer_add(&text, "Before.");
    gates_prose(SIDE, NULL, same, same, &text);
    assert_string_equal(buffer_text(&text),
                        "Before. The update gate z is about the same at every token (0.51 on average). When z is near 0 "
                        "the old state is kept; near 1 it is replaced by the new candidate. The reset gate r is about "
                        "the same at every token (0.51 on average).");
    buffer_free(&text);
    assert_string_equal(gates_said(0, NULL, NULL, NULL), "There are no gate values to describe.");
}

static void in_english(void) { language_set(LANGUAGE_ENGLISH); }

AROUND_EACH(in_english, NULL);
