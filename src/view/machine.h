/* machine.h: an encoder, a decoder and the attention between them, at one moment of a translation. */
#ifndef SEQLAB_VIEW_MACHINE_H
#define SEQLAB_VIEW_MACHINE_H

#include "view/canvas.h"

typedef struct Machine {
    int source_count, read;       /* tokens; how many the encoder has read */
    const char *const *source;    /* [source_count] labels */
    int units;                    /* of each vector */
    const float *states;          /* [source_count, units], -1 to 1 */
    const float *weights;         /* [source_count] of this step; NULL: no attention, the last state is handed on */
    bool decoding;                /* else the encoder is still reading, and what follows is not used */
    const char *input;            /* the token that the decoder reads */
    const float *state, *context; /* [units]; context NULL: there is not one alone */
    int word_count;
    const char *const *words; /* [word_count] the most likely tokens, and how likely */
    const double *probabilities;
} Machine;

/* Side by side where the screen has room, else one below the other. */
void machine_draw(Canvas *canvas, const Machine *machine);

#endif
