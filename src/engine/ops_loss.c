/* ops_loss.c: the cross-entropy of the target tokens. */
#include <assert.h>

#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"

typedef struct Saved {
    int *targets;  /* [rows], copied */
    real *log_sum; /* [rows]: log of the sum of exp(logits) */
    real denominator, smoothing;
} Saved;

static void backward(const TapeNote *note)
{
    const Saved *saved = note->saved;
    Tensor *logits = note->inputs[0];
    if (logits->gradient != NULL)
        cross_entropy_backward(logits->gradient, note->output->gradient[0], saved->log_sum, logits->value,
                               saved->targets, saved->denominator, saved->smoothing, tape_gradient_keep(logits),
                               tensor_rows(logits), tensor_columns(logits));
}

static const Operation cross_entropy = {
    .name = "cross_entropy",
    .shapes = "logits [..,V], a target id for each row -> [1]",
    .formula = "p = softmax(logits);  loss = mean over targets that are not <PAD> of -log p[target];  "
               "smoothed by s: -(1 - s) log p[target] - s / V * sum over j of log p[j]",
    .gradient_formula = "dlogits = (p - (1 - s) onehot(target) - s / V) / number of targets",
    .backward = backward,
    .keeps = true,
};

Tensor *op_cross_entropy(Tape *tape, Tensor *logits, const int *targets, LossScale scale)
{
    assert(scale.smoothing >= 0 && scale.smoothing < 1);
    Tensor *out = checked_result(tape, &cross_entropy, &logits);
    if (out == NULL)
        return NULL;
    int rows = tensor_rows(logits), V = tensor_columns(logits);
    Arena *arena = tape_arena(tape);
    Saved *saved = arena_alloc(arena, sizeof *saved);
    saved->targets = keep_ints(arena, targets, rows);
    saved->log_sum = arena_alloc(arena, (size_t)rows * sizeof(real));
    saved->denominator = loss_denominator(scale, targets, rows, V);
    saved->smoothing = scale.smoothing;
    cross_entropy_forward(out->value, saved->log_sum, logits->value, saved->targets, saved->denominator, saved->smoothing,
                          rows, V);
    tape_record(tape,
                &(TapeNote){.operation = &cross_entropy, .inputs = {logits}, .output = out, .saved = saved});
    return out;
}

const Operation *const loss_operations[] = {&cross_entropy};
const int loss_operation_count = OPERATION_COUNT(loss_operations);
