/* tasks.c: sequences to copy, to reverse and to sort. */
#include "text/tasks.h"

#include <assert.h>
#include <stdint.h>

#include "base/unicode.h"

/* 14 plain consonants with 10 vowels: 가 나 다 ... 하, 거 너 더 ... Numbers count as Unicode does, where the code of
 * a syllable is 0xAC00 + (consonant * 21 + vowel) * 28. */
static const int consonants[] = {0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 15, 16, 17, 18};
static const int vowels[] = {0, 4, 8, 13, 18, 20, 1, 5, 2, 6};

enum { CONSONANTS = sizeof consonants / sizeof consonants[0] };

static uint32_t syllable(int index)
{
    return 0xAC00 + (uint32_t)(consonants[index % CONSONANTS] * 21 + vowels[index / CONSONANTS]) * 28;
}

static uint32_t symbol_code(int index)
{
    if (index < 26)
        return 'a' + (uint32_t)index;
    if (index < 52)
        return 'A' + (uint32_t)index - 26;
    if (index < 62)
        return '0' + (uint32_t)index - 52;
    return syllable(index - 62);
}

void task_symbol(int index, char *out)
{
    assert(index >= 0 && index < TASK_SYMBOLS_MOST);
    out[utf8_encode(symbol_code(index), out)] = '\0';
}

void task_source(int symbols, int length, Random *random, int *source)
{
    for (int i = 0; i < length; i++)
        source[i] = (int)random_below(random, (uint32_t)symbols);
}

/* By counting: how many symbols are smaller tells where the first of each goes. */
static void sort_partners(const int *source, int length, int *partner)
{
    int place[TASK_SYMBOLS_MOST + 1] = {0};
    for (int i = 0; i < length; i++)
        place[source[i] + 1]++;
    for (int symbol = 0; symbol < TASK_SYMBOLS_MOST; symbol++)
        place[symbol + 1] += place[symbol];
    for (int i = 0; i < length; i++)
        partner[place[source[i]]++] = i;
}

void task_answer(TaskKind kind, const int *source, int length, int *target, int *partner)
{
    if (kind == TASK_SORT)
        sort_partners(source, length, partner);
    else
        for (int i = 0; i < length; i++)
            partner[i] = kind == TASK_COPY ? i : length - 1 - i;
    for (int i = 0; i < length; i++)
        target[i] = source[partner[i]];
}
