/* golden_file.h: named arrays of numbers that another program computed (scripts/peers/golden.py), and whether
 * ours agree with them. */
#ifndef SEQLAB_TESTS_GOLDEN_FILE_H
#define SEQLAB_TESTS_GOLDEN_FILE_H

#include "base/buffer.h"
#include "engine/tensor.h"

typedef struct GoldenArray {
    char name[64];
    int rank;
    int shape[TENSOR_DIMENSIONS];
    size_t count;
    double *numbers;
} GoldenArray;

typedef struct Golden {
    char name[64];
    int count;
    GoldenArray *arrays;
} Golden;

/* Reads tests/golden/NAME.txt. What is wrong with the file fails the test. */
Golden golden_open(const char *name);
void golden_close(Golden *golden);

/* NULL when there is none. */
const GoldenArray *golden_find(const Golden *golden, const char *name);
/* Fails the test when there is none. */
const GoldenArray *golden_array(const Golden *golden, const char *name);
/* The array as integers, of which there are at most so many. */
void golden_integers(const Golden *golden, const char *name, int *out, size_t most);

/* What always counts as equal. Adam divides a gradient by its own usual size, and so makes the rounding of a tiny
 * gradient as large as the others' steps: trained numbers have drifted a little. */
#define GOLDEN_COMPUTED 1e-6
#define GOLDEN_TRAINED 1e-4

/* Whether numbers agree with all of the array: to 1e-4 of each, or to `smallest` where that is more. NaN never does.
 * report, which may be NULL, tells the first that does not. */
bool golden_agrees(const GoldenArray *array, const real *numbers, double smallest, Buffer *report);

/* Fails the test unless the array has count numbers and all agree. */
void golden_expect(const Golden *golden, const char *name, const real *numbers, size_t count, double smallest);

#endif
