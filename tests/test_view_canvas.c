/* test_view_canvas.c: cells, clipping, wrapping, and text with and without colors. */
#include "test.h"
#include "view/canvas.h"
#include "view/glyph.h"
#include "view/palette.h"
#include "view_check.h"

/* ---- writing ---- */

TEST(text_is_cut_at_the_right_edge)
{
    Canvas *canvas = canvas_open(unicode_screen(5));
    assert_int_equal(canvas_write(canvas, 0, 0, STYLE_PLAIN, "abcdefgh"), 5);
    assert_int_equal(canvas_write(canvas, 1, 0, STYLE_PLAIN, "가나다"), 4); /* no half of 다 */
    assert_int_equal(canvas_write(canvas, 2, 4, STYLE_PLAIN, "가"), 4);
    assert_int_equal(canvas_write(canvas, 3, 9, STYLE_PLAIN, "far"), 9);
    assert_picture(canvas, "abcde\n가나\n\n\n");
}

TEST(text_is_cut_at_the_left_edge)
{
    Canvas *canvas = canvas_open(unicode_screen(5));
    assert_int_equal(canvas_write(canvas, 0, -1, STYLE_PLAIN, "abc"), 2);
    canvas_write(canvas, 1, -1, STYLE_PLAIN, "가나");
    canvas_write(canvas, -1, 0, STYLE_PLAIN, "nowhere");
    assert_picture(canvas, "bc\n 나\n");
}

TEST(writing_over_half_of_a_wide_glyph_blanks_the_other)
{
    Canvas *canvas = canvas_open(unicode_screen(6));
    canvas_write(canvas, 0, 0, STYLE_PLAIN, "가나다");
    canvas_write(canvas, 0, 1, STYLE_PLAIN, "x"); /* right half of 가 */
    canvas_write(canvas, 0, 2, STYLE_PLAIN, "y"); /* left half of 나 */
    canvas_write(canvas, 1, 0, STYLE_PLAIN, "가나다");
    canvas_write(canvas, 1, 1, STYLE_PLAIN, "라"); /* over both */
    assert_picture(canvas, " xy 다\n 라 다\n");
}

TEST(a_blank_that_keeps_words_together_is_drawn_as_a_blank)
{
    Canvas *canvas = canvas_open(ascii_screen(20));
    canvas_prose(canvas, STYLE_PLAIN, 0, "1:\u00A00.25  2:\u00A00.50  3:\u00A00.75");
    assert_picture(canvas, "1: 0.25  2: 0.50\n3: 0.75\n");
}

TEST(what_a_terminal_could_misread_is_shown_as_a_question_mark)
{
    Canvas *canvas = canvas_open(unicode_screen(20));
    int end = canvas_write(canvas, 0, 0, STYLE_PLAIN, "a\033[1mb\t\n\xFF\xC3\x28z");
    assert_int_equal(end, 12);
    canvas_write(canvas, 1, 0, STYLE_PLAIN, "\u202E\u200B\u0301!"); /* right to left, nothing, a lone accent */
    canvas_write(canvas, 2, 0, STYLE_PLAIN, "\xC2\x9B" "c\x7F");    /* a control sequence in one character */
    canvas_write(canvas, 3, 0, STYLE_PLAIN, "\xEA\xB0");            /* the first two bytes of 가 */
    assert_picture(canvas, "a?[1mb????" "(z\n???" "!\n?c?\n??\n");
}

TEST(clusters_stay_together)
{
    Canvas *canvas = canvas_open(unicode_screen(10));
    assert_int_equal(canvas_write(canvas, 0, 0, STYLE_PLAIN, "\u1112\u1161\u11AB" "e\u0301|"), 4);
    assert_string_equal(canvas_cell(canvas, 0, 0)->text, "한"); /* put together */
    assert_string_equal(canvas_cell(canvas, 0, 2)->text, "é");
    assert_string_equal(canvas_cell(canvas, 0, 3)->text, "|");
    char zalgo[256] = "z"; /* more marks than a cell holds */
    for (int i = 0; i < 60; i++)
        strcat(zalgo, "\u0316");
    assert_int_equal(canvas_write(canvas, 1, 0, STYLE_PLAIN, zalgo), 1);
    assert_true(strlen(canvas_cell(canvas, 1, 0)->text) < CELL_BYTES);
    assert_int_equal(canvas_write(canvas, 2, 0, STYLE_PLAIN, "👩‍👩‍👧‍👦!"), 3);
    close_sound(canvas);
}

