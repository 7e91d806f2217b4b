/* force.c: numbers of the computation that are replaced, and how answers begin. */
#include "lab/force.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lab/registry_internal.h"

Interventions *lab_interventions(Lab *lab) { return &lab->interventions; }

const char *lab_prefix(const Lab *lab)
{
    return lab->prefix_count > 0 ? lab->prefixes[lab->prefix_count - 1].text : "";
}

void lab_force_prefix(Lab *lab, const char *text)
{
    lab->prefixes = memory_resize(lab->prefixes, (size_t)lab->prefix_count + 1, sizeof *lab->prefixes);
    lab->prefixes[lab->prefix_count++] = (ForcedPrefix){memory_string(text), lab->interventions.count};
}

bool lab_force_undo(Lab *lab)
{
    bool prefix_is_last =
        lab->prefix_count > 0 && lab->prefixes[lab->prefix_count - 1].after == lab->interventions.count;
    if (!prefix_is_last)
        return interventions_undo(&lab->interventions);
    free(lab->prefixes[--lab->prefix_count].text);
    return true;
}

void lab_force_clear(Lab *lab)
{
    while (lab_force_undo(lab))
        ;
    interventions_clear(&lab->interventions);
    free(lab->prefixes);
    lab->prefixes = NULL;
}

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
    bool wanted = lab->prefix_count > 0 && !model_fills(entry->model);
    if (wanted && !encode_prefix(entry->data->dataset, lab_prefix(lab), &ids, &count, error))
        return false;
    interventions_prefix(&lab->interventions, ids, count);
    interventions_begin(&lab->interventions);
    for (int i = 0; i < count; i++)
        lacking += ids[i] == TOKEN_UNK;
    if (unknown != NULL)
        *unknown = lacking;
    free(ids);
    return true;
}
