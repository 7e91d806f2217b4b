/* cell_rnn.c: a simple recurrent network (Elman 1990).
 *
 *     h_t = tanh(x_t W + bW + h_{t-1} U + bU)
 *
 * Each step computes the whole state again. To last, information must pass through U and tanh at every step, and so
 * must its gradient, which soon vanishes or explodes: cells with gates solve this. */
#include "engine/cell.h"
#include "engine/ops.h"
#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

static CellStates rnn_plain(const PlainStep *s)
{
    return (CellStates){op_tanh(s->tape, op_add(s->tape, s->input, s->product)), NULL};
}

/* gates [B,H] are the sums, and the memory of the states. */
VECTOR_CLONES static void rnn_forward(const CellStep *s)
{
    int H = s->H;
    for (int b = 0; b < s->B; b++) {
        if (cell_carries_over(s, b, 1))
            continue;
        const real *sum = cell_row(s->gates, b, H);
        real *state = cell_row(s->state, b, H);
        VECTOR_LOOP
        for (int i = 0; i < H; i++)
            state[i] = scalar_tanh(sum[i]);
    }
}

/* tanh'(a) = 1 - tanh(a)^2: the value after it is enough. */
VECTOR_CLONES static void rnn_backward(const CellStep *s)
{
    int H = s->H;
    for (int b = 0; b < s->B; b++) {
        if (cell_carries_back(s, b, 1))
            continue;
        const real *state = cell_row(s->state, b, H);
        real *dstate = cell_row(s->dstate, b, H), *dsum = cell_row(s->dproduct, b, H);
        VECTOR_LOOP
        for (int i = 0; i < H; i++) {
            dsum[i] = dstate[i] * (1 - state[i] * state[i]);
            dstate[i] = 0;
        }
    }
}

const RecurrentCell rnn_cell = {
    .name = "rnn",
    .title = "RNN",
    .summary = {"a tanh and no gates", "게이트 없이 tanh 하나"},
    .adds_up = true,
    .formula = "h_t = tanh(x_t W + bW + h_{t-1} U + bU)",
    .gradient_formula = "da_t = dh_t * (1 - h_t^2);  dh_{t-1} = dh_{t-1} + da_t U^T;  "
                        "dU = sum over t of h_{t-1}^T da_t;  "
                        "dW = sum over t of x_t^T da_t;  dx_t = da_t W^T;  "
                        "dbU, dbW = sum of da",
    .plain = rnn_plain,
    .forward = rnn_forward,
    .backward = rnn_backward,
};
