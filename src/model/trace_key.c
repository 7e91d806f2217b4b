/* trace_key.c: the numbers that models compute, and the names of them. */
#include "model/trace_key.h"

#include <stdio.h>
#include <string.h>

#include "base/language.h"

/* ---- quantities ---- */

const Quantity quantity_embedding = {"embedding", QUANTITY_INPUT, NULL, {NULL}};
const Quantity quantity_input = {"input", QUANTITY_INPUT, NULL, {NULL}};
const Quantity quantity_counts = {"counts", QUANTITY_COUNT, NULL, {NULL}};
const Quantity quantity_candidate = {"candidate", QUANTITY_CANDIDATE, NULL, {"candidate", "후보"}};
const Quantity quantity_state = {"state", QUANTITY_STATE, NULL, {"hidden state", "은닉 상태"}};
const Quantity quantity_cell_state = {"cell_state", QUANTITY_CELL_STATE, NULL, {"cell state", "셀 상태"}};
const Quantity quantity_handed_on = {"", QUANTITY_STATE, NULL, {NULL}};
const Quantity quantity_query = {"query", QUANTITY_VECTOR, NULL, {NULL}};
const Quantity quantity_key = {"key", QUANTITY_VECTOR, NULL, {NULL}};
const Quantity quantity_value = {"value", QUANTITY_VECTOR, NULL, {NULL}};
const Quantity quantity_context = {"context", QUANTITY_VECTOR, NULL, {"context", "컨텍스트"}};
const Quantity quantity_feature = {"feature", QUANTITY_VECTOR, NULL, {"output vector", "출력 벡터"}};
const Quantity quantity_scores = {"scores", QUANTITY_SCORE, NULL, {"score", "스코어"}};
const Quantity quantity_weights = {"weights", QUANTITY_WEIGHT, NULL, {"weight", "가중치"}};
const Quantity quantity_logits = {"logits", QUANTITY_LOGIT, NULL, {"logit", "로짓"}};
const Quantity quantity_log_probability = {"log_probability", QUANTITY_PROBABILITY, NULL, {NULL}};

static const Quantity gates[] = {
    {"update", QUANTITY_GATE, "z", {"update gate", "업데이트 게이트"}},
    {"reset", QUANTITY_GATE, "r", {"reset gate", "리셋 게이트"}},
    {"input", QUANTITY_GATE, "i", {"input gate", "입력 게이트"}},
    {"forget", QUANTITY_GATE, "f", {"forget gate", "망각 게이트"}},
    {"output", QUANTITY_GATE, "o", {"output gate", "출력 게이트"}},
};
enum { GATES = sizeof gates / sizeof *gates };

Quantity quantity_of_gate(const char *name)
{
    for (int i = 0; i < GATES; i++)
        if (strcmp(gates[i].name, name) == 0)
            return gates[i];
    bool candidate = strcmp(name, quantity_candidate.name) == 0;
    return candidate ? quantity_candidate : (Quantity){.name = name, .kind = QUANTITY_GATE};
}

const char *quantity_title(const Quantity *quantity, char out[48])
{
    const char *label = quantity->label[language_now()], *symbol = quantity->symbol;
    snprintf(out, 48, "%s%s%s", label != NULL ? label : quantity->name, symbol != NULL ? " " : "",
             symbol != NULL ? symbol : "");
    return out;
}

/* ---- places ---- */

bool trace_key_equal(const TraceKey *a, const TraceKey *b)
{
    return a->side == b->side && a->layer == b->layer && a->direction == b->direction && a->part == b->part &&
           a->head == b->head && strcmp(a->quantity->name, b->quantity->name) == 0;
}

TraceAxis trace_row_axis(const TraceKey *key, bool joint)
{
    const char *name = key->quantity->name;
    bool of_source = key->part == TRACE_CROSS &&
                     (strcmp(name, quantity_key.name) == 0 || strcmp(name, quantity_value.name) == 0);
    switch (key->side) {
    case TRACE_ENCODER: return key->quantity->kind == QUANTITY_COUNT ? AXIS_ONE : AXIS_SOURCE;
    case TRACE_DECODER: return of_source ? AXIS_SOURCE : joint ? AXIS_JOINT : AXIS_READ;
    case TRACE_CONTEXT: return AXIS_ONE;
    case TRACE_ATTENTION:
    case TRACE_OUTPUT: break;
    }
    return AXIS_SAID;
}

