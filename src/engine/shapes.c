/* shapes.c: parses a shape string, finds the values of its letters, and compares. */
#include "engine/shapes.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"

/* ---- reading ---- */

enum { REST = '.', SHAPES_MOST = 2 };

/* The extents between two brackets: "3H" is times 3 of letter H, "2" times 2 of no letter. */
typedef struct Pattern {
    int count;
    bool rest; /* one of them is ".." */
    int times[TENSOR_DIMENSIONS];
    char letter[TENSOR_DIMENSIONS]; /* REST for ".." */
    char added[TENSOR_DIMENSIONS];  /* M in "N+M"; else 0 */
} Pattern;

typedef struct Item {
    const char *name; /* not terminated */
    int name_length, count;
    bool optional;
    Pattern shapes[SHAPES_MOST]; /* [count] */
} Item;

/* text: behind the opening bracket. Returns what follows the closing one. */
static const char *read_pattern(const char *text, Pattern *pattern)
{
    *pattern = (Pattern){0};
    while (*text != ']') {
        assert(pattern->count < TENSOR_DIMENSIONS);
        int i = pattern->count++, number = 0;
        for (; isdigit((unsigned char)*text); text++)
            number = 10 * number + (*text - '0');
        pattern->times[i] = number > 0 ? number : 1;
        if (isupper((unsigned char)*text))
            pattern->letter[i] = *text++;
        if (*text == '+') {
            pattern->added[i] = text[1];
            text += 2;
        }
        if (strncmp(text, "..", 2) == 0) {
            pattern->letter[i] = REST;
            pattern->rest = true;
            text += 2;
        }
        text += *text == ',';
    }
    return text + 1;
}

/* "NAME [..]", then " or [..]", " or NAME [..]" or " or none". Returns what follows. */
static const char *read_item(const char *text, Item *item)
{
    *item = (Item){.name = text};
    const char *bracket = strchr(text, '[');
    item->name_length = (int)(bracket - text) - 1;
    for (bool more = true; more;) {
        assert(item->count < SHAPES_MOST);
        text = read_pattern(bracket + 1, &item->shapes[item->count++]);
        more = strncmp(text, " or ", 4) == 0;
        if (more && strncmp(text, " or none", 8) == 0) {
            item->optional = true;
            return text + 8;
        }
        bracket = more ? strchr(text, '[') : NULL;
    }
    return text;
}

static bool ends_item(const char *text) { return *text == '\0' || *text == ',' || strncmp(text, " ->", 3) == 0; }

/* The tensors before the arrow. */
static int read_items(const char *text, Item *items)
{
    int count = 0;
    while (strncmp(text, "-> ", 3) != 0) {
        const char *end = text;
        while (!ends_item(end) && *end != '[')
            end++;
        if (*end == '[') {
            assert(count < TAPE_INPUTS);
            end = read_item(text, &items[count++]);
        }
        assert(*end == ',' || *end == ' ');
        text = end + 1 + (*end == ',');
    }
    return count;
}

/* ---- values of the letters ---- */

/* How many extents of the tensor ".." must match; below 0 if there are too few. */
static int rest_in(const Pattern *pattern, int rank)
{
    return pattern->rest ? rank - (pattern->count - 1) : rank == pattern->count ? 0 : -1;
}

static bool may_be(const Pattern *pattern, int rank, const Extents *known)
{
    int rest = rest_in(pattern, rank);
    return rest >= 0 && (!pattern->rest || !known->rest_known || rest == known->rest_count);
}

/* Learns the letters that are not known yet, and notes which item they are from; multiples: from "3H" too. */
static void learn(const Pattern *pattern, const Tensor *tensor, bool multiples, Extents *extents, int item, int *sources)
{
    for (int i = 0, dimension = 0; i < pattern->count; i++) {
        char letter = pattern->letter[i];
        if (letter == REST) {
            int rest = rest_in(pattern, tensor->rank);
            if (!extents->rest_known) {
                extents->rest_known = true;
                extents->rest_count = rest;
                memcpy(extents->rest, tensor->shape + dimension, (size_t)rest * sizeof(int));
                sources[0] = item;
            }
            dimension += rest;
            continue;
        }
        if (letter != '\0' && (pattern->times[i] == 1 || multiples) && extent(extents, letter) == 0) {
            extents->of[letter - 'A'] = tensor->shape[dimension] / pattern->times[i];
            sources[letter - 'A' + 1] = item;
        }
        dimension++;
    }
}

