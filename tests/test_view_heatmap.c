/* test_view_heatmap.c: heat maps to the letter, at several widths, in Unicode and ASCII, with hostile input. */
#include "base/language.h"
#include "base/random.h"
#include "test.h"
#include "view/heatmap.h"
#include "view/palette.h"
#include "view_check.h"

static const char *const target[] = {"I", "went", "library", "<EOS>"};
static const char *const source[] = {"나는", "도서관에", "갔다", "<EOS>"};
static const float weights[] = {
    0.80F, 0.10F, 0.05F, 0.05F, /* I */
    0.05F, 0.15F, 0.75F, 0.05F, /* went */
    0.02F, 0.60F, 0.35F, 0.03F, /* library */
    0.01F, 0.01F, 0.18F, 0.80F, /* <EOS> */
};
static const int partner[] = {0, 2, 2, -1};

static Heatmap small_map(void)
{
    return (Heatmap){.title = "Attention", .rows = 4, .columns = 4, .row_labels = target, .column_labels = source,
                     .values = weights, .partner = partner};
}

DRAWN(drawn, Heatmap, heatmap_draw)

TEST(labels_stand_above_wide_columns)
{
    assert_picture(drawn(unicode_screen(80), small_map()),
                   "Attention\n"
                   "           나는   도서관에   갔다     <EOS>\n"
                   "      I  [█▸.80██]░░░.10░░░░░░.05░░░░░░.05░░░\n"
                   "   went  ░░░.05░░░░░░.15░░░[█▸.75██]░░░.05░░░\n"
                   "library           ▓▓▸.60▓▓▓[▒▒.35▒▒]\n"
                   "  <EOS>                    ░░░.18░░░██▸.80███\n"
                   "         ░ .05–.3  ▒ .3–.5  ▓ .5–.7  █ .7–1  empty: below .05\n"
                   "         ▸ largest in its row  [ ] alignment\n");
}

TEST(on_a_narrower_screen_columns_are_as_wide_as_their_labels)
{
    assert_picture(drawn(unicode_screen(40), small_map()),
                   "Attention\n"
                   "          나는 도서관에  갔다 <EOS>\n"
                   "      I  [▸.80]░░░.10░░░░░.05░░░.05░\n"
                   "   went  ░░.05░░░░.15░░░[▸.75]░░.05░\n"
                   "library        ▓▓▸.60▓▓▓[▒.35]\n"
                   "  <EOS>                 ░░.18░█▸.80█\n"
                   "         ░ .05–.3  ▒ .3–.5  ▓ .5–.7\n"
                   "         █ .7–1  empty: below .05\n"
                   "         ▸ largest in its row\n"
                   "         [ ] alignment\n");
}

TEST(on_a_narrow_screen_labels_go_downwards)
{
    assert_picture(drawn(ascii_screen(24), small_map()),
                   "Attention\n"
                   "                  <\n"
                   "           도     E\n"
                   "           서     O\n"
                   "        나 관 갔  S\n"
                   "        는 에 다  >\n"
                   "     I  [>],,,......\n"
                   "  went  ...,,,[>]...\n"
                   "libra~     *>*[-]\n"
                   " <EOS>        ,,,%>%\n"
                   "0 |.,:-=+*#%@| 1\n"
                   "empty: below .05\n"
                   "> largest in its row\n"
                   "[ ] alignment\n");
}

/* A short word beside a long one would be read together with the long one's last letter. */
TEST(short_labels_go_downwards_beside_long_ones)
{
    Heatmap map = small_map();
    const char *const labels[] = {"cheap", "is", "the", "."};
    map.column_labels = labels;
    map.rows = 1;
    map.title = NULL;
    map.partner = NULL;
    assert_picture(drawn(ascii_screen(16), map),
                   "    c\n"
                   "    h\n"
                   "    e     t\n"
                   "    a  i  h\n"
                   "    p  s  e  .\n"
                   "I  %>%,,,......\n"
                   "0 |.,:-=+*#%@| 1\n"
                   "empty: below .05\n"
                   "> largest in its\n");
}