TEST(beyond_what_was_drawn_are_blanks)
{
    Canvas *canvas = canvas_open((Screen){.columns = -3});
    assert_int_equal(canvas_columns(canvas), 1);
    assert_int_equal(canvas_rows(canvas), 0);
    assert_string_equal(canvas_cell(canvas, 7, 7)->text, " ");
    assert_string_equal(canvas_cell(canvas, -1, 0)->text, " ");
    canvas_write(canvas, 40, 0, STYLE_PLAIN, "x");
    assert_int_equal(canvas_rows(canvas), 41);
    close_sound(canvas);
    canvas_close(NULL);
}

TEST(shaded_cells_hold_their_text)
{
    Canvas *canvas = canvas_open(unicode_screen(8));
    canvas_shade(canvas, 0, 0, 5, 30, ".83");
    canvas_shade(canvas, 1, 0, 3, 999, "가"); /* the second does not fit */
    canvas_shade(canvas, 2, 6, 5, -1, "x");
    assert_int_equal(canvas_cell(canvas, 0, 4)->style, STYLE_SHADE);
    assert_int_equal(canvas_cell(canvas, 0, 4)->shade, 30);
    assert_int_equal(canvas_cell(canvas, 1, 0)->shade, SHADE_MOST);
    /* A blank of the strongest shade is a background, and a block where there are none. */
    assert_picture(canvas, ".83.8\n가█\n      xx\n");
}

TEST(appending_moves_right_and_clips)
{
    Canvas *inner = canvas_open(unicode_screen(6)), *outer = canvas_open(unicode_screen(5));
    canvas_write(inner, 0, 0, STYLE_CODE, "가나x");
    canvas_blank(inner);
    canvas_write(outer, 0, 0, STYLE_PLAIN, "top");
    canvas_append(outer, inner, 2);
    canvas_write(outer, canvas_rows(outer), 0, STYLE_PLAIN, "end");
    assert_int_equal(canvas_cell(outer, 1, 2)->style, STYLE_CODE);
    canvas_close(inner);
    assert_picture(outer, "top\n  가\n\nend\n");
}

TEST(formats)
{
    Canvas *canvas = canvas_open(ascii_screen(20));
    assert_int_equal(canvas_format(canvas, 0, 1, STYLE_PLAIN, "%d of %s", 3, "열"), 8);
    assert_picture(canvas, " 3 of 열\n");
}

/* ---- wrapping ---- */

TEST(korean_is_wrapped_between_eojeol)
{
    Canvas *canvas = canvas_open(unicode_screen(20));
    canvas_prose(canvas, STYLE_PLAIN, 0, "인코더는 문장을 끝까지 읽고 벡터 하나를 넘깁니다.");
    assert_picture(canvas, "인코더는 문장을\n끝까지 읽고 벡터\n하나를 넘깁니다.\n");
}

TEST(a_word_that_just_fits_stays)
{
    Canvas *canvas = canvas_open(unicode_screen(10));
    canvas_prose(canvas, STYLE_PLAIN, 0, "나는 학교에 간다"); /* 4 + 1 + 6 = 11: one too many */
    canvas_prose(canvas, STYLE_PLAIN, 0, "나는 책을x 본다");  /* 4 + 1 + 5 = 10 */
    assert_picture(canvas, "나는\n학교에\n간다\n나는 책을x\n본다\n");
}

TEST(a_word_too_long_is_cut_between_clusters)
{
    Canvas *canvas = canvas_open(unicode_screen(7));
    canvas_prose(canvas, STYLE_PLAIN, 2, "ab 가나다라마바사 c");
    assert_picture(canvas, "  ab\n  가나\n  다라\n  마바\n  사 c\n");
}

TEST(newlines_and_leading_blanks_are_kept)
{
    Canvas *canvas = canvas_open(ascii_screen(12));
    canvas_prose(canvas, STYLE_PLAIN, 0, "one\n\n  two three four\nfive  \n");
    canvas_prose(canvas, STYLE_PLAIN, 0, "");
    canvas_prose(canvas, STYLE_PLAIN, 0, "six");
    assert_picture(canvas, "one\n\n  two three\n  four\nfive\nsix\n");
}

