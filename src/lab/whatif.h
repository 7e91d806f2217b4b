/* whatif.h: a sentence answered twice, without and with interventions; the faithfulness of a map; numbers explained. */
#ifndef SEQLAB_LAB_WHATIF_H
#define SEQLAB_LAB_WHATIF_H

#include "lab/translate.h"
#include "model/explanation.h"
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

/* ---- what its numbers were computed from ---- */
typedef struct Explained {
    Translation *translation;
    Explanation *explanation;                /* of the translation; true until the model changes */
    const ModelConfiguration *configuration; /* the model's */
    const Vocabulary *vocabulary;            /* of its answers */
    double loss;                             /* lab_explain_loss: nats a token */
} Explained;
bool lab_explain(Lab *lab, const Request *request, Explained *explained, Error *error);
/* The same of the right answer, with its loss and all gradients; target NULL: as the data have it. */
bool lab_explain_loss(Lab *lab, const Request *request, const char *target, Explained *explained, Error *error);
void explained_free(Explained *explained);

/* ---- for the files of this folder ---- */
struct LabModel;
/* The answer with interventions, into a result that holds the one before. Runs on the caller's thread. The result has
 * no `after` if a custom part failed. */
void what_if_after(const struct LabModel *entry, const SourceSentence *source, Interventions *interventions,
                   WhatIf *result, Error *error);

#endif
