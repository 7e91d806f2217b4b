/* lua_tensor.h: tensors in Lua.
 *
 *     W = parameter(2, 3)   x = tensor{{1, 2}}   loss = op.sum(op.tanh(op.matmul(x, W)))
 *     backward(loss)        grad(W)
 *
 * What a script makes of numbers (tensor, parameter, zeros) owns its memory and lives as long as the script refers to
 * it: a leaf. What an operation makes of them is a result and lies on a tape, together with the note that backward
 * reads. The tape is a userdata too and lives as long as one of its results (tape_box.h).
 *
 * t[i] is a row: a view that becomes an operation when an operation reads it, so that printing a matrix number by
 * number leaves nothing on the tape.
 *
 * Whatever a script keeps, it cannot reach memory that is gone: a result remembers the generation of its tape, which
 * grows with each reset, and a leaf that the collector took (a script can still see it as a weak key) has no memory. */
#ifndef SEQLAB_LUA_LUA_TENSOR_H
#define SEQLAB_LUA_LUA_TENSOR_H

#include <lauxlib.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/random.h"
#include "engine/tape.h"

enum { ELEMENTS_MOST = 1 << 22 }; /* of one tensor */

typedef enum { TENSOR_LEAF, TENSOR_RESULT, TENSOR_ROW } TensorKind;

/* Its user value: nothing for a leaf, the tape of a result, the tensor that a row is of. */
typedef struct LuaTensor {
    TensorKind kind;
    Tensor own;              /* leaf: views `memory` */
    real *memory;            /* leaf: values, then gradients; NULL once the collector took it */
    bool parameter, known;   /* leaf: made to be learned; backward has filled the gradient */
    unsigned version;        /* leaf: grows when its values are changed */
    Tensor *result;          /* result: in the tape's arena */
    unsigned long generation;/* result: of its tape when it was made */
    int note;                /* result: its place among the tape's notes, -1 if nothing was recorded */
    int row;                 /* row: counted from 0 */
} LuaTensor;

extern const char tensor_type[]; /* the name of their metatable */

LuaTensor *tensor_test(lua_State *L, int index);  /* NULL if it is no tensor */
LuaTensor *tensor_check(lua_State *L, int index); /* raises there */
/* Shape, values, and gradient where there is one; raises if the memory is gone. */
Tensor tensor_look(lua_State *L, int index);
/* The same, but false instead of raising. */
bool tensor_try_look(lua_State *L, int index, Tensor *out);
/* Pushes a userdata without memory. */
LuaTensor *tensor_push_empty(lua_State *L, TensorKind kind);
/* Pushes a new leaf; its values are zeros. */
LuaTensor *tensor_new_leaf(lua_State *L, int rank, const int *shape);
/* The same of that tensor's shape, with these numbers. */
LuaTensor *tensor_new_copy(lua_State *L, const Tensor *like, const real *numbers);
/* The same with random numbers from -scale to scale. */
LuaTensor *tensor_new_random(lua_State *L, int rank, const int *shape, Random *random, double scale);
/* Pushes a result; the tape's box is at `box`. NULL raises the tape's error. */
int tensor_push_result(lua_State *L, int box, Tensor *result);
/* The same for a tensor that a model made, not a Lua operation. */
void tensor_push_given(lua_State *L, int box, Tensor *given);
/* A shape from the numbers at first .. last, or the list at first. Returns its rank. */
int tensor_shape_at(lua_State *L, int first, int last, int *shape);
void tensor_raise_too_large(lua_State *L);
void tensor_push_shape(lua_State *L, const Tensor *tensor); /* as a list */
/* The matrices that it is made of, and their extents; a row is one. Which of them, as "[2]" or "[2][1]"; of one alone
 * nothing. */
int tensor_matrices(const Tensor *tensor, int *rows, int *columns);
void tensor_put_place(const Tensor *tensor, int matrix, Buffer *out);
/* The name of the operation that made it, or NULL. */
const char *tensor_maker(lua_State *L, int index);

/* Whether the value is a tensor; then it is written: whole, or its shape alone. Raises nothing. */
bool tensor_readable(lua_State *L, int index, bool whole, Buffer *out);

/* ---- lua_gradient.c and lua_gradcheck.c: functions of Lua ---- */

int gradient_backward(lua_State *L);
int gradient_grad(lua_State *L);
int gradient_descend(lua_State *L);
int gradient_check(lua_State *L); /* gradcheck(f, inputs) */
/* Whether the value is a result of gradcheck; if so, writes it. */
bool gradient_check_readable(lua_State *L, int index, Buffer *out);

#endif
