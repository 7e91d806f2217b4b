/* decode.h: beam search and sampling for a request. */
#ifndef SEQLAB_LAB_DECODE_H
#define SEQLAB_LAB_DECODE_H

#include "lab/request.h"
#include "model/beam.h"

/* Several answers to a source; options->most is set here. Close what comes back, and free the source: it is filled
 * unless the answer is NULL. */
Beam *lab_beam(Lab *lab, const Request *request, BeamOptions *options, SourceSentence *source, Error *error);
Sample *lab_samples(Lab *lab, const Request *request, SampleOptions *options, SourceSentence *source, Error *error);
/* Target ids as text (free it); one token. */
char *lab_target_text(Lab *lab, const char *model, const int *ids, int count);
const char *lab_target_token(Lab *lab, const char *model, int id);

#endif
