/* test_view_bitmap.c: pictures of dots, and the map below them. */
#include "base/language.h"
#include "test.h"
#include "view/bitmap.h"
#include "view_check.h"

enum { COLUMNS = 12 };

/* T, a blank column, L, and <EOS>. */
static const int dots[COLUMNS] = {1, 1, 127, 1, 1, 0, 127, 64, 64, 64, 64, -1};
static const char *const labels[] = {"T", "L", "<EOS>"};
static const int partner[] = {2, 8, -1};
static const float weights[3 * COLUMNS] = {
    [1] = 0.35F, [2] = 0.65F, [COLUMNS + 6] = 0.08F, [COLUMNS + 1] = 0.92F, [2 * COLUMNS + 11] = 1,
};
static const Bitmap map = {COLUMNS, dots, 3, labels, weights, partner, 2};

DRAWN(drawn, Bitmap, bitmap_draw)

TEST(two_dots_in_a_cell)
{
    assert_picture(drawn(unicode_screen(40), (Bitmap){.columns = COLUMNS, .dots = dots}),
                   "  ▀▀█▀▀ █\n"
                   "    █   █\n"
                   "    █   █\n"
                   "    ▀   ▀▀▀▀▀\n");
}

TEST(weights_stand_below_their_columns)
{
    assert_picture(drawn(ascii_screen(60), map),
                   "       ##### #\n"
                   "         #   #\n"
                   "         #   #\n"
                   "         #   #\n"
                   "         #   #\n"
                   "         #   #\n"
                   "         #   #####\n"
                   "    T  _-*__\n"
                   "    L   @    .____\n"
                   "<EOS>             @\n"
                   "       0 |.,:-=+*#%@| 1  _ the letter itself\n");
}

TEST(a_wide_map_is_cut)
{
    int many[30] = {0};
    float values[30] = {[29] = 1};
    const char *letter = "T";
    many[29] = 127;
    Bitmap bitmap = {30, many, 1, &letter, values, NULL, 2};
    Canvas *canvas = drawn(ascii_screen(20), bitmap);
    assert_int_equal(canvas_rows(canvas) >= 17, 1);
    assert_int_equal(column_of(canvas, 9, "#"), 3 + 29 - 17);
    assert_int_equal(canvas_cell(canvas, 16, 3 + 29 - 17)->shade, SHADE_MOST);
    assert_int_equal(canvas_cell(canvas, 16, 3 + 28 - 17)->shade, 0);
    close_sound(canvas);
}

static void check_prose(Bitmap bitmap, const char *expected)
{
    Buffer text = {0};
    bitmap_prose(&bitmap, &text);
    assert_string_equal(buffer_text(&text), expected);
    buffer_free(&text);
}

TEST(it_is_said_in_words)
{
    check_prose(map, "The picture has 11 columns. The column with the largest weight for each letter: \"T\" at column 3 (0.65), "
                     "\"L\" at column 2 (0.92). For 1 of the 2 letters that are correct from the start it is a column of "
                     "the letter itself.");
    Bitmap unknown = map;
    unknown.partner = NULL;
    unknown.rows = 1;
    check_prose(unknown, "The picture has 11 columns. The column with the largest weight for each letter: \"T\" at column 3 (0.65).");
    unknown.rows = 0;
    check_prose(unknown, "The picture has 11 columns.");
    language_set(LANGUAGE_KOREAN);
    check_prose(map, "그림은 11열입니다. 글자마다 가중치가 가장 큰 열: 'T' 3열(0.65), 'L' 2열(0.92). "
                     "처음부터 맞힌 글자 2개 가운데 1개는 그 글자의 자리를 가장 많이 보았습니다.");
    language_set(LANGUAGE_ENGLISH);
    Bitmap one = map;
    one.rows = 1;
    check_prose(one, "The picture has 11 columns. The column with the largest weight for each letter: \"T\" at column 3 (0.65). "
                     "For the one letter that is correct from the start it is a column of the letter itself.");
}

TEST(what_is_no_number_is_no_weight)
{
    float values[2] = {NAN, INFINITY};
    const int two[2] = {1, 1};
    Bitmap bitmap = {2, two, 1, labels, values, partner, 2};
    assert_picture(drawn(ascii_screen(60), bitmap),
                   "   ##\n"
                   "\n\n\n\n\n\n"
                   "T  ??\n"
                   "   0 |.,:-=+*#%@| 1  _ the letter itself\n");
    check_prose(bitmap, "The picture has 2 columns.");
}
