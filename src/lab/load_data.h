/* load_data.h: data sets for the workbench, opened as jobs: watched, and ended on request. */
#ifndef SEQLAB_LAB_LOAD_DATA_H
#define SEQLAB_LAB_LOAD_DATA_H

#include "lab/models.h"

/* Opens data and makes them current; models stay, see lab_model. Opened models that lack their data and have the same
 * vocabularies get these. If it fails or is stopped, all stays as it was. */
bool lab_data(Lab *lab, const DatasetOptions *options, Error *error);

/* The options with which these files are read for the current model, with its own vocabularies, if it lacks its data;
 * else *options. */
DatasetOptions lab_data_again(const Lab *lab, const DatasetOptions *options);

/* As dataset_open, for the files of this folder. */
Dataset *lab_load_data(Lab *lab, const DatasetOptions *options, Error *error);
/* The data set, which it takes over, held for whoever wants it: where the current data or a model's are the same, these. So
 * models of the same pairs share them, and it is known that they do. */
struct LabData *lab_data_shared(Lab *lab, Dataset *dataset);

#endif
