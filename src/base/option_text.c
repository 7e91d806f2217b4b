/* option_text.c: options as text, and conditions under which they apply. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"

static long whole_of(const void *field, size_t size)
{
    long value;
    if (size == sizeof(int))
        return *(const int *)field;
    memcpy(&value, field, sizeof value);
    return value;
}

static int choice_of(const OptionPlace *place, const void *base)
{
    const Option *option = place->option;
    return option->chosen != NULL ? option->chosen((const char *)base + place->offset)
                                  : (int)whole_of(option_field(place, base), option->size);
}

/* ---- values ---- */

void option_text(const OptionPlace *place, const void *base, Buffer *out)
{
    const void *field = option_field(place, base);
    const Wholes *wholes = field;
    const int *ends = field;
    char name[CHOICE_LENGTH];
    switch (place->option->type) {
    case OPTION_TEXT:
        if (*(const char *const *)field != NULL)
            buffer_add(out, *(const char *const *)field);
        break;
    case OPTION_WHOLE: buffer_format(out, "%ld", whole_of(field, place->option->size)); break;
    case OPTION_NUMBER: /* as short as it comes back to the last bit */
        snprintf(name, sizeof name, "%.15g", *(const double *)field);
        if (strtod(name, NULL) != *(const double *)field)
            snprintf(name, sizeof name, "%.17g", *(const double *)field);
        buffer_add(out, name);
        break;
    case OPTION_YES_NO: buffer_add(out, *(const bool *)field ? "yes" : "no"); break;
    case OPTION_CHOICE:
        if (choice_of(place, base) >= 0 && option_choice(place->option, choice_of(place, base), name))
            buffer_add(out, name);
        break;
    case OPTION_RANGE:
        if (ends[0] != 0)
            buffer_format(out, "%d..", ends[0]);
        if (ends[0] == 0 || ends[1] != 0)
            buffer_format(out, "%d", ends[1]);
        break;
    case OPTION_WHOLES:
        for (int i = 0; i < wholes->count && i <= WHOLES_MOST; i++) /* one too many is seen */
            buffer_format(out, "%s%d", i > 0 ? "," : "", wholes->value[i < WHOLES_MOST ? i : WHOLES_MOST - 1]);
    }
}

/* ---- conditions ---- */

/* Whether the option of this name has one of the values "a|b"; "..." is any. */
static bool has_value(const OptionList *list, const void *base, const char *name, size_t name_length, const char *values,
                      size_t length)
{
    bool has = false;
    Buffer text = {0};
    for (int i = 0; i < list->count; i++)
        if (strlen(list->at[i].option->name) == name_length && memcmp(list->at[i].option->name, name, name_length) == 0)
            option_text(&list->at[i], base, &text);
    if (length == 3 && memcmp(values, "...", 3) == 0)
        has = text.length > 0;
    for (size_t from = 0; !has && from <= length && text.length > 0;) {
        size_t word = strcspn(values + from, "|, ");
        has = word == text.length && memcmp(values + from, buffer_text(&text), word) == 0;
        from += word + 1;
    }
    buffer_free(&text);
    return has;
}

/* "kind=transformer|causal", or with several names of which one must have the value:
 * "source_tokens|target_tokens=subword"; or several of these, of which one must hold: "task=copy|sort,tasks=...". */
static bool holds(const OptionList *list, const void *base, const char *condition, size_t length)
{
    size_t first = strcspn(condition, ", ");
    const char *values = condition + strcspn(condition, "=") + 1;
    for (const char *name = condition; name < values; name += strcspn(name, "|=") + 1)
        if (has_value(list, base, name, strcspn(name, "|="), values, first - (size_t)(values - condition)))
            return true;
    return first < length && holds(list, base, condition + first + 1, length - first - 1);
}

static const char *conditions(const Option *option)
{
    return option->condition != NULL ? option->condition(option->name) : option->applies;
}

/* The first of the conditions that does not hold, and its length; NULL: all do. */
static const char *unmet(const OptionList *list, int index, const void *base, size_t *length)
{
    const char *at = conditions(list->at[index].option);
    for (; at != NULL && *at != '\0'; at += *length + (at[*length] == ' ')) {
        *length = strcspn(at, " ");
        if (!holds(list, base, at, *length))
            return at;
    }
    return NULL;
}

