/* prose.h: pictures said in a sentence, for those who hear them read, and for all who want the point. */
#ifndef SEQLAB_VIEW_PROSE_H
#define SEQLAB_VIEW_PROSE_H

#include "view/heatmap.h"

/* One or two sentences on an attention map: which target words look where most, how sharp it is, and where the
 * largest weights lie beside the true partner when that is known. Appended to out, in the language now. */
void attention_prose(const Heatmap *map, Buffer *out);

/* Sentences on gate values [tokens, units]: at which token the update gate takes in most, where the past is kept. */
void gates_prose(int tokens, const char *const *labels, const float *update_means, const float *reset_means,
                 Buffer *out);

#endif
