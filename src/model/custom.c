/* custom.c: the register of cells and attentions from outside. It belongs to the main thread: parts are registered
 * and looked up there; models keep pointers. */
#include "model/custom.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "engine/cells.h"
#include "model/scores.h"

/* A part from outside. Both kinds begin with their name. */
typedef struct OwnPart {
    struct OwnPart *next;
    const void *owner;
    bool closed; /* custom_close */
    union {
        char name[CUSTOM_NAME];
        CustomCell cell;
        CustomAttention attention;
    };
} OwnPart;

static OwnPart *own_cells, *own_attentions; /* the newest first */

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

static OwnPart *add(OwnPart **list, const void *owner)
{
    OwnPart *part = memory_new(1, sizeof *part);
    part->next = *list;
    part->owner = owner;
    *list = part;
    return part;
}

bool custom_cell_register(const CustomCell *cell, const void *owner, Error *error)
{
    bool good = name_check(cell->name, cell_find(cell->name) != NULL, error);
    if (good)
        add(&own_cells, owner)->cell = *cell;
    return good;
}

bool custom_attention_register(const CustomAttention *attention, const void *owner, Error *error)
{
    bool good = name_check(attention->name, attention_summary(attention->name) != NULL, error);
    if (good)
        add(&own_attentions, owner)->attention = *attention;
    return good;
}

/* The newest that is open, else the newest. */
static const OwnPart *find(const OwnPart *list, const char *name)
{
    const OwnPart *closed = NULL;
    for (; list != NULL; list = list->next) {
        bool named = strcmp(list->name, name) == 0;
        if (named && !list->closed)
            return list;
        closed = named && closed == NULL ? list : closed;
    }
    return closed;
}

const CustomCell *custom_cell_find(const char *name)
{
    const OwnPart *part = find(own_cells, name);
    return part != NULL ? &part->cell : NULL;
}

const CustomAttention *custom_attention_find(const char *name)
{
    const OwnPart *part = find(own_attentions, name);
    return part != NULL ? &part->attention : NULL;
}

static void close_parts(OwnPart *list, const void *owner)
{
    for (; list != NULL; list = list->next)
        list->closed = list->closed || list->owner == owner;
}

void custom_close(const void *owner)
{
    close_parts(own_cells, owner);
    close_parts(own_attentions, owner);
}

/* Of the ith part that no other hides; NULL past the last. */
static const char *own_name(const OwnPart *list, int i, bool closed_too)
{
    for (const OwnPart *part = list; part != NULL; part = part->next)
        if (find(list, part->name) == part && (closed_too || !part->closed) && i-- == 0)
            return part->name;
    return NULL;
}

static const char *name_of_cell(int i, bool closed_too)
{
    return i < 0 ? NULL : i < cell_count ? cells[i]->name : own_name(own_cells, i - cell_count, closed_too);
}

static const char *name_of_attention(int i, bool closed_too)
{
    if (i > score_count)
        return own_name(own_attentions, i - score_count - 1, closed_too);
    return i > 0 ? score_functions[i - 1]->name : i == 0 ? "none" : NULL;
}

const char *cell_name(int i) { return name_of_cell(i, true); }
const char *listed_cell_name(int i) { return name_of_cell(i, false); }
const char *attention_name(int i) { return name_of_attention(i, true); }
const char *listed_attention_name(int i) { return name_of_attention(i, false); }

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

/* ---- the end ---- */

/* owner: those of it that are open; all: every part. */
static void forget(OwnPart **list, const void *owner, bool all)
{
    for (OwnPart *part; (part = *list) != NULL;) {
        if (!all && (part->closed || part->owner != owner)) {
            list = &part->next;
            continue;
        }
        *list = part->next;
        free(part);
    }
}

void custom_forget(const void *owner)
{
    forget(&own_cells, owner, false);
    forget(&own_attentions, owner, false);
}

void custom_forget_all(void)
{
    forget(&own_cells, NULL, true);
    forget(&own_attentions, NULL, true);
}