bool option_applies(const OptionList *list, int index, const void *base)
{
    size_t length;
    return unmet(list, index, base, &length) == NULL;
}

/* Of several names the first, which people know best. */
static void condition_text(const char *condition, size_t length, Buffer *out)
{
    size_t name = strcspn(condition, "|="), names = strcspn(condition, "=");
    size_t first = strcspn(condition, ", ");
    buffer_add_bytes(out, condition, name);
    buffer_add_bytes(out, condition + names, first - names);
    if (first < length) {
        buffer_add(out, TEXT(" or ", " 또는 "));
        condition_text(condition + first + 1, length - first - 1, out);
    }
}

void option_applies_text(const Option *option, Buffer *out)
{
    size_t length;
    for (const char *at = conditions(option); at != NULL && *at != '\0'; at += length + (at[length] == ' ')) {
        length = strcspn(at, " ");
        buffer_add(out, out->length == 0 ? "" : ", ");
        condition_text(at, length, out);
    }
}

bool options_effective(const OptionList *list, const void *base, uint64_t given, Error *error)
{
    for (int i = 0; i < list->count; i++) {
        size_t length;
        const char *wanted = given >> i & 1 ? unmet(list, i, base, &length) : NULL;
        if (wanted == NULL)
            continue;
        Buffer text = {0};
        condition_text(wanted, length, &text);
        error_set(error, ERROR_USAGE, TEXT("%s= has no effect here; it applies only to %s",
                                           "여기서는 %s= 옵션이 효과가 없습니다. %s일 때만 씁니다"),
                  list->at[i].option->name, buffer_text(&text));
        buffer_free(&text);
        return false;
    }
    return true;
}

/* ---- bounds ---- */

/* The value goes the way of a typed one, into a copy. */
static bool place_check(const OptionPlace *place, void *copy, Error *error)
{
    Buffer text = {0};
    option_text(place, copy, &text);
    const OptionValue value = {.type = GIVEN_TEXT, .text = buffer_text(&text)};
    bool is_bounded = place->option->type == OPTION_WHOLE || place->option->type == OPTION_NUMBER || place->option->type == OPTION_CHOICE;
    const void *field = option_field(place, copy);
    double number = place->option->type == OPTION_NUMBER  ? *(const double *)field
                    : place->option->type == OPTION_WHOLE ? (double)whole_of(field, place->option->size)
                                                          : 0;
    bool absent = place->option->fallback == NULL && place->option->type != OPTION_CHOICE &&
                  (number == place->option->absent || (isnan(number) && isnan(place->option->absent)));
    bool given = place->option->type == OPTION_WHOLES ? text.length > 0 : is_bounded && !absent;
    bool right = !given || option_put(place, copy, &value, error);
    buffer_free(&text);
    return right;
}

bool options_check(const Options *options, const void *base, Error *error)
{
    OptionList list = options_list(options);
    Buffer copy = {0};
    bool right = true;
    buffer_add_bytes(&copy, base, options->size);
    for (int i = 0; i < list.count && right; i++)
        right = place_check(&list.at[i], copy.text, error);
    buffer_free(&copy);
    return right;
}

/* ---- rows ---- */

void option_range_text(const Option *option, Buffer *out)
{
    bool numbers = option->type == OPTION_WHOLE || option->type == OPTION_NUMBER || option->type == OPTION_RANGE || option->type == OPTION_WHOLES;
    enum { ANY = 100000000 }; /* a bound beyond this is not worth showing */
    const char *unit = option->unit.english != NULL ? sentence_now(option->unit) : "";
    double least = option->type == OPTION_RANGE && option->least == 0 ? 1 : option->least;
    if (!numbers || isinf(option->least) || (option->most > ANY && option->least <= 0))
        return;
    if (option->most > ANY)
        buffer_format(out, TEXT("at least %.10g", "%.10g 이상"), least);
    else
        buffer_format(out, TEXT("%.10g to %.10g", "%.10g~%.10g"), least, option->most);
    buffer_format(out, "%s%s", unit[0] != '\0' ? " " : "", unit);
}
