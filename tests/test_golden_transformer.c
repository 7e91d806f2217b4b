/* test_golden_transformer.c: the Transformer family against PyTorch's own layers: logits, losses, gradients of all
 * parameters, and ten steps of Adam. The numbers come from scripts/peers/golden.py. */
#include "golden_model.h"
#include "model/decoder.h"
#include "test.h"

static void open_model(GoldenModel *known, const char *name, ModelKind kind, PositionKind positions)
{
    golden_model_open(known, name, &(ModelConfiguration){.kind = kind, .positions = positions, .layers = 2});
}

static void check(const char *name, ModelKind kind, PositionKind positions)
{
    GoldenModel known;
    open_model(&known, name, kind, positions);
    golden_model_check(&known);
    golden_model_close(&known);
}

TEST(transformer) { check("transformer", KIND_TRANSFORMER, POSITIONS_SINUSOIDAL); }
TEST(causal) { check("causal", KIND_CAUSAL, POSITIONS_LEARNED); }
TEST(masked) { check("masked", KIND_MASKED, POSITIONS_SINUSOIDAL); }

/* ---- what a masked model answers: PyTorch's logits where the source is <UNK> ---- */

TEST(hidden_tokens_have_pytorchs_logits)
{
    GoldenModel known;
    open_model(&known, "masked", KIND_MASKED, POSITIONS_SINUSOIDAL);
    const GoldenArray *logits = golden_array(&known.golden, "logits");
    int S = known.batch.source_length, B = known.batch.size, V = logits->shape[2], compared = 0;
    for (int i = 0; i < S * B; i++)
        if (known.hidden[i] != TOKEN_PAD)
            known.source[i] = TOKEN_UNK;
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(known.model, tape, &known.batch, NULL, 0);
    int tokens[IDS] = {TOKEN_SOS};
    for (int t = 0; t < S; t++) {
        const Tensor *step = decoder_step(decoder, tokens, NULL);
        for (int b = 0; b < B; b++)
            for (int i = TOKEN_FIRST; i < V && known.hidden[t * B + b] != TOKEN_PAD && t < known.lengths[b] - 1; i++, compared++)
                assert_true(fabs((double)step->value[b * V + i] - logits->numbers[(t * B + b) * V + i]) < 1e-5);
    }
    assert_true(compared >= 2 * (V - TOKEN_FIRST));
    tape_close(tape);
    golden_model_close(&known);
}