TEST(numbers_are_printed_on_request)
{
    Heatmap map = small_map();
    map.numbers = true;
    assert_picture(drawn(unicode_screen(80), map),
                   "Attention\n"
                   "           나는   도서관에   갔다     <EOS>\n"
                   "      I  [█▸.80██]░░░.10░░░░░░.05░░░░░░.05░░░\n"
                   "   went  ░░░.05░░░░░░.15░░░[█▸.75██]░░░.05░░░\n"
                   "library     .02   ▓▓▸.60▓▓▓[▒▒.35▒▒]   .03\n"
                   "  <EOS>     .01      .01   ░░░.18░░░██▸.80███\n"
                   "         ░ .05–.3  ▒ .3–.5  ▓ .5–.7  █ .7–1  ▸ largest in its row  [ ] alignment\n");
}

TEST(the_legend_is_in_korean)
{
    Heatmap map = small_map();
    language_set(LANGUAGE_KOREAN);
    map.title = NULL;
    map.rows = 1;
    assert_picture(drawn(ascii_screen(80), map),
                   "     나는   도서관에   갔다     <EOS>\n"
                   "I  [@>.80@@]:::.10::::::.05::::::.05:::\n"
                   "   : .05-.3  = .3-.5  # .5-.7  @ .7-1  빈칸: .05 미만  > 행에서 가장 큰 값\n"
                   "   [ ] 정답 정렬\n");
}

TEST(long_labels_are_numbered_and_listed)
{
    static const char *const words[] = {"yesterday", "afternoon", "university", "a", "professor"};
    Heatmap map = {.rows = 2, .columns = 5, .row_labels = words, .column_labels = words, .values = weights};
    assert_picture(drawn(unicode_screen(40), map),
                   "1 yesterday  2 afternoon  3 university\n"
                   "4 a  5 professor\n"
                   "             1    2    3    4    5\n"
                   "yesterday  ▸.80█░.10░░.05░░.05░░.05░\n"
                   "afternoon  ░.15░▸.75█░.05░     ▓.60▓\n"
                   "          ░ .05–.3  ▒ .3–.5  ▓ .5–.7\n"
                   "          █ .7–1  empty: below .05\n"
                   "          ▸ largest in its row\n");
}

TEST(hidden_units_stand_close_under_a_ruler)
{
    float values[2 * 24];
    for (int i = 0; i < 48; i++)
        values[i] = (float)(i % 24) / 23;
    Heatmap map = {.rows = 2, .columns = 24, .row_labels = source, .values = values};
    assert_picture(drawn(unicode_screen(40), map),
                   "          1        10        20\n"
                   "    나는  ··░░░░░▒▒▒▒▒▓▓▓▓████████\n"
                   "도서관에  ··░░░░░▒▒▒▒▒▓▓▓▓████████\n"
                   "          ░ .05–.3  ▒ .3–.5  ▓ .5–.7\n"
                   "          █ .7–1  · below .05\n");
}

TEST(a_wide_table_is_cut_in_parts)
{
    float values[12] = {0};
    values[7] = 1;
    static const char *const words[] = {"가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타"};
    Heatmap map = {.rows = 1, .columns = 12, .row_labels = target, .column_labels = words, .values = values};
    assert_picture(drawn(unicode_screen(21), map),
                   "columns 1 to 6 of 12\n"
                   "   가 나 다 라 마 바\n"
                   "I   ·  ·  ·  ·  ·  ·\n"
                   "\n"
                   "columns 7 to 12 of 12\n"
                   "   사 아 자 차 카 타\n"
                   "I   · █▸█ ·  ·  ·  ·\n"
                   "░ .05–.3  ▒ .3–.5\n"
                   "▓ .5–.7  █ .7–1\n"
                   "· below .05\n"
                   "▸ largest in its row\n");
}

TEST(parts_have_labels_above_where_that_takes_no_more_parts)
{
    float values[12] = {0};
    values[7] = 1;
    static const char *const words[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "<EOS>"};
    Heatmap map = {.rows = 1, .columns = 12, .row_labels = target, .column_labels = words, .values = values,
                   .numbers = true};
    assert_picture(drawn(unicode_screen(40), map),
                   "columns 1 to 6 of 12\n"
                   "     a     b     c     d     e     f\n"
                   "I    .00   .00   .00   .00   .00   .00\n"
                   "\n"
                   "columns 7 to 12 of 12\n"
                   "     g     h     i     j     k   <EOS>\n"
                   "I    .00 █▸1.0█  .00   .00   .00   .00\n"
                   "   ░ .05–.3  ▒ .3–.5  ▓ .5–.7  █ .7–1\n"
                   "   ▸ largest in its row\n");
}

