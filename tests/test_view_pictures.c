/* test_view_pictures.c: curves, bars, progress, tables, and numbers and tokens as text. */
#include <limits.h>

#include "base/language.h"
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

/* ---- curves ---- */

static Canvas *curve_drawn(Screen screen, Curve curve, int rows)
{
    Canvas *canvas = canvas_open(screen);
    curve_draw(canvas, &curve, rows);
    return canvas;
}

static const double steps[] = {0, 10, 20, 30, 40};
static const double falling[] = {4, 2, 1, 0.5, 0};
static const double level[] = {3, 3, 3, 3, 3};

TEST(a_curve_in_ascii)
{
    Curve curve = {.title = "Loss", .x_label = "step", .y_label = "loss", .count = {5}, .x = {steps}, .y = {falling}};
    assert_picture(curve_drawn(ascii_screen(30), curve, 9),
                   "Loss\n"
                   "loss\n"
                   "   4 +**\n"
                   "     |  ***\n"
                   "   2 +     ****\n"
                   "     |         ***********\n"
                   "   0 +                    ****\n"
                   "     ++-----------+----------+\n"
                   "step  0          20         40\n");
}

TEST(a_mark_on_a_curve)
{
    Curve curve = {.count = {5}, .x = {steps}, .y = {falling}, .mark = 10, .mark_name = "guess"};
    assert_picture(curve_drawn(ascii_screen(30), curve, 8),
                   ": guess\n"
                   "4 +**     :\n"
                   "  |  **** :\n"
                   "2 +      ****\n"
                   "  |       :  *************\n"
                   "0 +       :               ****\n"
                   "  ++------------+------------+\n"
                   "   0           20           40\n");
}

TEST(a_mark_beyond_the_curve_is_at_its_end)
{
    Curve curve = {.count = {5}, .x = {steps}, .y = {falling}, .mark = 1e300, .mark_name = "guess"};
    assert_picture(curve_drawn(ascii_screen(30), curve, 8),
                   ": guess\n"
                   "4 +**                        :\n"
                   "  |  ****                    :\n"
                   "2 +      ****                :\n"
                   "  |          *************   :\n"
                   "0 +                       ****\n"
                   "  ++------------+------------+\n"
                   "   0           20           40\n");
}

TEST(two_curves_in_unicode)
{
    Curve curve = {.count = {5, 5}, .x = {steps, steps}, .y = {falling, level}, .name = {"training", "dev"}};
    assert_picture(curve_drawn(unicode_screen(32), curve, 7),
                   "⠒⠒⠒ training  ⠒ ⠒ dev\n"
                   "4 ┤⠑⠢⢄⡀\n"
                   "  │⠉ ⠉⠈⠙⠢⢍⣀⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉ ⠉\n"
                   "  │        ⠉⠉⠒⠒⠤⠤⣀⣀⡀\n"
                   "0 ┤                ⠈⠉⠉⠉⠒⠒⠒⠢⠤⠤⠤⣀⣀\n"
                   "  └┬─────────────┬─────────────┬\n"
                   "   0            20            40\n");
}

TEST(values_that_are_no_numbers_are_gaps)
{
    const double some[] = {1, NAN, INFINITY, 1, 1};
    Curve curve = {.count = {5}, .x = {steps}, .y = {some}};
    assert_picture(curve_drawn(ascii_screen(24), curve, 5),
                   "2 +\n"
                   "1 +*              ******\n"
                   "0 +\n"
                   "  ++---------+---------+\n"
                   "   0        20        40\n");
}

TEST(no_values_at_all)
{
    const double none[] = {NAN};
    Curve curve = {.title = "Loss", .count = {1}, .x = {none}, .y = {none}};
    assert_picture(curve_drawn(unicode_screen(30), curve, 10), "Loss\n(no numbers yet)\n");
    curve.count[0] = 0;
    language_set(LANGUAGE_KOREAN);
    assert_picture(curve_drawn(unicode_screen(30), curve, 10), "Loss\n(아직 값이 없습니다)\n");
    language_set(LANGUAGE_ENGLISH);
}

TEST(logarithmic_axes)
{
    const double x[] = {4, 16, 64}, y[] = {0.0001, 0.01, 1};
    Curve curve = {.x_base = 2, .y_base = 10, .count = {3}, .x = {x}, .y = {y}};
    assert_picture(curve_drawn(ascii_screen(37), curve, 7),
                   "     1 +                         ****\n"
                   "       |                  *******\n"
                   "  0.01 +           *******\n"
                   "       |    *******\n"
                   "0.0001 +****\n"
                   "       ++-------------+-------------+\n"
                   "        4            16            64\n");
}

