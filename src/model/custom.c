/* custom.c: the register of cells and attentions from outside. It belongs to the main thread: parts are registered
 * and looked up there; models keep pointers. */
#include "model/custom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_parts.h"

/* Newest first. */
typedef struct CellEntry {
    CustomCell cell;
    struct CellEntry *next;
} CellEntry;

typedef struct AttentionEntry {
    CustomAttention attention;
    struct AttentionEntry *next;
} AttentionEntry;

static CellEntry *cells;
static AttentionEntry *attentions;

static const char *const cell_names[] = {"gru", "lstm", "rnn"};
static const char *const attention_names[] = {"none", "dot", "scaled", "general", "additive"};
enum { CELL_NAMES = sizeof cell_names / sizeof *cell_names, ATTENTION_NAMES = sizeof attention_names / sizeof *attention_names };

/* Letters, digits and dashes, beginning with a letter: a word that can stand after "cell=". */
static bool name_check(const char *name, const char *const *built_in, int count, Error *error)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    bool letter = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
    if (!letter || name[length] != '\0' || length >= CUSTOM_NAME)
        return error_set(error, ERROR_USAGE,
                         TEXT("'%s' cannot be a name: use up to 31 letters, digits, '-' and '_', a letter first",
                              "'%s': 이름으로 쓸 수 없습니다. 글자로 시작해 글자, 숫자, '-', '_'를 31자까지 쓰십시오"),
                         name);
    for (int i = 0; i < count; i++)
        if (strcmp(built_in[i], name) == 0)
            return error_set(error, ERROR_USAGE,
                             TEXT("'%s' is built in: choose another name", "'%s': 이미 내장된 이름입니다. 다른 이름을 고르십시오"), name);
    return true;
}

bool custom_cell_register(const CustomCell *cell, Error *error)
{
    if (!name_check(cell->name, cell_names, CELL_NAMES, error))
        return false;
    CellEntry *entry = memory_new(1, sizeof *entry);
    *entry = (CellEntry){*cell, cells};
    cells = entry;
    return true;
}

bool custom_attention_register(const CustomAttention *attention, Error *error)
{
    if (!name_check(attention->name, attention_names, ATTENTION_NAMES, error))
        return false;
    AttentionEntry *entry = memory_new(1, sizeof *entry);
    *entry = (AttentionEntry){*attention, attentions};
    attentions = entry;
    return true;
}

const CustomCell *custom_cell_find(const char *name)
{
    for (const CellEntry *entry = cells; entry != NULL; entry = entry->next)
        if (strcmp(entry->cell.name, name) == 0)
            return &entry->cell;
    return NULL;
}

const CustomAttention *custom_attention_find(const char *name)
{
    for (const AttentionEntry *entry = attentions; entry != NULL; entry = entry->next)
        if (strcmp(entry->attention.name, name) == 0)
            return &entry->attention;
    return NULL;
}

const char *cell_name(int i)
{
    if (i < CELL_NAMES)
        return i >= 0 ? cell_names[i] : NULL;
    i -= CELL_NAMES;
    for (const CellEntry *entry = cells; entry != NULL; entry = entry->next)
        if (custom_cell_find(entry->cell.name) == &entry->cell && i-- == 0)
            return entry->cell.name;
    return NULL;
}

const char *attention_name(int i)
{
    if (i < ATTENTION_NAMES)
        return i >= 0 ? attention_names[i] : NULL;
    i -= ATTENTION_NAMES;
    for (const AttentionEntry *entry = attentions; entry != NULL; entry = entry->next)
        if (custom_attention_find(entry->attention.name) == &entry->attention && i-- == 0)
            return entry->attention.name;
    return NULL;
}

void custom_forget_all(void)
{
    while (cells != NULL) {
        CellEntry *entry = cells;
        cells = entry->next;
        free(entry);
    }
    while (attentions != NULL) {
        AttentionEntry *entry = attentions;
        attentions = entry->next;
        free(entry);
    }
}

void custom_tell(const CustomTell *tell, const char *part, Tensor *tensor)
{
    Quantity gate = quantity_of_gate(part);
    TraceKey key = trace_key_with(tell->where, &gate);
    observe(tell->observer, &key, tell->step, tell->steps, tensor);
}

int custom_build(Builder *builder, const char *prefix, const CustomParameter *list, int count, int *numbers)
{
    for (int i = 0; i < count; i++) {
        char name[PARAMETER_NAME];
        snprintf(name, sizeof name, "%s.%s", prefix, list[i].name);
        numbers[i] = list[i].rows > 0 ? build_matrix(builder, name, list[i].rows, list[i].columns, list[i].scale)
                                      : build_row(builder, name, list[i].columns, list[i].scale);
    }
    return count;
}
