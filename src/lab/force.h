/* force.h: the interventions in force: replaced numbers of the computation, and forced beginnings of answers. */
#ifndef SEQLAB_LAB_FORCE_H
#define SEQLAB_LAB_FORCE_H

#include "lab/models.h"
#include "model/intervention.h"

Interventions *lab_interventions(Lab *lab); /* the caller adds values */
/* Answers begin with these words, whatever model gives them: they are cut and looked up when one does. */
void lab_force_prefix(Lab *lab, const char *text);
const char *lab_prefix(const Lab *lab); /* "" when there is none */
/* Takes back what was forced last, a value or a prefix; false when there is nothing. */
bool lab_force_undo(Lab *lab);
void lab_force_clear(Lab *lab);

/* ---- for the files of this folder ---- */
struct LabModel;
/* Makes the prefix ids of this model's vocabulary, since another model's may have fewer. unknown, when not NULL: how
 * many words it lacks. */
bool force_begin(Lab *lab, const struct LabModel *entry, int *unknown, Error *error);

#endif
