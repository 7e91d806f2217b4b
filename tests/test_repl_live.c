/* test_repl_live.c: the picture of work under way, at the widths of small terminals. */
#include "base/language.h"
#include "repl/live_picture.h"
#include "test.h"
#include "view_check.h"

static Canvas *drawn(int columns)
{
    static const Progress progress = {.activity = "train", .subject = "gru-dot", .fraction = 0.47, .step = 2810, .steps = 6000,
                                      .loss = 1.234, .rate = 0.0025, .gradient_norm = 0.81, .tokens_per_second = 123456,
                                      .seconds_left = 14};
    Canvas *canvas = canvas_open(ascii_screen(columns));
    live_draw(canvas, &progress, false, 18);
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

TEST(a_small_rate_is_not_zero)
{
    static const Progress progress = {
        .activity = "train", .subject = "gru-dot", .step = 1, .steps = 60, .rate = 0.0000123};
    Canvas *canvas = canvas_open(ascii_screen(80));
    live_draw(canvas, &progress, false, 18);
    assert_picture(canvas, "[------------------------------]   0%  loss 0.000, 0 tokens/s, 0:00 left\n"
                           "  gru-dot: step 1 of 60, gradient norm 0.00, lr 1.23e-05\n");
}

/* A run that has learned some: its sample, its losses so far and where it looks. */
static Canvas *training_drawn(Screen screen, int rows)
{
    Progress progress = {
        .activity = "train", .subject = "gru-dot", .fraction = 0.36, .step = 36, .steps = 100, .loss = 0.5,
        .rate = 0.005, .gradient_norm = 0.4, .tokens_per_second = 83000, .seconds_left = 18,
        .has_sample = true, .sample_source = "e t o", .sample_answer = "e t p", .sample_reference = "e t o",
        .sample_map = {.rows = 3, .columns = 3, .row = {"e", "t", "p"}, .column = {"e", "t", "o"},
                       .weights = {0.9F, 0.1F, 0, 0.2F, 0.8F, 0, 0, 0.3F, 0.7F}}};
    for (int step = 1; step <= 36; step++)
        loss_curve_add(&progress.losses, step, 5 * pow(0.94, step));
    Canvas *canvas = canvas_open(screen);
    live_draw(canvas, &progress, false, rows);
    return canvas;
}

TEST(losses_and_map_stand_side_by_side)
{
    assert_picture(training_drawn(unicode_screen(80), 17),
                   "[██████████▊░░░░░░░░░░░░░░░░░░░]  36%  loss 0.500, 83,000 tokens/s, 0:18 left\n"
                   "  gru-dot: step 36 of 100, gradient norm 0.40, lr 0.005\n"
                   "  reads     e t o\n"
                   "  says      e t p✗  2/3 ✗\n"
                   "  expected  e t o\n"
                   "loss (log)                                     attention now\n"
                   "     │                                              e    t    o\n"
                   "     │⠈⠦⡀                                      e  ▸.90█░.10░\n"
                   " 3.2 ┤  ⠈⠢⡀                                    t  ░.20░▸.80█\n"
                   "     │    ⠈⠲⡀                                  p       ▒.30▒▸.70█\n"
                   "     │      ⠈⠣⢄\n"
                   "   1 ┤        ⠈⠑⣄\n"
                   "     │           ⠑⢄\n"
                   "     │             ⠑\n"
                   "0.32 ┤\n"
                   "     └┯━━━━━━━━━━━━━─────┬─────────────────┬\n"
                   "step  0                 50               100\n");
    assert_picture(training_drawn(ascii_screen(64), 12),
                   "[######----------]  36%  loss 0.500, 83,000 tokens/s, 0:18 left\n"
                   "  gru-dot: step 36 of 100, gradient norm 0.40, lr 0.005\n"
                   "  reads e t o   says e t [p]  2/3\n"
                   "loss (log)                            attention now\n"
                   "     |**                                   e    t    o\n"
                   " 3.2 + ***                            e  >.90@:.10:\n"
                   "     |    ***                         t  :.20:>.80@\n"
                   "   1 +      ***                       p       =.30=>.70@\n"
                   "     |         **\n"
                   "0.32 +\n"
                   "     ++==========---+-------------+\n"
                   "step  0            50           100\n");
}

/* On a small terminal the sample stays, in a smaller one too, and nothing is wider or higher than there is room. */
TEST(pictures_give_way)
{
    assert_picture(training_drawn(unicode_screen(40), 8),
                   "[███▎░░░░░]  36%  loss 0.500, 0:18 left\n"
                   "  gru-dot: step 36 of 100, lr 0.005\n"
                   "  reads     e t o\n"
                   "  says      e t p✗  2/3 ✗\n"
                   "  expected  e t o\n");
    for (int rows = 4; rows < 70; rows += 3)
        for (int columns = 20; columns < 210; columns += 17) {
            Canvas *canvas = training_drawn(unicode_screen(columns), rows);
            assert_sound(canvas);
            assert_true(canvas_rows(canvas) <= 5 || canvas_rows(canvas) <= rows);
            canvas_close(canvas);
        }
}

TEST(and_so_in_korean)
{
    language_set(LANGUAGE_KOREAN);
    assert_picture(drawn(60), "[#####------]  47%  손실 1.234, 초당 123,456토큰, 0:14 남음\n"
                              "  gru-dot: 2810/6000단계, 그래디언트 노름 0.81\n");
    language_set(LANGUAGE_ENGLISH);
}
