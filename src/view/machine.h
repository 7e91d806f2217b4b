/* machine.h: an encoder, a decoder and the attention between them, at one moment of a translation. */
#ifndef SEQLAB_VIEW_MACHINE_H
#define SEQLAB_VIEW_MACHINE_H

#include "view/canvas.h"

typedef struct Machine {
    int source_count, read;       /* tokens; how many the encoder has read */
    const char *const *source;    /* [source_count] labels */
    int rows;                     /* of the source to show at most, those around where it happens; 0: all */
    int units;                    /* of each vector */
    float reach;                  /* vectors are -reach to reach */
    const float *states;          /* [source_count, units] */
    const float *weights;         /* [source_count] of this step; NULL: no attention, the last state is handed on */
    bool two_sides;               /* an encoder and a decoder; else one stack, of source and answer */
    bool decoding;                /* else the encoder is still reading, and what follows is not drawn */
    const char *said;             /* the end of the answer so far */
    const char *input;            /* the token that the decoder reads */
    const float *state, *context; /* [units]; context NULL: there is not one alone */
    int word_count;
    const char *const *words; /* [word_count] the most likely tokens, and how likely */
    const double *probabilities;
} Machine;

/* Side by side where the screen has room, else one below the other. */
void machine_draw(Canvas *canvas, const Machine *machine);

#endif
