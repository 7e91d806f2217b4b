/* model.h: an encoder and a decoder, with or without attention between them.
 *
 *     encoder   h_j = GRU(embedding(x_j), h_{j-1}), in one or both directions
 *     decoder   s_i = GRU(embedding(y_{i-1}), s_{i-1}), s_0 = the encoder's last state
 *     none      P(y_i) = softmax(s_i W_o + b_o): all the decoder knows of the source is s_0
 *     dot       e_ij = s_i . h_j, a_i = softmax(e_i), c_i = sum_j a_ij h_j (Luong et al. 2015)
 *               f_i = tanh([s_i; c_i] W_c + b_c), P(y_i) = softmax(f_i W_o + b_o)
 *     additive  e_ij = v . tanh(s_{i-1} W_q + h_j W_k), c_i as above, s_i = GRU([embedding(y_{i-1}); c_i], s_{i-1})
 *               (Bahdanau et al. 2015), P(y_i) = softmax(tanh([s_i; c_i] W_c + b_c) W_o + b_o)
 *
 * A model knows token ids, never strings. With both directions each has H/2 units, so that h_j has H in all. */
#ifndef SEQLAB_MODEL_MODEL_H
#define SEQLAB_MODEL_MODEL_H

#include <stdint.h>

#include "base/batch.h"
#include "base/error.h"
#include "engine/parameter.h"
#include "engine/tape.h"
#include "model/trace.h"

typedef enum { CELL_GRU } CellKind;
typedef enum { ATTENTION_NONE, ATTENTION_DOT, ATTENTION_ADDITIVE } AttentionKind;

typedef struct ModelConfiguration {
    CellKind cell;
    AttentionKind attention;
    int hidden;            /* 4 to 1024; even where bidirectional */
    int embedding;         /* 0: as hidden */
    bool bidirectional;    /* the encoder reads both ways */
    int source_vocabulary; /* sizes, special tokens counted */
    int target_vocabulary;
    uint64_t seed;         /* of the first values */
} ModelConfiguration;

typedef struct Model Model;

/* Names as people type them: "gru"; "none", "dot", "additive". */
const char *cell_name(CellKind cell);
const char *attention_name(AttentionKind attention);
bool cell_parse(const char *name, CellKind *cell, Error *error);
bool attention_parse(const char *name, AttentionKind *attention, Error *error);

/* A model with fresh values. NULL with a message where a size is out of its bounds. */
Model *model_open(const ModelConfiguration *configuration, Error *error);
void model_close(Model *model); /* NULL is fine */

const ModelConfiguration *model_configuration(const Model *model);
Parameters *model_parameters(Model *model);
bool model_has_attention(const Model *model);

/* The mean cross-entropy (nats a target token) of a batch with teacher forcing, [1] on the tape.
 * denominator: see op_cross_entropy. */
Tensor *model_loss(Model *model, Tape *tape, const Batch *batch, real denominator);

/* Greedy answers to a batch's sources. most: longest answer in tokens, <EOS> not counted.
 * answers [B * most] ids without <EOS>, answer b from answers + b * most; counts [B].
 * looked_at, when not NULL, [B * most]: the source position with the largest weight at each token, or -1.
 * tape: memory to work in; it is reset. Batches are decoded together, one step of all at a time. */
void model_greedy(Model *model, Tape *tape, const Batch *batch, int most, int *answers, int *counts,
                  int *looked_at);

/* The greedy answer to one source (its ids with <EOS>), with every gate, state and weight on the way. */
Trace *model_trace(Model *model, const int *source, int source_count, int most);

/* The same with the answer given: what the model computes, and how likely it finds each token. */
Trace *model_trace_forced(Model *model, const int *source, int source_count, const int *target,
                          int target_count);

#endif
