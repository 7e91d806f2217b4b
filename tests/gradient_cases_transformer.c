/* gradient_cases_transformer.c: multi-head attention, layer normalisation, GELU, dropout, positions. */
#include "gradient_gate.h"

typedef enum { SIZE_T, SIZE_B, SIZE_S, SIZE_N, SIZE_H } Size;

/* ---- multi-head attention ---- */

static void choose_sizes(GradientSetup *setup)
{
    setup->sizes[SIZE_T] = gate_size(setup, 1, 4);
    setup->sizes[SIZE_B] = gate_size(setup, 1, 3);
    setup->sizes[SIZE_S] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_N] = gate_size(setup, 1, 3);
    setup->sizes[SIZE_H] = setup->sizes[SIZE_N] * gate_size(setup, 1, 5);
    gate_lengths(setup, setup->sizes[SIZE_B], setup->sizes[SIZE_S]);
}

static void add_sequence(GradientSetup *setup, Size time)
{
    gate_input(setup, 3, setup->sizes[time], setup->sizes[SIZE_B], setup->sizes[SIZE_H], 1);
}

static void three_sequences(GradientSetup *setup)
{
    choose_sizes(setup);
    add_sequence(setup, SIZE_T);
    add_sequence(setup, SIZE_S);
    add_sequence(setup, SIZE_S);
}

static void one_sequence(GradientSetup *setup)
{
    choose_sizes(setup);
    add_sequence(setup, SIZE_S);
}

static void two_sequences(GradientSetup *setup)
{
    one_sequence(setup);
    add_sequence(setup, SIZE_S);
}

static Tensor *attend(Tape *tape, const GradientSetup *s, int query, int keys, int values, const int *lengths, bool causal)
{
    return op_multi_head_attention(tape, s->inputs[query], &(Source){s->inputs[keys], s->inputs[values], lengths},
                                   s->sizes[SIZE_N], causal, NULL);
}

static Tensor *plain(Tape *tape, const GradientSetup *s) { return attend(tape, s, 0, 1, 2, NULL, false); }
static Tensor *padded(Tape *tape, const GradientSetup *s) { return attend(tape, s, 0, 1, 2, s->lengths, false); }
static Tensor *causal(Tape *tape, const GradientSetup *s) { return attend(tape, s, 0, 1, 2, NULL, true); }
static Tensor *shared(Tape *tape, const GradientSetup *s) { return attend(tape, s, 0, 1, 1, s->lengths, false); }
static Tensor *query_is_keys(Tape *tape, const GradientSetup *s) { return attend(tape, s, 0, 0, 1, s->lengths, false); }
static Tensor *itself(Tape *tape, const GradientSetup *s) { return attend(tape, s, 0, 0, 0, s->lengths, true); }

/* ---- layer normalisation ---- */

static void rows_to_normalise(GradientSetup *setup)
{
    int H = gate_size(setup, 2, 37); /* past the 16 lanes of a sum */
    gate_input(setup, 3, gate_size(setup, 1, 3), gate_size(setup, 1, 3), H, 1);
    gate_input(setup, 1, H, 1, 1, 1);
    gate_input(setup, 1, H, 1, 1, 1);
}

/* Spread out: where a row's numbers are nearly the same, its curve is too sharp for differences. */
static Tensor *layer_norm(Tape *tape, const GradientSetup *s)
{
    return op_layer_norm(tape, op_scale(tape, s->inputs[0], 3), s->inputs[1], s->inputs[2]);
}

/* What is given twice gets both gradients: one tensor as gain and bias, and a row that is normalised by itself. */
static Tensor *gain_is_bias(Tape *tape, const GradientSetup *s)
{
    return op_layer_norm(tape, op_scale(tape, s->inputs[0], 3), s->inputs[1], s->inputs[1]);
}

static void spread_rows(GradientSetup *setup)
{
    int H = gate_size(setup, 2, 37);
    gate_input(setup, 3, gate_size(setup, 1, 3), gate_size(setup, 1, 3), H, 1);
    gate_input(setup, 1, H, 1, 1, 1);
    for (int i = 0; i < (int)setup->parameters.list[1].offset; i++)
        setup->parameters.value[i] = (real)(1 - 2 * (i % H % 2)) * (1 + setup->parameters.value[i] / 2);
}

static Tensor *a_row(Tape *tape, const GradientSetup *s) { return op_step(tape, op_step(tape, s->inputs[0], 0), 0); }

static Tensor *row_is_gain(Tape *tape, const GradientSetup *s)
{
    Tensor *row = a_row(tape, s);
    return op_layer_norm(tape, row, row, s->inputs[1]);
}

static Tensor *row_is_bias(Tape *tape, const GradientSetup *s)
{
    Tensor *row = a_row(tape, s);
    return op_layer_norm(tape, row, s->inputs[1], row);
}

