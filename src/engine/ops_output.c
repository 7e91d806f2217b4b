/* ops_output.c: the output layer and its loss in one operation.
 *
 * Logits are a row of V numbers for each of T x B positions: with a vocabulary of thousands they and their gradient are
 * by far the largest tensors of a step. So they are computed for a block of rows that stays in the cache, turned into
 * their gradient in place, and used for the three products that need it; only the gradients of the inputs are kept. */
#include <assert.h>
#include <string.h>

#include "base/batch.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/packed_weights.h"
#include "engine/shapes.h"
#include "engine/vector_math.h"

enum { BLOCK_NUMBERS = 1 << 19, BLOCK_LEAST = 64 };

/* From forward to backward: gradients for a loss whose own gradient is 1. */
typedef struct Saved {
    real *dx, *dW, *db;
} Saved;

/* One call. */
typedef struct Run {
    Arena *arena;
    const Tensor *x, *W, *b;
    const int *targets;
    real denominator, smoothing;
    int rows, H, V;
    Saved *saved; /* NULL: no gradients are asked for */
    PackedWeights back; /* W^T, for all blocks; only with saved */
} Run;

/* The logits of a block become their gradient, and the gradient goes where it is needed. Returns the block's loss. */
static real block_with_gradients(const Run *run, real *logits, int from, int count)
{
    int H = run->H, V = run->V;
    const real *x = run->x->value + row_at(from, H);
    real loss;
    cross_entropy_in_place(&loss, logits, run->targets + from, run->denominator, run->smoothing, count, V);
    packed_product(&run->back, logits, count, (Addend){0}, run->saved->dx + row_at(from, H));
    product_weight_backward(run->arena, x, logits, count, (WeightGradient){run->saved->dW, H, V, from > 0, run->W->bf16});
    bias_backward(run->saved->db, logits, count, V);
    return loss;
}

static real block_alone(const Run *run, const real *logits, real *log_sum, int from, int count)
{
    real loss;
    cross_entropy_forward(&loss, log_sum, logits, run->targets + from, run->denominator, run->smoothing, count, run->V);
    return loss;
}

static real forward(Run *run)
{
    int rows = run->rows, H = run->H, V = run->V;
    int block = BLOCK_NUMBERS / V > BLOCK_LEAST ? BLOCK_NUMBERS / V : BLOCK_LEAST;
    block = block < rows ? block : rows;
    ArenaMark mark = arena_mark(run->arena);
    int blocks = (rows + block - 1) / block;
    PackedWeights W = pack_weights(run->arena, run->W, false, block, blocks);
    if (run->saved != NULL)
        run->back = pack_weights(run->arena, run->W, true, block, blocks);
    real *logits = arena_reals(run->arena, row_at(block, V)), *log_sum = arena_reals(run->arena, (size_t)block);
    double loss = 0;
    for (int from = 0; from < rows; from += block) {
        int count = rows - from < block ? rows - from : block;
        packed_product(&W, run->x->value + row_at(from, H), count, (Addend){run->b->value, true}, logits);
        loss += (double)(run->saved != NULL ? block_with_gradients(run, logits, from, count)
                                            : block_alone(run, logits, log_sum, from, count));
    }
    arena_release(run->arena, mark);
    return (real)loss;
}

static void add_scaled(const Tensor *tensor, const real *gradient, real factor)
{
    real *sum = gradient_to_add(tensor);
    if (sum != NULL)
        vector_add_scaled(sum, gradient, factor, tensor_count(tensor));
}

static void backward(const TapeNote *note)
{
    const Saved *saved = note->saved;
    Tensor *const *inputs = note->inputs;
    real dloss = note->output->gradient[0];
    if (inputs[0]->gradient == saved->dx) { /* the tape took it as the gradient's memory: it stands there already */
        (void)tape_gradient_keep(inputs[0]);
        for (size_t i = 0; dloss != 1 && i < tensor_count(inputs[0]); i++)
            saved->dx[i] *= dloss;
    } else {
        add_scaled(inputs[0], saved->dx, dloss);
    }
    add_scaled(inputs[1], saved->dW, dloss);
    add_scaled(inputs[2], saved->db, dloss);
}

static const Operation output_loss = {
    .name = "output_loss",
    .shapes = "x [..,H], W [H,V], b [V], a target id for each row -> [1]",
    .formula = "p = softmax(x W + b);  loss = mean over targets that are not <PAD> of -log p[target];  smoothed as "
               "cross_entropy",
    .gradient_formula = "dlogits as cross_entropy;  dx = dlogits W^T;  dW = x^T dlogits;  db = sum of dlogits",
    .backward = backward,
    .keeps = true,
};

static Saved *new_saved(Arena *arena, int rows, int H, int V)
{
    Saved *saved = arena_alloc(arena, sizeof *saved);
    *saved = (Saved){arena_reals(arena, row_at(rows, H)), arena_reals(arena, row_at(H, V)), arena_zeros(arena, (size_t)V)};
    return saved;
}

Tensor *op_output_loss(Tape *tape, Tensor *x, Tensor *W, Tensor *b, const int *targets, LossScale scale)
{
    assert(scale.smoothing >= 0 && scale.smoothing < 1);
    Tensor *out = checked_result(tape, &output_loss, (Tensor *[]){x, W, b});
    if (out == NULL)
        return NULL;
    Arena *arena = tape_arena(tape);
    Run run = {.arena = arena, .x = x, .W = W, .b = b, .targets = targets, .smoothing = scale.smoothing,
               .rows = tensor_rows(x), .H = W->shape[0], .V = W->shape[1]};
    run.denominator = loss_denominator(scale, targets, run.rows, run.V);
    run.saved = tape_recording(tape) ? new_saved(arena, run.rows, run.H, run.V) : NULL;
    out->value[0] = forward(&run);
    tape_record(tape, &(TapeNote){.operation = &output_loss,
                                  .inputs = {x, W, b},
                                  .output = out,
                                  .saved = run.saved,
                                  .given = run.saved != NULL ? run.saved->dx : NULL});
    return out;
}

const Operation *const output_operations[] = {&output_loss};
const int output_operation_count = OPERATION_COUNT(output_operations);
