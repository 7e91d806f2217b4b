/* tape_box.h: a tape as Lua holds it: a userdata that lives as long as one of its results. */
#ifndef SEQLAB_LUA_TAPE_BOX_H
#define SEQLAB_LUA_TAPE_BOX_H

#include <lauxlib.h>
#include <stdbool.h>

#include "engine/tape.h"

/* Its user value is a table of the leaves that it reads: leaf -> version. */
typedef struct TapeBox {
    Tape *tape;              /* NULL once the collector took it */
    bool owned;              /* opened here; else it is a model's: leaves are copied to it, and backward is not Lua's */
    unsigned long generation;
    int walked;              /* notes that backward has processed */
    size_t bytes;            /* counted for it */
} TapeBox;

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
/* Forgets the step: results on it are invalid from here on. */
void tape_box_reset(lua_State *L, int box, bool recording);
/* Makes the next operation on leaves open a new tape. */
void tape_box_leave(lua_State *L);
/* Pushes the current one: a new one if there is none or backward has already run. */
TapeBox *tape_box_push_current(lua_State *L);
/* Counts bytes, which the collector cannot see; raises if a script holds too much. */
void tape_count_bytes(lua_State *L, size_t bytes);
void tape_uncount_bytes(lua_State *L, size_t bytes);
/* Room for so many bytes on a model's tape, which knows how much it holds: the model resets it without notice. */
void tape_box_lent_room(lua_State *L, Tape *tape, size_t bytes);

#endif
