/* attention_choice.h: which of a model's attentions is meant: a Transformer has one for each part, layer and head. */
#ifndef SEQLAB_REPL_ATTENTION_CHOICE_H
#define SEQLAB_REPL_ATTENTION_CHOICE_H

#include "base/error.h"
#include "model/trace.h"

typedef enum { PART_CROSS, PART_ENCODER, PART_DECODER, PARTS } Part;
extern const char *const attention_part_names[];
/* A part as people call it, by its name. */
const char *attention_part_title(const char *name);

typedef struct AttentionWanted {
    int side;        /* Part; -1: not given */
    int layer, head; /* 0: not given */
} AttentionWanted;

typedef struct AttentionChoice {
    const Trace *trace;
    Part part;
    int layers, heads; /* 0: the model has one attention alone */
    int layer, head;   /* head 0: the mean of all */
    bool joint;        /* source and answer are one text, and the map is what the answer sees of the source */
} AttentionChoice;

/* Without wishes: the last layer of what connects the answer with the source. */
bool attention_choose(const AttentionWanted *wanted, const Trace *trace, AttentionChoice *choice, Error *error);
/* Where a quantity of one head is. */
TraceKey attention_key(Part part, int layer, int head, const Quantity *quantity);
/* NULL: the trace has none there. */
const TraceArray *attention_weights_of(const Trace *trace, Part part, int layer, int head);
bool attention_has_part(const Trace *trace, Part part);

#endif
