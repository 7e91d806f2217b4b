/* model_parts.h: the inside of a model, for the files of this folder: which parameter is which, and the two
 * halves of the computation. */
#ifndef SEQLAB_MODEL_MODEL_PARTS_H
#define SEQLAB_MODEL_MODEL_PARTS_H

#include "engine/ops.h"
#include "model/model.h"

/* A GRU's four parameters: W [E,3H], b_W [3H], U [H,3H], b_U [3H]. */
typedef struct CellParameters { int input_weight, input_bias, recurrent_weight, recurrent_bias; } CellParameters;

struct Model {
    ModelConfiguration configuration;
    Parameters parameters;
    int source_embedding, target_embedding;        /* [V,E] */
    CellParameters encoder_forward, encoder_backward, decoder;
    int context_weight;                            /* additive: [H,3H], c_i to the cell's gates */
    int query_weight, query_bias, key_weight, score_vector; /* additive: [H,H], [H], [H,H], [H] */
    int feature_weight, feature_bias;              /* with attention: [2H,H], [H] */
    int output_weight, output_bias;                /* [H,V], [V] */
};

/* Gates and states that were passed on the way; filled where the caller wants to look. */
typedef struct Encoded {
    Tensor *states;         /* [S,B,H] */
    Tensor *last;           /* [B,H]: what the decoder starts from */
    Tensor *keys;           /* additive: states W_k [S,B,H]; else the states */
    Tensor *forward_gates, *backward_gates; /* [S,B,3H'] */
    Tensor *forward_states, *backward_states;
} Encoded;

typedef struct Decoded {
    Tensor *states;   /* [T,B,H] */
    Tensor *contexts; /* [T,B,H], NULL without attention */
    Tensor *weights;  /* [T,B,S], NULL without attention */
    Tensor *gates;    /* [T,B,3H] */
    Tensor *logits;   /* [T,B,V] */
} Decoded;

static inline Tensor *model_tensor(Model *model, Tape *tape, int index)
{
    return tape_parameter(tape, &model->parameters, index);
}

/* source [S,B] ids, lengths [B]. */
Encoded encode(Model *model, Tape *tape, const int *source, const int *lengths, int S, int B);

/* All steps at once, target_in [T,B] given (teacher forcing). */
Decoded decode(Model *model, Tape *tape, const Encoded *encoded, const int *source_lengths,
               const int *target_in, const int *target_lengths, int T, int B);

/* One step from the state before it: reads the tokens [B], replaces *state [B,H]; -> logits [1,B,V].
 * weights, when not NULL, receives [.,B,S] (NULL without attention). */
Tensor *decode_step(Model *model, Tape *tape, const Encoded *encoded, const int *source_lengths,
                    const int *tokens, int B, Tensor **state, Tensor **weights);

#endif
