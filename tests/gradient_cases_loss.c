/* gradient_cases_loss.c: embedding and cross-entropy, both with padding. */
#include "base/batch.h"
#include "gradient_gate.h"

static void table_and_ids(GradientSetup *setup)
{
    int V = gate_size(setup, 2, 7), T = gate_size(setup, 1, 6), B = gate_size(setup, 1, 4);
    setup->sizes[0] = T;
    setup->sizes[1] = B;
    gate_ids(setup, T * B, V);
    gate_input(setup, 2, V, gate_size(setup, 1, 5), 1, 1);
}

/* <PAD> is looked up like other tokens but gets no gradient, so its rows are blotted out here. */
static Tensor *embedding(Tape *tape, const GradientSetup *s)
{
    int T = s->sizes[0], B = s->sizes[1], E = tensor_columns(s->inputs[0]);
    Tensor *out = op_embedding(tape, s->inputs[0], s->ids, T, B);
    real *mask = arena_alloc(tape_arena(tape), (size_t)(T * B * E) * sizeof *mask);
    for (int i = 0; i < T * B * E; i++)
        mask[i] = s->ids[i / E] != TOKEN_PAD;
    return op_multiply(tape, out, tape_constant(tape, 3, (int[]){T, B, E}, mask));
}

static void logits_and_targets(GradientSetup *setup)
{
    int V = gate_size(setup, 2, 21), T = gate_size(setup, 1, 5), B = gate_size(setup, 1, 4);
    gate_ids(setup, T * B, V);
    gate_input(setup, 3, T, B, V, 1);
    for (size_t i = 0; i < setup->parameters.total; i++)
        setup->parameters.value[i] *= 4;
}

static void all_padding(GradientSetup *setup)
{
    logits_and_targets(setup);
    for (int i = 0; i < GATE_NUMBERS; i++)
        setup->ids[i] = TOKEN_PAD;
}

static Tensor *cross_entropy(Tape *tape, const GradientSetup *s) { return op_cross_entropy(tape, s->inputs[0], s->ids, (LossScale){0, 0}); }
static Tensor *part_of_a_batch(Tape *tape, const GradientSetup *s) { return op_cross_entropy(tape, s->inputs[0], s->ids, (LossScale){37, 0}); }
static Tensor *smoothed(Tape *tape, const GradientSetup *s) { return op_cross_entropy(tape, s->inputs[0], s->ids, (LossScale){0, (real)0.3}); }

const GradientCase loss_cases[] = {
    {"embedding", "with padding", table_and_ids, embedding},
    {"cross_entropy", "mean", logits_and_targets, cross_entropy},
    {"cross_entropy", "part of a batch", logits_and_targets, part_of_a_batch},
    {"cross_entropy", "smoothed", logits_and_targets, smoothed},
    {"cross_entropy", "nothing but padding", all_padding, cross_entropy},
};
const int loss_case_count = (int)(sizeof loss_cases / sizeof loss_cases[0]);
