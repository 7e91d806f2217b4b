/* recurrent_parts.h: the inside of the recurrent encoder and decoder, for their files in this folder. */
#ifndef SEQLAB_MODEL_RECURRENT_PARTS_H
#define SEQLAB_MODEL_RECURRENT_PARTS_H

#include "model/model_parts.h"
#include "model/score.h"

/* ---- recurrent_cells.c: one layer of cells ---- */

/* W [E,GH], b_W [GH], U [H,GH], b_U [GH] for G gates: 1 in an RNN, 3 in a GRU, 4 in an LSTM. */
typedef struct CellParameters {
    const RecurrentCell *cell; /* NULL: */
    const CustomCell *custom;
    int custom_count, custom_parameters[CUSTOM_PARAMETERS]; /* of a custom cell */
    int hidden;               /* H */
    int input_weight, input_bias, recurrent_weight, recurrent_bias;
} CellParameters;

/* Where a layer by steps shows what it computes. */
typedef CustomTell CellPlace;

CellParameters cell_build(Builder *builder, const char *prefix, int inputs, int hidden,
                          bool one_hot);
/* A whole layer at once; the input's T and B are set. initial: NULLs for zeros. */
CellStates cell_layer(Model *model, Tape *tape, const CellParameters *cell, const Sequence *input, CellStates initial);
/* One step, x [B,E]. With an observer it is computed gate by gate, and the observer sees every gate. */
CellStates cell_step(Model *model, Tape *tape, const CellParameters *cell, Tensor *x, CellStates before,
                    const CellPlace *place);
/* Zeros [B,H]. */
CellStates cell_zeros(Tape *tape, const ModelConfiguration *configuration, int B, int H);

/* ---- recurrent.c: which parameter is which ---- */

typedef struct RecurrentParts {
    int source_embedding, target_embedding; /* [V,E]; none with one-hot input, the first none with a bag */
    CellParameters encoder[LAYERS_MOST][2]; /* forward, backward */
    CellParameters decoder[LAYERS_MOST];    /* the first reads [embedding; context; feature], as far as it has them */
    int bag_weight[LAYERS_MOST], bag_bias[LAYERS_MOST];     /* [V,H], [H]: a bag of words */
    int attention_count, attention[CUSTOM_PARAMETERS];      /* what scores are made with */
    int feature_weight, feature_bias;       /* with attention: [2H,H], [H] */
    int output_weight, output_bias;         /* [H,V], [V] */
    real identities[];                      /* with one-hot input: [V,V] of the source, then of the target */
} RecurrentParts;

static inline const RecurrentParts *recurrent_parts(const Model *model) { return model->parts; }

/* The place of a layer (from 0), in traces and in the names of parameters. */
static inline TraceKey recurrent_place(TraceSide side, int layer, TraceDirection direction)
{
    return (TraceKey){.side = side, .layer = layer + 1, .direction = direction, .part = TRACE_CELLS};
}

/* The rows that tokens are looked up in: the embedding, or an identity matrix for one-hot input. */
Tensor *recurrent_table(Model *model, Tape *tape, bool source);

/* ---- recurrent_encoder.c ---- */

typedef struct Encoded {
    Tensor *states;               /* [S,B,H]; NULL for a bag of words */
    Tensor *keys;                 /* what queries are compared with */
    CellStates last[LAYERS_MOST];  /* the initial states of the decoder's layers */
} Encoded;

/* Of a batch's sources. inputs, when not NULL, receives the embeddings [S,B,E] (a bag's counts [B,V]). */
Encoded recurrent_encode(Model *model, Tape *tape, const Batch *batch, Observer *observer, Tensor **inputs);

/* ---- recurrent_attention.c ---- */

/* The place of a step, for an observer; observer NULL: none. */
typedef struct Watch {
    Observer *observer;
    int step, steps;
} Watch;

/* The keys: the states, or the score function's projection of them. */
Tensor *recurrent_keys(Model *model, Tape *tape, Tensor *states);
/* Contexts of queries [T,B,H]; not of custom attentions. */
Tensor *recurrent_attend(Model *model, Tape *tape, Tensor *queries, const Source *source, Tensor **weights);
/* The whole decoder, of a score function that has it. */
Tensor *recurrent_fused(Model *model, Tape *tape, const FusedDecoder *decoder, const Source *source, Tensor **weights);
/* Context of one query [B,H], of every kind -> [B,H]; weights [B,S]. */
Tensor *recurrent_attend_step(Model *model, Tape *tape, Tensor *query, const Source *source, Tensor **weights,
                              const Watch *watch);

/* ---- recurrent_decoder.c ---- */

/* The output layer's input, [T,B,H], with teacher forcing. */
Tensor *recurrent_features(Model *model, Tape *tape, const Encoded *encoded, const Batch *batch);
/* All logits [T,B,V] likewise. */
Tensor *recurrent_decode(Model *model, Tape *tape, const Encoded *encoded, const Batch *batch);

void *recurrent_open(Decoder *decoder, const Batch *batch);
Tensor *recurrent_step(Decoder *decoder, const int *tokens, Tensor **weights);
void recurrent_select(Decoder *decoder, const int *rows, int count);

#endif
