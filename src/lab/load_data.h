/* load_data.h: data sets for the workbench, opened as jobs: watched, and ended on request. */
#ifndef SEQLAB_LAB_LOAD_DATA_H
#define SEQLAB_LAB_LOAD_DATA_H

#include "lab/models.h"

/* Opens data and makes them current; models stay, see lab_model. If it fails or is stopped, all stays as it was. */
bool lab_data(Lab *lab, const DatasetOptions *options, Error *error);

/* As dataset_open, for the files of this folder. */
Dataset *lab_load_data(Lab *lab, const DatasetOptions *options, Error *error);

#endif
