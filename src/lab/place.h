/* place.h: where a model's training is in the order of its batches. Private to this folder. */
#ifndef SEQLAB_LAB_PLACE_H
#define SEQLAB_LAB_PLACE_H

#include "model/resume.h"
#include "text/batches.h"

/* Where the order of the batches is, into resume; and back to there, where it is the order of this seed. False where
 * what resume holds is none: lab_place_check finds what a file cannot mean, lab_go_to_place also what does not fit the
 * data as they are now. */
void lab_keep_place(Resume *resume, const Batches *batches, uint64_t seed);
bool lab_place_check(const Resume *resume, Error *error);
bool lab_go_to_place(const Resume *resume, Batches *batches, uint64_t seed, Error *error);

#endif
