/* neighbors.h: the tokens whose embeddings point the same way as a token's. */
#ifndef SEQLAB_LAB_NEIGHBORS_H
#define SEQLAB_LAB_NEIGHBORS_H

#include "lab/models.h"

enum { NEIGHBORS_MOST = 100 };

typedef struct Neighbor {
    const char *token; /* of the vocabulary: valid until the data change */
    double similarity; /* the cosine of the angle between the embeddings, -1 to 1 */
} Neighbor;

typedef struct Neighbors {
    const char *token;
    int size;       /* of an embedding */
    int vocabulary; /* tokens that were compared, without the special ones */
    int count;
    Neighbor list[NEIGHBORS_MOST]; /* [count], the nearest first */
} Neighbors;

typedef struct NeighborsAsked {
    const char *model; /* NULL: the current one */
    const char *token;
    Side side; /* among the tokens of the source, or of answers */
    int most;  /* how many to list */
} NeighborsAsked;
/* False with a message if the model looks up no embeddings there, or its vocabulary lacks the token. */
bool lab_neighbors(Lab *lab, const NeighborsAsked *asked, Neighbors *found, Error *error);

#endif
