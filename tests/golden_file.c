/* golden_file.c: see golden_file.h. A file is lines of
 *
 *     name 3 4 :
 *       12 numbers, on as many lines as they need
 *
 * and comments, which begin with #. */
#include "golden_file.h"
#include "test.h"

static const double allowed = 1e-4; /* of the expected number */

static FILE *open_file(const char *name)
{
    const char *source = getenv("SEQLAB_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/golden/%s.txt", source != NULL ? source : ".", name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s cannot be read", path);
    return file;
}

/* The extents after the name, up to the colon. */
static bool read_shape(FILE *file, GoldenArray *array)
{
    array->count = 1;
    while (array->rank < TENSOR_DIMENSIONS && fscanf(file, "%d", &array->shape[array->rank]) == 1)
        array->count *= (size_t)array->shape[array->rank++];
    char colon[2] = "";
    return array->rank > 0 && array->count > 0 && fscanf(file, " %1[:]", colon) == 1;
}

static bool read_array(FILE *file, GoldenArray *array)
{
    *array = (GoldenArray){0};
    if (fscanf(file, " %63[^ \n]", array->name) != 1)
        return false;
    if (!read_shape(file, array))
        fail_msg("%s has no shape", array->name);
    array->numbers = calloc(array->count, sizeof *array->numbers);
    for (size_t i = 0; i < array->count; i++)
        if (fscanf(file, "%lf", &array->numbers[i]) != 1)
            fail_msg("%s ends after %zu of %zu numbers", array->name, i, array->count);
    return true;
}

Golden golden_open(const char *name)
{
    Golden golden = {0};
    snprintf(golden.name, sizeof golden.name, "%s", name);
    FILE *file = open_file(name);
    while (fscanf(file, " #%*[^\n]") != EOF) {
        GoldenArray array;
        if (!read_array(file, &array))
            break;
        golden.arrays = realloc(golden.arrays, (size_t)(golden.count + 1) * sizeof *golden.arrays);
        golden.arrays[golden.count++] = array;
    }
    fclose(file);
    assert_true(golden.count > 0);
    return golden;
}

void golden_close(Golden *golden)
{
    for (int i = 0; i < golden->count; i++)
        free(golden->arrays[i].numbers);
    free(golden->arrays);
}

const GoldenArray *golden_find(const Golden *golden, const char *name)
{
    for (int i = 0; i < golden->count; i++)
        if (strcmp(golden->arrays[i].name, name) == 0)
            return &golden->arrays[i];
    return NULL;
}

const GoldenArray *golden_array(const Golden *golden, const char *name)
{
    const GoldenArray *array = golden_find(golden, name);
    if (array == NULL)
        fail_msg("%s.txt has no %s", golden->name, name);
    return array;
}

void golden_integers(const Golden *golden, const char *name, int *out, size_t most)
{
    const GoldenArray *array = golden_array(golden, name);
    assert_true(array->count <= most);
    for (size_t i = 0; i < array->count; i++)
        out[i] = (int)array->numbers[i];
}

bool golden_agrees(const GoldenArray *array, const real *numbers, double smallest, Buffer *report)
{
    for (size_t i = 0; i < array->count; i++) {
        double expected = array->numbers[i], found = numbers[i];
        if (fabs(found - expected) <= fmax(smallest, allowed * fabs(expected)))
            continue;
        if (report != NULL)
            buffer_format(report, "%s, number %zu: %.9g instead of %.9g", array->name, i, found, expected);
        return false;
    }
    return true;
}

void golden_expect(const Golden *golden, const char *name, const real *numbers, size_t count, double smallest)
{
    const GoldenArray *array = golden_array(golden, name);
    assert_int_equal(array->count, count);
    Buffer report = {0};
    if (!golden_agrees(array, numbers, smallest, &report))
        fail_msg("%s: %s", golden->name, buffer_text(&report));
    buffer_free(&report);
}
