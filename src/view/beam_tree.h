/* beam_tree.h: a beam search drawn as a tree: where answers part, and which of them live on. */
#ifndef SEQLAB_VIEW_BEAM_TREE_H
#define SEQLAB_VIEW_BEAM_TREE_H

#include "view/canvas.h"

typedef struct BeamTreeNode {
    int parent;             /* a node before it; -1: the root */
    const char *token;
    double log_probability; /* of the answer up to here */
    bool finished;
    int rank;               /* of a finished one: 1 is the best; 0: none */
} BeamTreeNode;

/* One line for each way to its end, the likelier first; what a line shares with the one above stands there alone. A way
 * that was given up ends in a cross. Nodes that nothing continued and that were never kept should not be given. */
void beam_tree_draw(Canvas *canvas, const BeamTreeNode *nodes, int count);

#endif
