/* test.c: the main of every C test: runs what TEST has named, in order. */
#include "test.h"

typedef void (*Function)(void);

enum { TESTS_MOST = 64 };

static struct CMUnitTest tests[TESTS_MOST];
static Function functions[TESTS_MOST], before_all, after_all, before_each, after_each;
static size_t count;
static int unfinished; /* fixtures that a failure has left: cmocka tells of those around all tests, and forgives them */

static int run_fixture(Function function)
{
    unfinished++;
    if (function != NULL)
        function();
    unfinished--;
    return 0;
}

static int run_before_all(void **state) { return (void)state, run_fixture(before_all); }
static int run_after_all(void **state) { return (void)state, run_fixture(after_all); }
static int run_before_each(void **state) { return (void)state, run_fixture(before_each); }
static int run_after_each(void **state) { return (void)state, run_fixture(after_each); }
static void run_named(void **state) { (*(Function *)*state)(); }

void test_add(const char *name, Function test)
{
    if (count == TESTS_MOST)
        abort();
    functions[count] = test;
    tests[count] = (struct CMUnitTest){name, run_named, run_before_each, run_after_each, &functions[count]};
    count++;
}

void test_around_all(Function before, Function after)
{
    before_all = before;
    after_all = after;
}

void test_around_each(Function before, Function after)
{
    before_each = before;
    after_each = after;
}

int main(void)
{
    if (count == 0)
        abort();
    return _cmocka_run_group_tests("tests", tests, count, run_before_all, run_after_all) + unfinished;
}
