/* explanation_graph.h: a recording tape as a graph of numbers, for explanation*.c.
 *
 * A number is its place in memory: every operation but a view writes to memory of its own, so that the place tells
 * which operation made it, whichever view it is seen through. */
#ifndef SEQLAB_MODEL_EXPLANATION_GRAPH_H
#define SEQLAB_MODEL_EXPLANATION_GRAPH_H

#include "engine/op.h"
#include "model/explanation.h"
#include "model/model_parts.h"

/* A row of the trace, where the computation has it. */
typedef struct Seen {
    TraceKey key; /* with the trace's quantity */
    int step, count;
    const real *values;
} Seen;

/* Memory, and the number of the note or row that it belongs to. */
typedef struct Extent {
    const real *from;
    size_t count;
    int index;
} Extent;

typedef struct ExtentIndex {
    Extent *list; /* sorted by address */
    int count, capacity;
} ExtentIndex;

struct Explanation {
    Observer observer; /* first: see() gets a pointer to it */
    Model *model;
    Tape *tape;
    Trace *trace;
    Seen *seen;
    int seen_count, seen_capacity;
    ExtentIndex seen_index, note_index;
};

/* How an expression has an operation. */
typedef enum {
    AS_VIEW,
    AS_COPY,
    AS_SUM,
    AS_DIFFERENCE,
    AS_MULTIPLE,
    AS_FACTOR,
    AS_REST,
    AS_CURVE,
    AS_SHARE,
    AS_PRODUCT,
    AS_NORM,
    AS_POSITION,
    AS_LOSS
} Reading;

typedef struct Rule {
    const char *operation;
    Reading reading;
    const char *curve; /* what the result goes through; NULL: nothing */
} Rule;

static inline bool inside(const real *at, const real *values, size_t count)
{
    return at >= values && at < values + count;
}

/* To be called when the tape has new notes. */
void graph_index(Explanation *e);

const Rule *rule_of(const TapeNote *note); /* NULL: an operation that is not read */
/* The operation that wrote it; NULL: none that can be read. */
const TapeNote *note_at(const Explanation *e, const real *at);
const Seen *seen_at(const Explanation *e, const real *at);
const Seen *seen_of(const Explanation *e, const TraceKey *key, int step);
NamedNumber name_of(const Explanation *e, const real *at);
/* Where a number comes from that was only handed on, until one that has a name. */
const real *followed(const Explanation *e, const real *at);
/* What element i of a copy's output is a copy of. */
const real *copied_from(const TapeNote *note, const real *at);

/* A row that layer norm reads: deviation is sqrt(variance + 1e-5), of all in float64. */
typedef struct NormRow {
    size_t row, column; /* of the number */
    int H;
    double mean, deviation;
} NormRow;
NormRow norm_row(const TapeNote *note, size_t i);
/* The position that output element i of op_positions got, at most the table's last. */
int position_of(const TapeNote *note, size_t i);

#endif
