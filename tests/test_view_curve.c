/* test_view_curve.c: curves: their lines, axes and marks. */
#include "base/language.h"
#include "test.h"
#include "view/curve.h"
#include "view_check.h"

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
    Canvas *canvas = curve_drawn(ascii_screen(30), curve, 8);
    assert_int_equal(column_of(canvas, 1, ":"), 29);
    assert_int_equal(column_of(canvas, 4, ":"), 29);
    close_sound(canvas);
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
    close_sound(canvas);
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

TEST(signs_tell_curves_apart)
{
    static const double across[] = {0, 10}, half[] = {0, 5}, rows[4][2] = {{4, 4}, {3, 3}, {2, 2}, {2, 2}};
    Curve curve = {.count = {2, 2, 2, 2}, .x = {across, across, across, half}, .x_end = 10, .signs = true,
                   .y = {rows[0], rows[1], rows[2], rows[3]}, .name = {"a", "b", "c", "d"}};
    assert_picture(curve_drawn(unicode_screen(31), curve, 7),
                   "⠒●⠒ a  ⠒■⠐ b  ⠂▲⠂ c  ⠒◆⠒ d\n"
                   "4 ┤⠉●⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉●⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉●\n"
                   "  │⣀ ⣀ ■ ⣀ ⣀ ⣀ ⣀ ⣀ ■ ⣀ ⣀ ⣀ ⣀ ⣀■\n"
                   "  │\n"
                   "2 ┤⣀⣀⣀⡀⣀⣀⣀▲⣀⣀◆ ⣀⣀◆⡀⢀ ⡀▲ ⡀⢀ ⡀⢀ ▲\n"
                   "  └┬─────────────┬────────────┬\n"
                   "   0             5           10\n");
    curve.signs = false;
    Canvas *canvas = curve_drawn(unicode_screen(31), curve, 7);
    assert_null(strstr(picture_text(canvas, 0), "●"));
    canvas_close(canvas);
}

TEST(any_numbers_on_any_screen)
{
    const double odd[] = {1e300, -1e29, 1e-320, 0, 5e15, 1e15 + 1, 1e15, -0.0, 3e-9, 1e29};
    for (int columns = 1; columns < 60; columns += 3)
        for (int begin = 0; begin < 10; begin++)
            for (int rows = -1; rows < 12; rows += 4) {
                Curve curve = {.title = "가나다", .x_label = "걸음", .y_label = "손실", .count = {10 - begin, begin},
                               .x = {odd + begin, odd}, .y = {odd + begin, odd}, .name = {"하나", "둘"}};
                close_sound(curve_drawn((Screen){.columns = columns, .unicode = rows & 1}, curve, rows));
            }
}
