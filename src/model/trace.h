/* trace.h: every number of one translation, by name.
 *
 * A trace is plain data: arrays of [rows, columns] with a name. It knows token ids' places, not their text.
 * Names, for a GRU encoder-decoder (S source tokens with <EOS>, T target steps, H hidden):
 *     encoder.forward.{reset,update,candidate,state}   [S,H]   also encoder.backward.* where there is one
 *     decoder.{reset,update,candidate,state}           [T,H]
 *     attention.weights                                [T,S]   each row adds up to 1
 *     attention.scores                                 [T,S]   before the softmax
 *     attention.context                                [T,D]
 *     output.log_probability                           [T,1]   of the token that was chosen
 *     context                                          [1,H]   what the encoder hands to the decoder */
#ifndef SEQLAB_MODEL_TRACE_H
#define SEQLAB_MODEL_TRACE_H

typedef struct TraceArray {
    char name[64];
    int rows, columns;
    float *values; /* row-major */
} TraceArray;

typedef struct Trace {
    int source_count, target_count; /* tokens with <EOS> */
    int *source, *target;           /* ids; target ends in <EOS> unless the longest length was reached */
    int count;
    TraceArray *arrays;
} Trace;

Trace *trace_open(const int *source, int source_count, const int *target, int target_count);
void trace_close(Trace *trace); /* NULL is fine */

/* A new zeroed array, owned by the trace. */
TraceArray *trace_add(Trace *trace, const char *name, int rows, int columns);
/* NULL when there is none of that name. */
const TraceArray *trace_find(const Trace *trace, const char *name);

#endif
