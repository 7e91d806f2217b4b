/* own_part_call.h: a part's functions as model/custom.h wants them. */
#ifndef SEQLAB_LUA_OWN_PART_CALL_H
#define SEQLAB_LUA_OWN_PART_CALL_H

#include "model/custom.h"

int own_cell_parameters(void *part, int E, int H, CustomParameter *list, Error *error);
int own_attention_parameters(void *part, int H, CustomParameter *list, Error *error);
bool own_cell_step(void *part, Tape *tape, Tensor *const *parameters, Tensor *x, Tensor **state, Tensor **memory,
                   const CustomTell *tell);
Tensor *own_attention_scores(void *part, Tape *tape, Tensor *const *parameters, Tensor *query, Tensor *keys);

#endif
