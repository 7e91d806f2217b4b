/* test_view_pictures.c: bars, answers, tables, strips, small maps and points, and numbers and tokens as text. */
#include <limits.h>

#include "base/unicode.h"
#include "test.h"
#include "view/answer.h"
#include "view/bars.h"
#include "view/curve.h"
#include "view/palette.h"
#include "view/scatter.h"
#include "view/short_text.h"
#include "view/small_maps.h"
#include "view/strips.h"
#include "view/table.h"
#include "view_check.h"

/* ---- numbers ---- */

TEST(durations)
{
    static const struct { double seconds; const char *text; } cases[] = {
        {0, "0:00"},        {13.6, "0:14"},    {59.6, "1:00"}, {7509, "2:05:09"}, {3600, "1:00:00"},
        {360000, "100:00:00"}, {-1, "?"}, {NAN, "?"},     {INFINITY, "?"}, {1e300, "?"},
    };
    char out[24];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(duration_text(cases[i].seconds, out), cases[i].text);
}

TEST(grouped_numbers)
{
    char out[32];
    assert_string_equal(grouped_text(0, out), "0");
    assert_string_equal(grouped_text(999, out), "999");
    assert_string_equal(grouped_text(12300, out), "12,300");
    assert_string_equal(grouped_text(-123456, out), "-123,456");
    assert_string_equal(grouped_text(-12, out), "-12");
    assert_true(strlen(grouped_text(LONG_MIN, out)) < 32);
}

TEST(values)
{
    static const struct { double value; const char *text; } cases[] = {
        {0, ".00"},   {0.834, ".83"}, {0.994, ".99"}, {0.996, "1.0"}, {1, "1.0"},   {-0.2, "-.20"}, {-0.001, ".00"},
        {9.96, "10"}, {1234, "1234"}, {NAN, "?"},     {-INFINITY, "?"}, {3.25e8, "3e+08"},
    };
    char out[VALUE_BYTES];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(value_text(cases[i].value, out), cases[i].text);
}

TEST(what_rounds_to_0_has_no_minus)
{
    assert_true(rounded(-0.004, 2) == 0 && !signbit(rounded(-0.004, 2)) && !signbit(rounded(-0.0, 2)));
    assert_true(rounded(-0.006, 2) == -0.01 && rounded(2.346, 2) == 2.35 && rounded(-7, 0) == -7);
    assert_true(isnan(rounded(NAN, 2)) && isinf(rounded(-INFINITY, 3)));
}

/* ---- tokens ---- */

static void check_label(const char *token, bool unicode, const char *expected)
{
    char *label = token_label(token, unicode);
    assert_string_equal(label, expected);
    free(label);
}

TEST(spaces_are_seen)
{
    check_label("", true, "");
    check_label("<EOS>", true, "<EOS>");
    check_label(" 도서관", true, "▁도서관");
    check_label(" 도서관", false, "_도서관");
    check_label(" ", true, "▁");
    check_label("  ", false, "__");
    check_label("\xFF x", true, "\xFF▁x"); /* what is no UTF-8 is left to glyph.h */
}

TEST(jamo_are_put_together_or_stand_alone)
{
    check_label("\xE1\x84\x83\xE1\x85\xA1", true, "다");
    check_label("\xE1\x86\xAB\xE1\x84\x83\xE1\x85\xA1", true, "ㄴ다");
    check_label(" \xE1\x84\x80", true, "▁ㄱ");
    check_label("\xE1\x85\xA1\xE1\x86\xBB", true, "ㅏㅆ");
    check_label("ㅋㅋ", true, "ㅋㅋ");
}

/* Each lead, vowel and tail becomes the letter of the same name, two columns wide: the syllable that is written with
 * them tells which. */
TEST(every_letter_is_wide)
{
    static const char leads[] = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    static const char vowels[] = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    static const char tails[] = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    static const struct { uint32_t first; int count; const char *letters; } rows[] = {
        {0x1100, 19, leads}, {0x1161, 21, vowels}, {0x11A8, 27, tails}};
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < rows[row].count; i++) {
            char token[5] = {0}, expected[4] = {rows[row].letters[3 * i], rows[row].letters[3 * i + 1], rows[row].letters[3 * i + 2]};
            utf8_encode(rows[row].first + (uint32_t)i, token);
            check_label(token, true, expected);
            assert_int_equal(glyph_width(expected), 2);
        }
}

