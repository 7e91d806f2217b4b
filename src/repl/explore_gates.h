/* explore_gates.h: the gates of a sentence to move about in. */
#ifndef SEQLAB_REPL_EXPLORE_GATES_H
#define SEQLAB_REPL_EXPLORE_GATES_H

#include "repl/explore.h"

extern const ExplorerPicture gates_picture;

#endif