/* Each label's middle is its column's middle, and all cells of a column begin in one place. */
TEST(columns_are_aligned_with_their_labels)
{
    Heatmap map = small_map();
    float values[16];
    for (int i = 0; i < 16; i++)
        values[i] = i % 5 == 0 ? 1 : 0;
    map.values = values;
    map.partner = NULL;
    for (int columns = 46; columns < 90; columns += 11) {
        Canvas *canvas = drawn(unicode_screen(columns), map);
        for (int i = 0; i < 4; i++) {
            int cell = column_of(canvas, 2 + i, "  ▸1.0   "), label = column_of(canvas, 1, source[i]);
            int width = plain_width("  ▸1.0   "), own = plain_width(source[i]);
            assert_int_equal(cell, 9 + i * width); /* cells touch */
            assert_int_equal(label, cell + (width - own) / 2);
        }
        canvas_close(canvas);
    }
}

TEST(what_a_row_cannot_see_is_marked)
{
    float values[] = {1, 0, 0, 0.5F, 0.5F, 0.9F, 0.2F, 0, 0.8F};
    Heatmap map = {.rows = 3, .columns = 3, .row_labels = target, .column_labels = target, .values = values, .itself = true,
                   .causal = true};
    assert_picture(drawn(unicode_screen(80), map),
                   "            I      went  library\n"
                   "      I  ██▸1.0██   ×       ×\n"
                   "   went  ▓▓▓.50▓▓▓▓▓.50▓▓   ×\n"
                   "library  ░░░.20░░        ██▸.80██\n"
                   "         ░ .05–.3  ▒ .3–.5  ▓ .5–.7  █ .7–1  empty: below .05\n"
                   "         ▸ largest in its row  × masked\n");
}

/* Whatever its number is, a masked cell is neither the largest of its row nor as wide as its number. */
TEST(masked_cells_are_marked)
{
    float values[] = {1, -10000, 2, -10000, 9, 1.5F};
    const bool masked[] = {false, true, false, true, true, false};
    Heatmap map = {.rows = 2, .columns = 3, .values = values, .masked = masked, .low = 1, .high = 2};
    assert_picture(drawn(unicode_screen(80), map),
                   "   1\n"
                   "1  · × ██\n"
                   "2  × × ▓▓\n"
                   "   ░ 1.1–1.3  ▒ 1.3–1.5  ▓ 1.5–1.7  █ 1.7–2  · below 1.1  × masked\n");
    map.column_labels = source;
    map.numbers = true;
    language_set(LANGUAGE_KOREAN);
    assert_picture(drawn(ascii_screen(60), map),
                   "     나는   도서관에   갔다\n"
                   "1     1.0       x    @@>2.0@@@\n"
                   "2      x        x    ##>1.5###\n"
                   "   : 1.1-1.3  = 1.3-1.5  # 1.5-1.7  @ 1.7-2\n"
                   "   > 행에서 가장 큰 값  x 마스킹된 칸\n");
}

/* In the parts of a wide map, rows with nothing to see there are left out. */
TEST(rows_that_are_masked_in_a_part_are_left_out)
{
    float values[36];
    for (int i = 0; i < 36; i++)
        values[i] = 0.5F;
    Heatmap map = {.rows = 6, .columns = 6, .column_labels = (const char *const[]){"a", "b", "c", "d", "e", "f"},
                   .values = values, .causal = true};
    assert_picture(drawn(ascii_screen(20), map),
                   "columns 1 to 3 of 6\n"
                   "     a    b    c\n"
                   "1  >.50#  x    x\n"
                   "2  #.50##.50#  x\n"
                   "3  #.50##.50##.50#\n"
                   "4  #.50##.50##.50#\n"
                   "5  #.50##.50##.50#\n"
                   "6  #.50##.50##.50#\n"
                   "\n"
                   "columns 4 to 6 of 6,\n"
                   "without 3 rows that\n"
                   "are all masked there\n"
                   "     d    e    f\n"
                   "4  #.50#  x    x\n"
                   "5  #.50##.50#  x\n"
                   "6  #.50##.50##.50#\n"
                   ": .05-.3  = .3-.5\n"
                   "# .5-.7  @ .7-1\n"
                   "empty: below .05\n"
                   "> largest in its row\n"
                   "x masked\n");
}

