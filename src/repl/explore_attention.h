/* explore_attention.h: an attention map to move about in. */
#ifndef SEQLAB_REPL_EXPLORE_ATTENTION_H
#define SEQLAB_REPL_EXPLORE_ATTENTION_H

#include "repl/explore.h"

extern const ExplorerPicture attention_picture;

#endif
