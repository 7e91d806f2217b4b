/* length_table.c: how often each way of making a text gave each length. */
#include "text/length_table.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

struct LengthTable {
    int ways, length_most;
    int *times; /* [length_most + 1, ways]: the ways of one length are side by side */
    int *total; /* [length_most + 1] */
};

LengthTable *length_table_open(int ways, int length_most)
{
    LengthTable *table = memory_new(1, sizeof *table);
    table->ways = ways;
    table->length_most = length_most;
    table->times = memory_new((size_t)ways * (size_t)(length_most + 1), sizeof(int));
    table->total = memory_new((size_t)length_most + 1, sizeof(int));
    return table;
}

void length_table_close(LengthTable *table)
{
    if (table == NULL)
        return;
    free(table->times);
    free(table->total);
    free(table);
}

void length_table_add(LengthTable *table, int way, int length)
{
    if (length > table->length_most)
        return;
    table->times[length * table->ways + way]++;
    table->total[length]++;
}

int length_table_times(const LengthTable *table, int length)
{
    return length >= 0 && length <= table->length_most ? table->total[length] : 0;
}

int length_table_mean(const LengthTable *table, int way)
{
    long sum = 0, count = 0;
    for (int length = 0; length <= table->length_most; length++) {
        int times = table->times[length * table->ways + way];
        sum += (long)times * length;
        count += times;
    }
    return count > 0 ? (int)((sum + count / 2) / count) : 0;
}

int length_table_last_way(const LengthTable *table, int least, int most)
{
    int last = -1;
    for (int length = least; length <= most && length <= table->length_most; length++)
        for (int way = last + 1; way < table->ways; way++)
            if (table->times[length * table->ways + way] > 0)
                last = way;
    return last;
}

bool length_table_narrow(const LengthTable *table, int *least, int *most)
{
    if (*most > table->length_most)
        *most = table->length_most;
    while (*least <= *most && length_table_times(table, *least) == 0)
        ++*least;
    while (*least <= *most && length_table_times(table, *most) == 0)
        --*most;
    return *least <= *most;
}

int length_table_way(const LengthTable *table, int length, Random *random)
{
    const int *times = table->times + length * table->ways;
    assert(table->total[length] > 0);
    int left = (int)random_below(random, (uint32_t)table->total[length]), way = 0;
    while (left >= times[way])
        left -= times[way++];
    return way;
}

int length_table_draw(const LengthTable *table, int least, int most, Random *random)
{
    int sum = 0, length = least;
    for (int i = least; i <= most; i++)
        sum += table->total[i];
    assert(sum > 0);
    int left = (int)random_below(random, (uint32_t)sum);
    while (left >= table->total[length])
        left -= table->total[length++];
    return length;
}

int length_table_draw_evenly(const LengthTable *table, int least, int most, Random *random)
{
    int length;
    do
        length = random_between(random, least, most);
    while (table->total[length] == 0);
    return length;
}
