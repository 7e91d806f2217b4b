/* function_list.h: what scripts find besides Lua's own library and the commands, with an example each: `formula NAME`
 * shows it, completes it, and seqlab-lua(7) is made of it. */
#ifndef SEQLAB_LUA_FUNCTION_LIST_H
#define SEQLAB_LUA_FUNCTION_LIST_H

#include "base/language.h"

typedef struct LuaFunction {
    const char *name;    /* "tensor", "op.add", "t:table", or of a table or value: "op" */
    const char *usage;   /* "tensor(numbers)" */
    Sentence text;       /* none for operations: they have a meaning of their own (own_commands.c) */
    const char *example; /* lines that can be typed as they are */
} LuaFunction;

/* All of them; count is set. */
const LuaFunction *lua_functions(int *count);
/* NULL: there is none. An operation is found with "op." only. */
const LuaFunction *lua_function_find(const char *name);

#endif
