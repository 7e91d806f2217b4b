/* test_golden_recurrent.c: recurrent models with everything that they can be made of, against the same models in PyTorch:
 * logits, losses, gradients of all parameters, and ten steps of Adam. The numbers come from
 * scripts/peers/golden_models.py. */
#include "engine/cells.h"
#include "golden_model.h"
#include "model/scores.h"
#include "test.h"

static void check(const char *name, ModelConfiguration configuration)
{
    GoldenModel known;
    golden_model_open(&known, name, &configuration);
    golden_model_check(&known);
    golden_model_close(&known);
}

TEST(lstm_general)
{
    check("lstm_general_layers", (ModelConfiguration){.cell = &lstm_cell, .attention = &general_score, .layers = 2,
                                                      .bidirectional = true});
}

TEST(gru_scaled)
{
    check("gru_scaled_feeding", (ModelConfiguration){.attention = &scaled_score, .input_feeding = true});
}

TEST(gru_additive)
{
    check("gru_additive_both", (ModelConfiguration){.attention = &additive_score, .bidirectional = true});
}

TEST(rnn_additive)
{
    check("rnn_additive_one_hot",
          (ModelConfiguration){.cell = &rnn_cell, .attention = &additive_score, .input = INPUT_ONE_HOT});
}

TEST(rnn_dot)
{
    check("rnn_dot_layers",
          (ModelConfiguration){.cell = &rnn_cell, .attention = &dot_score, .layers = 3, .input_feeding = true});
}

TEST(gru_bag)
{
    check("gru_bag_layers", (ModelConfiguration){.attention = NULL, .input = INPUT_BAG, .layers = 2});
}
