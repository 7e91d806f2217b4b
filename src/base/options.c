/* options.c: finds options by name, checks values, and puts them into structs. */
#include "base/options.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words with bars between: "none|dot|additive" ---- */

/* The first word of *words, which moves on behind it; false past the last. */
static bool next_word(const char **words, const char **word, size_t *length)
{
    if (*words == NULL)
        return false;
    *word = *words;
    *length = strcspn(*words, "|");
    *words = (*word)[*length] == '|' ? *word + *length + 1 : NULL;
    return true;
}

static bool among(const char *words, const char *name, size_t name_length)
{
    const char *word;
    size_t length;
    while (next_word(&words, &word, &length))
        if (length == name_length && memcmp(word, name, length) == 0)
            return true;
    return false;
}

/* ---- rows ---- */

/* only: as in an OptionPart. */
static void collect(const Options *options, size_t offset, const char *only, OptionList *out)
{
    bool except = only != NULL && *only == '!';
    for (const Option *row = options->rows; row != NULL && row->name != NULL && out->count < OPTIONS_MOST; row++)
        if (only == NULL || among(only + except, row->name, strlen(row->name)) != except)
            out->at[out->count++] = (OptionPlace){.option = row, .offset = offset};
    for (const OptionPart *part = options->parts; part != NULL && part->options != NULL; part++)
        collect(part->options, offset + part->offset, part->only != NULL ? part->only : only, out);
}

OptionList options_list(const Options *options)
{
    OptionList list = {.count = 0};
    if (options != NULL)
        collect(options, 0, NULL, &list);
    return list;
}

void options_vary(OptionList *list)
{
    for (int i = 0; i < list->count; i++) {
        OptionType type = list->at[i].option->type;
        list->at[i].several = type == OPTION_WHOLE || type == OPTION_NUMBER || type == OPTION_YES_NO || type == OPTION_CHOICE;
    }
}

static int find(const OptionList *list, const char *name, size_t length)
{
    for (int i = 0; i < list->count; i++)
        if (strlen(list->at[i].option->name) == length && memcmp(list->at[i].option->name, name, length) == 0)
            return i;
    for (int i = 0; i < list->count; i++)
        if (among(list->at[i].option->aliases, name, length))
            return i;
    return -1;
}

int options_find(const OptionList *list, const char *name) { return find(list, name, strlen(name)); }

bool option_choice(const Option *option, int i, char name[CHOICE_LENGTH])
{
    const char *words = option->type == OPTION_YES_NO ? "yes|no" : option->choices, *word = NULL;
    size_t length = 0;
    if (option->choice != NULL) {
        word = option->choice(i);
        length = word != NULL ? strlen(word) : 0;
    }
    while (option->choice == NULL && next_word(&words, &word, &length) && i-- > 0)
        word = NULL;
    if (word == NULL)
        return false;
    snprintf(name, CHOICE_LENGTH, "%.*s", (int)length, word);
    return true;
}

bool option_listed(const Option *option, int i, char name[CHOICE_LENGTH])
{
    Option offered = *option;
    if (option->listed != NULL)
        offered.choice = option->listed;
    return option_choice(&offered, i, name);
}

void option_choices_text(const Option *option, Buffer *out)
{
    char name[CHOICE_LENGTH];
    if (option->type != OPTION_CHOICE && option->type != OPTION_YES_NO)
        return;
    for (int i = 0; option_listed(option, i, name); i++)
        buffer_format(out, "%s%s", i > 0 ? "|" : "", name);
}

/* The index of a word, or of the choice that it is an alias of; -1: none. */
static int choice_place(const Option *option, const char *word)
{
    char name[CHOICE_LENGTH];
    const char *aliases = option->choice_aliases, *alias;
    size_t length, own;
    for (int i = 0; option_choice(option, i, name); i++)
        if (strcmp(name, word) == 0)
            return i;
    while (next_word(&aliases, &alias, &length)) {
        own = strcspn(alias, "=");
        if (strlen(word) != own || memcmp(alias, word, own) != 0)
            continue;
        for (int i = 0; option_choice(option, i, name); i++)
            if (strlen(name) == length - own - 1 && memcmp(name, alias + own + 1, length - own - 1) == 0)
                return i;
    }
    return -1;
}

int options_with_choice(const OptionList *list, const char *word)
{
    for (int i = 0; i < list->count; i++)
        if (list->at[i].option->type == OPTION_CHOICE && choice_place(list->at[i].option, word) >= 0)
            return i;
    return -1;
}

