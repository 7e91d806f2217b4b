/* kernels_recurrent.c: the gates of a GRU.
 *
 * A sentence's three gates are computed in one loop over its H units: 6 numbers are read for each unit and 5 are
 * written, and in between nothing leaves the vector registers. */
#include "engine/kernels_recurrent.h"

#include <string.h>

#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

static size_t at(int row, int columns) { return (size_t)row * (size_t)columns; }

static bool is_padding(const int *lengths, int b, int t) { return lengths != NULL && t >= lengths[b]; }

/* One sentence. The update gate z says how much of the new is taken: z near 0 keeps the past. The reset gate r
 * says how much of the past the candidate h~ may see. */
VECTOR_INLINE void gru_forward(real *state,             /* [H] h_t */
                               real *gates,             /* [3H] r, z, h~ */
                               real *candidate_product, /* [H] n_h */
                               const real *input,       /* [3H] r_x, z_x, n_x */
                               const real *product,     /* [3H] r_h, z_h, n_h */
                               const real *previous,    /* [H] h_{t-1} */
                               int H)
{
    VECTOR_LOOP
    for (int i = 0; i < H; i++) {
        real n_h = product[2 * H + i];
        real r = scalar_sigmoid(input[i] + product[i]);
        real z = scalar_sigmoid(input[H + i] + product[H + i]);
        real candidate = scalar_tanh(input[2 * H + i] + r * n_h);
        state[i] = (1 - z) * previous[i] + z * candidate;
        gates[i] = r;
        gates[H + i] = z;
        gates[2 * H + i] = candidate;
        candidate_product[i] = n_h;
    }
}

/* The chain rule, from the last line of gru_forward to its first. dr, dz and dn are gradients before the sigmoid
 * or tanh: sigmoid'(a) = s (1 - s) and tanh'(a) = 1 - t^2 need only the values after it. */
VECTOR_INLINE void gru_backward(real *dprevious,               /* [H], written */
                                real *dproduct,                /* [3H], written */
                                real *dinput,                  /* [3H], added to */
                                const real *dstate,            /* [H] */
                                const real *gates,             /* [3H] r, z, h~ */
                                const real *candidate_product, /* [H] n_h */
                                const real *previous,          /* [H] h_{t-1} */
                                int H)
{
    VECTOR_LOOP
    for (int i = 0; i < H; i++) {
        real dh = dstate[i], r = gates[i], z = gates[H + i], candidate = gates[2 * H + i];
        real dn = dh * z * (1 - candidate * candidate);
        real dz = dh * (candidate - previous[i]) * z * (1 - z);
        real dr = dn * candidate_product[i] * r * (1 - r);
        dprevious[i] = dh * (1 - z);
        dproduct[i] = dr;
        dproduct[H + i] = dz;
        dproduct[2 * H + i] = dn * r;
        dinput[i] += dr;
        dinput[H + i] += dz;
        dinput[2 * H + i] += dn;
    }
}

VECTOR_CLONES void gru_step_forward(real *state, real *gates, real *candidate_product, const real *inputs,
                                    const int *rows, const real *product, const real *previous,
                                    const int *lengths, int t, int B, int H)
{
    for (int b = 0; b < B; b++) {
        size_t one = at(b, H), three = at(b, 3 * H);
        if (is_padding(lengths, b, t)) {
            memcpy(state + one, previous + one, (size_t)H * sizeof *state);
            memset(gates + three, 0, (size_t)(3 * H) * sizeof *gates);
            memset(candidate_product + one, 0, (size_t)H * sizeof *candidate_product);
            continue;
        }
        gru_forward(state + one, gates + three, candidate_product + one, inputs + at(rows[b], 3 * H),
                    product + three, previous + one, H);
    }
}

VECTOR_CLONES void gru_step_backward(real *dprevious, real *dproduct, real *dinputs, const real *dstate,
                                     const real *gates, const real *candidate_product, const real *previous,
                                     const int *rows, const int *lengths, int t, int B, int H)
{
    for (int b = 0; b < B; b++) {
        size_t one = at(b, H), three = at(b, 3 * H);
        if (is_padding(lengths, b, t)) {
            memmove(dprevious + one, dstate + one, (size_t)H * sizeof *dstate);
            memset(dproduct + three, 0, (size_t)(3 * H) * sizeof *dproduct);
            continue;
        }
        gru_backward(dprevious + one, dproduct + three, dinputs + at(rows[b], 3 * H), dstate + one,
                     gates + three, candidate_product + one, previous + one, H);
    }
}
