/* gradient_cases_additive.c: the additive decoder as one operation. */
#include "gradient_gate.h"

static void add_weights(GradientSetup *setup, int H, int A, int D, int B, int S)
{
    gate_input(setup, 2, D, 3 * H, 1, 1);  /* C */
    gate_input(setup, 2, H, 3 * H, 1, 1);  /* U */
    gate_input(setup, 1, 3 * H, 1, 1, 1);  /* bU */
    gate_input(setup, 2, B, H, 1, 1);      /* initial */
    gate_input(setup, 2, H, A, 1, 1);      /* Wq */
    gate_input(setup, 1, A, 1, 1, 1);      /* bq */
    gate_input(setup, 1, A, 1, 1, 1);      /* v */
    gate_input(setup, 3, S, B, A, 1);      /* keys */
    gate_input(setup, 3, S, B, D, 1);      /* values */
}

static void decoder(GradientSetup *setup)
{
    int T = gate_size(setup, 1, 4), B = gate_size(setup, 1, 3), S = gate_size(setup, 1, 4);
    int H = gate_size(setup, 1, 4), A = gate_size(setup, 1, 18), D = gate_size(setup, 1, 5);
    gate_lengths(setup, B, S);
    gate_input(setup, 3, T, B, 3 * H, 1);  /* x_projected */
    add_weights(setup, H, A, D, B, S);
}

static Tensor *decode(Tape *tape, const GradientSetup *s, Sequence sequence, const int *lengths)
{
    Tensor *const *in = s->inputs;
    return op_gru_additive(tape, &sequence, &(AdditiveWeights){in[1], in[2], in[3], in[5], in[6], in[7]}, in[4],
                           &(Source){in[8], in[9], lengths}, NULL);
}

static Sequence vectors_of(const GradientSetup *s) { return (Sequence){.x = s->inputs[0]}; }

/* The input of this number is the table that the ids choose rows of. */
static Sequence rows_of(const GradientSetup *s, int table)
{
    return (Sequence){.table = s->inputs[table], .ids = s->ids, .T = s->sizes[0], .B = s->sizes[1]};
}

static Tensor *plain(Tape *tape, const GradientSetup *s) { return decode(tape, s, vectors_of(s), NULL); }
static Tensor *padded(Tape *tape, const GradientSetup *s) { return decode(tape, s, vectors_of(s), s->lengths); }
static Tensor *by_rows(Tape *tape, const GradientSetup *s) { return decode(tape, s, rows_of(s, 0), s->lengths); }

/* Three rows for all positions: some are read by several. */
static void decoder_rows(GradientSetup *setup)
{
    int T = gate_size(setup, 1, 4), B = gate_size(setup, 1, 3), S = gate_size(setup, 1, 4);
    int H = gate_size(setup, 1, 4), A = gate_size(setup, 1, 18), D = gate_size(setup, 1, 5);
    setup->sizes[0] = T;
    setup->sizes[1] = B;
    gate_lengths(setup, B, S);
    gate_ids(setup, T * B, 3);
    gate_input(setup, 2, 3, 3 * H, 1, 1);
    add_weights(setup, H, A, D, B, S);
}

/* One tensor for all that have its shape: keys and values, C and U (of D = H), bq and v. */
static void one_of_each(GradientSetup *setup)
{
    int T = gate_size(setup, 1, 4), B = gate_size(setup, 1, 3), S = gate_size(setup, 1, 4), H = gate_size(setup, 1, 5);
    setup->sizes[0] = T;
    setup->sizes[1] = B;
    gate_lengths(setup, B, S);
    gate_ids(setup, T * B, 3);
    gate_input(setup, 3, T, B, 3 * H, 1);  /* x_projected */
    gate_input(setup, 2, 3, 3 * H, 1, 1);  /* rows */
    gate_input(setup, 2, H, 3 * H, 1, 1);  /* C, U */
    gate_input(setup, 1, 3 * H, 1, 1, 1);  /* bU */
    gate_input(setup, 2, H, H, 1, 1);      /* Wq */
    gate_input(setup, 1, H, 1, 1, 1);      /* bq, v */
    gate_input(setup, 3, S, B, H, 1);      /* keys, values; the first are the initial states */
}

static Tensor *repeated(Tape *tape, const GradientSetup *s, Sequence sequence, Tensor *bU)
{
    Tensor *const *in = s->inputs;
    return op_gru_additive(tape, &sequence, &(AdditiveWeights){in[2], in[2], bU, in[4], in[5], in[5]},
                           op_step(tape, in[6], 0), &(Source){in[6], in[6], s->lengths}, NULL);
}

static Tensor *decode_repeated(Tape *tape, const GradientSetup *s)
{
    return repeated(tape, s, vectors_of(s), s->inputs[3]);
}

static Tensor *by_rows_repeated(Tape *tape, const GradientSetup *s)
{
    return repeated(tape, s, rows_of(s, 1), op_step(tape, s->inputs[1], 0));
}

const GradientCase additive_cases[] = {
    {"gru_additive", "no padding", decoder, plain},
    {"gru_additive", "padded", decoder, padded},
    {"gru_additive", "rows that are shared", decoder_rows, by_rows},
    {"gru_additive", "one tensor for each shape", one_of_each, decode_repeated},
    {"gru_additive", "shared rows, one tensor for each shape", one_of_each, by_rows_repeated},
};
const int additive_case_count = (int)(sizeof additive_cases / sizeof additive_cases[0]);
