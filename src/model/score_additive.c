/* score_additive.c: a small network scores each pair of states (Bahdanau et al. 2015). It looks before the cell: the query is
 * the state that the step before left, and the cell reads what was found.
 *
 *     e_ij = v . tanh(s_{i-1} W_q + b_q + h_j W_k)
 *     s_i = cell([embedding(y_{i-1}); c_i], s_{i-1}) */
#include <assert.h>

#include "engine/cells.h"
#include "model/score.h"

enum { QUERY_WEIGHT, QUERY_BIAS, KEY_WEIGHT, VECTOR };

static Tensor *additive_keys(Tape *tape, Tensor *const *p, Tensor *states)
{
    return op_matmul(tape, states, p[KEY_WEIGHT]);
}

static Tensor *additive_plain(Tape *tape, Tensor *const *p, Tensor *query, Tensor *keys)
{
    int H = p[VECTOR]->shape[0];
    Tensor *projected = op_reshape(tape, op_linear(tape, query, p[QUERY_WEIGHT], p[QUERY_BIAS]), 1, (int[]){H});
    return op_matmul(tape, op_tanh(tape, op_add(tape, keys, projected)), op_reshape(tape, p[VECTOR], 2, (int[]){H, 1}));
}

static Tensor *additive_attend(Tape *tape, Tensor *const *p, Tensor *queries, const Source *source, Tensor **weights)
{
    if (queries == NULL)
        return NULL;
    assert(queries->shape[0] == 1);
    int B = queries->shape[1], H = queries->shape[2];
    Tensor *query = op_linear(tape, op_step(tape, queries, 0), p[QUERY_WEIGHT], p[QUERY_BIAS]);
    Tensor *context = op_attention_additive(tape, query, source, p[VECTOR], weights);
    if (context == NULL)
        return NULL;
    *weights = op_reshape(tape, *weights, 3, (int[]){1, B, tensor_columns(*weights)});
    return op_reshape(tape, context, 3, (int[]){1, B, H});
}

static Tensor *additive_decoder(Tape *tape, Tensor *const *p, const FusedDecoder *decoder, const Source *source,
                                Tensor **weights)
{
    AdditiveWeights learned = {decoder->cell.W, decoder->cell.U, decoder->cell.bU,
                               p[QUERY_WEIGHT], p[QUERY_BIAS],   p[VECTOR]};
    return op_gru_additive(tape, &decoder->projected, &learned, decoder->initial, source, weights);
}

const ScoreFunction additive_score = {
    .name = "additive",
    .title = {"attention additive", "바흐다나우 어텐션(additive)"},
    .summary = {"a layer with a tanh (Bahdanau)", "tanh 층 하나(바흐다나우)"},
    .formula = "e_ij = v . tanh(s_{i-1} W_q + b_q + h_j W_k)",
    .parameters = {{"query_weight", 2}, {"query_bias", 1}, {"key_weight", 2}, {"score_vector", 1}},
    .before_cell = true,
    .keys = additive_keys,
    .plain = additive_plain,
    .attend = additive_attend,
    .decoder_cell = &gru_cell,
    .decoder = additive_decoder,
};
