/* explore_heads.h: the heads of a Transformer to move about in. */
#ifndef SEQLAB_REPL_EXPLORE_HEADS_H
#define SEQLAB_REPL_EXPLORE_HEADS_H

#include "repl/explore.h"

extern const ExplorerPicture heads_picture;

#endif
