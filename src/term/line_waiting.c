/* line_waiting.c: lines that were entered and not run yet. */
#include "term/line_waiting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static char *waiting[LINE_WAITING_MOST];
static int waiting_count;

void line_waiting_add(char *line)
{
    assert(waiting_count < LINE_WAITING_MOST);
    waiting[waiting_count++] = line;
}

bool line_waiting_take(char **line)
{
    if (waiting_count == 0)
        return false;
    *line = waiting[0];
    waiting_count--;
    memmove(waiting, waiting + 1, (size_t)waiting_count * sizeof waiting[0]);
    return true;
}

int line_waiting_count(void) { return waiting_count; }

void line_waiting_forget(void)
{
    for (int i = 0; i < waiting_count; i++)
        free(waiting[i]);
    waiting_count = 0;
}
