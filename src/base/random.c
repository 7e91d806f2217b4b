/* random.c: xoshiro256++, and the distributions made from its bits. */
#include "base/random.h"

#include <math.h>
#include <string.h>

static uint64_t rotate(uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }

/* The finishing steps of splitmix64 (Steele, Lea and Flood 2014): neighbours end far apart, and no two together. */
static uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

void random_seed(Random *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        seed += UINT64_C(0x9e3779b97f4a7c15);
        random->state[i] = mix(seed);
    }
}

void random_seed_for(Random *random, uint64_t seed, const char *purpose)
{
    random_seed(random, hash_bytes(purpose, strlen(purpose), seed));
}

uint64_t random_next(Random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[0] + s[3], 23) + s[0];
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

/* Lemire's method: the high half of a product, redrawn in the few cases that would favour small numbers. */
uint32_t random_below(Random *random, uint32_t bound)
{
    uint32_t unfair = (uint32_t)(-bound) % bound;
    for (;;) {
        uint64_t product = (random_next(random) >> 32) * bound;
        if ((uint32_t)product >= unfair)
            return (uint32_t)(product >> 32);
    }
}

int random_between(Random *random, int low, int high)
{
    return low + (int)random_below(random, (uint32_t)(high - low) + 1);
}

double random_uniform(Random *random) { return (double)(random_next(random) >> 11) * 0x1.0p-53; }

double random_normal(Random *random)
{
    double radius = sqrt(-2.0 * log(1.0 - random_uniform(random)));
    return radius * cos(6.283185307179586 * random_uniform(random));
}

uint64_t hash_bytes(const void *bytes, size_t count, uint64_t seed)
{
    const unsigned char *next = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ mix(seed + 1);
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ next[i]) * UINT64_C(0x100000001b3);
    return mix(hash);
}

int compare_hashes(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

uint64_t hash_pair(int left, int right) { return mix((uint64_t)(uint32_t)left << 32 | (uint32_t)right); }
