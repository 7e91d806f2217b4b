/* explore_states.h: hidden states to move about in: their distances, and their plane. */
#ifndef SEQLAB_REPL_EXPLORE_STATES_H
#define SEQLAB_REPL_EXPLORE_STATES_H

#include "repl/explore.h"

extern const ExplorerPicture states_picture;

/* The places of a value of `states` [count, 2], to be freed. */
double *state_places(const json_t *value, int count);

#endif
