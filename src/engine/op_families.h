/* op_families.h: the lists that op.c joins into one table, and what ops share. Not for use outside the engine.
 *
 * A family is one file ops_NAME.c. It ends in its list:
 *
 *     const Operation *const product_operations[] = {&matmul, &linear};
 *     const int product_operation_count = OPERATION_COUNT(product_operations);
 *
 * To add one, write its file and name it in OPERATION_FAMILIES below. */
#ifndef SEQLAB_ENGINE_OP_FAMILIES_H
#define SEQLAB_ENGINE_OP_FAMILIES_H

#include "base/language.h"
#include "engine/op.h"

#define OPERATION_FAMILIES(FAMILY) \
    FAMILY(elementwise)            \
    FAMILY(shape)                  \
    FAMILY(product)                \
    FAMILY(embedding)              \
    FAMILY(recurrent)              \
    FAMILY(attention)              \
    FAMILY(score)                  \
    FAMILY(additive)               \
    FAMILY(heads)                  \
    FAMILY(positions)              \
    FAMILY(transformer)            \
    FAMILY(output)                 \
    FAMILY(loss)

#define OPERATION_COUNT(list) ((int)(sizeof(list) / sizeof((list)[0])))

#define DECLARE_FAMILY(name)                            \
    extern const Operation *const name##_operations[]; \
    extern const int name##_operation_count;
OPERATION_FAMILIES(DECLARE_FAMILY)
#undef DECLARE_FAMILY

#endif
