/* whatif.h: a sentence answered twice, without and with interventions; and the faithfulness of a map. */
#ifndef SEQLAB_LAB_WHATIF_H
#define SEQLAB_LAB_WHATIF_H

#include "lab/translate.h"
#include "model/trust.h"

typedef struct WhatIf {
    Translation *before, *after;       /* without and with interventions */
    double *log_probability_before;    /* [before->target_count], of each token of the answer before */
    double *log_probability_after;     /* likewise, of the same tokens, with interventions */
    int prefix_unknown;                /* words of the prefix that the vocabulary lacks */
    bool prefix_unused;                /* the model fills in hidden tokens: its answer has no beginning to force */
} WhatIf;
bool lab_what_if(Lab *lab, const Request *request, WhatIf *result, Error *error);
void what_if_free(WhatIf *result);

/* For one sentence, its answer and its map: see model/trust.h. Close both. */
Trust *lab_trust(Lab *lab, const Request *request, Translation **translation, Error *error);

#endif