/* The shape of a pattern: an extent is 0 if its letter is not known. Returns the rank, or -1 if that of ".." is not
 * known. */
static int shape_of(const Pattern *pattern, const Extents *extents, int *shape)
{
    int rank = 0;
    for (int i = 0; i < pattern->count; i++) {
        char letter = pattern->letter[i];
        if (letter == REST && !extents->rest_known)
            return -1;
        for (int k = 0; letter == REST && k < extents->rest_count; k++)
            shape[rank++] = extents->rest[k];
        if (letter != REST)
            shape[rank++] = pattern->times[i] * (letter != '\0' ? extent(extents, letter) : 1) +
                (pattern->added[i] != '\0' ? extent(extents, pattern->added[i]) : 0);
    }
    return rank;
}

static bool fits_pattern(const Pattern *pattern, const Tensor *tensor, const Extents *extents)
{
    int wanted[2 * TENSOR_DIMENSIONS];
    bool fits = shape_of(pattern, extents, wanted) == tensor->rank;
    for (int i = 0; fits && i < tensor->rank; i++)
        fits = wanted[i] == 0 || wanted[i] == tensor->shape[i];
    return fits;
}

static bool fits_item(const Item *item, const Tensor *tensor, const Extents *extents)
{
    for (int i = 0; i < item->count; i++)
        if (fits_pattern(&item->shapes[i], tensor, extents))
            return true;
    return false;
}

/* ---- error messages ---- */

/* "[2, 3, N]": unknown letters stay as in the string. */
static int write_pattern(char *out, size_t room, const Pattern *pattern, const Extents *extents)
{
    size_t used = (size_t)snprintf(out, room, "[");
    for (int i = 0; i < pattern->count; i++) {
        int shape[2 * TENSOR_DIMENSIONS];
        Pattern one = {1, false, {pattern->times[i]}, {pattern->letter[i]}, {pattern->added[i]}};
        int rank = shape_of(&one, extents, shape);
        if (rank < 0)
            used += (size_t)snprintf(out + used, room - used, used > 1 ? ", .." : "..");
        for (int k = 0; k < rank; k++) {
            used += (size_t)snprintf(out + used, room - used, used > 1 ? ", " : "");
            if (shape[k] > 0)
                used += (size_t)snprintf(out + used, room - used, "%d", shape[k]);
            else if (one.times[0] > 1)
                used += (size_t)snprintf(out + used, room - used, "%d%c", one.times[0], one.letter[0]);
            else
                used += (size_t)snprintf(out + used, room - used, "%c", one.letter[0]);
        }
    }
    return (int)used + snprintf(out + used, room - used, "]");
}

/* The input that the item's extents are known from: of one that does not fit, if there is; -1: none. */
static int reason_for(const Item *item, int number, const Tensor *tensor, const Extents *extents, const int *sources)
{
    const Pattern *pattern = &item->shapes[0];
    int reason = -1, rest = rest_in(pattern, tensor->rank);
    const int *shape = tensor->shape;
    for (int i = 0; i < pattern->count; i++) {
        char letter = pattern->letter[i];
        int size = letter == REST ? rest : 1,
            source = letter != '\0' ? sources[letter == REST ? 0 : letter - 'A' + 1] : -1;
        bool same = rest >= 0 &&
            (letter == REST ? memcmp(shape, extents->rest, (size_t)rest * sizeof(int)) == 0
                            : letter == '\0' || *shape == pattern->times[i] * extent(extents, letter));
        if (source >= 0 && source != number) {
            if (rest >= 0 && !same)
                return source;
            reason = reason < 0 ? source : reason;
        }
        shape += rest >= 0 ? size : 0;
    }
    return reason;
}

