/* gradient_gate.c: see gradient_gate.h.
 *
 * The difference quotient reads the loss at four points, not two: its own error falls with the fourth power of the
 * distance, so that the distance can be large enough for rounding not to matter. Each gradient is taken in three
 * ways, as a backward function has three situations to get right. */
#include "gradient_gate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/batch.h"
#include "engine/op.h"
#include "engine/shapes.h"

enum { ROUNDS = 6, SEED = 20150901 };
static const double distance = 1e-3, allowed = 1e-6, smallest = 1e-4;

typedef enum {
    WAY_ADDED,   /* inputs are parameters whose gradients hold something: it has to be added to */
    WAY_UNSET,   /* inputs are the tape's own, whose gradient memory holds nothing yet */
    WAY_TWICE,   /* the operation is used twice with the same inputs: the second one adds to the first */
    WAYS
} Way;
static const char *const way_names[WAYS] = {"added to a gradient", "into an unset gradient", "used twice"};

int gate_size(GradientSetup *setup, int low, int high)
{
    int size = random_between(&setup->random, low, high);
    if (setup->round % 3 == 1)
        return low;
    return setup->round % 3 == 2 && size % 2 == 0 && size > low ? size - 1 : size;
}

void gate_input(GradientSetup *setup, int rank, int a, int b, int c, int d)
{
    char name[] = {(char)('a' + setup->parameters.count), '\0'};
    parameters_add(&setup->parameters, name, rank, (int[]){a, b, c, d}, (Start){START_UNIFORM, 1}, &setup->random);
}

void gate_ids(GradientSetup *setup, int count, int V)
{
    for (int i = 0; i < count; i++)
        setup->ids[i] = random_below(&setup->random, 4) == 0 ? TOKEN_PAD : random_between(&setup->random, 1, V - 1);
}

void gate_lengths(GradientSetup *setup, int count, int longest)
{
    for (int i = 0; i < count; i++)
        setup->lengths[i] = random_between(&setup->random, 1, longest);
    setup->lengths[random_below(&setup->random, (uint32_t)count)] = longest;
}

/* The sum of result * weights, with the same weights each time. */
static Tensor *weigh(Tape *tape, Tensor *result)
{
    if (result == NULL)
        return NULL;
    Random random;
    random_seed(&random, SEED);
    size_t count = tensor_count(result);
    real *weights = arena_alloc(tape_arena(tape), count * sizeof *weights);
    for (size_t i = 0; i < count; i++)
        weights[i] = random_uniform(&random) + 0.5;
    return op_sum(tape, op_multiply(tape, result, tape_constant(tape, result->rank, result->shape, weights)));
}

static Tensor *loss_of(Tape *tape, const GradientCase *one, GradientSetup *setup, Way way)
{
    for (int i = 0; i < setup->parameters.count; i++) {
        setup->inputs[i] = tape_parameter(tape, &setup->parameters, i);
        if (way == WAY_UNSET)
            setup->inputs[i] = op_scale(tape, setup->inputs[i], 1);
    }
    Tensor *loss = weigh(tape, one->apply(tape, setup));
    return way == WAY_TWICE ? op_add(tape, loss, weigh(tape, one->apply(tape, setup))) : loss;
}

static double value_of(Tape *tape, const GradientCase *one, GradientSetup *setup)
{
    tape_reset(tape, false);
    return loss_of(tape, one, setup, WAY_ADDED)->value[0];
}

/* d loss / d (input number i), from the loss at four points around it. */
static double difference(Tape *tape, const GradientCase *one, GradientSetup *setup, size_t i)
{
    real *place = &setup->parameters.value[i];
    const real before = *place;
    const double steps[] = {-2, -1, 1, 2}, weights[] = {1, -8, 8, -1};
    double sum = 0;
    for (int k = 0; k < 4; k++) {
        *place = before + steps[k] * distance;
        parameters_changed(&setup->parameters);
        sum += weights[k] * value_of(tape, one, setup);
    }
    *place = before;
    return sum / (12 * distance);
}

static bool report_wrong(Buffer *report, const GradientCase *one, const GradientSetup *setup, Way way, size_t i,
                         double said, double found)
{
    const Parameters *all = &setup->parameters;
    int which = 0;
    while (which + 1 < all->count && i >= all->list[which + 1].offset)
        which++;
    Tensor input = parameters_tensor(all, which, -1);
    char shape[TENSOR_TEXT];
    buffer_format(report, "%s (%s), round %d, %s: input %d %s, number %zu: backward %.12g, difference %.12g\n",
                  one->operation, one->name, setup->round, way_names[way], which,
                  tensor_shape_text(&input, shape), i - all->list[which].offset, said, found);
    return false;
}

