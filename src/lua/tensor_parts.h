/* tensor_parts.h: tensors in Lua, for the files of this folder.
 *
 *     W = parameter(2, 3)   x = tensor{{1, 2}}   loss = op.sum(op.tanh(op.matmul(x, W)))
 *     backward(loss)        grad(W)
 *
 * What a script makes of numbers (tensor, parameter, zeros) owns its memory and lives as long as the script refers to it:
 * a leaf. What an operation makes of them is a result and lies on a tape, together with the note that backward reads. The
 * tape is a userdata too and lives as long as one of its results. Which tape an operation writes on follows from its
 * inputs: that of the results among them, or for leaves alone the current one. After backward the next operation on
 * leaves opens a new tape, so that a loop that learns does not grow, and yet what was computed before can be looked at.
 *
 * t[i] is a row: a view that becomes an operation when an operation reads it, so that printing a matrix number by number
 * leaves nothing on the tape.
 *
 * Whatever a script keeps, it cannot reach memory that is gone: a result remembers the generation of its tape, which
 * grows with each reset, and a leaf that the collector took (a script can still see it as a weak key) has no memory. */
#ifndef SEQLAB_LUA_TENSOR_PARTS_H
#define SEQLAB_LUA_TENSOR_PARTS_H

#include "engine/tape.h"
#include "lua/lua_parts.h"

enum { ELEMENTS_MOST = 1 << 22 }; /* of one tensor */

/* A tape as Lua holds it; its user value is a table of the leaves that it reads: leaf -> version. */
typedef struct TapeBox {
    Tape *tape;              /* NULL once the collector took it */
    bool owned;              /* opened here; else it is a model's: leaves are copied to it, and backward is not Lua's */
    unsigned long generation;
    int walked;              /* how many notes backward has been over; 0: none yet */
    size_t bytes;            /* counted for it */
} TapeBox;

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
    int note;                /* result: its place among the tape's notes, -1 where nothing was recorded */
    int row;                 /* row: counted from 0 */
} LuaTensor;

/* ---- lua_tensor.c: leaves, results, rows ---- */
void tensor_put_functions(lua_State *L); /* tensor, parameter, op, ... into the table on top */
LuaTensor *tensor_test(lua_State *L, int index);  /* NULL where it is no tensor */
LuaTensor *tensor_check(lua_State *L, int index); /* raises there */
/* Shape, values, and gradient where there is one; raises where the memory is gone. */
Tensor tensor_look(lua_State *L, int index);
/* The same, but false instead of raising. */
bool tensor_try_look(lua_State *L, int index, Tensor *out);
/* Pushes a new leaf; its values are zeros. */
LuaTensor *tensor_new_leaf(lua_State *L, int rank, const int *shape);
/* Pushes a result; the tape's box is at `box`. NULL raises the tape's error. */
int tensor_push_result(lua_State *L, int box, Tensor *result);
/* The same of what no operation of Lua made: a model's own. */
void tensor_push_given(lua_State *L, int box, Tensor *given);
/* A shape from the numbers at first .. last, or the list at first. Returns its rank. */
int tensor_shape_at(lua_State *L, int first, int last, int *shape);
/* The name of the operation that made it, or NULL. */
const char *tensor_maker(lua_State *L, int index);

/* ---- lua_tape.c: tapes, what they hold, how much ---- */
TapeBox *tape_box_push(lua_State *L); /* a new box with a tape of its own */
/* Pushes the box that stands for a model's tape while a model calls a function of Lua: there is one, since such calls
 * are not inside one another. What was computed on it before is invalid. */
TapeBox *tape_box_lend(lua_State *L, Tape *tape);
/* To be called after that, however the function ended. Does not touch Lua. */
void tape_box_take_back(TapeBox *box);
TapeBox *tape_box_at(lua_State *L, int index);
/* Makes the box on top the current tape for a while (to the end of the C function that called, error or not): pushes a
 * value to be closed. */
void tape_box_current(lua_State *L, int box);
int tape_leave_scope(lua_State *L); /* what closes that value */
/* Forgets the step: results on it are invalid from here on. */
void tape_box_reset(lua_State *L, int box, bool recording);
/* Makes the next operation on leaves open a new tape. */
void tape_box_leave(lua_State *L);
/* The collector was told of bytes; raises where a script holds too much. */
void tape_count_bytes(lua_State *L, size_t bytes);
void tape_uncount_bytes(lua_State *L, size_t bytes);

/* An operation under way: the tape it writes on, and where that stands on the stack. */
typedef struct Work {
    lua_State *L;
    TapeBox *box;
    int place;
} Work;

/* Chooses the tape from the tensors at first .. last (others there are passed over) and pushes it. */
Work work_begin(lua_State *L, int first, int last);
/* The tensor at index as the tape's operations read it. Raises where it is none. */
Tensor *work_input(Work *work, int index);
/* Raises where a tensor of so many numbers is too large, or the memory is used up. To be asked before it is made. */
void work_room(Work *work, double elements);
/* A tensor of all the same number. */
Tensor *work_filled(Work *work, int rank, const int *shape, double value);
int work_result(Work *work, Tensor *result); /* pushes it; raises the tape's error where it is NULL */

/* ---- lua_ops.c ---- */
void ops_put_table(lua_State *L);         /* pushes `op` */
/* Puts a function into the table on top, that refuses more than so many arguments instead of passing over them. */
enum { ANY_NUMBER = -1 };
void ops_put_function(lua_State *L, const char *name, lua_CFunction function, int arguments);
enum { OPS_MOST = 128 };
/* Those that `op` has, in its order, then those that only the models use. Returns how many. */
int ops_list(const Operation *list[OPS_MOST]);
bool ops_callable(const char *name);            /* whether `op` has it */
const Operation *ops_find(const char *name);    /* of either kind; NULL when there is none */
void ops_put_operators(lua_State *L);     /* + - * / into the metatable on top */
int ops_formula(lua_State *L);

/* ---- lua_gradient.c, lua_gradcheck.c ---- */
int gradient_backward(lua_State *L);
int gradient_grad(lua_State *L);
int gradient_descend(lua_State *L);
int gradient_check(lua_State *L);
/* Whether the value is what gradcheck returned; then it is written. */
bool gradient_check_readable(lua_State *L, int index, Buffer *out);

/* ---- lua_tensor_text.c ---- */
/* Whether the value is a tensor; then it is written: whole, or its shape alone. Raises nothing. */
bool tensor_readable(lua_State *L, int index, bool whole, Buffer *out);

#endif
