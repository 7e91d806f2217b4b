/* test_repl_live.c: the picture of work under way, at the widths of small terminals. */
#include "base/language.h"
#include "repl/live.h"
#include "test.h"
#include "view_check.h"

static Canvas *drawn(int columns)
{
    static const Progress progress = {.activity = "train", .subject = "gru-dot", .fraction = 0.47, .step = 2810, .steps = 6000,
                                      .loss = 1.234, .rate = 0.0025, .gradient_norm = 0.81, .tokens_per_second = 123456,
                                      .seconds_left = 14};
    Canvas *canvas = canvas_open(ascii_screen(columns));
    live_draw(&(Live){0}, canvas, &progress, 18);
    return canvas;
}

TEST(what_does_not_fit_is_left_out_whole)
{
    language_set(LANGUAGE_ENGLISH);
    assert_picture(drawn(80), "[##############----------------]  47%  loss 1.234, 123,456 tokens/s, 0:14 left\n"
                              "  gru-dot: step 2810 of 6000, gradient norm 0.81, lr 0.0025\n");
    assert_picture(drawn(60), "[#####------]  47%  loss 1.234, 123,456 tokens/s, 0:14 left\n"
                              "  gru-dot: step 2810 of 6000, gradient norm 0.81, lr 0.0025\n");
    assert_picture(drawn(42), "[#####------]  47%  loss 1.234, 0:14 left\n"
                              "  gru-dot: step 2810 of 6000, lr 0.0025\n");
    assert_picture(drawn(24), "[#######-------]  47%\n"
                              " gradient norm 0.81\n");
}

TEST(and_so_in_korean)
{
    language_set(LANGUAGE_KOREAN);
    assert_picture(drawn(60), "[#####------]  47%  손실 1.234, 초당 123,456토큰, 0:14 남음\n"
                              "  gru-dot: 2810/6000단계, 그래디언트 노름 0.81\n");
    language_set(LANGUAGE_ENGLISH);
}
