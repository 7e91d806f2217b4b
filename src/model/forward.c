/* forward.c: the computation itself: the encoder, the decoder over all steps at once (training), and the loss.
 * The formulas are those of model.h, line by line. */
#include "model/model_parts.h"

static Tensor *run_cell(Model *model, Tape *tape, const CellParameters *cell, int table, const int *ids, int T, int B,
                        Tensor *initial, const int *lengths, bool backwards, Tensor **gates)
{
    return op_gru_tokens(tape, model_tensor(model, tape, table), ids, T, B,
                         model_tensor(model, tape, cell->input_weight), model_tensor(model, tape, cell->input_bias),
                         model_tensor(model, tape, cell->recurrent_weight),
                         model_tensor(model, tape, cell->recurrent_bias), initial, lengths, backwards, gates);
}

Encoded encode(Model *model, Tape *tape, const int *source, const int *lengths, int S, int B)
{
    Encoded encoded = {0};
    encoded.forward_states = run_cell(model, tape, &model->encoder_forward, model->source_embedding, source, S, B,
                                      NULL, lengths, false, &encoded.forward_gates);
    encoded.states = encoded.forward_states;
    encoded.last = op_step(tape, encoded.forward_states, S - 1);
    if (model->configuration.bidirectional) {
        encoded.backward_states = run_cell(model, tape, &model->encoder_backward, model->source_embedding, source, S,
                                           B, NULL, lengths, true, &encoded.backward_gates);
        encoded.states = op_concat(tape, encoded.forward_states, encoded.backward_states);
        encoded.last = op_concat(tape, encoded.last, op_step(tape, encoded.backward_states, 0));
    }
    encoded.keys = encoded.states;
    if (model->configuration.attention == ATTENTION_ADDITIVE)
        encoded.keys = op_matmul(tape, encoded.states, model_tensor(model, tape, model->key_weight));
    return encoded;
}

/* f = tanh([s; c] W_c + b_c), joined [..,2H] -> [..,H] */
static Tensor *feature(Model *model, Tape *tape, Tensor *joined)
{
    return op_tanh(tape, op_linear(tape, joined, model_tensor(model, tape, model->feature_weight),
                                   model_tensor(model, tape, model->feature_bias)));
}

static Tensor *logits(Model *model, Tape *tape, Tensor *features)
{
    return op_linear(tape, features, model_tensor(model, tape, model->output_weight),
                     model_tensor(model, tape, model->output_bias));
}

/* x W + b_W for the additive decoder's inputs: [T,B] ids -> [T,B,3H] */
static Tensor *projected_inputs(Model *model, Tape *tape, const int *ids, int T, int B)
{
    Tensor *x = op_embedding(tape, model_tensor(model, tape, model->target_embedding), ids, T, B);
    return op_linear(tape, x, model_tensor(model, tape, model->decoder.input_weight),
                     model_tensor(model, tape, model->decoder.input_bias));
}

/* All steps of the additive decoder: [T,B,2H], states and contexts joined. */
static Tensor *additive_steps(Model *model, Tape *tape, const Encoded *encoded, const int *source_lengths,
                              const int *ids, int T, int B, Tensor *initial, Tensor **weights, Tensor **gates)
{
    const CellParameters *cell = &model->decoder;
    return op_gru_additive(tape, projected_inputs(model, tape, ids, T, B),
                           model_tensor(model, tape, model->context_weight),
                           model_tensor(model, tape, cell->recurrent_weight),
                           model_tensor(model, tape, cell->recurrent_bias), initial,
                           model_tensor(model, tape, model->query_weight),
                           model_tensor(model, tape, model->query_bias),
                           model_tensor(model, tape, model->score_vector), encoded->keys, encoded->states,
                           source_lengths, weights, gates);
}

Decoded decode(Model *model, Tape *tape, const Encoded *encoded, const int *source_lengths, const int *target_in,
               const int *target_lengths, int T, int B)
{
    Decoded decoded = {0};
    int H = model->configuration.hidden;
    Tensor *joined = NULL;
    if (model->configuration.attention == ATTENTION_ADDITIVE) {
        joined = additive_steps(model, tape, encoded, source_lengths, target_in, T, B, encoded->last,
                                &decoded.weights, &decoded.gates);
        decoded.states = op_slice(tape, joined, 0, H);
        decoded.contexts = op_slice(tape, joined, H, H);
    } else {
        decoded.states = run_cell(model, tape, &model->decoder, model->target_embedding, target_in, T, B,
                                  encoded->last, target_lengths, false, &decoded.gates);
    }
    if (model->configuration.attention == ATTENTION_DOT) {
        decoded.contexts = op_attention(tape, decoded.states, encoded->keys, encoded->states, source_lengths, 1,
                                        &decoded.weights);
        joined = op_concat(tape, decoded.states, decoded.contexts);
    }
    Tensor *features = model_has_attention(model) ? feature(model, tape, joined) : decoded.states;
    decoded.logits = logits(model, tape, features);
    return decoded;
}

Tensor *decode_step(Model *model, Tape *tape, const Encoded *encoded, const int *source_lengths, const int *tokens,
                    int B, Tensor **state, Tensor **weights)
{
    int H = model->configuration.hidden;
    Tensor *joined, *states;
    *weights = NULL;
    if (model->configuration.attention == ATTENTION_ADDITIVE) {
        joined = additive_steps(model, tape, encoded, source_lengths, tokens, 1, B, *state, weights, NULL);
        states = op_slice(tape, joined, 0, H);
    } else {
        states = joined = run_cell(model, tape, &model->decoder, model->target_embedding, tokens, 1, B, *state, NULL,
                                   false, NULL);
    }
    if (model->configuration.attention == ATTENTION_DOT)
        joined = op_concat(tape, states,
                           op_attention(tape, states, encoded->keys, encoded->states, source_lengths, 1, weights));
    *state = op_step(tape, states, 0);
    return logits(model, tape, model_has_attention(model) ? feature(model, tape, joined) : joined);
}

Tensor *model_loss(Model *model, Tape *tape, const Batch *batch, real denominator)
{
    Encoded encoded =
        encode(model, tape, batch->source, batch->source_lengths, batch->source_length, batch->size);
    Decoded decoded = decode(model, tape, &encoded, batch->source_lengths, batch->target_in, batch->target_lengths,
                             batch->target_length, batch->size);
    return op_cross_entropy(tape, decoded.logits, batch->target_out, denominator);
}
