/* force.c: numbers of the computation that are replaced, and how answers begin. */
#include "lab/force.h"

#include <stdlib.h>

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

bool force_begin(Lab *lab, const LabModel *entry, int *unknown, Error *error)
{
    TokenList tokens = {0};
    int *ids = NULL, lacking = 0;
    bool wanted = lab->prefix_count > 0 && !model_fills(entry->model);
    if (wanted && !dataset_encode(entry->data->dataset, SIDE_TARGET, lab_prefix(lab), &tokens, &ids, error))
        return false;
    interventions_prefix(&lab->interventions, ids, tokens.count);
    interventions_begin(&lab->interventions);
    for (int i = 0; i < tokens.count; i++)
        lacking += ids[i] == TOKEN_UNK;
    if (unknown != NULL)
        *unknown = lacking;
    token_list_free(&tokens);
    free(ids);
    return true;
}
