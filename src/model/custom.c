/* custom.c: the register of cells and attentions from outside. It belongs to the main thread: parts are registered
 * and looked up there; models keep pointers. */
#include "model/custom.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "engine/cells.h"
#include "model/model_parts.h"
#include "model/scores.h"

/* Newest first. */
typedef struct CellEntry {
    CustomCell cell;
    struct CellEntry *next;
} CellEntry;

typedef struct AttentionEntry {
    CustomAttention attention;
    struct AttentionEntry *next;
} AttentionEntry;

static CellEntry *own_cells;
static AttentionEntry *own_attentions;

/* Letters, digits and dashes, beginning with a letter: a word that can follow "cell=". */
static bool name_check(const char *name, bool built_in, Error *error)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    bool letter = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
    if (!letter || name[length] != '\0' || length >= CUSTOM_NAME)
        return error_set(error, ERROR_USAGE,
                         TEXT("'%s' is not a valid name: use up to 31 letters, digits, '-' and '_', a letter first",
                              "'%s': 이름으로 쓸 수 없습니다. 글자로 시작해 글자, 숫자, '-', '_'를 31자까지 쓰십시오"),
                         name);
    if (built_in)
        return error_set(error, ERROR_USAGE,
                         TEXT("'%s' is built in: choose another name", "'%s': 이미 내장된 이름입니다. 다른 이름을 고르십시오"), name);
    return true;
}

bool custom_cell_register(const CustomCell *cell, Error *error)
{
    if (!name_check(cell->name, cell_find(cell->name) != NULL, error))
        return false;
    CellEntry *entry = memory_new(1, sizeof *entry);
    *entry = (CellEntry){*cell, own_cells};
    own_cells = entry;
    return true;
}

bool custom_attention_register(const CustomAttention *attention, Error *error)
{
    if (!name_check(attention->name, attention_summary(attention->name) != NULL, error))
        return false;
    AttentionEntry *entry = memory_new(1, sizeof *entry);
    *entry = (AttentionEntry){*attention, own_attentions};
    own_attentions = entry;
    return true;
}

const CustomCell *custom_cell_find(const char *name)
{
    for (const CellEntry *entry = own_cells; entry != NULL; entry = entry->next)
        if (strcmp(entry->cell.name, name) == 0)
            return &entry->cell;
    return NULL;
}

const CustomAttention *custom_attention_find(const char *name)
{
    for (const AttentionEntry *entry = own_attentions; entry != NULL; entry = entry->next)
        if (strcmp(entry->attention.name, name) == 0)
            return &entry->attention;
    return NULL;
}

const char *cell_name(int i)
{
    if (i < cell_count)
        return i >= 0 ? cells[i]->name : NULL;
    i -= cell_count;
    for (const CellEntry *entry = own_cells; entry != NULL; entry = entry->next)
        if (custom_cell_find(entry->cell.name) == &entry->cell && i-- == 0)
            return entry->cell.name;
    return NULL;
}

const char *attention_name(int i)
{
    if (i <= score_count)
        return i > 0 ? score_functions[i - 1]->name : i == 0 ? "none" : NULL;
    i -= score_count + 1;
    for (const AttentionEntry *entry = own_attentions; entry != NULL; entry = entry->next)
        if (custom_attention_find(entry->attention.name) == &entry->attention && i-- == 0)
            return entry->attention.name;
    return NULL;
}

/* ---- what the built-in ones say of themselves ---- */

const char *cell_title(const char *name) { return cell_find(name) != NULL ? cell_find(name)->title : NULL; }

const char *cell_summary(const char *name)
{
    return cell_find(name) != NULL ? sentence_now(cell_find(name)->summary) : NULL;
}

const char *attention_title(const char *name)
{
    return score_find(name) != NULL ? sentence_now(score_find(name)->title) : NULL;
}

const char *attention_summary(const char *name)
{
    if (name != NULL && strcmp(name, "none") == 0)
        return TEXT("one context vector is all that links the two sides", "컨텍스트 벡터 하나로만 이음");
    return name != NULL && score_find(name) != NULL ? sentence_now(score_find(name)->summary) : NULL;
}

/* ---- registering ---- */

void custom_forget_all(void)
{
    while (own_cells != NULL) {
        CellEntry *entry = own_cells;
        own_cells = entry->next;
        free(entry);
    }
    while (own_attentions != NULL) {
        AttentionEntry *entry = own_attentions;
        own_attentions = entry->next;
        free(entry);
    }
}
