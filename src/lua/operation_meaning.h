/* operation_meaning.h: what an operation is for. */
#ifndef SEQLAB_LUA_OPERATION_MEANING_H
#define SEQLAB_LUA_OPERATION_MEANING_H

#include "engine/op.h"

const char *operation_meaning(const Operation *operation); /* one line; where nobody wrote it: its formula */

#endif
