/* gradient_flow.h: how much of the gradient of one target token's loss reaches each encoder state or input.
 *
 * A gradient that flows back through time is multiplied at each step by that step's derivative, and so it shrinks
 * (or grows) with the distance (Bengio, Simard and Frasconi 1994). With attention it also reaches each state directly.
 * In a Transformer states do not depend on earlier ones, and each token is as many layers away as any other (Vaswani
 * et al. 2017): there the gradient is measured at the tokens' embeddings. */
#ifndef SEQLAB_MODEL_GRADIENT_FLOW_H
#define SEQLAB_MODEL_GRADIENT_FLOW_H

#include "model/model.h"

/* The loss of which token of one sentence; source and target with <EOS>. */
typedef struct FlowQuestion {
    const int *source;
    int source_count;
    const int *target;
    int position; /* in the target, from 0 */
} FlowQuestion;

/* norms [source_count] are set to |d loss / d h_s| of the states of the encoder's topmost layer, in reading direction;
 * of an LSTM, of hidden and cell state together; if the model has no cells, to |d loss / d e_s| of the source's
 * embeddings (rows of the table, before positions are added). loss: cross-entropy of target[position] given the correct
 * tokens before it. tape: work memory; it is reset, and the parameters' gradients are
 * added to. False if the model has no such states (a bag of words) or no target (a masked model), or a custom part
 * failed. */
bool gradient_flow(Model *model, Tape *tape, const FlowQuestion *question, double *norms, Error *error);

/* Whether the norms are those of the embeddings. */
bool gradient_flow_of_embeddings(const Model *model);

#endif