TEST(with_colors_the_shades_are_backgrounds)
{
    Canvas *canvas = drawn((Screen){.columns = 80, .unicode = true, .colors = 256}, small_map());
    static const char *const first[] = {"[", " ", "▸", ".", "8", "0", " ", " ", "]"};
    for (int i = 0; i < 9; i++) {
        const Cell *cell = canvas_cell(canvas, 2, 9 + i);
        assert_string_equal(cell->text, first[i]);
        assert_int_equal(cell->style == STYLE_PEAK, strcmp(first[i], " ") != 0); /* the largest of the row is bold */
        assert_int_equal(cell->shade, 80);
    }
    assert_int_equal(canvas_cell(canvas, 2, 9 + 9)->style, STYLE_SHADE); /* the next cell touches it */
    assert_int_equal(canvas_cell(canvas, 2, 9 + 9)->shade, 10);
    for (int i = 0; i < 9; i++) { /* of what is below .05 nothing is seen */
        assert_string_equal(canvas_cell(canvas, 4, 9 + i)->text, " ");
        assert_int_equal(style_paint(STYLE_SHADE, canvas_cell(canvas, 4, 9 + i)->shade, canvas_screen(canvas)).background,
                         COLOR_AS_IT_IS);
    }
    close_sound(canvas);
}

TEST(even_rows_have_no_largest)
{
    float values[] = {0.25F, 0.25F, 0.25F, 0.25F};
    Heatmap map = {.rows = 1, .columns = 4, .column_labels = source, .values = values};
    assert_picture(drawn(ascii_screen(60), map),
                   "     나는   도서관에   갔다     <EOS>\n"
                   "1  :::.25::::::.25::::::.25::::::.25:::\n"
                   "   : .05-.3  = .3-.5  # .5-.7  @ .7-1  empty: below .05\n");
}

TEST(a_range_of_its_own_is_told_by_the_scale)
{
    float values[] = {-1, -0.2F, 0.2F, 1};
    Heatmap map = {.rows = 1, .columns = 4, .column_labels = source, .values = values, .low = -1, .high = 1,
                   .numbers = true};
    assert_picture(drawn(ascii_screen(60), map),
                   "     나는   도서관에   갔다     <EOS>\n"
                   "1     -1.0     -.20  :::.20:::@@>1.0@@@\n"
                   "   : .05-.3  = .3-.5  # .5-.7  @ .7-1  > largest in its row\n");
}

TEST(nothing_to_show_is_said)
{
    Heatmap map = small_map();
    map.rows = 0;
    assert_picture(drawn(unicode_screen(40), map), "Attention\n(nothing to show)\n");
    map.rows = 4;
    map.columns = 0;
    assert_picture(drawn(unicode_screen(40), map), "Attention\n(nothing to show)\n");
}

TEST(what_is_no_number_is_a_question_mark)
{
    float values[] = {NAN, INFINITY, -INFINITY, 0.9F};
    Heatmap map = {.rows = 1, .columns = 4, .column_labels = source, .values = values};
    assert_picture(drawn(ascii_screen(60), map),
                   "     나는   도서관에   갔다     <EOS>\n"
                   "1      ?        ?        ?    @@>.90@@@\n"
                   "   : .05-.3  = .3-.5  # .5-.7  @ .7-1  empty: below .05\n"
                   "   > largest in its row\n");
}

TEST(hostile_labels_and_widths_do_no_harm)
{
    char endless[3000];
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    const char *const words[] = {"\xFF\xFE", "", NULL, endless, "\033[2J", "a\nb", "\u200B", "👩‍👩‍👧‍👦", "한", "\xEA\xB0"};
    enum { SIDE = 10 };
    float values[SIDE * SIDE];
    Random random = seeded(7);
    for (int i = 0; i < SIDE * SIDE; i++)
        values[i] = i % 13 == 0 ? NAN : (float)(random_uniform(&random) * 3 - 1);
    const int partners[SIDE] = {-1, 0, 9, 10, 1000000, -7, 3, 3, 3, 3};
    for (int columns = 1; columns < 130; columns += columns < 30 ? 1 : 9)
        for (int choice = 0; choice < 16; choice++) {
            Screen screen = {.columns = columns, .unicode = choice & 1, .colors = choice & 2 ? 256 : 0};
            close_sound(drawn(screen, (Heatmap){.title = "\xC0 title", .rows = SIDE, .columns = SIDE,
                                                .row_labels = words, .column_labels = choice & 4 ? words : NULL,
                                                .values = values, .partner = partners, .numbers = choice & 8}));
        }
}