/* The row's label as a number, without its commas; false where the row has none. */
static bool label_of(const Canvas *canvas, int row, double *value)
{
    char text[64] = "";
    for (int column = 0; column < 40; column++) {
        const char *cell = canvas_cell(canvas, row, column)->text;
        if (strcmp(cell, "|") == 0 || strcmp(cell, "│") == 0)
            return false;
        if (strcmp(cell, "+") == 0 && column > 0 && strcmp(canvas_cell(canvas, row, column - 1)->text, " ") == 0)
            break;
        if (strcmp(cell, "┤") == 0)
            break;
        if (strcmp(cell, ",") != 0)
            strcat(text, cell);
    }
    char *end;
    *value = strtod(text, &end);
    return end != text && strspn(end, " ") == strlen(end);
}

typedef struct Labels {
    int count, row[32];
    double value[32];
} Labels;

static Labels labels_of_picture(const Canvas *canvas)
{
    Labels labels = {0};
    for (int row = canvas_rows(canvas) - 3; row >= 0; row--) /* below are the line and labels of the x axis */
        if (label_of(canvas, row, &labels.value[labels.count]))
            labels.row[labels.count++] = row;
    return labels;
}

/* A point of the labelled value must lie in the label's row: drawn as a second curve, at the right end. */
static void assert_label_is_true(Screen screen, Curve curve, int rows, double value, int row)
{
    const double right[] = {100};
    curve.count[1] = 1;
    curve.x[1] = right;
    curve.y[1] = &value;
    Canvas *canvas = curve_drawn(screen, curve, rows);
    if (strcmp(canvas_cell(canvas, row, screen.columns - 1)->text, " ") == 0)
        fail_msg("from %g to %g: %g is not in row %d of %d", curve.y[0][2], curve.y[0][0], value, row, rows);
    canvas_close(canvas);
}

/* On a logarithmic axis low and high are exponents. */
static void assert_even_labels(Screen screen, double low, double high, double base, int rows)
{
    const double x[] = {0, 1, 2}, top[] = {base > 0 ? pow(base, high) : high, NAN, base > 0 ? pow(base, low) : low};
    Curve curve = {.y_base = base, .count = {3}, .x = {x}, .y = {top}};
    Canvas *canvas = curve_drawn(screen, curve, rows);
    Labels labels = labels_of_picture(canvas);
    assert_sound(canvas);
    canvas_close(canvas);
    assert_true(labels.count >= 2 && labels.row[0] == rows - 3);
    assert_true(rows < 7 || labels.count > 2);
    for (int i = 0; i < labels.count; i++) {
        double written = labels.value[i], value = base > 0 ? log(written) / log(base) : written;
        labels.value[i] = value;
        if (value >= low && value <= high)
            assert_label_is_true(screen, (Curve){.y_base = base, .count = {3}, .x = {x}, .y = {top}}, rows, written,
                                 labels.row[i]);
    }
    for (int i = 2; i < labels.count; i++) {
        double step = labels.value[1] - labels.value[0], next = labels.value[i] - labels.value[i - 1];
        if (labels.row[i] - labels.row[i - 1] != labels.row[1] - labels.row[0] || fabs(next - step) > step * 0.1001)
            fail_msg("%d rows from %g to %g: label %d is uneven", rows, low, high, i);
    }
}

TEST(labels_are_even_and_true_at_every_height)
{
    static const double ranges[][2] = {{0, 4},      {0.13, 3.2},   {-1, 1},       {-3, 7.7},        {0, 0.013}, {2, 2},
                                       {1.2e4, 1e6}, {-8, -0.5},   {0.999, 1.001}, {5e15, 5e15 + 8}, {0, 100},   {-0.4, 6.1},
                                       {999.9999, 1000.0001}, {2.1, 6.5}};
    static const double powers[][2] = {{-4, 0}, {0, 3}, {-1.3, 2.6}, {0.1, 0.4}, {2, 2}, {-7.5, -0.2}, {3.3, 9}};
    static const double bases[] = {2, 10};
    for (int rows = 4; rows <= 20; rows++)
        for (int unicode = 0; unicode < 2; unicode++) {
            Screen screen = unicode ? unicode_screen(60) : ascii_screen(60);
            for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
                assert_even_labels(screen, ranges[i][0], ranges[i][1], 0, rows);
            for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
                for (size_t k = 0; k < 2; k++)
                    assert_even_labels(screen, powers[i][0], powers[i][1], bases[k], rows);
        }
}

