/* overlap.c: runs that two sequences share, and the distance between them.
 *
 * A run of n items is known by a number: the place that the run without its last item has among the sorted runs of b,
 * and that last item. So runs of any length are compared by comparing one number, and all of them by sorting. */
#include "text/overlap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The place of a run that b has not. Whatever begins with it b has neither: it is left out of what is sorted. */
enum { NOWHERE = -1 };

/* One sequence, and of each of its runs of the length at hand its number and its place. */
typedef struct Runs {
    const int *items;
    int count;
    uint64_t *key, *sorted;
    int sorted_count;
    int *place; /* [count] of the run without its last item */
} Runs;

static Runs runs_open(const int *items, int count)
{
    size_t room = (size_t)count + 1;
    return (Runs){.items = items,
                  .count = count,
                  .key = memory_new(room, sizeof(uint64_t)),
                  .sorted = memory_new(room, sizeof(uint64_t)),
                  .place = memory_new(room, sizeof(int))};
}

static void runs_close(Runs *runs)
{
    free(runs->key);
    free(runs->sorted);
    free(runs->place);
}

static int by_key(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

/* Numbers the runs of n items, by the places of those of n - 1. */
static void number_runs(Runs *runs, int n)
{
    runs->sorted_count = 0;
    for (int i = 0; i + n <= runs->count; i++) {
        if (runs->place[i] == NOWHERE)
            continue;
        runs->key[i] = (uint64_t)runs->place[i] << 32 | (uint32_t)runs->items[i + n - 1];
        runs->sorted[runs->sorted_count++] = runs->key[i];
    }
    if (runs->sorted_count > 1)
        qsort(runs->sorted, (size_t)runs->sorted_count, sizeof *runs->sorted, by_key);
}

/* The first place of the key, or NOWHERE. */
static int place_of(const Runs *among, uint64_t key)
{
    int low = 0, high = among->sorted_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (among->sorted[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < among->sorted_count && among->sorted[low] == key ? low : NOWHERE;
}

static void place_runs(Runs *runs, int n, const Runs *among)
{
    for (int i = 0; i + n <= runs->count; i++)
        if (runs->place[i] != NOWHERE)
            runs->place[i] = place_of(among, runs->key[i]);
}

/* Both are sorted: the number of pairs of equal keys, each key used once. */
static long count_shared(const Runs *a, const Runs *b)
{
    long shared = 0;
    for (int i = 0, j = 0; i < a->sorted_count && j < b->sorted_count;) {
        uint64_t first = a->sorted[i], second = b->sorted[j];
        shared += first == second;
        i += first <= second;
        j += second <= first;
    }
    return shared;
}

void overlap_runs(const int *a, int a_count, const int *b, int b_count, int orders, long *shared)
{
    Runs of_a = runs_open(a, a_count), of_b = runs_open(b, b_count);
    for (int n = 1; n <= orders; n++) {
        number_runs(&of_a, n);
        number_runs(&of_b, n);
        shared[n - 1] = count_shared(&of_a, &of_b);
        place_runs(&of_a, n, &of_b);
        place_runs(&of_b, n, &of_b);
    }
    runs_close(&of_a);
    runs_close(&of_b);
}

long overlap_run_count(int count, int n) { return count >= n ? (long)count - n + 1 : 0; }

static long least(long a, long b) { return a < b ? a : b; }

long overlap_edits(const int *a, int a_count, const int *b, int b_count)
{
    /* distance[j]: from the first i items of a to the first j of b; i grows. */
    long *distance = memory_new((size_t)b_count + 1, sizeof *distance);
    for (int j = 0; j <= b_count; j++)
        distance[j] = j;
    for (int i = 1; i <= a_count; i++) {
        long diagonal = distance[0];
        distance[0] = i;
        for (int j = 1; j <= b_count; j++) {
            long replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = distance[j];
            distance[j] = least(replaced, least(distance[j], distance[j - 1]) + 1);
        }
    }
    long edits = distance[b_count];
    free(distance);
    return edits;
}
