/* machine_value.h: one moment of a translation as a value, and as a picture: for `machine`.
 *
 * A moment is a token that the encoder reads (a Transformer's reads all at once), or a step of the decoder: first all
 * of the one, then all of the other. */
#ifndef SEQLAB_REPL_MACHINE_VALUE_H
#define SEQLAB_REPL_MACHINE_VALUE_H

#include <jansson.h>

#include "lab/translate.h"
#include "view/canvas.h"

/* The arrays of a model's trace that are drawn. */
typedef struct MachineParts {
    Lab *lab;
    const char *model; /* as it was given; NULL: the current one */
    const Translation *translation;
    const TraceArray *states, *decoder; /* of the source's positions; of the answer's, which may be the same */
    const TraceArray *contexts, *map;   /* NULL: none */
    int tokens, reads, steps, first;    /* reads: moments of the encoder; first: the row of the answer's first step */
    float reach;                        /* the largest number of a state that is drawn */
} MachineParts;

/* False with a message if the model has no states token by token. */
bool machine_parts(Lab *lab, const char *model, const Translation *translation, MachineParts *parts, Error *error);
static inline int machine_moments(const MachineParts *parts) { return parts->reads + parts->steps; }
/* moment: from 1. Added to a value that has the translation. */
void put_moment(json_t *value, const MachineParts *parts, int moment);

/* The picture, of at most so many source tokens (0: all), and a sentence that says the same. */
void show_moment(const json_t *value, int rows, Canvas *canvas);
/* All moments in sentences. */
void show_story(const json_t *value, Canvas *canvas);

#endif