/* Of a run: where a point is drawn and what the axes say stays while points come, but for the end of the strong part of
 * the x axis. */
TEST(the_curve_of_a_run_does_not_slide)
{
    double x[100], y[100];
    for (int i = 0; i < 100; i++) {
        x[i] = i + 1;
        y[i] = 3.1 * exp(-i / 45.0); /* from the 52nd on between a half power of ten and the next */
    }
    Canvas *before = NULL;
    for (int count = 60; count <= 100; count += 20) {
        Curve curve = {.count = {count}, .x = {x}, .y = {y}, .y_base = 10, .x_end = 100};
        Canvas *canvas = curve_drawn(unicode_screen(60), curve, 9);
        for (int row = 0; before != NULL && row < canvas_rows(before); row++)
            for (int column = 0; column < 60; column++) {
                const char *was = canvas_cell(before, row, column)->text, *is = canvas_cell(canvas, row, column)->text;
                bool came = column > 3 + 56 * (count - 21) / 100;
                if (strcmp(was, is) != 0 && !came)
                    fail_msg("%d points: '%s' became '%s' in row %d, column %d", count, was, is, row, column);
            }
        canvas_close(before);
        before = canvas;
    }
    assert_picture(before,
                   " 3.2 ┤⠈⠑⠒⠤⠤⢄⣀⡀\n"
                   "     │       ⠈⠉⠑⠒⠢⠤⠤⣀⡀\n"
                   "     │               ⠈⠉⠑⠒⠒⠤⠤⣀⣀\n"
                   "   1 ┤                        ⠉⠉⠒⠒⠤⠤⣀⣀\n"
                   "     │                                ⠉⠉⠒⠒⠢⠤⢄⣀\n"
                   "     │                                        ⠉⠉⠒⠒⠢⠤⢄⣀⡀\n"
                   "0.32 ┤                                                ⠈⠉⠉⠒⠢⠤\n"
                   "     └┯━━━━━━━━━┯━━━━━━━━━━┯━━━━━━━━━━┯━━━━━━━━━━┯━━━━━━━━━┯\n"
                   "      0        20         40         60         80       100\n");
}

TEST(four_curves_differ_without_color)
{
    static const double across[] = {0, 10}, rows[4][2] = {{4, 4}, {3, 3}, {2, 2}, {1, 1}};
    Curve curve = {.count = {2, 2, 2, 2}, .x = {across, across, across, across},
                   .y = {rows[0], rows[1], rows[2], rows[3]}, .name = {"a", "b", "c", "d"}};
    assert_picture(curve_drawn(unicode_screen(40), curve, 8),
                   "⠒⠒⠒ a  ⠒ ⠒ b  ⠂⠐⠂ c  ⠒⠒⠐ d\n"
                   "4 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉\n"
                   "  │⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒\n"
                   "2 ┤⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂\n"
                   "  │⠤⠤⠤ ⠤⠤⠤ ⠤⠤⠤ ⠤⠤⠤ ⠤⠤⠤ ⠤⠤⠤ ⠤⠤⠤ ⠤⠤⠤ ⠤⠤⠤ ⠤\n"
                   "0 ┤\n"
                   "  └┬─────────────────┬─────────────────┬\n"
                   "   0                 5                10\n");
    assert_picture(curve_drawn(ascii_screen(40), curve, 8),
                   "*** a  ooo b  xxx c  +++ d\n"
                   "4 +*************************************\n"
                   "  |ooooooooooooooooooooooooooooooooooooo\n"
                   "2 +xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
                   "  |+++++++++++++++++++++++++++++++++++++\n"
                   "0 +\n"
                   "  ++-----------------+-----------------+\n"
                   "   0                 5                10\n");
}

TEST(a_curve_is_as_high_as_asked)
{
    for (int rows = 8; rows < 30; rows += 7) {
        Curve curve = {.title = "t", .y_label = "y", .count = {5}, .x = {steps}, .y = {falling}};
        Canvas *canvas = curve_drawn(unicode_screen(60), curve, rows);
        assert_int_equal(canvas_rows(canvas), rows);
        canvas_close(canvas);
    }
}

TEST(any_numbers_on_any_screen)
{
    const double odd[] = {1e300, -1e29, 1e-320, 0, 5e15, 1e15 + 1, 1e15, -0.0, 3e-9, 1e29};
    for (int columns = 1; columns < 60; columns += 3)
        for (int begin = 0; begin < 10; begin++)
            for (int rows = -1; rows < 12; rows += 4) {
                Curve curve = {.title = "가나다", .x_label = "걸음", .y_label = "손실", .count = {10 - begin, begin},
                               .x = {odd + begin, odd}, .y = {odd + begin, odd}, .name = {"하나", "둘"}};
                Canvas *canvas = curve_drawn((Screen){.columns = columns, .unicode = rows & 1}, curve, rows);
                assert_sound(canvas);
                canvas_close(canvas);
            }
}

