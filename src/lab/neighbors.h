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

/* At most `most`. target: among the tokens of answers. False with a message if the model looks up no embeddings there, or its
 * vocabulary lacks the token. */
bool lab_neighbors(Lab *lab, const char *model, bool target, const char *token, int most, Neighbors *found, Error *error);

#endif