/* Compares one way's gradients with the differences found. */
static bool check_way(Tape *tape, const GradientCase *one, GradientSetup *setup, Way way, const double *found,
                      Buffer *report)
{
    const double held = 0.375;
    Parameters *all = &setup->parameters;
    for (size_t i = 0; i < all->total; i++)
        all->gradient[0][i] = way == WAY_ADDED ? held : 0;
    tape_reset(tape, true);
    Tensor *loss = loss_of(tape, one, setup, way);
    tape_backward(tape, loss, 1);
    for (size_t i = 0; i < all->total; i++) {
        double said = all->gradient[0][i] - (way == WAY_ADDED ? held : 0);
        double expected = way == WAY_TWICE ? 2 * found[i] : found[i];
        double size = fmax(smallest, fmax(fabs(said), fabs(expected)));
        if (!(fabs(said - expected) <= allowed * size)) /* written so that NaN fails */
            return report_wrong(report, one, setup, way, i, said, expected);
    }
    return true;
}

static bool check_round(const GradientCase *one, int round, Buffer *report)
{
    GradientSetup setup = {.round = round, .cell = cell_find(one->operation)};
    random_seed_for(&setup.random, SEED + (uint64_t)round, one->name);
    one->prepare(&setup);
    parameters_allocate(&setup.parameters, 1);
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    bool right = loss_of(tape, one, &setup, WAY_ADDED) != NULL;
    if (!right)
        buffer_format(report, "%s (%s), round %d: %s\n", one->operation, one->name, round,
                      tape_error(tape)->message);
    double *found = calloc(setup.parameters.total + 1, sizeof *found);
    for (size_t i = 0; right && i < setup.parameters.total; i++)
        found[i] = difference(tape, one, &setup, i);
    for (int way = 0; right && way < WAYS; way++)
        right = check_way(tape, one, &setup, (Way)way, found, report);
    free(found);
    tape_close(tape);
    parameters_free(&setup.parameters);
    return right;
}

/* Does the case use the operation whose name it carries? A case with a wrong name would prove nothing. And are the
 * shapes of all operations that it uses as their strings say? */
static bool is_what_it_says(const GradientCase *one, Buffer *report)
{
    GradientSetup setup = {.cell = cell_find(one->operation)};
    random_seed_for(&setup.random, SEED, one->name);
    one->prepare(&setup);
    parameters_allocate(&setup.parameters, 1);
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    for (int i = 0; i < setup.parameters.count; i++)
        setup.inputs[i] = tape_parameter(tape, &setup.parameters, i);
    one->apply(tape, &setup);
    bool used = false, true_to_shapes = true;
    for (int i = 0; i < tape_note_count(tape); i++) {
        const TapeNote *note = tape_note(tape, i);
        used = used || strcmp(note->operation->name, one->operation) == 0;
        true_to_shapes = true_to_shapes && shapes_hold(note);
        if (!shapes_hold(note))
            buffer_format(report, "%s (%s): the shapes are not %s\n", note->operation->name, one->name, note->operation->shapes);
    }
    if (!used)
        buffer_format(report, "%s (%s): the case does not use this operation\n", one->operation, one->name);
    tape_close(tape);
    parameters_free(&setup.parameters);
    return used && true_to_shapes;
}

static bool has_case(const char *operation, const GradientCase *const *cases, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(cases[i]->operation, operation) == 0)
            return true;
    return false;
}

bool gradient_gate(const GradientCase *const *cases, int count, Buffer *report)
{
    bool right = true;
    for (int i = 0; i < count; i++) {
        right = is_what_it_says(cases[i], report) && right;
        for (int round = 0; round < ROUNDS; round++)
            right = check_round(cases[i], round, report) && right;
    }
    int operation_count;
    const Operation *const *list = operations(&operation_count);
    for (int i = 0; i < operation_count; i++) {
        if (has_case(list[i]->name, cases, count))
            continue;
        buffer_format(report, "%s: no case checks the gradient of this operation\n", list[i]->name);
        right = false;
    }
    return right;
}
