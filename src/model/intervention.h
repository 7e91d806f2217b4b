/* intervention.h: interventions: numbers of a computation are replaced while it runs, and it continues with them.
 *
 * Numbers are those of a trace (trace.h): "attention.weights" at step 3; "decoder.update", all of it, at 0, so that
 * the state never moves; unit 7 of "encoder.forward.state"; "context". Several may be in force at once: each sees what
 * the earlier ones left. */
#ifndef SEQLAB_MODEL_INTERVENTION_H
#define SEQLAB_MODEL_INTERVENTION_H

#include "model/model.h"

typedef struct Intervention {
    TracePattern pattern;         /* the arrays of a trace that it changes */
    int step;                     /* from 0; -1: at every step */
    int place;                    /* which number of the row, from 0: a hidden unit, a source position; -1: all */
    bool alone;                   /* with a place: the other numbers of the row become 0 */
    double value;                 /* the new value, if row is NULL */
    double *row;                  /* [count]: the new values of the whole row; owned; NULL: none */
    int count;
    long applied;                 /* how many numbers it has replaced since interventions_begin */
} Intervention;

/* All zero is empty: nothing is changed. */
typedef struct Interventions {
    int count;
    Intervention *list;
    int prefix_count;
    int *prefix; /* the answer is forced to begin with these tokens */
} Interventions;

/* Copies the intervention, and its row. */
void interventions_add(Interventions *interventions, const Intervention *one);
/* Removes the last; false when there is none. */
bool interventions_undo(Interventions *interventions);
void interventions_prefix(Interventions *interventions, const int *tokens, int count); /* 0 tokens: none */
void interventions_clear(Interventions *interventions);
void interventions_begin(Interventions *interventions);

/* model_trace and model_trace_given with interventions in force (NULL: none). */
Trace *model_trace_if(Model *model, const int *source, int source_count, int most, Interventions *interventions);
Trace *model_trace_given_if(Model *model, const int *source, int source_count, const int *target, int target_count,
                             Interventions *interventions);

/* Applies the interventions to values [count] of step `step` of the array `key`: for observers. */
void interventions_apply(Interventions *interventions, const TraceKey *key, int step, real *values, int count);

#endif