static Tensor *row_is_all(Tape *tape, const GradientSetup *s)
{
    Tensor *row = a_row(tape, s);
    return op_layer_norm(tape, row, row, row);
}

static Tensor *rows_of_itself(Tape *tape, const GradientSetup *s)
{
    return op_layer_norm(tape, s->inputs[0], a_row(tape, s), a_row(tape, s));
}

/* ---- one number at a time ---- */

static void one_tensor(GradientSetup *setup) { gate_input(setup, 2, gate_size(setup, 1, 5), gate_size(setup, 1, 19), 1, 1); }

static Tensor *gelu(Tape *tape, const GradientSetup *s) { return op_gelu(tape, op_scale(tape, s->inputs[0], 3)); }

/* Nothing is dropped where the tape does not record: there the same numbers are multiplied by the mask, which is what
 * dropout makes of ones. */
static Tensor *dropout(Tape *tape, const GradientSetup *s)
{
    Random random;
    random_seed(&random, 5);
    Tensor *a = s->inputs[0];
    if (tape_recording(tape))
        return op_dropout(tape, a, (real)0.4, &random);
    Tape *other = tape_open(0);
    tape_reset(other, true);
    Tensor *ones = tape_tensor(other, a->rank, a->shape);
    for (size_t i = 0; i < tensor_count(a); i++)
        ones->value[i] = 1;
    Tensor *mask = op_dropout(other, ones, (real)0.4, &random), *here = tape_tensor(tape, a->rank, a->shape);
    for (size_t i = 0; i < tensor_count(a); i++)
        here->value[i] = mask->value[i];
    tape_close(other);
    return op_multiply(tape, a, here);
}

/* ---- positions ---- */

static void sequence_and_table(GradientSetup *setup)
{
    int T = gate_size(setup, 1, 4), B = gate_size(setup, 1, 4), E = gate_size(setup, 1, 19);
    gate_input(setup, 3, T, B, E, 1);
    gate_input(setup, 2, T + 2, E, 1, 1); /* the last row stands for the next position too */
    for (int b = 0; b < B; b++)
        setup->lengths[b] = random_between(&setup->random, 0, 4);
}

/* A table that is its only sentence. */
static void one_sentence(GradientSetup *setup)
{
    gate_input(setup, 2, gate_size(setup, 1, 4), gate_size(setup, 1, 19), 1, 1);
}

static Tensor *own_table(Tape *tape, const GradientSetup *s)
{
    Tensor *table = s->inputs[0];
    Tensor *x = op_reshape(tape, table, 3, (int[]){table->shape[0], 1, table->shape[1]});
    return op_positions(tape, x, table, NULL);
}

static const int threes[] = {3, 3, 3, 3, 3, 3, 3, 3};
static Tensor *sinusoidal(Tape *tape, const GradientSetup *s) { return op_positions(tape, s->inputs[0], NULL, threes); }
static Tensor *learned(Tape *tape, const GradientSetup *s) { return op_positions(tape, s->inputs[0], s->inputs[1], NULL); }
static Tensor *learned_each(Tape *tape, const GradientSetup *s) { return op_positions(tape, s->inputs[0], s->inputs[1], s->lengths); }

const GradientCase transformer_cases[] = {
    {"multi_head_attention", "no padding", three_sequences, plain},
    {"multi_head_attention", "padded", three_sequences, padded},
    {"multi_head_attention", "causal", three_sequences, causal},
    {"multi_head_attention", "keys are the values", three_sequences, shared},
    {"multi_head_attention", "the query is the keys", two_sequences, query_is_keys},
    {"multi_head_attention", "a sentence on itself, causal and padded", one_sequence, itself},
    {"layer_norm", "rows", rows_to_normalise, layer_norm},
    {"layer_norm", "gain is bias", rows_to_normalise, gain_is_bias},
    {"layer_norm", "a row is its gain", spread_rows, row_is_gain},
    {"layer_norm", "a row is its bias", spread_rows, row_is_bias},
    {"layer_norm", "a row is its gain and bias", spread_rows, row_is_all},
    {"layer_norm", "gain and bias are its first row", spread_rows, rows_of_itself},
    {"gelu", "one tensor", one_tensor, gelu},
    {"dropout", "one tensor", one_tensor, dropout},
    {"positions", "sinusoidal", sequence_and_table, sinusoidal},
    {"positions", "learned", sequence_and_table, learned},
    {"positions", "learned, from another one in each sentence", sequence_and_table, learned_each},
    {"positions", "a table that is the sentence", one_sentence, own_table},
};
const int transformer_case_count = (int)(sizeof transformer_cases / sizeof transformer_cases[0]);
