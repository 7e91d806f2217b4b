/* explore_lengths.h: accuracy by length, of one model or two, and gradients by distance, to move about in. */
#ifndef SEQLAB_REPL_EXPLORE_LENGTHS_H
#define SEQLAB_REPL_EXPLORE_LENGTHS_H

#include "repl/explore.h"

extern const ExplorerPicture accuracy_picture, compare_picture, gradients_picture;

#endif
