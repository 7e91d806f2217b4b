/* ops.h: the operations that models are built of.
 *
 * Every one checks shapes, allocates its result on the tape and records itself. Kernels (kernels.h) do the
 * arithmetic. Dimensions: B batch, S source, T target, E embedding, H hidden, N heads, V vocabulary. Sequences are
 * [T,B,H]: time first. `lengths` are host arrays of B ints; positions at or past a sentence's length are
 * padding and change nothing: states are carried over them, weights are 0 at them, and their values are not read.
 *
 * All return NULL with the tape's error set if shapes do not fit. */
#ifndef SEQLAB_ENGINE_OPS_H
#define SEQLAB_ENGINE_OPS_H

#include "engine/cell.h"
#include "engine/tape.h"

/* ---- elementwise and reshaping (cells and attentions written in Lua use these) ---- */
Tensor *op_add(Tape *tape, Tensor *a, Tensor *b);      /* same shape, or b a row [columns] added to each row */
Tensor *op_subtract(Tape *tape, Tensor *a, Tensor *b); /* likewise */
Tensor *op_multiply(Tape *tape, Tensor *a, Tensor *b); /* elementwise; b may be a row */
Tensor *op_scale(Tape *tape, Tensor *a, real factor);
Tensor *op_one_minus(Tape *tape, Tensor *a);
Tensor *op_tanh(Tape *tape, Tensor *a);
Tensor *op_sigmoid(Tape *tape, Tensor *a);
Tensor *op_relu(Tape *tape, Tensor *a);
Tensor *op_softmax(Tape *tape, Tensor *a);                       /* over the last dimension */
Tensor *op_concat(Tape *tape, Tensor *a, Tensor *b);             /* along the last dimension */
Tensor *op_slice(Tape *tape, Tensor *a, int from, int count);    /* of the last dimension */
Tensor *op_reshape(Tape *tape, Tensor *a, int rank, const int *shape); /* a view */
Tensor *op_step(Tape *tape, Tensor *sequence, int t);            /* [T,B,H] -> [B,H]: a view of step t */
Tensor *op_stack(Tape *tape, Tensor *const *steps, int count);   /* count x [B,H] -> [count,B,H] */
Tensor *op_sum(Tape *tape, Tensor *a);                           /* -> [1] */

/* ---- products ---- */
Tensor *op_matmul(Tape *tape, Tensor *a, Tensor *b);             /* [..,K] x [K,N] -> [..,N] */
Tensor *op_linear(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias); /* x W + b; [..,K] x [K,N] + [N]; bias may be NULL */
Tensor *op_linear_relu(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias);                   /* relu(x W + b) */
/* tanh(residual + x W + b); bias and residual [..,N] may be NULL. */
Tensor *op_linear_tanh(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual);
Tensor *op_linear_add(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual);  /* residual [..,N] + x W + b */

/* ---- embedding ---- */
/* Rows of table [V,E] for ids[count], given shape [T,B] -> [T,B,E]; out-of-range ids are asserted. PAD rows are
 * looked up like others, but get no gradient. */
Tensor *op_embedding(Tape *tape, Tensor *table, const int *ids, int T, int B);

/* ---- recurrent layers ---- */
/* The input of a layer: vectors, or the rows of a table at ids, which are projected once for each distinct token (the
 * same numbers, with half the arithmetic for small vocabularies). */
typedef struct Sequence {
    Tensor *x;          /* [T,B,E]; NULL: */
    Tensor *table;      /* [V,E]; as in op_embedding, TOKEN_PAD's row gets no gradient */
    const int *ids;     /* [T,B] */
    int T, B;           /* with ids */
    const int *lengths; /* [B]; NULL: all T long */
    bool backwards;     /* from the last true token of each sentence to the first */
} Sequence;

/* A whole layer of cells (cells.h) -> states [T,B,H], and cell states where it keeps them. Backwards, the state at
 * position t has read t .. length-1. Past the length states are carried over (forward: h_t = h_{t-1}; backwards: the
 * initial state, until the last token), so that the state at T-1 is each sentence's final state in the forward
 * direction, the state at 0 in the backward one. gates, when not NULL, receives [T,B,GH] after activation, without
 * gradient, 0 at padding. */
CellStates op_recurrent(Tape *tape, const RecurrentCell *cell, const Sequence *sequence, const CellWeights *weights, CellStates start,
                        Tensor **gates);
/* One step: x [B,E] -> [B,H]; gates [B,GH]. */
CellStates op_recurrent_step(Tape *tape, const RecurrentCell *cell, Tensor *x, const CellWeights *weights, CellStates before,
                             Tensor **gates);

/* ---- attention ---- */
/* Keys and values. Positions past a sentence's length get no weight. */
typedef struct Source {
    Tensor *keys;       /* [S,B,H], for scores with queries */
    Tensor *values;     /* [S,B,D], averaged to contexts */
    const int *lengths; /* [B]; NULL: all S long */
} Source;

