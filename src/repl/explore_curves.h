/* explore_curves.h: the losses of several runs to move about in, step by step. */
#ifndef SEQLAB_REPL_EXPLORE_CURVES_H
#define SEQLAB_REPL_EXPLORE_CURVES_H

#include "repl/explore.h"
#include "repl/run_curves.h"

extern const ExplorerPicture curves_picture;

#endif
