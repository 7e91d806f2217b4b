/* translate.h: translating a sentence, with a trace of the computation. */
#ifndef SEQLAB_LAB_TRANSLATE_H
#define SEQLAB_LAB_TRANSLATE_H

#include "lab/request.h"
#include "model/beam.h"
#include "model/intervention.h"

typedef struct Translation {
    char *source_text, *text;          /* as typed (normalised); as answered */
    int source_count, target_count;    /* tokens with <EOS> (target: where it was reached) */
    char **source_tokens, **target_tokens;
    const char *source_kind, *target_kind; /* word, character, subword, symbol, column (of a picture) */
    int unknown;                       /* source tokens that the vocabulary lacks */
    bool korean_keys;                  /* as of a SourceSentence */
    bool fills;                        /* by a model that fills them in: model_fills */
    int *partner;                      /* [target_count] aligned source token or -1; NULL when not known */
    char *reference;                   /* the expected answer; NULL when not known */
    double log_probability;            /* of the whole answer, nats */
    int *dots;                         /* [source_count] the columns of a picture, -1 at <EOS>; NULL: no picture */
    Trace *trace;
} Translation;
Translation *lab_translate(Lab *lab, const Request *request, Error *error);
void translation_close(Translation *translation); /* NULL is fine */

/* ---- for the files of this folder ---- */
struct LabModel;
/* Runs on the caller's thread. NULL with a message if a custom part failed. */
Translation *translate_source(const struct LabModel *entry, const SourceSentence *source, Interventions *interventions,
                              Error *error);

/* The values of that name; NULL with a message if the model has none. */
const TraceArray *traced_value(const Translation *translation, const char *name, Error *error);
/* Whether its rows have this unit, from 1; name: of the array. */
bool has_unit(const TraceArray *array, const char *name, int unit, Error *error);

/* ---- several answers ---- */

/* Several answers to a source; options->most is set here. Close what comes back, and free the source: it is filled
 * unless the answer is NULL. */
Beam *lab_beam(Lab *lab, const Request *request, BeamOptions *options, SourceSentence *source, Error *error);
Sample *lab_samples(Lab *lab, const Request *request, SampleOptions *options, SourceSentence *source, Error *error);
/* Target ids as text (free it); one token. */
char *lab_target_text(Lab *lab, const char *model, const int *ids, int count);
const char *lab_target_token(Lab *lab, const char *model, int id);

#endif
