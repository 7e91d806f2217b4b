/* random.h: seeded random numbers (xoshiro256++, Blackman and Vigna 2019). The same seed gives the same numbers on
 * every machine. The state is plain data: copy it to branch, save it to resume. */
#ifndef SEQLAB_BASE_RANDOM_H
#define SEQLAB_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct Random { uint64_t state[4]; } Random;

void random_seed(Random *random, uint64_t seed);          /* splitmix64 fills the state */
uint64_t random_next(Random *random);                     /* 64 random bits */
uint32_t random_below(Random *random, uint32_t bound);    /* 0 .. bound - 1, without bias; bound > 0 */
int random_between(Random *random, int low, int high);    /* low .. high, both included */
double random_uniform(Random *random);                    /* [0, 1) with 53 bits */
double random_normal(Random *random);                     /* mean 0, deviation 1 */

/* A generator for one purpose: the same (seed, purpose) always gives the same stream; purposes never share one. */
void random_seed_for(Random *random, uint64_t seed, const char *purpose);

/* A 64-bit hash of bytes (FNV-1a, then mixed), the same on every machine: data splits depend on it. */
uint64_t hash_bytes(const void *bytes, size_t count, uint64_t seed);
/* Of two numbers: no two pairs have the same hash. */
uint64_t hash_pair(int left, int right);
/* Numbers of 64 bits in rising order, for qsort. */
int compare_hashes(const void *left, const void *right);

#endif