TEST(any_width_holds_any_text)
{
    for (int columns = 1; columns < 30; columns++)
        for (int indent = -1; indent < 40; indent += 5) {
            Canvas *canvas = canvas_open(unicode_screen(columns));
            canvas_prose(canvas, STYLE_PLAIN, indent, "a 가나다 supercalifragilistic \xFF\x01\n    깊은 줄\t끝");
            canvas_marked(canvas, indent, "`code` **strong** `open **open ` ** a**b `` **** `");
            close_sound(canvas);
        }
}

TEST(every_glyph_of_a_wrapped_text_is_there)
{
    const char *text = "abcdefgh ijklmnopqrstuvwxyz 가나다라 마바사";
    for (int columns = 4; columns < 50; columns++) {
        Canvas *canvas = canvas_open(unicode_screen(columns));
        canvas_prose(canvas, STYLE_PLAIN, 1, text);
        const char *at = picture_text(canvas, 0);
        for (const char *wanted = text; *wanted != '\0'; wanted++) {
            if (*wanted == ' ')
                continue;
            at += strspn(at, " \n");
            assert_int_equal(*at++, *wanted);
        }
        canvas_close(canvas);
    }
}

TEST(marks_give_styles)
{
    Canvas *canvas = canvas_open((Screen){.columns = 40, .unicode = true, .colors = 8});
    canvas_marked(canvas, 0, "type `train` and **look** at 2 * 3 ** 4");
    assert_int_equal(canvas_cell(canvas, 0, 5)->style, STYLE_CODE);
    assert_int_equal(canvas_cell(canvas, 0, 15)->style, STYLE_STRONG);
    assert_picture(canvas, "type train and look at 2 * 3 ** 4\n");
    canvas = canvas_open(unicode_screen(40)); /* no colors: the quotes tell what to type */
    canvas_marked(canvas, 0, "type `train` and **look**");
    assert_picture(canvas, "type `train` and look\n");
}

/* ---- colors ---- */

TEST(colors_end_where_the_line_ends)
{
    Canvas *canvas = canvas_open((Screen){.columns = 10, .unicode = true, .colors = 256});
    canvas_write(canvas, 0, 0, STYLE_ERROR, "no");
    canvas_write(canvas, 0, 3, STYLE_PLAIN, "yes");
    canvas_shade(canvas, 1, 0, 2, SHADE_MOST, " ");
    assert_string_equal(picture_text(canvas, 256),
                        "\033[0;1;38;5;203mno\033[0m yes\n\033[0;38;5;16;48;5;229m  \033[0m\n");
    assert_string_equal(picture_text(canvas, TRUE_COLOR),
                        "\033[0;1;38;5;203mno\033[0m yes\n\033[0;38;5;16;48;2;252;255;164m  \033[0m\n");
    assert_string_equal(picture_text(canvas, 8), "\033[0;1;31mno\033[0m yes\n██\n");
    assert_picture(canvas, "no yes\n██\n");
}

/* Lightness (L* of CIELAB, from the color's luminance). */
static double channel(int value)
{
    double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : __builtin_pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(int rgb)
{
    return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8 & 0xFF) + 0.0722 * channel(rgb & 0xFF);
}

static double lightness(int rgb)
{
    double y = luminance(rgb);
    return y > 0.008856 ? 116 * __builtin_cbrt(y) - 16 : 903.3 * y;
}

static double contrast(int one, int other)
{
    double front = luminance(one) + 0.05, back = luminance(other) + 0.05;
    return front > back ? front / back : back / front;
}

static Screen colored(int colors, int background)
{
    return (Screen){.columns = 10, .unicode = true, .colors = colors, .background = background};
}

/* Each tenth is away from the background by some 100ths of lightness more than the one before, whatever the background
 * is; and text on it is readable: 4.5 is what accessibility guidelines ask for. */
