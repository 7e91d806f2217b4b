/* prose.h: pictures said in a sentence, for those who hear them read, and for all who want the point. */
#ifndef SEQLAB_VIEW_PROSE_H
#define SEQLAB_VIEW_PROSE_H

#include "view/heatmap.h"

/* A few sentences on an attention map: which target words look where most, how sharp it is, and where the
 * largest weights lie beside the aligned token when that is known (with the pattern, when most miss it by the
 * same one or two words), else whether they follow the source's order. Appended to out, in the language now;
 * valid UTF-8 whatever the labels are. */
void attention_prose(const Heatmap *map, Buffer *out);

/* Sentences on the gates' means over the units, one for each token: at which token the update gate takes in
 * most, where the past is kept, where the reset gate is lowest. Either array may be NULL. */
void gates_prose(int tokens, const char *const *labels, const float *update_means, const float *reset_means,
                 Buffer *out);

#endif
