/* test_engine_allocation.c: a training step in its steady state asks the system for no memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "allocation_count.h"
#include "base/memory.h"
#include "engine/optimiser.h"
#include "small_network.h"

static long calls_in_step(Tape *tape, Parameters *parameters, Optimiser *optimiser)
{
    double norm;
    long before = allocation_count();
    tape_reset(tape, true);
    parameters_zero_gradients(parameters);
    tape_backward(tape, network_loss(tape, parameters, 0), 1);
    parameters_sum_gradients(parameters);
    optimiser_step(optimiser, parameters, 0.01, 1, &norm);
    return allocation_count() - before;
}

static void a_steady_step_asks_for_no_memory(void **state)
{
    (void)state;
    for (OptimiserKind kind = OPTIMISER_ADAM; kind <= OPTIMISER_SGD; kind++) {
        Parameters parameters;
        network_open(&parameters, 2);
        Optimiser optimiser;
        optimiser_open(&optimiser, &parameters, &(OptimiserOptions){.kind = kind, .momentum = 0.9});
        Tape *tape = tape_open(0);
        assert_true(calls_in_step(tape, &parameters, &optimiser) > 0); /* the first one does: the count works */
        for (int i = 0; i < 20; i++)
            assert_int_equal(calls_in_step(tape, &parameters, &optimiser), 0);
        tape_close(tape);
        optimiser_close(&optimiser);
        parameters_free(&parameters);
    }
}

static void a_planted_allocation_is_counted(void **state)
{
    (void)state;
    long before = allocation_count();
    void *memory = memory_new(1, 8);
    assert_int_equal(allocation_count() - before, 1);
    memory = memory_resize(memory, 2, 8);
    assert_int_equal(allocation_count() - before, 2);
    free(memory);
    assert_int_equal(allocation_count() - before, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_step_asks_for_no_memory),
        cmocka_unit_test(a_planted_allocation_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
