/* transformer_parts.h: the inside of the Transformer family, for its files in this folder.
 *
 * The three kinds are stacks of one sort of layer (transformer_layers.c): an encoder that sees all positions, or a
 * decoder that sees earlier positions, with or without cross-attention to a source. */
#ifndef SEQLAB_MODEL_TRANSFORMER_PARTS_H
#define SEQLAB_MODEL_TRANSFORMER_PARTS_H

#include "model/model_parts.h"

/* ---- which parameter is which ---- */

typedef struct NormParts { int gain, bias; } NormParts; /* [H], [H] */

typedef struct AttentionParts {
    NormParts norm;
    /* [H,H]; keys have no bias: it would add the same to all of a query's scores */
    LinearParts query, key, value, output;
} AttentionParts;

typedef struct FeedParts {
    NormParts norm;
    LinearParts inner, outer; /* [H,4H], [4H,H] */
} FeedParts;

typedef struct LayerParts {
    AttentionParts self, cross; /* cross: where the stack has a source beside it */
    FeedParts feed;
} LayerParts;

typedef struct StackParts {
    TraceSide side;
    bool crossing;
    int embedding;    /* [V,H] */
    int positions;    /* [POSITIONS_MOST,H]: learned ones */
    LayerParts layers[LAYERS_MOST];
    NormParts norm;   /* of the last layer's output */
} StackParts;

typedef struct TransformerParts {
    StackParts encoder, decoder; /* a masked model has only the first, a causal one only the second */
    LinearParts output;          /* [H,V] */
} TransformerParts;

static inline const TransformerParts *transformer_parts(const Model *model) { return model->parts; }

/* ---- transformer_layers.c ---- */

/* One pass through a model. */
typedef struct Pass {
    Model *model;
    Tape *tape;
    Observer *observer; /* NULL: nobody */
} Pass;

/* Keys and values of the positions that a decoder's layer has read, so that each is computed once. */
typedef struct Cache {
    real *keys, *values;             /* [room,B,H] in the tape's arena */
    real *spare_keys, *spare_values; /* where the rows are put when others are selected */
    size_t size, spare_size;         /* numbers in each */
    int room;
    Tensor *past_keys, *past_values; /* [positions,1,H]: instead, on a recording tape, of one sentence */
} Cache;

/* Keys and values of the source for each layer of a decoder: [S,B,H]. */
typedef struct Crossing {
    Tensor *keys[LAYERS_MOST], *values[LAYERS_MOST];
    const int *lengths; /* [B] */
} Crossing;

/* The context of a stack's positions x: earlier positions, the source, and where x begins. */
typedef struct Span {
    const int *lengths;       /* [B] of the positions given; NULL: all are true */
    bool causal;
    const Crossing *crossing; /* NULL: no source beside it */
    Cache *caches;            /* [layers], NULL: nothing came before */
    const int *before;        /* with caches: [B] how many positions did */
    int step, steps;          /* of the first position, for the observer; steps 0: not known */
    /* Where the last layer's attention is the model's map of the source, for the observer: */
    int map_columns;          /* S; 0: it is not */
    int map_step, map_steps;
} Span;

Tensor *layer_linear(const Pass *pass, const LinearParts *parts, Tensor *x);

/* Tokens to embed, and where they stand. */
typedef struct Tokens {
    const int *ids;    /* [T,B] */
    int T, B;
    const int *before; /* [B] the position of each sentence's first; NULL: 0 */
    int step, steps;   /* of the first, for the observer; steps 0: not known */
} Tokens;

/* Tokens with their positions -> [T,B,H]. embedded, when not NULL, receives the rows of the table. */
Tensor *stack_embed(const Pass *pass, const StackParts *parts, const Tokens *tokens, Tensor **embedded);
/* All layers and the norm, x [T,B,H] -> [T,B,H]. weights, when not NULL, receives those of the last layer's attention,
 * of the source where there is a crossing: [T,B,N,S]. */
Tensor *stack_run(const Pass *pass, const StackParts *parts, Tensor *x, const Span *span, Tensor **weights);
Crossing stack_cross(const Pass *pass, const StackParts *parts, Tensor *states, const int *lengths);

void cache_select(Cache *cache, Tape *tape, const int *rows, int count, int before, int H);

/* The mean over the heads of weights [T,B,N,P] at step t, of positions up to each sentence's length: [B,S]. Where there
 * are more positions than the source has, a row is the source's share of them, brought to the sum 1. */
Tensor *map_of(Tape *tape, const Tensor *weights, int t, const int *lengths, int S);

/* ---- transformer_watch.c: attention number by number ---- */

/* One attention of a stack: its place, queries, keys and values. */
typedef struct Sight {
    TraceKey where;     /* without a quantity */
    const int *lengths; /* [B] of the keys; NULL: all */
    bool causal, map;   /* map: its mean over the heads is the model's map of the source */
    Tensor *query;      /* [T,B,H] */
    Tensor *keys, *values; /* [P,B,H] */
} Sight;

/* The contexts [T,1,H] of one sentence's queries, each number shown before the next is made of it. */
Tensor *watch_attention(const Pass *pass, const Sight *sight, const Span *span, Tensor **weights);
/* Shows each row of x [T,1,..]. */
void watch_rows(const Pass *pass, const TraceKey *key, int step, int steps, Tensor *x);

/* ---- transformer_masked.c ---- */

/* The mean cross-entropy of hidden tokens: ids [S,B] as they are read, hidden [S,B]: the original tokens, <PAD> at
 * positions that are not hidden. */
Tensor *masked_loss(Model *model, Tape *tape, const Batch *batch, const int *ids, const int *hidden, LossScale scale);

/* ---- transformer.c ---- */

void build_stack(Builder *builder, StackParts *parts, TraceSide side, int vocabulary, bool crossing);
LinearParts build_linear(Builder *builder, const char *name, int in, int out);

#endif
