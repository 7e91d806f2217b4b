/* explore_pictures.h: the pictures to move about in, one in each explore_*.c. */
#ifndef SEQLAB_REPL_EXPLORE_PICTURES_H
#define SEQLAB_REPL_EXPLORE_PICTURES_H

#include "repl/explore.h"

extern const ExplorerPicture attention_picture, heads_picture; /* a map; all heads of a Transformer */
extern const ExplorerPicture beam_picture, curves_picture, gates_picture, neighbors_picture, states_picture;
/* By length, of one model or two; gradients by distance. */
extern const ExplorerPicture accuracy_picture, compare_picture, gradients_picture;

/* The distances in a value of `states`; the places in its plane [count, 2], to be freed. */
MapCells state_distances(const json_t *value, const Canvas *canvas);
double *state_places(const json_t *value, int count);

#endif
