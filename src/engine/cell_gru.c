/* cell_gru.c: a gated recurrent unit (Cho et al. 2014), in the convention of Chung et al. 2014, where z near 0 keeps
 * the past, and with the reset gate after the product (as in cuDNN), so that one product serves three gates.
 *
 *     [r z n]_x = x_t W + bW                 [r z n]_h = h_{t-1} U + bU
 *     r  = sigmoid(r_x + r_h)                reset: how much of the past the candidate may see
 *     z  = sigmoid(z_x + z_h)                update: how much of the candidate is taken
 *     h~ = tanh(n_x + r * n_h)               candidate
 *     h_t = (1 - z) * h_{t-1} + z * h~ */
#include "engine/cell.h"
#include "engine/ops.h"
#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

enum { RESET, UPDATE, CANDIDATE, GATES };

/* One operation for each sign in the formula. */
static CellStates gru_plain(const PlainStep *s)
{
    Tape *tape = s->tape;
    Tensor *r = plain_tell(s, RESET, op_sigmoid(tape, plain_sum(s, RESET)));
    Tensor *z = plain_tell(s, UPDATE, op_sigmoid(tape, plain_sum(s, UPDATE)));
    Tensor *past = op_multiply(tape, r, plain_product(s, CANDIDATE));
    Tensor *candidate = plain_tell(s, CANDIDATE, op_tanh(tape, op_add(tape, plain_input(s, CANDIDATE), past)));
    Tensor *kept = op_multiply(tape, op_one_minus(tape, z), s->before.hidden);
    return (CellStates){op_add(tape, kept, op_multiply(tape, z, candidate)), NULL};
}

/* The same for all sentences. gates [B,3H] hold the products, and then the gates; n_h is kept for backward. Two loops, since
 * one would wait for h~, which waits for r. */
VECTOR_CLONES static void gru_forward(const CellStep *s)
{
    int H = s->H;
    for (int b = 0; b < s->B; b++) {
        if (cell_carries_over(s, b, GATES))
            continue;
        const real *input = cell_row(s->inputs, s->rows[b], GATES * H);          /* [3H] r_x, z_x, n_x */
        const real *product = cell_row(s->gates, b, GATES * H);                  /* [3H] r_h, z_h, n_h */
        const real *previous = cell_row(s->previous, b, H);                      /* [H] h_{t-1} */
        real *gates = cell_row(s->gates, b, GATES * H);                          /* [3H] r, z, h~ */
        real *kept = cell_row(s->kept, b, H), *state = cell_row(s->state, b, H); /* [H] n_h, h_t */
        VECTOR_LOOP
        for (int i = 0; i < 2 * H; i++)
            gates[i] = scalar_sigmoid(input[i] + product[i]); /* r and z */
        VECTOR_LOOP
        for (int i = 0; i < H; i++) {
            real n_h = product[2 * H + i], r = gates[i], z = gates[H + i];
            real candidate = scalar_tanh(input[2 * H + i] + r * n_h);
            state[i] = (1 - z) * previous[i] + z * candidate;
            gates[2 * H + i] = candidate;
            kept[i] = n_h;
        }
    }
}

/* The chain rule, from the last line of the formula to its first. dr, dz and dn are gradients before the sigmoid or
 * tanh: sigmoid'(a) = s (1 - s) and tanh'(a) = 1 - t^2 need only the values after it. */
VECTOR_CLONES static void gru_backward(const CellStep *s)
{
    int H = s->H;
    for (int b = 0; b < s->B; b++) {
        if (cell_carries_back(s, b, GATES))
            continue;
        const real *gates = cell_row(s->gates, b, GATES * H), *kept = cell_row(s->kept, b, H);
        const real *previous = cell_row(s->previous, b, H);
        real *dstate = cell_row(s->dstate, b, H), *dproduct = cell_row(s->dproduct, b, GATES * H);
        real *dinput = cell_row(s->dinputs, s->rows[b], GATES * H);
        VECTOR_LOOP
        for (int i = 0; i < H; i++) {
            real dh = dstate[i], r = gates[i], z = gates[H + i], candidate = gates[2 * H + i];
            real dn = dh * z * (1 - candidate * candidate);
            real dz = dh * (candidate - previous[i]) * z * (1 - z);
            real dr = dn * kept[i] * r * (1 - r);
            dstate[i] = dh * (1 - z);
            dproduct[i] = dr;
            dproduct[H + i] = dz;
            dproduct[2 * H + i] = dn * r;
            dinput[i] += dr;
            dinput[H + i] += dz;
            dinput[2 * H + i] += dn;
        }
    }
}

const RecurrentCell gru_cell = {
    .name = "gru",
    .title = "GRU",
    .summary = {"two gates, update and reset", "게이트 둘: 업데이트와 리셋"},
    .gates = {"reset", "update", "candidate"},
    .keeps_one = true,
    .formula = "[r z n]_x = x_t W + bW;  [r z n]_h = h_{t-1} U + bU;  "
               "r = sigmoid(r_x + r_h);  z = sigmoid(z_x + z_h);  "
               "h~ = tanh(n_x + r * n_h);  h_t = (1 - z) * h_{t-1} + z * h~",
    .gradient_formula = "dn = dh_t * z * (1 - h~^2);  "
                        "dz = dh_t * (h~ - h_{t-1}) * z * (1 - z);  "
                        "dr = dn * n_h * r * (1 - r);  "
                        "dh_{t-1} = dh_{t-1} + dh_t * (1 - z) + [dr dz dn*r] U^T;  "
                        "dU = sum over t of h_{t-1}^T [dr dz dn*r];  "
                        "dW = sum over t of x_t^T [dr dz dn];  dx_t = [dr dz dn] W^T;  "
                        "dbU, dbW = sums of [dr dz dn*r] and [dr dz dn]",
    .plain = gru_plain,
    .forward = gru_forward,
    .backward = gru_backward,
};
