/* gradients.h: the gradient's size by its distance in time. */
#ifndef SEQLAB_LAB_GRADIENTS_H
#define SEQLAB_LAB_GRADIENTS_H

#include "lab/models.h"

enum { GRADIENT_DISTANCES = 501 };
typedef struct GradientOptions {
    int length;     /* source tokens of the sentences; 0: the data's longest, up to 50 */
    int count;      /* how many test sentences: 50 */
    int position;   /* whose loss: the target's first token is 1 */
    uint64_t seed;  /* of the sentences drawn */
} GradientOptions;
extern const Options gradient_options;
typedef struct GradientResult {
    char model[64];
    int length, count, position;
    bool attention;
    bool embeddings;                  /* of a model without cells: the source's embeddings take the states' place */
    int distances;                    /* length + 1: the source's <EOS> counts */
    double norm[GRADIENT_DISTANCES];  /* of d loss / d state, this many steps before the last state; the mean */
} GradientResult;
bool lab_gradients(Lab *lab, const char *model, const GradientOptions *options, GradientResult *result,
                   Error *error); /* model NULL: the current one */

#endif
