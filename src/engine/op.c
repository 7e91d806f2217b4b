/* op.c: the table of all operations, joined from the families' lists. */
#include "engine/op.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "engine/op_families.h"

enum { OPERATIONS_MOST = 128 };

static const Operation *table[OPERATIONS_MOST];
static int table_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void join(const Operation *const *list, int count)
{
    assert(table_count + count <= OPERATIONS_MOST);
    for (int i = 0; i < count; i++)
        table[table_count++] = list[i];
}

static void join_all(void)
{
#define JOIN_FAMILY(name) join(name##_operations, name##_operation_count);
    OPERATION_FAMILIES(JOIN_FAMILY)
#undef JOIN_FAMILY
}

const Operation *const *operations(int *count)
{
    pthread_once(&once, join_all);
    *count = table_count;
    return table;
}

const Operation *operation_find(const char *name)
{
    int count;
    const Operation *const *list = operations(&count);
    for (int i = 0; i < count; i++)
        if (strcmp(list[i]->name, name) == 0)
            return list[i];
    return NULL;
}
