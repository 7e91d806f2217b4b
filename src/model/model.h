/* model.h: models that turn one sequence of tokens into another.
 *
 * Four kinds, with the same functions for training, answers and traces:
 *
 *     recurrent    an encoder and a decoder of RNN, GRU or LSTM layers, with or without attention between them:
 *                  encoder   h_j = cell(embedding(x_j), h_{j-1}), in one or both directions, 1 to 4 layers
 *                  decoder   s_i = cell(embedding(y_{i-1}), s_{i-1}), s_0 = the encoder's last state
 *                  none      P(y_i) = softmax(s_i W_o + b_o): the decoder sees the source only through s_0
 *                  dot       e_ij = s_i . h_j, a_i = softmax(e_i), c_i = sum_j a_ij h_j (Luong et al. 2015)
 *                            f_i = tanh([s_i; c_i] W_c + b_c), P(y_i) = softmax(f_i W_o + b_o)
 *                  scaled    e_ij = s_i . h_j / sqrt(H) (Vaswani et al. 2017), the rest as dot
 *                  general   e_ij = s_i . (h_j W_k) (Luong et al. 2015), the rest as dot
 *                  additive  e_ij = v . tanh(s_{i-1} W_q + b_q + h_j W_k), c_i as above, and the cell reads it:
 *                            s_i = cell([embedding(y_{i-1}); c_i], s_{i-1}) (Bahdanau et al. 2015), f_i as above
 *                  input_feeding   the cell reads f_{i-1} too (input feeding, Luong et al. 2015)
 *     transformer  an encoder and a decoder of self-attention layers (Vaswani et al. 2017):
 *                  x_j = sqrt(H) embedding_j + position_j;  each layer, with n = norm(x) (Ba, Kiros and Hinton 2016):
 *                  encoder   x = x + heads(n, n) W_o + b_o;  x = x + relu(n W_1 + b_1) W_2 + b_2
 *                  decoder   the same, but step i sees only steps up to i; between the two
 *                            x = x + heads(n, encoder's states) W_o + b_o
 *                  at the end of each stack norm(x); P(y_i) = softmax(x W_o + b_o). heads: op_multi_head_attention
 *     causal       decoder only (like GPT): source, <EOS>, <SOS> and target are one sequence with one vocabulary; the
 *                  model predicts each next token of it, and answers by continuing the source
 *     masked       encoder only (like BERT): it sees all positions and fills in the source's hidden tokens, which are
 *                  <UNK>; it uses no targets, and its answer is the source with all tokens filled in
 *
 * A model knows token ids, never strings. With both directions each has H/2 units, so that h_j has H in all. */
#ifndef SEQLAB_MODEL_MODEL_H
#define SEQLAB_MODEL_MODEL_H

#include "base/batch.h"
#include "base/error.h"
#include "engine/parameter.h"
#include "engine/tape.h"
#include "model/configuration.h"
#include "model/trace.h"

typedef struct Model Model;

/* A model with initial values. NULL with a message if a size is out of its bounds. */
Model *model_open(const ModelConfiguration *configuration, Error *error);
void model_close(Model *model); /* NULL is fine */
/* The number of parameters of such a model, without making it; 0 with a message if a size is out of its bounds. */
size_t model_parameter_total(const ModelConfiguration *configuration, Error *error);

const ModelConfiguration *model_configuration(const Model *model);
Parameters *model_parameters(Model *model);
/* Whether its traces have weights over the source ("attention.weights"). */
bool model_has_attention(const Model *model);

bool model_has_custom_parts(const Model *model);
/* Whether a custom part (custom.h) failed since the last call: the message is moved to error. Call it after answers and
 * traces, whose results are meaningless after a failure. */
bool model_take_failure(Model *model, Error *error);

/* Called on the working thread at each step of an answer, beam, sample or trace (of at most `most`), and at each layer
 * of a Transformer that reads the source (0 of 0). When it returns false, as it must from then on, the work stops; the
 * result is well formed but meaningless. NULL disables it; don't set it during training. */
typedef bool ModelWatch(void *argument, int step, int most);
void model_watch(Model *model, ModelWatch *watch, void *argument);

/* The mean cross-entropy (nats a token) of a batch with teacher forcing, [1] on the tape: of its target tokens; of a
 * causal model also of its source tokens; of a masked one of source tokens that are hidden at random, by the tape's
 * random numbers (without: always the same) and the sentence. denominator, smoothing (0: none): see op_output_loss. */
Tensor *model_loss(Model *model, Tape *tape, const Batch *batch, real denominator, real smoothing);
/* The number of tokens in that mean. */
long model_loss_tokens(const Model *model, const Batch *batch);

/* Whether it is a masked model, which fills in the source's <UNK>s from the source's vocabulary. */
bool model_fills(const Model *model);
/* How many tokens its answers are chosen from. */
int model_answer_vocabulary(const Model *model);
/* Replaces 15% of the words of a source (ids, with or without <EOS>), at least one, by <UNK>, as a masked model's
 * training does. Returns how many. */
int model_hide_tokens(int *source, int count, Random *random);

/* The logits of each target token of a batch with teacher forcing, [T,B,V]. Only for kinds that have them
 * (model_has_logits). */
Tensor *model_logits(Model *model, Tape *tape, const Batch *batch);
bool model_has_logits(const Model *model);

/* Where greedy answers to a batch's sources go. */
typedef struct GreedyAnswers {
    int most;       /* longest answer in tokens, <EOS> not counted */
    int *tokens;    /* [B * most] ids without <EOS>, answer b from tokens + b * most */
    int *counts;    /* [B] */
    int *looked_at; /* [B * most] the source position with the largest weight at each token, or -1; may be NULL */
} GreedyAnswers;
/* tape: memory to work in; it is reset. Batches are decoded together, one step of all at a time. */
void model_greedy(Model *model, Tape *tape, const Batch *batch, const GreedyAnswers *out);

/* The greedy answer to one source (its ids with <EOS>), with every gate, state and weight on the way. */
Trace *model_trace(Model *model, const int *source, int source_count, int most);

/* A trace with the names of such a model's traces, made by a tiny model of the same kind, so that the real one need not
 * be idle; its numbers mean nothing. NULL for custom parts (custom.h). */
Trace *model_trace_names(const ModelConfiguration *configuration);

/* The same for a given answer: the model's computation, and the probability of each token. */
Trace *model_trace_given(Model *model, const int *source, int source_count, const int *target,
                          int target_count);

#endif