TraceAxis trace_column_axis(const TraceKey *key, bool joint)
{
    switch (key->quantity->kind) {
    case QUANTITY_SCORE:
    case QUANTITY_WEIGHT: return key->part == TRACE_SELF ? trace_row_axis(key, joint) : AXIS_SOURCE;
    case QUANTITY_COUNT:
    case QUANTITY_LOGIT: return AXIS_VOCABULARY;
    case QUANTITY_PROBABILITY: return AXIS_ONE;
    default: return AXIS_UNITS;
    }
}

/* ---- names ---- */

/* A part that is a word, or a word with a number; in the order of the fields and of their values. */
static const struct Word { TraceField field; int value; const char *text; } words[] = {
    {FIELD_SIDE, TRACE_ENCODER, "encoder"},       {FIELD_SIDE, TRACE_DECODER, "decoder"},
    {FIELD_SIDE, TRACE_CONTEXT, "context"},       {FIELD_SIDE, TRACE_ATTENTION, "attention"},
    {FIELD_SIDE, TRACE_OUTPUT, "output"},         {FIELD_DIRECTION, TRACE_FORWARD, "forward"},
    {FIELD_DIRECTION, TRACE_BACKWARD, "backward"}, {FIELD_CROSS, true, "cross"},
};
enum { WORDS = sizeof words / sizeof *words };
static const char *const numbered[TRACE_FIELDS] = {[FIELD_LAYER] = "layer", [FIELD_HEAD] = "head"};

/* A field that has some number, in a pattern: "layer*". */
enum { SOME_NUMBER = -2, NUMBER_MOST = 999 };

/* The fields that a key's name shows. */
static void show_fields(const TraceKey *key, int field[TRACE_FIELDS])
{
    field[FIELD_SIDE] = (int)key->side;
    field[FIELD_LAYER] = key->part == TRACE_CELLS && key->layer == 1 ? 0 : key->layer;
    field[FIELD_DIRECTION] = (int)key->direction;
    field[FIELD_CROSS] = key->part == TRACE_CROSS;
    field[FIELD_HEAD] = key->head;
}

static void add_part(char out[TRACE_NAME], const char *text, int number)
{
    size_t length = strlen(out);
    char digits[16] = "";
    if (number == SOME_NUMBER)
        strcpy(digits, "*");
    else if (number > 0)
        snprintf(digits, sizeof digits, "%d", number);
    snprintf(out + length, TRACE_NAME - length, "%s%s%s", length > 0 ? "." : "", text, digits);
}

static void add_field(char out[TRACE_NAME], TraceField field, int value)
{
    if (numbered[field] != NULL && value != 0)
        add_part(out, numbered[field], value);
    for (int i = 0; i < WORDS; i++)
        if (words[i].field == field && words[i].value == value)
            add_part(out, words[i].text, 0);
}

const char *trace_name(const TraceKey *key, char out[TRACE_NAME])
{
    int field[TRACE_FIELDS];
    show_fields(key, field);
    out[0] = '\0';
    for (TraceField i = 0; i < TRACE_FIELDS; i++)
        add_field(out, i, field[i]);
    if (key->quantity != NULL && key->quantity->name[0] != '\0')
        add_part(out, key->quantity->name, 0);
    return out;
}

const char *trace_pattern_text(const TracePattern *pattern, char out[TRACE_NAME])
{
    bool open = false; /* parts that are open side by side are one '*' */
    out[0] = '\0';
    for (TraceField i = 0; i < TRACE_FIELDS; i++) {
        if (pattern->field[i] != TRACE_ANY)
            add_field(out, i, pattern->field[i]);
        else if (!open)
            add_part(out, "*", 0);
        open = pattern->field[i] == TRACE_ANY;
    }
    if (pattern->any_quantity && !open)
        add_part(out, "*", 0);
    else if (pattern->quantity[0] != '\0')
        add_part(out, pattern->quantity, 0);
    return out;
}

bool trace_pattern_is_name(const TracePattern *pattern)
{
    for (TraceField i = 0; i < TRACE_FIELDS; i++)
        if (pattern->field[i] == TRACE_ANY || pattern->field[i] == SOME_NUMBER)
            return false;
    return !pattern->any_quantity;
}