/* ---- bars ---- */

static Canvas *bars_drawn(Screen screen, Bars bars)
{
    Canvas *canvas = canvas_open(screen);
    bars_draw(canvas, &bars);
    return canvas;
}

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
    /* Where there is room each bar has its name, and both are solid and end in eighths. */
    const double eighth[] = {0.53, 0.99}, other[] = {0.018, 1};
    Bars named = {.count = 2, .labels = labels, .first = eighth, .second = other, .first_name = "gru", .second_name = "gru-dot"};
    assert_picture(bars_drawn(unicode_screen(48), named),
                   "10 words  gru      ████████████▎··········  .53\n"
                   "          gru-dot  ▍······················  .02\n"
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

static Canvas *answer_drawn(Screen screen, const char *answer, const char *reference)
{
    Canvas *canvas = canvas_open(screen);
    answer_draw(canvas, 0, 0, answer, reference);
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
        assert_picture(answer_drawn(unicode_screen(36), cases[i].answer, cases[i].reference), cases[i].unicode);
        assert_picture(answer_drawn(ascii_screen(36), cases[i].answer, cases[i].reference), cases[i].ascii);
    }
    Canvas *canvas = answer_drawn(unicode_screen(36), "e p", "e t");
    assert_int_equal(canvas_cell(canvas, 0, 0)->style, STYLE_GOOD);
    assert_int_equal(canvas_cell(canvas, 0, 2)->style, STYLE_WRONG);
    canvas_close(canvas);
    for (int columns = 1; columns < 40; columns++) {
        canvas = answer_drawn(unicode_screen(columns), "\xFF 가나다 \033[m  x", "y \xC3 z");
        assert_sound(canvas);
        canvas_close(canvas);
    }
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
    const double share[] = {0.33, 0.97};
    const char *const names[] = {"a", "b"};
    Curve curve = {.count = {5, 5}, .x = {steps, steps}, .y = {falling, level}, .name = {"training", "dev"}, .x_end = 50,
                   .mark = 20, .mark_name = "guess"};
    Canvas *canvas = curve_drawn(screen, curve, 9);
    bars_draw(canvas, &(Bars){.count = 2, .labels = names, .first = share, .second = share, .mark = share, .mark_name = "m"});
    answer_draw(canvas, canvas_rows(canvas), 0, "a b", "a c");
    canvas_write(canvas, canvas_rows(canvas), 0, STYLE_PLAIN, "▸▶›✓✗×…–—●◉○◆•▁≡━┯═┃┊▏▎▍▋▊▉“”‘’⣿⠀");
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

static Canvas *table_drawn(Screen screen, Table table)
{
    Canvas *canvas = canvas_open(screen);
    table_draw(canvas, &table);
    return canvas;
}

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
        Canvas *canvas = table_drawn(unicode_screen(columns), table);
        assert_sound(canvas);
        canvas_close(canvas);
    }
}

/* ---- strips ---- */

static const char *const tokens[] = {"나는", "<EOS>"};

static Canvas *strips_drawn(Screen screen, Strips strips)
{
    Canvas *canvas = canvas_open(screen);
    strips_draw(canvas, &strips);
    return canvas;
}

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

TEST(points_stand_where_they_belong)
{
    static const char *const names[] = {"a", "b", "c", "나"};
    static const double places[] = {0, 0, 10, 0, 0, 4, 10, 4};
    Canvas *canvas = canvas_open(unicode_screen(34));
    scatter_draw(canvas, &(Scatter){.count = 4, .labels = names, .places = places, .chosen = 1, .rows = 5});
    assert_picture(canvas, "•c                  •나\n"
                           "\n"
                           "\n"
                           "\n"
                           "•a                  ◆b\n");
    for (int columns = 1; columns < 30; columns++) {
        canvas = canvas_open(unicode_screen(columns));
        scatter_draw(canvas, &(Scatter){.count = 4, .labels = names, .places = places, .chosen = 3, .rows = columns % 5});
        assert_sound(canvas);
        canvas_close(canvas);
    }
    static const double same[8];
    canvas = canvas_open(unicode_screen(30));
    scatter_draw(canvas, &(Scatter){.count = 4, .labels = names, .places = same, .chosen = -1, .rows = 5});
    assert_picture(canvas, "•a\n"); /* the others would cover it */
}
