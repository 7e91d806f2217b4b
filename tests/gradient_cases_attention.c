/* gradient_cases_attention.c: attention with dot products and with additive scores, with and without padding. */
#include "gradient_gate.h"

typedef enum { SIZE_T, SIZE_B, SIZE_S, SIZE_H, SIZE_D } Size;

static void choose_sizes(GradientSetup *setup)
{
    setup->sizes[SIZE_T] = gate_size(setup, 1, 4);
    setup->sizes[SIZE_B] = gate_size(setup, 1, 4);
    setup->sizes[SIZE_S] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_H] = gate_size(setup, 1, 19); /* past the 16 lanes of a sum */
    setup->sizes[SIZE_D] = gate_size(setup, 1, 5);
    gate_lengths(setup, setup->sizes[SIZE_B], setup->sizes[SIZE_S]);
}

static void add_memory(GradientSetup *setup)
{
    gate_input(setup, 3, setup->sizes[SIZE_S], setup->sizes[SIZE_B], setup->sizes[SIZE_H], 1);
    gate_input(setup, 3, setup->sizes[SIZE_S], setup->sizes[SIZE_B], setup->sizes[SIZE_D], 1);
}

static void all_steps(GradientSetup *setup)
{
    choose_sizes(setup);
    gate_input(setup, 3, setup->sizes[SIZE_T], setup->sizes[SIZE_B], setup->sizes[SIZE_H], 1);
    add_memory(setup);
}

static void one_step(GradientSetup *setup)
{
    choose_sizes(setup);
    gate_input(setup, 2, setup->sizes[SIZE_B], setup->sizes[SIZE_H], 1, 1);
    add_memory(setup);
    gate_input(setup, 1, setup->sizes[SIZE_H], 1, 1, 1);
}

/* With the inputs of these numbers as query, keys and values. */
static Tensor *dot(Tape *tape, const GradientSetup *s, int query, int keys, int values, const int *lengths, real scale)
{
    return op_attention(tape, s->inputs[query], &(Source){s->inputs[keys], s->inputs[values], lengths}, scale, NULL);
}

static Tensor *sum(Tape *tape, const GradientSetup *s, int values, const int *lengths)
{
    Source source = {s->inputs[1], s->inputs[values], lengths};
    return op_attention_additive(tape, s->inputs[0], &source, s->inputs[3], NULL);
}

static Tensor *plain(Tape *tape, const GradientSetup *s) { return dot(tape, s, 0, 1, 2, NULL, 1); }
static Tensor *padded(Tape *tape, const GradientSetup *s) { return dot(tape, s, 0, 1, 2, s->lengths, (real)0.7); }
/* The encoder's states are keys and values at once, as with dot attention; and a sentence may look at itself. */
static Tensor *shared_memory(Tape *tape, const GradientSetup *s) { return dot(tape, s, 0, 1, 1, s->lengths, 1); }
static Tensor *itself(Tape *tape, const GradientSetup *s) { return dot(tape, s, 1, 1, 1, s->lengths, 1); }
static Tensor *query_is_keys(Tape *tape, const GradientSetup *s) { return dot(tape, s, 1, 1, 2, s->lengths, 1); }
static Tensor *additive(Tape *tape, const GradientSetup *s) { return sum(tape, s, 2, NULL); }
static Tensor *additive_padded(Tape *tape, const GradientSetup *s) { return sum(tape, s, 2, s->lengths); }
static Tensor *additive_shared(Tape *tape, const GradientSetup *s) { return sum(tape, s, 1, s->lengths); }

/* One row as query, key, value and v, and the first of several keys as query and v. */
static void one_row(GradientSetup *setup) { gate_input(setup, 1, gate_size(setup, 1, 19), 1, 1, 1); }

static Tensor *additive_row(Tape *tape, const GradientSetup *s)
{
    Tensor *v = s->inputs[0];
    Tensor *query = op_reshape(tape, v, 2, (int[]){1, v->shape[0]}), *keys = op_reshape(tape, v, 3, (int[]){1, 1, v->shape[0]});
    return op_attention_additive(tape, query, &(Source){keys, keys, NULL}, v, NULL);
}

static Tensor *additive_first_key(Tape *tape, const GradientSetup *s)
{
    Tensor *keys = s->inputs[1], *query = op_step(tape, keys, 0);
    return op_attention_additive(tape, query, &(Source){keys, keys, s->lengths}, op_step(tape, query, 0), NULL);
}

const GradientCase attention_cases[] = {
    {"attention", "no padding", all_steps, plain},
    {"attention", "padded and scaled", all_steps, padded},
    {"attention", "keys are the values", all_steps, shared_memory},
    {"attention", "a sentence on itself", all_steps, itself},
    {"attention_additive", "no padding", one_step, additive},
    {"attention_additive", "padded", one_step, additive_padded},
    {"attention_additive", "keys are the values", one_step, additive_shared},
    {"attention", "the query is the keys", all_steps, query_is_keys},
    {"attention_additive", "one row as all", one_row, additive_row},
    {"attention_additive", "the first key is the query and v", one_step, additive_first_key},
};
const int attention_case_count = (int)(sizeof attention_cases / sizeof attention_cases[0]);
