/* beam_tree.h: a beam search drawn as a tree, a column for each step: where answers part, and which of them live on. */
#ifndef SEQLAB_VIEW_BEAM_TREE_H
#define SEQLAB_VIEW_BEAM_TREE_H

#include "view/canvas.h"

typedef struct BeamTreeNode {
    int parent;         /* a node before it; -1: of the first step */
    const char *label;  /* its token */
    double score;       /* of the answer up to here */
    bool finished;
    bool passed_over;   /* considered, but never in the beam */
    int rank;           /* of a finished one: 1 is the best; 0: none */
} BeamTreeNode;

/* A line for each way through the tree: its rank (a cross where it was dropped), its score where it ends, and its
 * tokens, each under the number of its step. A way begins under the token where it leaves the one above. Better
 * answers stand above, then ways that lived longer. What is too wide is drawn in several parts, and of very many ways
 * the first alone. */
void beam_tree_draw(Canvas *canvas, const BeamTreeNode *nodes, int count);

#endif
