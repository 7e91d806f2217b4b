/* ops_transformer.c: layer norm and dropout. */
#include <assert.h>

#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"

/* ---- layer normalisation ---- */

typedef struct NormSaved {
    Arena *arena;
    real *mean, *inverse; /* [rows] */
} NormSaved;

static void layer_norm_note_backward(const TapeNote *note)
{
    const NormSaved *saved = note->saved;
    const Tensor *x = note->inputs[0], *gain = note->inputs[1], *bias = note->inputs[2];
    ArenaMark mark = arena_mark(saved->arena);
    layer_norm_backward(gradient_or_scratch(saved->arena, x), gradient_or_scratch(saved->arena, gain),
                        gradient_or_scratch(saved->arena, bias), note->output->gradient, saved->mean, saved->inverse,
                        x->value, gain->value, tensor_rows(x), tensor_columns(x));
    arena_release(saved->arena, mark);
}

static const Operation layer_norm = {
    .name = "layer_norm",
    .shapes = "x [..,H], gain [H], bias [H] -> [..,H]",
    .formula = "n = (x - mean) / sqrt(variance + 1e-5), of each row;  y = gain * n + bias",
    .gradient_formula = "dn = dy * gain;  dx = (dn - mean(dn) - n * mean(dn * n)) / sqrt(variance + 1e-5);  "
                        "dgain = sum over rows of dy * n;  dbias = sum over rows of dy",
    .backward = layer_norm_note_backward,
};

Tensor *op_layer_norm(Tape *tape, Tensor *x, Tensor *gain, Tensor *bias)
{
    Tensor *out = checked_result(tape, &layer_norm, (Tensor *[]){x, gain, bias});
    if (out == NULL)
        return NULL;
    int rows = tensor_rows(x), H = tensor_columns(x);
    Arena *arena = tape_arena(tape);
    NormSaved *saved = arena_alloc(arena, sizeof *saved);
    *saved = (NormSaved){arena, arena_reals(arena, (size_t)rows), arena_reals(arena, (size_t)rows)};
    layer_norm_forward(out->value, saved->mean, saved->inverse, x->value, gain->value, bias->value, rows, H);
    tape_record(tape,
                &(TapeNote){.operation = &layer_norm, .inputs = {x, gain, bias}, .output = out, .saved = saved});
    return out;
}

/* ---- dropout ---- */

static void dropout_backward(const TapeNote *note)
{
    const Tensor *x = note->inputs[0];
    const real *mask = note->saved;
    multiply_backward(x->gradient, NULL, note->output->gradient, NULL, mask, 1, (int)tensor_count(x));
}

static const Operation dropout = {
    .name = "dropout",
    .shapes = "x [..] -> [..]",
    .formula = "y = x * m,  m = 0 with the probability rate, else 1 / (1 - rate)",
    .gradient_formula = "dx = dy * m",
    .backward = dropout_backward,
};

/* Each 64 bits drawn decide on two numbers. */
static void draw_mask(real *mask, size_t count, real rate, Random *random)
{
    const uint64_t limit = (uint64_t)((double)rate * 0x1p32);
    const real kept = 1 / (1 - rate);
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) {
        bits = i % 2 == 0 ? random_next(random) : bits >> 32;
        mask[i] = (bits & 0xffffffffu) < limit ? 0 : kept;
    }
}

Tensor *op_dropout(Tape *tape, Tensor *x, real rate, Random *random)
{
    assert(rate >= 0 && rate < 1);
    if (x == NULL || rate == 0 || !tape_recording(tape))
        return x;
    size_t count = tensor_count(x);
    real *mask = arena_reals(tape_arena(tape), count);
    draw_mask(mask, count, rate, random);
    Tensor *out = checked_result(tape, &dropout, &x);
    if (out == NULL)
        return NULL;
    multiply_forward(out->value, x->value, mask, 1, (int)count);
    tape_record(tape, &(TapeNote){.operation = &dropout, .inputs = {x}, .output = out, .saved = mask});
    return out;
}

const Operation *const transformer_operations[] = {&layer_norm, &dropout};
const int transformer_operation_count = OPERATION_COUNT(transformer_operations);
