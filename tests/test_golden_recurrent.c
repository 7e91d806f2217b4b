/* test_golden_recurrent.c: recurrent models with everything that they can be made of, against the same models in PyTorch:
 * logits, losses, gradients of all parameters, and ten steps of Adam. The numbers come from
 * scripts/peers/golden_models.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/cells.h"
#include "golden_model.h"
#include "model/scores.h"

static void check(const char *name, ModelConfiguration configuration)
{
    GoldenModel known;
    golden_model_open(&known, name, &configuration);
    golden_model_check(&known);
    golden_model_close(&known);
}

static void lstm_general(void **state)
{
    (void)state;
    check("lstm_general_layers", (ModelConfiguration){.cell = &lstm_cell, .attention = &general_score, .layers = 2,
                                                      .bidirectional = true});
}

static void gru_scaled(void **state)
{
    (void)state;
    check("gru_scaled_feeding", (ModelConfiguration){.attention = &scaled_score, .input_feeding = true});
}

static void gru_additive(void **state)
{
    (void)state;
    check("gru_additive_both", (ModelConfiguration){.attention = &additive_score, .bidirectional = true});
}

static void rnn_additive(void **state)
{
    (void)state;
    check("rnn_additive_one_hot",
          (ModelConfiguration){.cell = &rnn_cell, .attention = &additive_score, .input = INPUT_ONE_HOT});
}

static void rnn_dot(void **state)
{
    (void)state;
    check("rnn_dot_layers",
          (ModelConfiguration){.cell = &rnn_cell, .attention = &dot_score, .layers = 3, .input_feeding = true});
}

static void gru_bag(void **state)
{
    (void)state;
    check("gru_bag_layers", (ModelConfiguration){.attention = NULL, .input = INPUT_BAG, .layers = 2});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lstm_general), cmocka_unit_test(gru_scaled), cmocka_unit_test(gru_additive),
        cmocka_unit_test(rnn_additive), cmocka_unit_test(rnn_dot),    cmocka_unit_test(gru_bag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
