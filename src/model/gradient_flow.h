/* gradient_flow.h: how much of the loss of one target token reaches each state of the encoder.
 *
 * A gradient that goes back through time is multiplied at each step by what that step let through, and so it shrinks (or
 * grows) with the distance (Bengio, Simard and Frasconi 1994). Attention gives it a way of its own to each state. */
#ifndef SEQLAB_MODEL_GRADIENT_FLOW_H
#define SEQLAB_MODEL_GRADIENT_FLOW_H

#include "model/model.h"

/* norms [source_count] are set to |d loss / d h_s| of the states of the encoder's topmost layer, in reading direction; of
 * an LSTM, of state and memory together. loss: cross-entropy of target[position] when the tokens before it were read.
 * source and target with <EOS>. tape: memory to work in; it is reset, and the parameters' gradients are added to.
 * False where the model has no such states (a bag of words), or a part from outside failed. */
bool gradient_flow(Model *model, Tape *tape, const int *source, int source_count, const int *target, int position,
                   double *norms, Error *error);

#endif