static void in_english(void) { language_set(LANGUAGE_ENGLISH); }

AROUND_EACH(in_english, NULL);

/* ---- a window ---- */

static Canvas *drawn_window(Screen screen, Heatmap map, HeatmapWindow *window)
{
    Canvas *canvas = canvas_open(screen);
    map.title = NULL;
    heatmap_draw_window(canvas, &map, window);
    return canvas;
}

TEST(a_window_keeps_its_headings_and_follows_the_cursor)
{
    static const char *const beginnings[] = {"I", "we", "li", "<E"};
    HeatmapWindow window = {.height = 3};
    for (int row = 0; row < 4; row++)
        for (int column = 0; column < 4; column++) {
            window.row = row;
            window.column = column;
            Canvas *canvas = drawn_window(unicode_screen(26), small_map(), &window);
            assert_sound(canvas);
            assert_int_equal(canvas_rows(canvas), 3);
            assert_true(column_of(canvas, 0, source[column]) >= 0);
            assert_true(column_of(canvas, window.cursor_row, beginnings[row]) >= 0);
            assert_in_range(window.cursor_column, 1, 25);
            assert_true(column_of(canvas, window.cursor_row, "›") >= 0);
            canvas_close(canvas);
        }
    assert_int_equal(window.first_row, 2);
    assert_int_equal(window.first_row + window.row_count, 4);
    assert_int_equal(window.first_column + window.column_count, 4);
}

TEST(a_window_says_what_is_outside)
{
    HeatmapWindow window = {.height = 5};
    Canvas *canvas = drawn_window(unicode_screen(26), small_map(), &window);
    assert_int_equal(canvas_rows(canvas), 5);
    char wanted[64];
    snprintf(wanted, sizeof wanted, "more columns: → %d  more rows: ↓ 1", 4 - window.column_count);
    wanted[26 - 1 + 2] = '\0'; /* the arrow has three bytes */
    assert_non_null(strstr(picture_text(canvas, 0), wanted));
    canvas_close(canvas);
    window = (HeatmapWindow){.height = 6};
    canvas = drawn_window(unicode_screen(80), small_map(), &window);
    assert_int_equal(canvas_rows(canvas), 5); /* all is in view */
    canvas_close(canvas);
}

TEST(a_tie_is_marked_at_its_first)
{
    static const float tied[] = {0.02F, 0.49F, 0.49F, 0.25F, 0.25F, 0.25F};
    Canvas *canvas = drawn(unicode_screen(60), (Heatmap){.rows = 2, .columns = 3, .column_labels = source, .values = tied});
    const char *const sign = "▸";
    assert_int_equal(column_of(canvas, 1, "▸.49"), column_of(canvas, 1, sign));
    assert_true(column_of(canvas, 1, sign) >= 0 && column_of(canvas, 1, sign) < column_of(canvas, 0, source[2]));
    assert_int_equal(column_of(canvas, 2, sign), -1); /* of equal ones none stands out */
    canvas_close(canvas);
}

TEST(a_window_that_grows_shows_all_again)
{
    HeatmapWindow window = {.height = 2, .row = 3, .column = 3};
    canvas_close(drawn_window(unicode_screen(20), small_map(), &window));
    assert_true(window.first_row > 0 && window.first_column > 0);
    window.height = 10;
    canvas_close(drawn_window(unicode_screen(80), small_map(), &window));
    assert_int_equal(window.first_row, 0);
    assert_int_equal(window.first_column, 0);
    assert_int_equal(window.row_count, 4);
    assert_int_equal(window.column_count, 4);
}

TEST(a_window_takes_any_cursor_and_any_size)
{
    for (int columns = 1; columns < 40; columns++)
        for (int height = 0; height < 6; height++) {
            HeatmapWindow window = {.height = height, .row = 99, .column = -7, .first_row = 50, .first_column = 50};
            Canvas *canvas = drawn_window(unicode_screen(columns), small_map(), &window);
            assert_sound(canvas);
            assert_int_equal(window.row, 3);
            assert_int_equal(window.column, 0);
            canvas_close(canvas);
        }
}