/* ---- bars ---- */

DRAWN(bars_drawn, Bars, bars_draw)

TEST(pairs_of_bars)
{
    const char *const labels[] = {"10 words", "열 단어"};
    const double first[] = {0.5, NAN}, second[] = {0.25, 1.7};
    Bars bars = {.title = "BLEU", .count = 2, .labels = labels, .first = first, .second = second,
                 .first_name = "without", .second_name = "with"};
    assert_picture(bars_drawn(ascii_screen(36), bars),
                   "BLEU\n"
                   "# without  = with\n"
                   "10 words  ##########----------  .50\n"
                   "          =====---------------  .25\n"
                   "\n"
                   "열 단어   --------------------  ?\n"
                   "          ====================  1.7\n");
    /* Where there is room each bar has its name, and both are solid and end in eighths: as long as their labels say. */
    const double eighth[] = {0.53, 0.99}, other[] = {0.018, 0.995};
    Bars named = {.count = 2, .labels = labels, .first = eighth, .second = other, .first_name = "gru", .second_name = "gru-dot"};
    assert_picture(bars_drawn(unicode_screen(48), named),
                   "10 words  gru      ████████████▎··········  .53\n"
                   "          gru-dot  ▌······················  .02\n"
                   "\n"
                   "열 단어   gru      ██████████████████████▊  .99\n"
                   "          gru-dot  ███████████████████████  1.0\n");
    bars.second = NULL;
    bars.title = NULL;
    assert_picture(bars_drawn(unicode_screen(36), bars),
                   "10 words  ██████████··········  .50\n"
                   "열 단어   ····················  ?\n");
    bars.count = 0;
    assert_picture(bars_drawn(unicode_screen(36), bars), "(nothing to show)\n");
}

TEST(a_mark_in_bars)
{
    const char *const labels[] = {"10", "15", "20"};
    const double first[] = {0.5, NAN, 1}, second[] = {0.25, NAN, 0.75}, mark[] = {NAN, 0.5, 3};
    Bars bars = {.count = 3, .labels = labels, .first = first, .mark = mark, .first_name = "measured", .mark_name = "guess"};
    assert_picture(bars_drawn(ascii_screen(30), bars),
                   "# measured  X guess\n"
                   "10  ##########----------  .50\n"
                   "15  ----------X---------  .50\n"
                   "20  ###################X  1.0\n");
    bars.second = second;
    bars.marks_second = true;
    bars.count = 1;
    bars.mark = second;
    assert_picture(bars_drawn(unicode_screen(30), bars),
                   "█ measured  ▒ 2  ◆ guess\n"
                   "10  ██████████··········  .50\n"
                   "    ▒▒▒▒▒◆··············  .25\n");
}

TEST(progress)
{
    Canvas *canvas = canvas_open(ascii_screen(40));
    progress_draw(canvas, 0.52, "loss 1.234  0:14 left");
    progress_draw(canvas, 7, NULL);
    progress_draw(canvas, NAN, "a note that is much too long for the row it stands in");
    assert_picture(canvas,
                   "[#####----]  52%  loss 1.234  0:14 left\n"
                   "[##############################] 100%\n"
                   "[-----]   0%  a note that is much too lo\n");
}

/* ---- answers ---- */

static Canvas *answer_drawn(Screen screen, const char *answer, const char *reference, bool words)
{
    Canvas *canvas = canvas_open(screen);
    answer_draw(canvas, 0, 0, answer, reference, words);
    return canvas;
}

