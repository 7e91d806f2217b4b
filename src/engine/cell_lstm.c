/* cell_lstm.c: long short-term memory (Hochreiter and Schmidhuber 1997), with the forget gate of Gers et al. 2000.
 *
 *     [i f g o] = x_t W + bW + h_{t-1} U + bU, then sigmoid of i, f and o, tanh of g
 *     c_t = f * c_{t-1} + i * g              the cell state: what f leaves of it, and what i lets in of the candidate g
 *     h_t = o * tanh(c_t)                    what the output gate o shows of it
 *
 * From c_t to c_{t-1} a gradient is only multiplied by f: near 1 it comes through many steps. */
#include "engine/cell.h"
#include "engine/ops.h"
#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

enum { INPUT, FORGET, CANDIDATE, OUTPUT, GATES };

static CellStates lstm_plain(const PlainStep *s)
{
    Tape *tape = s->tape;
    Tensor *input = plain_tell(s, INPUT, op_sigmoid(tape, plain_sum(s, INPUT)));
    Tensor *forget = plain_tell(s, FORGET, op_sigmoid(tape, plain_sum(s, FORGET)));
    Tensor *candidate = plain_tell(s, CANDIDATE, op_tanh(tape, plain_sum(s, CANDIDATE)));
    Tensor *output = plain_tell(s, OUTPUT, op_sigmoid(tape, plain_sum(s, OUTPUT)));
    Tensor *kept = op_multiply(tape, forget, s->before.cell);
    Tensor *cell = plain_tell(s, CELL_STATE, op_add(tape, kept, op_multiply(tape, input, candidate)));
    return (CellStates){op_multiply(tape, output, op_tanh(tape, cell)), cell};
}

/* gates [B,4H] hold the sums, and then the gates; tanh(c_t) is kept for backward. */
VECTOR_CLONES static void lstm_forward(const CellStep *s)
{
    int H = s->H;
    for (int b = 0; b < s->B; b++) {
        if (cell_carries_over(s, b, GATES))
            continue;
        const real *sum = cell_row(s->gates, b, GATES * H), *previous = cell_row(s->previous_cell_state, b, H);
        real *gates = cell_row(s->gates, b, GATES * H), *kept = cell_row(s->kept, b, H);
        real *state = cell_row(s->state, b, H), *cell_state = cell_row(s->cell_state, b, H);
        VECTOR_LOOP
        for (int i = 0; i < H; i++) {
            real input = scalar_sigmoid(sum[i]);
            real forget = scalar_sigmoid(sum[H + i]);
            real candidate = scalar_tanh(sum[2 * H + i]);
            real output = scalar_sigmoid(sum[3 * H + i]);
            real c = forget * previous[i] + input * candidate;
            real shown = scalar_tanh(c);
            cell_state[i] = c;
            kept[i] = shown;
            state[i] = output * shown;
            gates[i] = input;
            gates[H + i] = forget;
            gates[2 * H + i] = candidate;
            gates[3 * H + i] = output;
        }
    }
}

/* The gradient of c_t comes from c_{t+1}, multiplied by a gate, and from h_t. */
VECTOR_CLONES static void lstm_backward(const CellStep *s)
{
    int H = s->H;
    for (int b = 0; b < s->B; b++) {
        if (cell_carries_back(s, b, GATES))
            continue;
        const real *gates = cell_row(s->gates, b, GATES * H), *kept = cell_row(s->kept, b, H);
        const real *previous = cell_row(s->previous_cell_state, b, H);
        real *dstate = cell_row(s->dstate, b, H), *dcell_state = cell_row(s->dcell_state, b, H);
        real *dsum = cell_row(s->dproduct, b, GATES * H);
        VECTOR_LOOP
        for (int i = 0; i < H; i++) {
            real input = gates[i], forget = gates[H + i], candidate = gates[2 * H + i], output = gates[3 * H + i];
            real dh = dstate[i], shown = kept[i];
            real dc = dcell_state[i] + dh * output * (1 - shown * shown);
            dsum[i] = dc * candidate * input * (1 - input);
            dsum[H + i] = dc * previous[i] * forget * (1 - forget);
            dsum[2 * H + i] = dc * input * (1 - candidate * candidate);
            dsum[3 * H + i] = dh * shown * output * (1 - output);
            dcell_state[i] = dc * forget;
            dstate[i] = 0;
        }
    }
}

const RecurrentCell lstm_cell = {
    .name = "lstm",
    .title = "LSTM",
    .summary = {"three gates and a cell state", "게이트 셋과 셀 상태"},
    .gates = {"input", "forget", "candidate", "output"},
    .keeps_cell_state = true,
    .adds_up = true,
    .keeps_one = true,
    .formula = "[i' f' g' o'] = x_t W + bW + h_{t-1} U + bU;  "
               "i, f, o = sigmoid(i', f', o');  g = tanh(g');  "
               "c_t = f * c_{t-1} + i * g;  h_t = o * tanh(c_t)",
    .gradient_formula = "do = dh_t * tanh(c_t) * o * (1 - o);  "
                        "dc_t = dc_t + dh_t * o * (1 - tanh(c_t)^2);  "
                        "di = dc_t * g * i * (1 - i);  df = dc_t * c_{t-1} * f * (1 - f);  "
                        "dg = dc_t * i * (1 - g^2);  dc_{t-1} = dc_{t-1} + dc_t * f;  "
                        "dh_{t-1} = dh_{t-1} + [di df dg do] U^T;  "
                        "dU = sum over t of h_{t-1}^T [di df dg do];  "
                        "dW = sum over t of x_t^T [di df dg do];  dx_t = [di df dg do] W^T;  "
                        "dbU, dbW = sum of [di df dg do]",
    .plain = lstm_plain,
    .forward = lstm_forward,
    .backward = lstm_backward,
};