bool trace_matches(const TracePattern *pattern, const TraceKey *key)
{
    int shown[TRACE_FIELDS];
    show_fields(key, shown);
    for (TraceField i = 0; i < TRACE_FIELDS; i++) {
        int wanted = pattern->field[i], number = i == FIELD_LAYER ? key->layer : shown[i];
        bool fits = wanted == SOME_NUMBER ? number > 0 : wanted == shown[i] || wanted == number;
        fits = fits || wanted == TRACE_ANY;
        if (!fits)
            return false;
    }
    return pattern->any_quantity || strcmp(pattern->quantity, key->quantity->name) == 0;
}

/* ---- reading names ---- */

/* A part of a name, not terminated. */
typedef struct Part { const char *text; size_t length; } Part;

static bool part_is(Part part, const char *text)
{
    return strlen(text) == part.length && memcmp(part.text, text, part.length) == 0;
}

/* 3 of "layer3", SOME_NUMBER of "layer*"; 0 if it is neither. */
static int number_behind(Part part, const char *word)
{
    size_t length = strlen(word);
    if (part.length <= length || memcmp(part.text, word, length) != 0)
        return 0;
    if (part.length == length + 1 && part.text[length] == '*')
        return SOME_NUMBER;
    int number = 0;
    for (size_t i = length; i < part.length; i++) {
        if (part.text[i] < '0' || part.text[i] > '9' || number > NUMBER_MOST / 10)
            return 0;
        number = 10 * number + part.text[i] - '0';
    }
    return number;
}

/* Which field the part belongs to, and its value there; TRACE_FIELDS: to none. */
static TraceField read_field(Part part, int *value)
{
    for (int i = 0; i < WORDS; i++)
        if (part_is(part, words[i].text)) {
            *value = words[i].value;
            return words[i].field;
        }
    for (TraceField field = 0; field < TRACE_FIELDS; field++)
        if (numbered[field] != NULL && (*value = number_behind(part, numbered[field])) != 0)
            return field;
    return TRACE_FIELDS;
}

static bool read_quantity(Part part, TracePattern *pattern)
{
    if (part_is(part, "memory")) /* the old name of cell states */
        part = (Part){quantity_cell_state.name, strlen(quantity_cell_state.name)};
    for (size_t i = 0; i < part.length; i++)
        if (strchr("* \t", part.text[i]) != NULL)
            return false;
    if (part.length == 0 || part.length >= sizeof pattern->quantity)
        return false;
    memcpy(pattern->quantity, part.text, part.length);
    return true;
}

/* The last part is a quantity, whatever its name, but of contexts, which need none. */
static bool read_parts(const char *text, TracePattern *pattern)
{
    TraceField next = FIELD_SIDE;
    bool open = false, context = false;
    for (bool last = false; !last;) {
        Part part = {text, strcspn(text, ".")};
        last = text[part.length] == '\0';
        text += part.length + 1;
        if (part_is(part, "*")) {
            open = true;
            continue;
        }
        context = context || (next == FIELD_SIDE && !open && part_is(part, "context"));
        int value = 0;
        TraceField field = last && !context ? TRACE_FIELDS : read_field(part, &value);
        bool in_order = field >= next && (open || field == FIELD_SIDE || next > FIELD_SIDE);
        if (!in_order || (field == TRACE_FIELDS && !(last && read_quantity(part, pattern))))
            return false;
        while (next < field)
            pattern->field[next++] = open ? TRACE_ANY : 0;
        if (field < TRACE_FIELDS)
            pattern->field[next++] = value;
        open = false;
    }
    while (next < TRACE_FIELDS)
        pattern->field[next++] = open ? TRACE_ANY : 0;
    pattern->any_quantity = open;
    return true;
}

bool trace_parse(const char *text, TracePattern *pattern)
{
    static const struct Short { const char *word, *name; } shorts[] = {
        {"attention", "attention.weights"}, {"weights", "attention.weights"}, {"scores", "attention.scores"}};
    char full[TRACE_NAME];
    const char *word = text;
    *pattern = (TracePattern){0};
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
        if (strcmp(text, shorts[i].word) == 0)
            return read_parts(shorts[i].name, pattern);
    for (int i = 0; i < GATES; i++)
        if (strcmp(text, gates[i].symbol) == 0)
            word = gates[i].name;
    if (strlen(text) >= TRACE_NAME - 2)
        return false;
    bool alone = strpbrk(word, ".*") == NULL && strcmp(word, "context") != 0;
    snprintf(full, sizeof full, "%s%.76s", alone ? "*." : "", word);
    return read_parts(full, pattern);
}