/* ---- refusals ---- */

static bool wrong(const Option *option, const char *said, const char *wanted, Error *error)
{
    return error_set(error, ERROR_USAGE, TEXT("%s=%.60s: needs %s", "%s=%.60s: %s 값이 필요합니다"), option->name, said, wanted);
}

static bool within(const Option *option, double value, Error *error)
{
    if (value >= option->least && value <= option->most)
        return true;
    if (isinf(option->most))
        return error_set(error, ERROR_USAGE, TEXT("%s=%.10g must be at least %.10g", "%s=%.10g: %.10g 이상이어야 합니다"), option->name,
                         value, option->least);
    if (isinf(option->least))
        return error_set(error, ERROR_USAGE, TEXT("%s=%.10g must be at most %.10g", "%s=%.10g: %.10g 이하여야 합니다"), option->name,
                         value, option->most);
    return error_set(error, ERROR_USAGE, TEXT("%s=%.10g must be between %.10g and %.10g", "%s=%.10g: %.10g에서 %.10g 사이여야 합니다"),
                     option->name, value, option->least, option->most);
}

static bool in_order(const Option *option, double first, double last, Error *error)
{
    return first <= last ||
        error_set(error, ERROR_USAGE,
                  TEXT("%1$s=%2$.10g..%3$.10g: the smaller number comes first: %1$s=%3$.10g..%2$.10g",
                       "%1$s=%2$.10g..%3$.10g: 작은 수를 앞에 쓰십시오: %1$s=%3$.10g..%2$.10g"),
                  option->name, first, last);
}

static bool no_such_choice(const Option *option, const char *word, Error *error)
{
    char names[CHOICES_MOST][CHOICE_LENGTH];
    const char *list[CHOICES_MOST];
    int count = 0;
    Buffer all = {0};
    while (count < CHOICES_MOST && option_listed(option, count, names[count])) {
        list[count] = names[count];
        count++;
    }
    const char *nearest = nearest_name(word, list, (size_t)count);
    option_choices_text(option, &all);
    if (nearest != NULL)
        error_set(error, ERROR_USAGE, TEXT("%s=%.60s: did you mean %s=%s? (%s)", "%s=%.60s: 혹시 %s=%s입니까? (%s)"), option->name, word,
                  option->name, nearest, buffer_text(&all));
    else if (option->means == MEANS_PART)
        error_set(error, ERROR_USAGE,
                  TEXT("%s=%.60s: needs %s, or one written in Lua: define it first, as with dofile(\"FILE.lua\") "
                       "('help %s')",
                       "%s=%.60s: %s 가운데 하나를 쓰거나, Lua로 쓴 것을 dofile(\"파일.lua\") 등으로 먼저 정의하십시오('help %s')"),
                  option->name, word, buffer_text(&all), option->name);
    else
        wrong(option, word, buffer_text(&all), error);
    buffer_free(&all);
    return false;
}

