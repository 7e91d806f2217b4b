/* test.h: what every C test includes: cmocka with what it wants before it, the usual headers, and TEST. The program's main
 * stands in test.c and runs the tests in the order in which they stand in the file. */
#ifndef SEQLAB_TESTS_TEST_H
#define SEQLAB_TESTS_TEST_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

/* TEST(name) { ... } is a test of that name; nothing else has to know it. */
#define TEST(name) TEST_FUNCTION(name, test_add(#name, name))

/* What runs before and after all tests of the program, or before and after each: names of functions, or NULL. */
#define AROUND_ALL(before, after) TEST_FIXTURE(around_all, test_around_all(before, after))
#define AROUND_EACH(before, after) TEST_FIXTURE(around_each, test_around_each(before, after))

static inline Random seeded(uint64_t seed)
{
    Random random;
    random_seed(&random, seed);
    return random;
}

void test_add(const char *name, void (*test)(void));
void test_around_all(void (*before)(void), void (*after)(void));
void test_around_each(void (*before)(void), void (*after)(void));

#define TEST_FIXTURE(name, call)                                        \
    __attribute__((constructor)) static void name##_is_known(void) \
    {                                                                   \
        call;                                                           \
    }                                                                   \
    _Static_assert(1, "a semicolon follows")

#define TEST_FUNCTION(name, call) \
    static void name(void);       \
    TEST_FIXTURE(name, call);     \
    static void name(void)

#endif
