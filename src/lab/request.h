/* request.h: the input of a verb that answers: which model, and a typed text or a sentence drawn from the test set. */
#ifndef SEQLAB_LAB_REQUEST_H
#define SEQLAB_LAB_REQUEST_H

#include "lab/models.h"

/* All zero: any sentence of the test set, for the current model. */
typedef struct Request {
    const char *model; /* NULL: the current one */
    const char *text;  /* NULL: a sentence of the test set is drawn, whose reference is known */
    int length;        /* of the one that is drawn, in source tokens; 0: any */
    uint64_t seed;     /* draws it */
    bool training;     /* drawn from the training set instead */
    const char *reference; /* the right answer to the text; NULL: not known */
    bool forced;       /* translations: with what is in force (force.h) */
} Request;
/* The model, the length and the seed; the text is words. */
extern const Options request_options;

/* The sentence that is meant, as the model is given it. */
typedef struct SourceSentence {
    int *ids, count;           /* <EOS> counted */
    char **tokens;             /* [count] as they were typed, so that a person finds them again */
    int unknown;               /* tokens that the vocabulary lacks */
    bool korean_keys;          /* it lacks all, but knows what the Korean layout makes of their keys */
    int *dots;                 /* [count] the columns of a picture, -1 at <EOS>; NULL when it is no picture */
    char *text, *reference;    /* reference NULL: not known */
    int *target, *partner;     /* [target_count] the reference, and where each of its tokens is in the source; partner
                                  NULL: not known */
    int target_count;
} SourceSentence;
bool lab_source(Lab *lab, const Request *request, SourceSentence *source, Error *error);
/* The right answer of a sentence becomes this text, in the model's tokens; NULL: it stays what the data have. False if there
 * is none then. */
struct LabModel;
bool lab_target(const struct LabModel *entry, const char *text, SourceSentence *source, Error *error);
void source_sentence_free(SourceSentence *source);
/* A pair of the data, as the model is given it (lab_ask). For this folder. */
void source_of_pair(const struct LabModel *entry, const Pair *pair, uint64_t seed, SourceSentence *source);

#endif
