/* work.h: an operation under way.
 *
 * Which tape an operation writes on follows from its inputs: that of the results among them, or for leaves alone the
 * current one. After backward the next operation on leaves opens a new tape, so that a training loop does not grow
 * while earlier results stay readable. */
#ifndef SEQLAB_LUA_WORK_H
#define SEQLAB_LUA_WORK_H

#include "lua/lua_tensor.h"
#include "lua/tape_box.h"

/* The tape it writes on, and where that stands on the stack. */
typedef struct Work {
    lua_State *L;
    TapeBox *box;
    int place;
} Work;

/* Chooses the tape from the tensors at first .. last (other values are skipped) and pushes it. */
Work work_begin(lua_State *L, int first, int last);
/* The tensor at index as the tape's operations read it. Raises if it is none. */
Tensor *work_input(Work *work, int index);
/* Raises if a tensor of that many numbers is too large or the memory is used up. Call it before making one. */
void work_room(Work *work, double elements);
/* A tensor of all the same number. */
Tensor *work_filled(Work *work, int rank, const int *shape, double value);
int work_result(Work *work, Tensor *result); /* pushes it; raises the tape's error if it is NULL */

#endif
