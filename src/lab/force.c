/* force.c: numbers of the computation that are replaced, and how answers begin. */
#include "lab/force.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lab/registry_internal.h"

Interventions *lab_interventions(Lab *lab) { return &lab->forced.interventions; }

const char *lab_prefix(const Lab *lab)
{
    const Forced *forced = &lab->forced;
    return forced->prefix_count > 0 ? forced->prefixes[forced->prefix_count - 1].text : "";
}

void lab_force_prefix(Lab *lab, const char *text)
{
    Forced *forced = &lab->forced;
    forced->prefixes = memory_resize(forced->prefixes, (size_t)forced->prefix_count + 1, sizeof *forced->prefixes);
    forced->prefixes[forced->prefix_count++] = (ForcedPrefix){memory_string(text), forced->interventions.count};
}

bool lab_force_undo(Lab *lab)
{
    Forced *forced = &lab->forced;
    int last = forced->prefix_count - 1;
    if (last < 0 || forced->prefixes[last].after != forced->interventions.count)
        return interventions_undo(&forced->interventions);
    free(forced->prefixes[last].text);
    forced->prefix_count = last;
    return true;
}

void lab_force_clear(Lab *lab) { forced_free(&lab->forced); }

/* The ids of the answer's beginning, to be freed. `<EOS>` in it ends the answer there. */
static bool encode_prefix(Dataset *dataset, const char *text, int **ids, int *count, Error *error)
{
    const char *end = strstr(text, "<EOS>");
    char *words = memory_text(text, end != NULL ? (size_t)(end - text) : strlen(text));
    TokenList tokens = {0};
    *ids = NULL;
    bool right = words[strspn(words, " ")] == '\0' || dataset_encode(dataset, SIDE_TARGET, words, &tokens, ids, error);
    *count = tokens.count;
    if (right && end != NULL) {
        *ids = memory_resize(*ids, (size_t)*count + 1, sizeof **ids);
        (*ids)[(*count)++] = TOKEN_EOS;
    }
    token_list_free(&tokens);
    free(words);
    return right;
}

bool force_begin(Lab *lab, const LabModel *entry, int *unknown, Error *error)
{
    int *ids = NULL, count = 0, lacking = 0;
    bool wanted = lab->forced.prefix_count > 0 && !model_fills(entry->model);
    if (wanted && !encode_prefix(entry->data->dataset, lab_prefix(lab), &ids, &count, error))
        return false;
    interventions_prefix(&lab->forced.interventions, ids, count);
    interventions_begin(&lab->forced.interventions);
    for (int i = 0; i < count; i++)
        lacking += ids[i] == TOKEN_UNK;
    if (unknown != NULL)
        *unknown = lacking;
    free(ids);
    return true;
}
