/* explore_beam.h: a beam search to move about in. */
#ifndef SEQLAB_REPL_EXPLORE_BEAM_H
#define SEQLAB_REPL_EXPLORE_BEAM_H

#include "repl/explore.h"

extern const ExplorerPicture beam_picture;

#endif
