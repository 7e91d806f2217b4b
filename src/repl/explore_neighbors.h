/* explore_neighbors.h: embeddings to move about in, from token to token. */
#ifndef SEQLAB_REPL_EXPLORE_NEIGHBORS_H
#define SEQLAB_REPL_EXPLORE_NEIGHBORS_H

#include "repl/explore.h"

extern const ExplorerPicture neighbors_picture;

#endif
