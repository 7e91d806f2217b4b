/* trace.h: every number of one translation.
 *
 * A trace is plain data: arrays of [rows, columns], each with its key (trace_key.h), which gives its name. It has token
 * ids, not their text.
 * Names of a recurrent model (S source tokens with <EOS>, T target steps, H hidden, V vocabulary):
 *     encoder.embedding                                [S,E]
 *     encoder.forward.{reset,update,candidate,state}   [S,H]   GRU; also encoder.backward.* if bidirectional
 *     encoder.forward.{input,forget,candidate,output,cell_state,state} LSTM;  {state}  RNN
 *     encoder.layer2.forward.*                                 the layers above the first
 *     encoder.counts                                   [1,V]   a bag of words
 *     context                                          [1,H]   the initial state of the decoder's first layer;
 *                                                              also context.cell_state, context.layer2, ...
 *     decoder.embedding                                [T,E]
 *     decoder.*, decoder.layer2.*                      [T,H]   gates and states as in the encoder
 *     attention.scores                                 [T,S]   before the softmax
 *     attention.weights                                [T,S]   each row adds up to 1
 *     attention.context                                [T,H]
 *     attention.feature                                [T,H]   the input of the output layer
 * Of a Transformer, for each layer and head (P positions: S in the encoder, T in the decoder; in a causal model, whose
 * source and answer are one sequence, S + T, and its one stack is "decoder"; a masked model has only an encoder):
 *     encoder.input                                    [S,H]   embeddings with positions; also decoder.input
 *     encoder.layer1.{query,key,value,context,state}   [P,H]   context: of all heads; state: the layer's output
 *     encoder.layer1.head1.{scores,weights}            [P,P]   0 at a decoder's masked positions (trace_masked)
 *     decoder.layer1.cross.*                           [T,..]  likewise, of the source: keys and values [S,H],
 *                                                              weights [T,S]
 *     encoder.state, decoder.state                     [P,H]   the last layer's states, normalised
 *     attention.weights                                [T,S]   of the last layer (cross-attention if it has one),
 *                                                              the mean over its heads; in a causal model the source's
 *                                                              share of that, each row normalised to sum 1
 * Of all:
 *     output.logits                                    [T,V]   LOGIT_NEVER for tokens that a masked model cannot output
 *     output.log_probability                           [T,1]   of the token that was chosen */
#ifndef SEQLAB_MODEL_TRACE_H
#define SEQLAB_MODEL_TRACE_H

#include "model/trace_key.h"

typedef struct TraceArray {
    TraceKey key; /* with a quantity that lives as long as the trace */
    TraceAxis row_axis, column_axis;
    int rows, columns;
    int pitch;     /* from one row to the next: columns, but in an array that grows, see trace_pack */
    float *values; /* row-major */
} TraceArray;

typedef struct Trace {
    int source_count, target_count; /* tokens with <EOS> */
    int *source, *target;           /* ids; target ends in <EOS> unless the longest length was reached */
    bool joint;                     /* its decoder reads source and answer as one text */
    int count;
    TraceArray *arrays;
} Trace;

Trace *trace_open(const int *source, int source_count, const int *target, int target_count);
/* Sets the target, if it was not known at the start; copied. */
void trace_set_target(Trace *trace, const int *target, int target_count);
void trace_close(Trace *trace); /* NULL is fine */

/* A new zeroed array, owned by the trace; the key is copied, with its quantity. */
TraceArray *trace_add(Trace *trace, const TraceKey *key, int rows, int columns);
/* A row of the array of that key, which is made or grows to at least so many rows and columns; new numbers are zeros.
 * The pointer is valid until the next call. Call trace_pack after the last row and before reading the
 * arrays: it makes rows contiguous. */
float *trace_row(Trace *trace, const TraceKey *key, int row, int rows, int columns);
void trace_pack(Trace *trace);
/* NULL when there is none. */
const TraceArray *trace_find(const Trace *trace, const TraceKey *key);
/* By a name that a person typed, or one of an earlier version. */
const TraceArray *trace_find_named(const Trace *trace, const char *name);
/* The weights over the source of each step, or NULL; how likely each token of the answer was. */
const TraceArray *trace_map(const Trace *trace);
const TraceArray *trace_log_probabilities(const Trace *trace);

/* ---- cells that hold no answer to a question ---- */

#define LOGIT_NEVER (-10000) /* its exp is 0: a masked model's logit for all tokens but a visible one */

/* Scores or weights of a decoder's self-attention, in which each row sees only the columns up to its own. */
bool trace_causal(const TraceArray *array);
/* Masked positions, and tokens that cannot be output: the number there means nothing, except a weight, which is 0. */
bool trace_masked(const TraceArray *array, int row, int column);

#endif