static void refuse(Tape *tape, const Operation *operation, const Item *items, int number, Tensor *const *inputs,
                   const Extents *extents, const int *sources)
{
    const Item *item = &items[number];
    char is[TENSOR_TEXT], wanted[3 * TENSOR_TEXT], other[TENSOR_TEXT];
    int used = 0, reason = reason_for(item, number, inputs[number], extents, sources);
    for (int i = 0; i < item->count; i++) {
        used += i > 0 ? snprintf(wanted + used, sizeof wanted - (size_t)used, TEXT(" or ", " 또는 ")) : 0;
        used += write_pattern(wanted + used, sizeof wanted - (size_t)used, &item->shapes[i], extents);
    }
    tensor_shape_text(inputs[number], is);
    if (reason < 0)
        tape_fail(tape,
                  TEXT("%s: %.*s has the shape %s; it has to be %s", "%s: %.*s의 모양이 %s입니다. %s 모양이어야 합니다"),
                  operation->name, item->name_length, item->name, is, wanted);
    else
        tape_fail(tape,
                  TEXT("%1$s: %2$.*3$s has the shape %4$s; it has to be %5$s to fit %6$.*7$s %8$s",
                       "%1$s: %2$.*3$s의 모양이 %4$s입니다. %6$.*7$s %8$s에 맞추려면 %5$s 모양이어야 합니다"),
                  operation->name, item->name, item->name_length, is, wanted, items[reason].name,
                  items[reason].name_length, tensor_shape_text(inputs[reason], other));
}

/* ---- for operations ---- */

/* The number of the first input that does not fit, or -1. */
static int first_wrong(const Item *items, int count, Tensor *const *inputs, Extents *extents, int *sources)
{
    for (int i = 0; i <= 'Z' - 'A' + 1; i++)
        sources[i] = -1;
    /* Learns the letters from tensors with many dimensions first, so that an error blames a bias of the wrong length, not
     * its weight. In two passes: H is taken from "3H" only if no other shape has it. */
    for (int rank = 2 * TENSOR_DIMENSIONS; rank >= 1; rank--)
        for (int i = 0; i < count; i++) {
            if (inputs[i] == NULL || inputs[i]->rank != (rank - 1) % TENSOR_DIMENSIONS + 1)
                continue;
            int k = 0;
            while (k < items[i].count && !may_be(&items[i].shapes[k], inputs[i]->rank, extents))
                k++;
            if (k < items[i].count)
                learn(&items[i].shapes[k], inputs[i], rank <= TENSOR_DIMENSIONS, extents, i, sources);
        }
    for (int i = 0; i < count; i++)
        if (inputs[i] != NULL && !fits_item(&items[i], inputs[i], extents))
            return i;
    return -1;
}

bool shapes_fit(Tape *tape, const Operation *operation, Tensor *const *inputs, Extents *extents)
{
    Item items[TAPE_INPUTS];
    int count = read_items(operation->shapes, items), sources['Z' - 'A' + 2];
    if (tape_error(tape) != NULL)
        return false;
    for (int i = 0; i < count; i++)
        if (inputs[i] == NULL && !items[i].optional)
            return false;
    int wrong = first_wrong(items, count, inputs, extents, sources);
    if (wrong >= 0)
        refuse(tape, operation, items, wrong, inputs, extents, sources);
    return wrong < 0;
}

/* False if the text behind the arrow is words. */
static bool result_pattern(const Operation *operation, Pattern *pattern)
{
    const char *result = strstr(operation->shapes, "-> ") + 3;
    if (*result == '[')
        read_pattern(result + 1, pattern);
    return *result == '[';
}

Tensor *shapes_result(Tape *tape, const Operation *operation, const Extents *extents)
{
    Pattern pattern;
    int shape[2 * TENSOR_DIMENSIONS],
        rank = result_pattern(operation, &pattern) ? shape_of(&pattern, extents, shape) : -1;
    if (rank > TENSOR_DIMENSIONS)
        return tape_fail(tape,
                         TEXT("%s: the result would have %d dimensions; a tensor has at most %d",
                              "%s: 결과가 %d차원이 됩니다. 텐서는 %d차원까지 쓸 수 있습니다"),
                         operation->name, rank, TENSOR_DIMENSIONS);
    return tape_tensor(tape, rank, shape);
}

Tensor *checked_result(Tape *tape, const Operation *operation, Tensor *const *inputs)
{
    Extents extents = {0};
    return shapes_fit(tape, operation, inputs, &extents) ? shapes_result(tape, operation, &extents) : NULL;
}

bool shapes_hold(const TapeNote *note)
{
    Item items[TAPE_INPUTS];
    Extents extents = {0};
    Pattern result;
    int count = read_items(note->operation->shapes, items), sources['Z' - 'A' + 2];
    bool fits = first_wrong(items, count, note->inputs, &extents, sources) < 0;
    return fits && (!result_pattern(note->operation, &result) || fits_pattern(&result, note->output, &extents));
}
