/* ops_recurrent.c: the cells of recurrent layers: a plain RNN, a GRU and an LSTM, each over whole sequences, over
 * tokens, and for one step.
 *
 * A cell is its gates' step, in kernels_recurrent.c, and its formulas; recurrent_layer.c does the rest. */
#include "engine/kernels_recurrent.h"
#include "engine/op_families.h"
#include "engine/ops.h"
#include "engine/recurrent_layer_internal.h"

/* What reading tokens adds to a formula: before it and, of the gradient, after it. */
#define TOKEN_FORMULA  "x_t = table[id_t];  "
#define TOKEN_GRADIENT ";  dtable[id_t] = dtable[id_t] + dx_t, but nothing for <PAD>"

/* ---- RNN ---- */

static void rnn_forward(const CellStep *s)
{
    rnn_step_forward(s->state, s->gates, s->previous, s->lengths, s->t, s->B, s->H);
}

static void rnn_backward(const CellStep *s)
{
    rnn_step_backward(s->dstate, s->dproduct, s->dstate, s->state, s->lengths, s->t, s->B, s->H);
}

static const RecurrentCell rnn_cell = {
    .gates = 1, .adds_up = true, .state_is_gate = true, .forward = rnn_forward, .backward = rnn_backward};

#define RNN_FORMULA "h_t = tanh(x_t W + bW + h_{t-1} U + bU)"
#define RNN_GRADIENT                                                                                                   \
    "da_t = dh_t * (1 - h_t^2);  dh_{t-1} = dh_{t-1} + da_t U^T;  "                                                    \
    "dU = sum over t of h_{t-1}^T da_t;  "                                                                             \
    "dW = sum over t of x_t^T da_t;  dx_t = da_t W^T;  "                                                               \
    "dbU, dbW = sum of da"