static void check_scale(Screen screen, int sign, double least)
{
    double before = lightness(screen.background), away = before < 50 ? 1 : -1;
    for (int shade = SHADE_LEAST; shade <= SHADE_MOST; shade++) {
        Paint paint = style_paint(STYLE_SHADE, sign * shade, screen);
        int back = color_rgb(paint.background);
        assert_true(contrast(color_rgb(paint.foreground), back) >= 4.5);
        if (shade % 10 != 5)
            continue;
        double now = lightness(back);
        if ((now - before) * away < (shade == 5 ? 0.5 : least))
            fail_msg("shade %d on %06X: lightness %g after %g", sign * shade, screen.background, now, before);
        before = now;
    }
}

TEST(shades_lead_from_the_background_to_strong)
{
    static const int backgrounds[] = {0x000000, 0x121212, 0xFFFFFF, 0xFDF6E3};
    for (size_t i = 0; i < sizeof backgrounds / sizeof *backgrounds; i++)
        for (int sign = -1; sign < 2; sign += 2) {
            if (i % 2 == 0) /* the palette of 256 is made for black and for white */
                check_scale(colored(256, backgrounds[i]), sign, 5);
            check_scale(colored(TRUE_COLOR, backgrounds[i]), sign, 3);
        }
}

TEST(zero_is_the_background)
{
    static const int colors[] = {0, 8, 256, TRUE_COLOR};
    for (int which = 0; which < 4; which++)
        for (int shade = 1 - SHADE_LEAST; shade < SHADE_LEAST; shade++)
            assert_int_equal(style_paint(STYLE_SHADE, shade, colored(colors[which], 0x002B36)).background, COLOR_AS_IT_IS);
    /* Half way from white to the color of two tenths. */
    assert_int_equal(color_rgb(style_paint(STYLE_SHADE, 10, colored(TRUE_COLOR, 0xFFFFFF)).background), 0xFED285);
}

/* Whoever has a meaning of its own has a hue of its own, on each kind of terminal. */
TEST(hues_have_one_meaning_each)
{
    static const Style styles[] = {STYLE_SOURCE, STYLE_GOOD, STYLE_WRONG, STYLE_FIRST, STYLE_SECOND};
    static const int colors[] = {8, 256, TRUE_COLOR}, backgrounds[] = {0, 0xFFFFFF};
    for (int which = 0; which < 3; which++)
        for (int light = 0; light < 2; light++) {
            Screen screen = colored(colors[which], backgrounds[light]);
            assert_int_equal(style_paint(STYLE_TARGET, 0, screen).foreground, COLOR_AS_IT_IS);
            for (int i = 0; i < 5; i++) {
                int own = style_paint(styles[i], 0, screen).foreground;
                for (int k = 0; k < i; k++)
                    assert_int_not_equal(own, style_paint(styles[k], 0, screen).foreground);
                if (colors[which] >= 256)
                    assert_true(contrast(color_rgb(own), backgrounds[light]) >= 3.5);
            }
        }
}

TEST(shades_are_hundredths)
{
    static const struct { float value, low, high; int shade; } cases[] = {
        {0, 0, 1, 0}, {0.3F, 0, 1, 30}, {1, 0, 1, 100}, {-5, 0, 1, -100}, {5, 0, 1, 100}, {0.5F, 1, 1, 0},
        {0, -1, 1, 0}, {-0.5F, -1, 1, -50}, {-0.5F, -1, 2, -25}, /* zero is the background */
        {3, 2, 4, 50}, {-3, -4, -2, -50},                        /* and where it is out of range what is nearest to it */
        {__builtin_nanf(""), 0, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(shade_of(cases[i].value, cases[i].low, cases[i].high), cases[i].shade);
    assert_true(shade_value(-50, -1, 2) == -1 && shade_value(50, 2, 4) == 3);
}

TEST(cut_text_ends_in_a_sign)
{
    static const struct { const char *text; int columns; const char *cut; } cases[] = {
        {"school", 6, "school"}, {"school", 5, "scho~"}, {"도서관", 6, "도서관"}, {"도서관", 5, "도서~"},
        {"도서관", 4, "도~"},    {"a", 0, ""},           {"도서관", 1, "~"},      {"", 3, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *cut = glyph_cut(cases[i].text, cases[i].columns, false);
        assert_string_equal(cut, cases[i].cut);
        free(cut);
    }
}
