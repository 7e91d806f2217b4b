/* lab_merges.h: the merges of subword tokens to and from the texts that a saved model carries. */
#ifndef SEQLAB_LAB_LAB_MERGES_H
#define SEQLAB_LAB_LAB_MERGES_H

#include <jansson.h>

#include "text/byte_pairs.h"

char *lab_merges_text(const BytePairs *pairs); /* free it; NULL of NULL */
/* NULL with a message where the object (which may be NULL) holds no merges, or some that cannot be. */
BytePairs *lab_merges_read(const json_t *object, const char *side, Error *error);

#endif