/* Dot-product attention (Luong et al. 2015) of all decoder steps at once: scores = scale * query . key, softmax over
 * each sentence's true source positions, context = weights x values. query [T,B,H] -> context [T,B,D].
 * weights, here and below, when not NULL, receives the weights: [T,B,S]. */
Tensor *op_attention(Tape *tape, Tensor *query, const Source *source, real scale, Tensor **weights);

/* Additive attention (Bahdanau et al. 2015) for one decoder step: e_j = v . tanh(query + keys_j), where query [B,A]
 * and keys [S,B,A] are projected already; v [A] -> context [B,D]; weights [B,S]. */
Tensor *op_attention_additive(Tape *tape, Tensor *query, const Source *source, Tensor *v, Tensor **weights);

/* For scores computed elsewhere: softmax over each sentence's true positions, and the context.
 * scores [S,B], values [S,B,D] -> context [B,D]; weights, when not NULL, receives [B,S]. */
Tensor *op_weigh(Tape *tape, Tensor *scores, Tensor *values, const int *source_lengths, Tensor **weights);

/* a [B,H] -> [count,B,H]: the same for each position, so that each key has the query beside it. */
Tensor *op_repeat(Tape *tape, Tensor *a, int count);

/* A whole additive decoder in one op: at each step, attention from the state before it, then a GRU cell that reads
 * [embedding; context] (the context fed to the cell):
 *     q = s_{t-1} Wq + bq;  e_j = v . tanh(q + keys_j);  c_t = sum_j softmax(e)_j values_j
 *     s_t = GRU(x_t W + c_t C, s_{t-1})
 * projected: x W + b_W, [T,B,3H], or rows [R,3H] of it with a number for each position: what many share, such as a
 * word's projection, is made once. initial [B,H] -> [T,B,H+D]: states and contexts joined; weights [T,B,S]. */
typedef struct AdditiveWeights {
    Tensor *C, *U, *bU;   /* [D,3H], [H,3H], [3H] */
    Tensor *Wq, *bq, *v;  /* [H,A], [A], [A] */
} AdditiveWeights;
Tensor *op_gru_additive(Tape *tape, const Sequence *projected, const AdditiveWeights *learned, Tensor *initial,
                        const Source *source, Tensor **weights);

/* Multi-head attention (Vaswani et al. 2017) of queries, keys and values that are projected already. Head n of N has
 * columns n H/N .. (n + 1) H/N - 1 of each, scores are scaled by 1 / sqrt(H/N), and its context takes the same columns.
 * query [T,B,H], keys and values [S,B,H] -> [T,B,H]. causal: step t sees only keys 0 .. t. weights [T,B,N,S]. */
Tensor *op_multi_head_attention(Tape *tape, Tensor *query, const Source *source, int heads, bool causal, Tensor **weights);

/* ---- the rest of a Transformer's layer ---- */
/* Each row brought to mean 0 and variance 1, times gain [H], plus bias [H] (Ba, Kiros and Hinton 2016): x [..,H] ->
 * [..,H]. */
Tensor *op_layer_norm(Tape *tape, Tensor *x, Tensor *gain, Tensor *bias);

/* A smooth relu (Hendrycks and Gimpel 2016), in the form with tanh that GPT and BERT use. */
Tensor *op_gelu(Tape *tape, Tensor *a);

/* Dropout (Srivastava et al. 2014): each number is set to 0 with probability rate (0 to below 1), the others are
 * scaled up, so that the mean stays the same. x itself if rate is 0 or the tape does not record:
 * nothing is drawn from random then. */
Tensor *op_dropout(Tape *tape, Tensor *x, real rate, Random *random);

/* x [T,B,E] plus the position of each step: row from[b] + t of a learned table [P,E], whose last row serves all
 * positions past it, or the sinusoidal one (table NULL; Vaswani et al. 2017). from [B] >= 0; NULL: 0. */
Tensor *op_positions(Tape *tape, Tensor *x, Tensor *table, const int *from);

/* ---- loss ---- */
typedef struct LossScale {
    real denominator; /* the loss is divided by this, so that the shards' losses add up to the batch's; 0: by the number of
                         targets in this shard that are not TOKEN_PAD */
    real smoothing;   /* label smoothing (Szegedy et al. 2016): the right token is only wanted with the probability 1 -
                         smoothing, the rest is spread evenly over all V; 0 to below 1 */
} LossScale;

/* Mean cross-entropy in nats over the targets that are not TOKEN_PAD: logits [T,B,V], targets [T*B] -> [1]. */
Tensor *op_cross_entropy(Tape *tape, Tensor *logits, const int *targets, LossScale scale);

/* The output layer with its loss: op_cross_entropy of op_linear(x, W, b), without keeping the logits.
 * x [T,B,H], W [H,V], b [V], targets [T*B] -> [1]. */
Tensor *op_output_loss(Tape *tape, Tensor *x, Tensor *W, Tensor *b, const int *targets, LossScale scale);

#endif