static const Operation rnn = {
    .name = "rnn",
    .shapes = "x [T,B,E], W [E,H], bW [H], U [H,H], bU [H], initial [B,H] -> [T,B,H]",
    .formula = RNN_FORMULA,
    .gradient_formula = RNN_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

static const Operation rnn_tokens = {
    .name = "rnn_tokens",
    .shapes = "table [V,E], T x B token ids, W [E,H], bW [H], U [H,H], bU [H], initial [B,H] -> [T,B,H]",
    .formula = TOKEN_FORMULA RNN_FORMULA,
    .gradient_formula = RNN_GRADIENT TOKEN_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

static const Operation rnn_step = {
    .name = "rnn_step",
    .shapes = "x [B,E], W [E,H], bW [H], U [H,H], bU [H], state [B,H] -> [B,H]",
    .formula = RNN_FORMULA,
    .gradient_formula = RNN_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

Tensor *op_rnn(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *initial, const int *lengths,
               bool backwards)
{
    return layer_over_vectors(tape, &rnn, &rnn_cell, x, &(LayerWeights){W, bW, U, bU, initial, NULL}, lengths,
                              backwards, &(LayerLooks){0});
}

Tensor *op_rnn_tokens(Tape *tape, Tensor *table, const int *ids, int T, int B, Tensor *W, Tensor *bW, Tensor *U,
                      Tensor *bU, Tensor *initial, const int *lengths, bool backwards)
{
    return layer_over_tokens(tape, &rnn_tokens, &rnn_cell, table, ids, T, B,
                             &(LayerWeights){W, bW, U, bU, initial, NULL}, lengths, backwards, &(LayerLooks){0});
}

Tensor *op_rnn_step(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *state)
{
    return layer_one_step(tape, &rnn_step, &rnn_cell, x, &(LayerWeights){W, bW, U, bU, state, NULL}, &(LayerLooks){0});
}

/* ---- GRU ---- */

static void gru_forward(const CellStep *s)
{
    gru_step_forward(s->state, s->gates, s->extra, s->inputs, s->rows, s->gates, s->previous, s->lengths, s->t, s->B,
                     s->H);
}

static void gru_backward(const CellStep *s)
{
    gru_step_backward(s->dstate, s->dproduct, s->dinputs, s->dstate, s->gates, s->extra, s->previous, s->rows,
                      s->lengths, s->t, s->B, s->H);
}

/* What is kept beside the gates is n_h, the product that the reset gate is multiplied with. It is why x W and h U
 * are needed apart. */
static const RecurrentCell gru_cell = {.gates = 3, .extra = true, .forward = gru_forward, .backward = gru_backward};

#define GRU_FORMULA                                                                                                    \
    "[r z n]_x = x_t W + bW;  [r z n]_h = h_{t-1} U + bU;  "                                                           \
    "r = sigmoid(r_x + r_h);  z = sigmoid(z_x + z_h);  "                                                               \
    "h~ = tanh(n_x + r * n_h);  h_t = (1 - z) * h_{t-1} + z * h~"
#define GRU_GRADIENT                                                                                                   \
    "dn = dh_t * z * (1 - h~^2);  "                                                                                    \
    "dz = dh_t * (h~ - h_{t-1}) * z * (1 - z);  "                                                                      \
    "dr = dn * n_h * r * (1 - r);  "                                                                                   \
    "dh_{t-1} = dh_{t-1} + dh_t * (1 - z) + [dr dz dn*r] U^T;  "                                                       \
    "dU = sum over t of h_{t-1}^T [dr dz dn*r];  "                                                                     \
    "dW = sum over t of x_t^T [dr dz dn];  dx_t = [dr dz dn] W^T;  "                                                   \
    "dbU, dbW = sums of [dr dz dn*r] and [dr dz dn]"

static const Operation gru = {
    .name = "gru",
    .shapes = "x [T,B,E], W [E,3H], bW [3H], U [H,3H], bU [3H], initial [B,H] -> [T,B,H]",
    .formula = GRU_FORMULA,
    .gradient_formula = GRU_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

static const Operation gru_tokens = {
    .name = "gru_tokens",
    .shapes = "table [V,E], T x B token ids, W [E,3H], bW [3H], U [H,3H], bU [3H], initial [B,H] -> [T,B,H]",
    .formula = TOKEN_FORMULA GRU_FORMULA,
    .gradient_formula = GRU_GRADIENT TOKEN_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

static const Operation gru_step = {
    .name = "gru_step",
    .shapes = "x [B,E], W [E,3H], bW [3H], U [H,3H], bU [3H], state [B,H] -> [B,H]",
    .formula = GRU_FORMULA,
    .gradient_formula = GRU_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

Tensor *op_gru(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *initial, const int *lengths,
               bool backwards, Tensor **gates)
{
    return layer_over_vectors(tape, &gru, &gru_cell, x, &(LayerWeights){W, bW, U, bU, initial, NULL}, lengths,
                              backwards, &(LayerLooks){.gates = gates});
}

Tensor *op_gru_tokens(Tape *tape, Tensor *table, const int *ids, int T, int B, Tensor *W, Tensor *bW, Tensor *U,
                      Tensor *bU, Tensor *initial, const int *lengths, bool backwards, Tensor **gates)
{
    return layer_over_tokens(tape, &gru_tokens, &gru_cell, table, ids, T, B, &(LayerWeights){W, bW, U, bU, initial, NULL},
                             lengths, backwards, &(LayerLooks){.gates = gates});
}

Tensor *op_gru_step(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *state, Tensor **gates)
{
    return layer_one_step(tape, &gru_step, &gru_cell, x, &(LayerWeights){W, bW, U, bU, state, NULL},
                          &(LayerLooks){.gates = gates});
}

/* ---- LSTM ---- */

static void lstm_forward(const CellStep *s)
{
    lstm_step_forward(s->state, s->memory, s->gates, s->extra, s->gates, s->previous, s->previous_memory, s->lengths,
                      s->t, s->B, s->H);
}

static void lstm_backward(const CellStep *s)
{
    lstm_step_backward(s->dstate, s->dmemory, s->dproduct, s->dstate, s->dmemory, s->gates, s->extra,
                       s->previous_memory, s->lengths, s->t, s->B, s->H);
}

/* What is kept beside the gates is tanh(c_t). */
static const RecurrentCell lstm_cell = {
    .gates = 4, .adds_up = true, .memory = true, .extra = true, .forward = lstm_forward, .backward = lstm_backward};

#define LSTM_FORMULA                                                                                                   \
    "[i f g o] = x_t W + bW + h_{t-1} U + bU, each after its curve: "                                                  \
    "i, f, o = sigmoid(..);  g = tanh(..);  "                                                                          \
    "c_t = f * c_{t-1} + i * g;  h_t = o * tanh(c_t)"
#define LSTM_GRADIENT                                                                                                  \
    "do = dh_t * tanh(c_t) * o * (1 - o);  "                                                                           \
    "dc_t = dc_t + dh_t * o * (1 - tanh(c_t)^2);  "                                                                    \
    "di = dc_t * g * i * (1 - i);  df = dc_t * c_{t-1} * f * (1 - f);  "                                               \
    "dg = dc_t * i * (1 - g^2);  dc_{t-1} = dc_{t-1} + dc_t * f;  "                                                    \
    "dh_{t-1} = dh_{t-1} + [di df dg do] U^T;  "                                                                       \
    "dU = sum over t of h_{t-1}^T [di df dg do];  "                                                                    \
    "dW = sum over t of x_t^T [di df dg do];  dx_t = [di df dg do] W^T;  "                                             \
    "dbU, dbW = sum of [di df dg do]"

/* states and memories are one result [2,T,B,H] in the record; callers get the two as views. */
static const Operation lstm = {
    .name = "lstm",
    .shapes = "x [T,B,E], W [E,4H], bW [4H], U [H,4H], bU [4H], initial [B,H], initial memory [B,H] -> "
              "states [T,B,H], memories [T,B,H]",
    .formula = LSTM_FORMULA,
    .gradient_formula = LSTM_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

static const Operation lstm_tokens = {
    .name = "lstm_tokens",
    .shapes = "table [V,E], T x B token ids, W [E,4H], bW [4H], U [H,4H], bU [4H], initial [B,H], "
              "initial memory [B,H] -> states [T,B,H], memories [T,B,H]",
    .formula = TOKEN_FORMULA LSTM_FORMULA,
    .gradient_formula = LSTM_GRADIENT TOKEN_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

static const Operation lstm_step = {
    .name = "lstm_step",
    .shapes = "x [B,E], W [E,4H], bW [4H], U [H,4H], bU [4H], state [B,H], memory [B,H] -> "
              "state [B,H], memory [B,H]",
    .formula = LSTM_FORMULA,
    .gradient_formula = LSTM_GRADIENT,
    .backward = layer_backward,
    .keeps = true,
};

Tensor *op_lstm(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *initial,
                Tensor *initial_memory, const int *lengths, bool backwards, Tensor **memories, Tensor **gates)
{
    return layer_over_vectors(tape, &lstm, &lstm_cell, x, &(LayerWeights){W, bW, U, bU, initial, initial_memory},
                              lengths, backwards, &(LayerLooks){memories, gates});
}

Tensor *op_lstm_tokens(Tape *tape, Tensor *table, const int *ids, int T, int B, Tensor *W, Tensor *bW, Tensor *U,
                       Tensor *bU, Tensor *initial, Tensor *initial_memory, const int *lengths, bool backwards,
                       Tensor **memories, Tensor **gates)
{
    return layer_over_tokens(tape, &lstm_tokens, &lstm_cell, table, ids, T, B,
                             &(LayerWeights){W, bW, U, bU, initial, initial_memory}, lengths, backwards,
                             &(LayerLooks){memories, gates});
}

Tensor *op_lstm_step(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *state, Tensor *memory,
                     Tensor **next_memory, Tensor **gates)
{
    return layer_one_step(tape, &lstm_step, &lstm_cell, x, &(LayerWeights){W, bW, U, bU, state, memory},
                          &(LayerLooks){next_memory, gates});
}

const Operation *const recurrent_operations[] = {&rnn,      &rnn_tokens, &rnn_step,    &gru,      &gru_tokens,
                                                 &gru_step, &lstm,       &lstm_tokens, &lstm_step};
const int recurrent_operation_count = OPERATION_COUNT(recurrent_operations);
