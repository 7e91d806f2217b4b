/* test_text_metrics.c: scores worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/metrics.h"

static void nothing_scores_nothing(void **state)
{
    (void)state;
    Score score = {0};
    assert_true(score_exact(&score) <= 0.0);
    assert_true(score_tokens(&score) <= 0.0);
}

static void a_right_answer_counts_its_end(void **state)
{
    (void)state;
    Score score = {0};
    score_add(&score, (int[]){5, 6, 7}, 3, (int[]){5, 6, 7}, 3);
    assert_int_equal(score.exact, 1);
    assert_int_equal(score.tokens, 4);
    assert_int_equal(score.tokens_right, 4);
}

static void one_wrong_token_is_one_wrong(void **state)
{
    (void)state;
    Score score = {0};
    score_add(&score, (int[]){5, 9, 7}, 3, (int[]){5, 6, 7}, 3);
    assert_int_equal(score.exact, 0);
    assert_int_equal(score.tokens_right, 3);
}

static void short_and_long_answers_miss_their_end(void **state)
{
    (void)state;
    Score score = {0};
    score_add(&score, (int[]){5, 6}, 2, (int[]){5, 6, 7}, 3); /* 5 6 right; 7 and the end missing */
    assert_int_equal(score.tokens, 4);
    assert_int_equal(score.tokens_right, 2);
    score_add(&score, (int[]){5, 6, 7, 8}, 4, (int[]){5, 6, 7}, 3); /* 8 stands where the end should */
    assert_int_equal(score.tokens, 8);
    assert_int_equal(score.tokens_right, 5);
    assert_int_equal(score.exact, 0);
}

static void empty_answers_are_scored(void **state)
{
    (void)state;
    Score score = {0};
    score_add(&score, NULL, 0, (int[]){5}, 1);
    assert_int_equal(score.tokens_right, 0);
    score_add(&score, NULL, 0, NULL, 0);
    assert_int_equal(score.exact, 1);
    assert_int_equal(score.tokens, 3);
    assert_int_equal(score.tokens_right, 1);
}

static void scores_add_up(void **state)
{
    (void)state;
    Score score = {0};
    score_add(&score, (int[]){4}, 1, (int[]){4}, 1);
    score_add(&score, (int[]){4}, 1, (int[]){5}, 1);
    assert_true(score_exact(&score) > 0.4999 && score_exact(&score) < 0.5001);
    assert_true(score_tokens(&score) > 0.7499 && score_tokens(&score) < 0.7501);
    assert_int_equal(score.sequences, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_scores_nothing),
        cmocka_unit_test(a_right_answer_counts_its_end),
        cmocka_unit_test(one_wrong_token_is_one_wrong),
        cmocka_unit_test(short_and_long_answers_miss_their_end),
        cmocka_unit_test(empty_answers_are_scored),
        cmocka_unit_test(scores_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
