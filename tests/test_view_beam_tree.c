/* test_view_beam_tree.c: the tree of a beam search: its lines, its parts, what does not fit. */
#include "base/language.h"
#include "base/memory.h"
#include "test.h"
#include "view/beam_tree.h"
#include "view_check.h"

/* Two answers; a way that was given up at the second step, one at the third, and a token that was never kept. */
static const BeamTreeNode nodes[] = {
    {-1, "my", -0.5, false, false, 0},        {-1, "the", -1.25, false, false, 0},
    {0, "mother", -0.75, false, false, 0},    {0, "friend", -2, false, false, 0},
    {2, "worked", -1, false, false, 0},       {2, "studied", -2.5, false, false, 0},
    {4, "<EOS>", -1.5, true, false, 1},       {4, "and", -3, false, true, 0},
    {5, "<EOS>", -12.75, true, false, 2},
};
enum { NODES = sizeof nodes / sizeof *nodes };

static Canvas *drawn(Screen screen, const BeamTreeNode *list, int count)
{
    Canvas *canvas = canvas_open(screen);
    beam_tree_draw(canvas, list, count);
    return canvas;
}

TEST(a_line_for_each_way)
{
    assert_picture(drawn(unicode_screen(60), nodes, NODES),
                   "     score   1    2       3        4\n"
                   "#1   -1.50  ┬my──┬mother─┬worked──┬<EOS>\n"
                   " ×   -3.00  │    │       │        └and\n"
                   "#2  -12.75  │    │       └studied──<EOS>\n"
                   " ×   -2.00  │    └friend\n"
                   " ×   -1.25  └the\n"
                   "#1: finished, and its rank. ×: dropped for a low score.\n");
}

TEST(what_is_too_wide_has_parts)
{
    assert_picture(drawn(ascii_screen(32), nodes, NODES),
                   "     score   1    2\n"
                   "#1   -1.50  +my--+mother\n"
                   " x   -2.00  |    `friend\n"
                   " x   -1.25  `the\n"
                   "\n"
                   "     score   3        4\n"
                   "#1   -1.50 -+worked--+<EOS>\n"
                   " x   -3.00  |        `and\n"
                   "#2  -12.75  `studied--<EOS>\n"
                   "#1: finished, and its rank. x:\n"
                   "dropped for a low score.\n");
}

/* In a tree without a fork no joint is drawn; Hangul is as wide as it is. */
TEST(one_way_of_hangul)
{
    static const BeamTreeNode way[] = {
        {-1, "나는", -0.5, false, false, 0}, {0, "어제", -1, false, false, 0}, {1, "<EOS>", -1.5, true, false, 1}};
    language_set(LANGUAGE_KOREAN);
    assert_picture(drawn(unicode_screen(40), way, 3),
                   "      점수   1     2     3\n"
                   "#1   -1.50   나는──어제──<EOS>\n"
                   "#1: 끝까지 쓴 답의 순위.\n");
    language_set(LANGUAGE_ENGLISH);
}

TEST(narrow_screens_cut_tokens)
{
    static const BeamTreeNode way[] = {{-1, "어린아이였습니다만은요", -1000000, false, false, 0},
                                       {0, "supercalifragilistic", -0.0, true, false, 32}};
    for (int columns = 20; columns < 60; columns++)
        close_sound(drawn(unicode_screen(columns), way, 2));
}

/* Widths are those of what is drawn, and so many ways are too many. */
TEST(very_many_ways)
{
    enum { WAYS = 300 };
    BeamTreeNode *list = memory_new(WAYS, sizeof *list);
    for (int i = 0; i < WAYS; i++)
        list[i] = (BeamTreeNode){-1, "a", -i, false, false, 0};
    Canvas *canvas = drawn(ascii_screen(60), list, WAYS);
    assert_int_equal(column_of(canvas, 1, "+a"), 12);
    assert_int_equal(column_of(canvas, 101, "200 more"), 28);
    canvas_close(canvas);
    free(list);
    assert_picture(drawn(ascii_screen(60), NULL, 0), "(nothing to show)\n");
}
