/* trace_key.h: the key of an array in a trace: the place in the model, and the quantity computed there.
 *
 * Only trace_key.c makes a name such as "decoder.layer2.cross.head1.weights" from a key, and reads one as a pattern.
 * All other code uses the key. */
#ifndef SEQLAB_MODEL_TRACE_KEY_H
#define SEQLAB_MODEL_TRACE_KEY_H

#include <stdbool.h>

/* ---- quantities ---- */

typedef enum {
    QUANTITY_INPUT, /* an embedding, with its position or without */
    QUANTITY_COUNT, /* how often each word occurs */
    QUANTITY_GATE,
    QUANTITY_CANDIDATE,
    QUANTITY_STATE,
    QUANTITY_CELL_STATE,
    QUANTITY_VECTOR, /* a query, a key, a value, a context, a feature */
    QUANTITY_SCORE,
    QUANTITY_WEIGHT,
    QUANTITY_LOGIT,
    QUANTITY_PROBABILITY
} QuantityKind;

/* Quantities are compared by name. A cell's gates need not be among those below: quantity_of_gate. */
typedef struct Quantity {
    const char *name; /* as traces show it: "update" */
    QuantityKind kind;
    const char *symbol;   /* as formulas show it: "z"; NULL: none */
    const char *label[2]; /* in English and Korean; NULL: it is called by its name */
} Quantity;

extern const Quantity quantity_embedding, quantity_input, quantity_counts;
extern const Quantity quantity_candidate, quantity_state, quantity_cell_state;
/* The encoder's last state as the decoder gets it: "context", a name without a last part. */
extern const Quantity quantity_handed_on;
extern const Quantity quantity_query, quantity_key, quantity_value, quantity_context, quantity_feature;
extern const Quantity quantity_scores, quantity_weights, quantity_logits, quantity_log_probability;

/* The quantity of a cell's gate or candidate: a known one, with its label, or a new one. name is not copied. */
Quantity quantity_of_gate(const char *name);
/* "update gate z" */
const char *quantity_title(const Quantity *quantity, char out[48]);

/* ---- where ---- */

typedef enum { TRACE_ENCODER, TRACE_DECODER, TRACE_CONTEXT, TRACE_ATTENTION, TRACE_OUTPUT } TraceSide;
typedef enum { TRACE_ONE_WAY, TRACE_FORWARD, TRACE_BACKWARD } TraceDirection;
typedef enum {
    TRACE_WHOLE, /* of a side, not of one of its layers */
    TRACE_CELLS, /* of a layer of recurrent cells; the name of the first has no number */
    TRACE_SELF,  /* of a Transformer's layer: its positions among themselves */
    TRACE_CROSS  /* and its attention to the source */
} TracePart;

typedef struct TraceKey {
    TraceSide side;
    int layer; /* from 1; 0 with TRACE_WHOLE */
    TraceDirection direction;
    TracePart part;
    int head; /* from 1; 0: not of one head */
    const Quantity *quantity;
} TraceKey;

bool trace_key_equal(const TraceKey *a, const TraceKey *b);
/* The key of another quantity there. */
static inline TraceKey trace_key_with(TraceKey key, const Quantity *quantity)
{
    key.quantity = quantity;
    return key;
}

/* The axis of an array's rows or columns. */
typedef enum {
    AXIS_ONE,       /* there is one of it, for the whole sentence */
    AXIS_SOURCE,    /* source tokens */
    AXIS_SAID,      /* tokens of the answer */
    AXIS_READ,      /* what the decoder reads: <SOS> and the answer but for its last token */
    AXIS_JOINT,     /* the source, then what the decoder reads: one text */
    AXIS_UNITS,
    AXIS_VOCABULARY
} TraceAxis;

/* joint: the decoder reads source and answer as one text. */
TraceAxis trace_row_axis(const TraceKey *key, bool joint);
TraceAxis trace_column_axis(const TraceKey *key, bool joint);

/* ---- names ---- */

enum { TRACE_NAME = 80, TRACE_ANY = -1, QUANTITY_NAME = 32 };
/* The parts of a name, in their order. */
typedef enum { FIELD_SIDE, FIELD_LAYER, FIELD_DIRECTION, FIELD_CROSS, FIELD_HEAD, TRACE_FIELDS } TraceField;

/* A name in which parts may be left open: "*.update" is the update gate wherever there is one. */
typedef struct TracePattern {
    int field[TRACE_FIELDS];      /* as the name shows it; 0: it does not; TRACE_ANY */
    bool any_quantity;
    char quantity[QUANTITY_NAME]; /* "": none */
} TracePattern;

/* "encoder.layer2.forward.state"; without a quantity "encoder.layer2.forward". */
const char *trace_name(const TraceKey *key, char out[TRACE_NAME]);

/* Reads a name, a pattern, a quantity alone ("update": wherever it is) or its symbol ("z"), "attention" (its weights).
 * A '*' stands for any parts of a name, or for none; "layer*" and "head*" for any number. False for what cannot be a
 * name. */
bool trace_parse(const char *text, TracePattern *pattern);
bool trace_matches(const TracePattern *pattern, const TraceKey *key);
/* Whether it leaves nothing open. */
bool trace_pattern_is_name(const TracePattern *pattern);
const char *trace_pattern_text(const TracePattern *pattern, char out[TRACE_NAME]);

#endif
