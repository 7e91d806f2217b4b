/* lab.h: the whole workbench: every verb that a person types is a function that takes a plain struct of options and
 * fills a plain struct of results. */
#ifndef SEQLAB_LAB_LAB_H
#define SEQLAB_LAB_LAB_H

#include "lab/accuracy.h"
#include "lab/autosave.h"
#include "lab/bench.h"
#include "lab/checkpoints.h"
#include "lab/force.h"
#include "lab/gradients.h"
#include "lab/load_data.h"
#include "lab/model_file.h"
#include "lab/models.h"
#include "lab/patch.h"
#include "lab/request.h"
#include "lab/snapshot.h"
#include "lab/step.h"
#include "lab/train.h"
#include "lab/translate.h"
#include "lab/translate_file.h"
#include "lab/units.h"
#include "lab/whatif.h"

#endif