bool options_unknown(const OptionList *list, const char *whose, const char *name, Error *error)
{
    const char *names[OPTIONS_MOST];
    Buffer all = {0};
    for (int i = 0; i < list->count; i++) {
        names[i] = list->at[i].option->name;
        buffer_format(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    const char *nearest = nearest_name(name, names, (size_t)list->count);
    if (nearest != NULL)
        error_set(error, ERROR_USAGE, TEXT("%s has no option '%.40s': did you mean '%s'?", "%s 명령에 '%.40s' 옵션은 없습니다. 혹시 '%s'입니까?"),
                  whose, name, nearest);
    else if (list->count > 0)
        error_set(error, ERROR_USAGE, TEXT("%s has no option '%.40s'. It has: %s", "%s 명령에 '%.40s' 옵션은 없습니다. 쓸 수 있는 옵션: %s"),
                  whose, name, buffer_text(&all));
    else
        error_set(error, ERROR_USAGE, TEXT("%s takes no options ('%.40s')", "%s 명령에는 옵션이 없습니다('%.40s')"), whose, name);
    buffer_free(&all);
    return false;
}

/* ---- values ---- */

static void store_whole(void *field, size_t size, long value)
{
    if (size == sizeof(int))
        *(int *)field = (int)value;
    else
        memcpy(field, &value, sizeof value); /* long, or uint64_t, which is never negative */
}

/* One that is too large for a long is out of bounds, and no less whole. */
static bool read_whole(const char *text, const char **end, double *value)
{
    char *stop;
    errno = 0;
    long whole = strtol(text, &stop, 10);
    *end = stop;
    *value = errno == ERANGE ? strtod(text, NULL) : (double)whole;
    return stop != text;
}

/* A value other than text, as it would be typed. */
static void value_text(const OptionValue *value, Buffer *out)
{
    if (value->type == GIVEN_TEXT)
        buffer_add(out, value->text);
    else if (value->type == GIVEN_YES_NO)
        buffer_add(out, value->yes ? "yes" : "no");
    else if (value->type == GIVEN_NUMBER)
        buffer_format(out, "%.10g", value->number);
    for (int i = 0; value->type == GIVEN_NUMBERS && i < value->count; i++)
        buffer_format(out, "%s%.10g", i > 0 ? "," : "", value->numbers[i]);
}

static bool put_whole(const OptionPlace *place, void *field, const OptionValue *value, const char *said, Error *error)
{
    double number = value->number;
    const char *end = "";
    bool right = value->type == GIVEN_TEXT ? read_whole(said, &end, &number) && *end == '\0'
                                           : value->type == GIVEN_NUMBER && number == floor(number);
    if (!right)
        return wrong(place->option, said,
                     place->option->wanted.english != NULL ? sentence_now(place->option->wanted) : TEXT("a whole number", "정수"),
                     error);
    if (!within(place->option, number, error))
        return false;
    store_whole(field, place->option->size, (long)number);
    return true;
}

static bool put_number(const OptionPlace *place, double *field, const OptionValue *value, const char *said, Error *error)
{
    double number = value->number;
    char *end = NULL;
    if (value->type == GIVEN_TEXT)
        number = strtod(said, &end);
    bool right = value->type == GIVEN_NUMBER || (end != NULL && end != said && *end == '\0');
    if (!right || isnan(number))
        return wrong(place->option, said, TEXT("a number", "수"), error);
    if (!within(place->option, number, error))
        return false;
    *field = number;
    return true;
}

static bool put_choice(const OptionPlace *place, void *base, const char *said, Error *error)
{
    const Option *option = place->option;
    int i = choice_place(option, said);
    if (i < 0)
        return no_such_choice(option, said, error);
    if (option->choose != NULL)
        option->choose((char *)base + place->offset, i);
    else
        store_whole(option_field(place, base), option->size, i);
    return true;
}

/* Both ends of a range; false if it is not one. */
static bool read_range(const OptionValue *value, const char *said, double ends[2])
{
    const char *at;
    ends[0] = ends[1] = 0;
    if (value->type == GIVEN_NUMBERS) {
        if (value->count == 2)
            memcpy(ends, value->numbers, 2 * sizeof *ends);
        return value->count == 2 && ends[0] == floor(ends[0]) && ends[1] == floor(ends[1]);
    }
    if (!read_whole(said, &at, &ends[0]))
        return false;
    if (*at == '\0') {
        ends[1] = ends[0];
        ends[0] = 0;
        return true;
    }
    return strncmp(at, "..", 2) == 0 && (at[2] == '\0' || (read_whole(at + 2, &at, &ends[1]) && *at == '\0'));
}

static bool put_range(const OptionPlace *place, int field[2], const OptionValue *value, const char *said, Error *error)
{
    double ends[2];
    if (!read_range(value, said, ends))
        return wrong(place->option, said, TEXT("a length such as 12 or a range such as 5..50", "12 같은 길이나 5..50 같은 범위"), error);
    if (ends[0] == 0 && ends[1] == 0) /* an end that is open on both sides was not meant */
        return within(&(Option){.name = place->option->name, .least = 1, .most = place->option->most}, 0, error);
    if (!within(place->option, ends[0], error) || !within(place->option, ends[1], error) ||
        (ends[1] != 0 && !in_order(place->option, ends[0], ends[1], error))) /* 0: an open end */
        return false;
    field[0] = (int)ends[0];
    field[1] = (int)ends[1];
    return true;
}

/* From number to last; false with an error if one is not within the bounds, or if there are too many. */
static bool add_wholes(const Option *option, double number, double last, Wholes *out, Error *error)
{
    if (!within(option, number, error) || !within(option, last, error) || !in_order(option, number, last, error))
        return false;
    if (last - number >= WHOLES_MOST - out->count)
        return error_set(error, ERROR_USAGE, TEXT("%s: at most %d numbers can be given", "%s: 숫자는 %d개까지 쓸 수 있습니다"),
                         option->name, WHOLES_MOST);
    for (; number <= last; number++)
        out->value[out->count++] = (int)number;
    return true;
}

static bool put_wholes(const OptionPlace *place, Wholes *field, const OptionValue *value, const char *said, Error *error)
{
    Wholes read = {0};
    const char *at = said, *wanted = TEXT("whole numbers such as 10,30,50 or 1..5", "10,30,50이나 1..5 같은 정수");
    bool numbers = value->type == GIVEN_NUMBERS;
    bool more = !numbers || value->count > 0;
    for (int i = 0; more; i++) {
        double number = numbers ? value->numbers[i] : 0.5;
        bool right = numbers || read_whole(at, &at, &number);
        double last = number;
        if (right && !numbers && strncmp(at, "..", 2) == 0)
            right = read_whole(at + 2, &at, &last);
        if (!right || number != floor(number) || (!numbers && *at != ',' && *at != '\0'))
            return wrong(place->option, said, wanted, error);
        if (!add_wholes(place->option, number, last, &read, error))
            return false;
        more = numbers ? i + 1 < value->count : *at++ == ',';
    }
    *field = read;
    return true;
}

static bool put_one(const OptionPlace *place, void *base, const OptionValue *value, Error *error)
{
    void *field = option_field(place, base);
    Buffer text = {0};
    bool right = false;
    value_text(value, &text);
    const char *said = buffer_text(&text);
    switch (place->option->type) {
    case OPTION_TEXT:
        right = value->type == GIVEN_TEXT || wrong(place->option, said, TEXT("a text", "문자열"), error);
        if (right)
            *(const char **)field = value->text;
        break;
    case OPTION_WHOLE: right = put_whole(place, field, value, said, error); break;
    case OPTION_NUMBER: right = put_number(place, field, value, said, error); break;
    case OPTION_YES_NO:
        *(bool *)field = among("yes|true|on|1|예|네", said, strlen(said));
        right = *(bool *)field || among("no|false|off|0|아니요|아니오", said, strlen(said)) ||
                wrong(place->option, said, TEXT("yes or no", "yes 또는 no"), error);
        break;
    case OPTION_CHOICE: right = put_choice(place, base, said, error); break;
    case OPTION_RANGE: right = put_range(place, field, value, said, error); break;
    case OPTION_WHOLES: right = put_wholes(place, field, value, said, error); break;
    }
    buffer_free(&text);
    return right;
}

/* From the last to the first, which stays. */
static bool put_each(const OptionPlace *place, void *base, const char *said, Error *error)
{
    Buffer one = {0};
    bool right = true;
    size_t end = strlen(said), from;
    do {
        for (from = end; from > 0 && said[from - 1] != ','; from--)
            ;
        buffer_clear(&one);
        buffer_add_bytes(&one, said + from, end - from);
        right = put_one(place, base, &(OptionValue){.type = GIVEN_TEXT, .text = buffer_text(&one)}, error);
        end = from - 1;
    } while (right && from > 0);
    buffer_free(&one);
    return right;
}

bool option_put(const OptionPlace *place, void *base, const OptionValue *value, Error *error)
{
    return place->several && value->type == GIVEN_TEXT ? put_each(place, base, value->text, error)
                                                       : put_one(place, base, value, error);
}

static void put_default(const OptionPlace *place, void *base)
{
    const Option *option = place->option;
    const OptionValue value = {.type = GIVEN_TEXT, .text = option->fallback};
    if (value.text != NULL)
        put_one(place, base, &value, NULL); /* a test reads every default */
    else if (option->type == OPTION_NUMBER)
        *(double *)option_field(place, base) = option->absent;
    else if (option->type == OPTION_WHOLE || (option->type == OPTION_CHOICE && option->choose == NULL))
        store_whole(option_field(place, base), option->size, (long)option->absent);
}

/* Inner structs whole, whichever of their rows are listed; then the outer rows, which may lie in an inner struct. */
static void put_defaults(const Options *options, void *base)
{
    for (const OptionPart *part = options->parts; part != NULL && part->options != NULL; part++)
        put_defaults(part->options, (char *)base + part->offset);
    for (const Option *row = options->rows; row != NULL && row->name != NULL; row++)
        put_default(&(OptionPlace){.option = row}, base);
}

void options_defaults(const Options *options, void *out)
{
    memset(out, 0, options->size);
    put_defaults(options, out);
}
