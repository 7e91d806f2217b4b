/* kernels_recurrent.c: the gates of an RNN, a GRU and an LSTM.
 *
 * All gates of a sentence are computed in one loop over its H units: each number is read once and written once, and
 * in between nothing leaves the vector registers. */
#include "engine/kernels_recurrent.h"

#include <string.h>

#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

static size_t at(int row, int columns) { return (size_t)row * (size_t)columns; }

static bool is_padding(const int *lengths, int b, int t) { return lengths != NULL && t >= lengths[b]; }

/* ---- RNN ---- */

VECTOR_INLINE void rnn_forward(real *state,     /* [H] h_t */
                               const real *sum, /* [H] */
                               int H)
{
    VECTOR_LOOP
    for (int i = 0; i < H; i++)
        state[i] = scalar_tanh(sum[i]);
}

VECTOR_INLINE void rnn_backward(real *dprevious,    /* [H], written */
                                real *dsum,         /* [H], written */
                                const real *dstate, /* [H] */
                                const real *state,  /* [H] h_t */
                                int H)
{
    VECTOR_LOOP
    for (int i = 0; i < H; i++) {
        dsum[i] = dstate[i] * (1 - state[i] * state[i]);
        dprevious[i] = 0;
    }
}

VECTOR_CLONES void rnn_step_forward(real *state, const real *sum, const real *previous, const int *lengths, int t,
                                    int B, int H)
{
    for (int b = 0; b < B; b++) {
        size_t one = at(b, H);
        if (is_padding(lengths, b, t))
            memcpy(state + one, previous + one, (size_t)H * sizeof *state);
        else
            rnn_forward(state + one, sum + one, H);
    }
}

VECTOR_CLONES void rnn_step_backward(real *dprevious, real *dsum, const real *dstate, const real *state,
                                     const int *lengths, int t, int B, int H)
{
    for (int b = 0; b < B; b++) {
        size_t one = at(b, H);
        if (is_padding(lengths, b, t)) {
            memmove(dprevious + one, dstate + one, (size_t)H * sizeof *dstate);
            memset(dsum + one, 0, (size_t)H * sizeof *dsum);
        } else {
            rnn_backward(dprevious + one, dsum + one, dstate + one, state + one, H);
        }
    }
}

/* ---- GRU ---- */

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

/* ---- LSTM ---- */

/* One sentence. The forget gate f says how much of the memory stays, the input gate i how much of the candidate g
 * comes in, and the output gate o how much of the memory is shown. */
VECTOR_INLINE void lstm_forward(real *state,                 /* [H] h_t */
                                real *memory,                /* [H] c_t */
                                real *gates,                 /* [4H] i, f, g, o */
                                real *squashed,              /* [H] tanh(c_t) */
                                const real *sum,             /* [4H] */
                                const real *previous_memory, /* [H] c_{t-1} */
                                int H)
{
    VECTOR_LOOP
    for (int i = 0; i < H; i++) {
        real input = scalar_sigmoid(sum[i]);
        real forget = scalar_sigmoid(sum[H + i]);
        real candidate = scalar_tanh(sum[2 * H + i]);
        real output = scalar_sigmoid(sum[3 * H + i]);
        real c = forget * previous_memory[i] + input * candidate;
        real shown = scalar_tanh(c);
        memory[i] = c;
        squashed[i] = shown;
        state[i] = output * shown;
        gates[i] = input;
        gates[H + i] = forget;
        gates[2 * H + i] = candidate;
        gates[3 * H + i] = output;
    }
}

/* What reaches c_t comes from c_{t+1}, where it is only multiplied by a gate, and from h_t. */
VECTOR_INLINE void lstm_backward(real *dprevious,             /* [H], written */
                                 real *dprevious_memory,      /* [H], written */
                                 real *dsum,                  /* [4H], written */
                                 const real *dstate,          /* [H] */
                                 const real *dmemory,         /* [H] */
                                 const real *gates,           /* [4H] i, f, g, o */
                                 const real *squashed,        /* [H] tanh(c_t) */
                                 const real *previous_memory, /* [H] c_{t-1} */
                                 int H)
{
    VECTOR_LOOP
    for (int i = 0; i < H; i++) {
        real input = gates[i], forget = gates[H + i], candidate = gates[2 * H + i], output = gates[3 * H + i];
        real dh = dstate[i], shown = squashed[i];
        real dc = dmemory[i] + dh * output * (1 - shown * shown);
        dsum[i] = dc * candidate * input * (1 - input);
        dsum[H + i] = dc * previous_memory[i] * forget * (1 - forget);
        dsum[2 * H + i] = dc * input * (1 - candidate * candidate);
        dsum[3 * H + i] = dh * shown * output * (1 - output);
        dprevious_memory[i] = dc * forget;
        dprevious[i] = 0;
    }
}

VECTOR_CLONES void lstm_step_forward(real *state, real *memory, real *gates, real *squashed, const real *sum,
                                     const real *previous, const real *previous_memory, const int *lengths, int t,
                                     int B, int H)
{
    for (int b = 0; b < B; b++) {
        size_t one = at(b, H), four = at(b, 4 * H);
        if (is_padding(lengths, b, t)) {
            memcpy(state + one, previous + one, (size_t)H * sizeof *state);
            memcpy(memory + one, previous_memory + one, (size_t)H * sizeof *memory);
            memset(gates + four, 0, (size_t)(4 * H) * sizeof *gates);
            memset(squashed + one, 0, (size_t)H * sizeof *squashed);
            continue;
        }
        lstm_forward(state + one, memory + one, gates + four, squashed + one, sum + four, previous_memory + one, H);
    }
}

VECTOR_CLONES void lstm_step_backward(real *dprevious, real *dprevious_memory, real *dsum, const real *dstate,
                                      const real *dmemory, const real *gates, const real *squashed,
                                      const real *previous_memory, const int *lengths, int t, int B, int H)
{
    for (int b = 0; b < B; b++) {
        size_t one = at(b, H), four = at(b, 4 * H);
        if (is_padding(lengths, b, t)) {
            memmove(dprevious + one, dstate + one, (size_t)H * sizeof *dstate);
            memmove(dprevious_memory + one, dmemory + one, (size_t)H * sizeof *dmemory);
            memset(dsum + four, 0, (size_t)(4 * H) * sizeof *dsum);
            continue;
        }
        lstm_backward(dprevious + one, dprevious_memory + one, dsum + four, dstate + one, dmemory + one, gates + four,
                      squashed + one, previous_memory + one, H);
    }
}