TEST(each_token_of_an_answer_is_right_or_wrong)
{
    static const struct { const char *answer, *reference, *unicode, *ascii; } cases[] = {
        {"e t o", "e t o", "e t o  3/3 ✓\n", "e t o  3/3\n"},
        {"e p o", "e t o", "e p✗ o  2/3 ✗\n", "e [p] o  2/3\n"},
        {"e t", "e t o", "e t  2/3 ✗\n", "e t  2/3\n"},
        {"e t o o", "e t o", "e t o o✗  3/3 ✗\n", "e t o [o]  3/3\n"},
        {"", "e t", " 0/2 ✗\n", " 0/2\n"},
        {"2024-06", "2024-05", "2024-06✗ 6/7 ✗\n", "2024-0[6] 6/7\n"},
        {"나는 간다", "나는 잔다", "나는 간다✗  1/2 ✗\n", "나는 [간다]  1/2\n"},
        {"it was busy but my friend plays", "it is", "it was✗ busy✗ but✗ my✗ … 1/2 ✗\n", "it [was] [busy] [but] ~ 1/2\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_picture(answer_drawn(unicode_screen(36), cases[i].answer, cases[i].reference, false), cases[i].unicode);
        assert_picture(answer_drawn(ascii_screen(36), cases[i].answer, cases[i].reference, false), cases[i].ascii);
    }
    assert_picture(answer_drawn(unicode_screen(36), "Henry", "Anna", true), "Henry✗  0/1 ✗\n"); /* a word, not five letters */
    Canvas *canvas = answer_drawn(unicode_screen(36), "e p", "e t", false);
    assert_int_equal(canvas_cell(canvas, 0, 0)->style, STYLE_GOOD);
    assert_int_equal(canvas_cell(canvas, 0, 2)->style, STYLE_WRONG);
    canvas_close(canvas);
    for (int columns = 1; columns < 40; columns++)
        close_sound(answer_drawn(unicode_screen(columns), "\xFF 가나다 \033[m  x", "y \xC3 z", false));
}

/* ---- consoles ---- */

/* What the fonts of consoles have: ASCII, Latin letters, lines, halves of blocks and arrows. */
static bool console_has(const char *glyph)
{
    static const char font[] = "─│┌┐└┘├┤┬┴┼░▒▓█▀▄▌▐·°±«»←↑→↓";
    return glyph[0] > 0 || strstr(font, glyph) != NULL;
}

TEST(consoles_get_glyphs_that_they_have)
{
    Screen screen = {.columns = 60, .unicode = true, .console = true};
    const double share[] = {0.33, 0.97}, steps[] = {0, 10, 20, 30, 40}, falling[] = {4, 2, 1, 0.5, 0},
                 level[] = {3, 3, 3, 3, 3};
    const char *const names[] = {"a", "b"};
    Canvas *canvas = canvas_open(screen);
    curve_draw(canvas, &(Curve){.count = {5, 5}, .x = {steps, steps}, .y = {falling, level}, .name = {"training", "dev"},
                                .x_end = 50, .mark = 20, .mark_name = "guess"}, 9);
    bars_draw(canvas, &(Bars){.count = 2, .labels = names, .first = share, .second = share, .mark = share, .mark_name = "m"});
    answer_draw(canvas, canvas_rows(canvas), 0, "a b", "a c", false);
    canvas_write(canvas, canvas_rows(canvas), 0, STYLE_PLAIN, "▸▶›✓✗×…–—●◉○◆•▁≡≈━┯═┃┊▏▎▍▋▊▉“”‘’⣿⠀");
    for (int row = 0; row < canvas_rows(canvas); row++)
        for (int column = 0; column < 60; column++) {
            const Cell *cell = canvas_cell(canvas, row, column);
            const char *shown = cell_shown(cell, screen);
            if (!console_has(shown) || glyph_width(shown) != cell->width)
                fail_msg("'%s' became '%s'", cell->text, shown);
        }
    canvas_close(canvas);
}

/* ---- tables ---- */

DRAWN(table_drawn, Table, table_draw)

TEST(a_table_with_numbers)
{
    const char *const headings[] = {"이름", "hidden", "note"};
    const char *const cells[] = {"작은 모델", "64", "fast", "large", "1,024", NULL};
    const bool numeric[] = {false, true, false};
    Table table = {.rows = 2, .columns = 3, .headings = headings, .cells = cells, .numeric = numeric};
    assert_picture(table_drawn(unicode_screen(60), table),
                   "이름       hidden  note\n"
                   "─────────  ──────  ────\n"
                   "작은 모델      64  fast\n"
                   "large       1,024\n");
}

TEST(the_widest_column_is_wrapped)
{
    const char *const cells[] = {"train", "모델을 더 학습하고 손실을 보여 줍니다", "10", "quit", "끝냅니다", "-"};
    const bool numeric[] = {false, false, true};
    Table table = {.rows = 2, .columns = 3, .cells = cells, .numeric = numeric};
    assert_picture(table_drawn(ascii_screen(30), table),
                   "train  모델을 더 학습하고   10\n"
                   "       손실을 보여 줍니다\n"
                   "quit   끝냅니다              -\n");
}

TEST(no_number_is_cut)
{
    const char *const cells[] = {"학교에", "+0.80", "went", "-0.40"};
    const bool numeric[] = {false, true, false, true};
    Table table = {.rows = 1, .columns = 4, .cells = cells, .numeric = numeric};
    assert_picture(table_drawn(ascii_screen(22), table), "학교에  +0.80  went\n");
}

/* The words of headings are broken last of all. */
TEST(words_of_headings_stay_whole)
{
    const char *const headings[] = {"model", "len", "answer ms"};
    const char *const cells[] = {"gru-additive-no2", "10", "0.05"};
    const bool numeric[] = {false, true, true};
    Table table = {.rows = 1, .columns = 3, .headings = headings, .cells = cells, .numeric = numeric};
    assert_picture(table_drawn(ascii_screen(22), table),
                   "model      len  answer\n"
                   "                ms\n"
                   "---------  ---  ------\n"
                   "gru-addit   10    0.05\n"
                   "ive-no2\n");
}

/* Text gives way first, then the headings of numbers; numbers are never wrapped. */
TEST(numbers_stay_whole_under_wrapped_headings)
{
    const char *const headings[] = {"model", "ms/GFLOP", "tokens per second"};
    const char *const cells[] = {"gru-dot", "153.90", "1,048,688"};
    const bool numeric[] = {false, true, true};
    Table table = {.rows = 1, .columns = 3, .headings = headings, .cells = cells, .numeric = numeric};
    assert_picture(table_drawn(ascii_screen(30), table),
                   "model    ms/GFLOP  tokens per\n"
                   "                   second\n"
                   "-------  --------  -----------\n"
                   "gru-dot    153.90    1,048,688\n");
    assert_picture(table_drawn(ascii_screen(26), table),
                   "model    ms/GFL  tokens\n"
                   "         OP      per\n"
                   "                 second\n"
                   "-------  ------  ---------\n"
                   "gru-dot  153.90  1,048,688\n");
    assert_picture(table_drawn(ascii_screen(25), table),
                   "model    ms/GFL\n"
                   "         OP\n"
                   "-------  ------\n"
                   "gru-dot  153.90\n");
}

TEST(empty_tables)
{
    const char *const headings[] = {"a", "b"};
    Table table = {.columns = 2, .headings = headings};
    Canvas *canvas = canvas_open(ascii_screen(30));
    table_draw(canvas, &table);
    table.columns = 0;
    table_draw(canvas, &table);
    assert_picture(canvas, "a  b\n-  -\n");
}

TEST(tables_on_any_screen)
{
    const char *const cells[] = {"\xFF", "길고 긴 이야기를 여기에 씁니다", "a\nb", "12345678901234567890", "", NULL};
    const bool numeric[] = {true, false, true};
    for (int columns = 1; columns < 60; columns++) {
        Table table = {.rows = 2, .columns = 3, .headings = cells, .cells = cells, .numeric = numeric};
        close_sound(table_drawn(unicode_screen(columns), table));
    }
}

/* ---- strips ---- */

static const char *const tokens[] = {"나는", "<EOS>"};

DRAWN(strips_drawn, Strips, strips_draw)

TEST(two_strips_side_by_side)
{
    const float update[] = {0, 0.25F, 0.5F, 0.75F, 1, 0, NAN, 1}, reset[] = {1, 1, 1, 1, 0, 0, 0, 0};
    Strips strips = {.rows = 2, .units = 4, .labels = tokens, .name = {"z", "r"}, .values = {update, reset}};
    assert_picture(strips_drawn(unicode_screen(60), strips),
                   "       z           r\n"
                   " 나는  .38  █·▓░   1.0  ████\n"
                   "<EOS>  ?    ██?·   .00  ····\n"
                   "░ .05–.3  ▒ .3–.5  ▓ .5–.7  █ .7–1  · below .05\n"
                   "Each row: the mean, then one cell a hidden unit, in the\n"
                   "order of their means.\n");
}

TEST(strips_too_long_are_averaged_and_go_below_each_other)
{
    float values[2 * 64];
    for (int i = 0; i < 128; i++)
        values[i] = (float)(i % 64) / 63;
    Strips strips = {.rows = 2, .units = 64, .labels = tokens, .name = {"z", "r"}, .values = {values, values}};
    assert_picture(strips_drawn(ascii_screen(28), strips),
                   "       z\n"
                   " 나는  .50  @@%##**+==-::,.\n"
                   "<EOS>  .50  @@%##**+==-::,.\n"
                   "       r\n"
                   " 나는  .50  @@%##**+==-::,.\n"
                   "<EOS>  .50  @@%##**+==-::,.\n"
                   "0 |.,:-=+*#%@| 1\n"
                   "Each row: the mean, then 64\n"
                   "hidden units in the order of\n"
                   "their means, averaged into\n"
                   "16 cells.\n");
    strips.rows = 0;
    assert_picture(strips_drawn(ascii_screen(28), strips), "(nothing to show)\n");
}

/* ---- small maps ---- */

static const char *const layers[] = {"layer 1", "layer 2"}, *const heads[] = {"head 1", "head 2"};
static const float four_maps[] = {
    1, 0, 0, 1, /* layer 1 head 1 */ 0, 1, 1, 0, /* head 2 */ .5F, .5F, .5F, .5F, /* layer 2 */ 0, 0, 0, 1,
};

TEST(small_maps_stand_side_by_side)
{
    Canvas *canvas = canvas_open(ascii_screen(60));
    SmallMapsShown shown = small_maps_draw(canvas, &(SmallMaps){.down = 2, .across = 2, .down_labels = layers, .across_labels = heads,
                                                                .rows = 2, .columns = 2, .values = four_maps,
                                                                .chosen_down = 0, .chosen_across = 1});
    assert_int_equal(shown.down, 2);
    assert_int_equal(shown.across, 2);
    assert_picture(canvas,
                   "         head 1 head 2\n"
                   "layer 1  @@    |  @@|\n"
                   "           @@  |@@  |\n"
                   "         head 1 head 2\n"
                   "layer 2  ++++\n"
                   "         ++++     @@\n");
}

/* A large map is drawn smaller, and its peaks stay. */
TEST(small_maps_keep_their_peaks)
{
    enum { SIZE = 50 };
    static float large[SIZE * SIZE];
    large[SIZE * 17 + 31] = 1;
    for (int columns = 1; columns < 100; columns += 7)
        for (int height = 0; height < 9; height += 4) {
            Canvas *canvas = canvas_open(ascii_screen(columns));
            SmallMapsShown shown = small_maps_draw(canvas, &(SmallMaps){.down = 1, .across = 1, .down_labels = layers,
                                                                        .across_labels = heads, .rows = SIZE, .columns = SIZE,
                                                                        .values = large, .chosen_down = -1, .height = height});
            assert_sound(canvas);
            assert_int_equal(shown.down, 1);
            bool peak = false;
            for (int i = 0; i < canvas_rows(canvas) * columns; i++) {
                const Cell *cell = canvas_cell(canvas, i / columns, i % columns);
                peak = peak || (is_shade((Style)cell->style) && cell->shade == SHADE_MOST);
            }
            assert_true(peak || columns < 20);
            canvas_close(canvas);
        }
}

/* ---- points in a plane ---- */

DRAWN(scatter_drawn, Scatter, scatter_draw)

TEST(points_stand_where_they_belong)
{
    static const char *const names[] = {"a", "b", "c", "나"};
    static const double places[] = {0, 0, 10, 0, 0, 4, 10, 4};
    Scatter scatter = {.count = 4, .labels = names, .places = places, .chosen = 1, .rows = 5};
    assert_picture(scatter_drawn(unicode_screen(34), scatter),
                   "•c                  •나\n"
                   "\n\n\n"
                   "•a                  ◆b\n");
    scatter.chosen = -1;
    scatter.places = (const double[8]){0};
    assert_picture(scatter_drawn(unicode_screen(30), scatter), "•a\n"); /* the others would cover it */
    scatter.chosen = 3;
    scatter.places = places;
    for (int columns = 1; columns < 30; columns++) {
        scatter.rows = columns % 5;
        close_sound(scatter_drawn(unicode_screen(columns), scatter));
    }
}
