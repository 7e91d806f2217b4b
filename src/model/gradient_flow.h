/* gradient_flow.h: how much of the loss of one target token reaches each state of the encoder, or each of its inputs.
 *
 * A gradient that goes back through time is multiplied at each step by what that step let through, and so it shrinks
 * (or grows) with the distance (Bengio, Simard and Frasconi 1994). Attention gives it a way of its own to each state.
 * In a Transformer no state comes after another, and each token is as many layers away as any other (Vaswani et al.
 * 2017): there it is followed back to the tokens' embeddings. */
#ifndef SEQLAB_MODEL_GRADIENT_FLOW_H
#define SEQLAB_MODEL_GRADIENT_FLOW_H

#include "model/model.h"

/* norms [source_count] are set to |d loss / d h_s| of the states of the encoder's topmost layer, in reading direction;
 * of an LSTM, of state and memory together; where the model has no cells, to |d loss / d e_s| of the source's
 * embeddings (what comes of the table, before positions are added). loss: cross-entropy of target[position] when the
 * tokens before it were read. source and target with <EOS>. tape: memory to work in; it is reset, and the parameters'
 * gradients are added to. False where the model has no such states (a bag of words) or no target (one that fills in),
 * or a part from outside failed. */
bool gradient_flow(Model *model, Tape *tape, const int *source, int source_count, const int *target, int position,
                   double *norms, Error *error);

/* Whether it is the embeddings' gradient. */
bool gradient_flow_of_embeddings(const Model *model);

#endif
