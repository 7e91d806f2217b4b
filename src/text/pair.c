/* pair.c: the memory in which a pair is made. It only grows, so that pairs of lengths seen before need no more. */
#include "text/pair.h"

#include <stdlib.h>

#include "base/memory.h"

PairSpace *pair_space_open(void) { return memory_new(1, sizeof(PairSpace)); }

void pair_space_close(PairSpace *space)
{
    if (space == NULL)
        return;
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        buffer_free(&space->text[side]);
        free(space->ids[side].item);
    }
    free(space->alignment.item);
    buffer_free(&space->prepared);
    free(space->notes);
    free(space);
}

/* A pair space may serve several data sets one after the other: all get room for the largest notes there are. */
void *pair_space_notes(PairSpace *space, size_t bytes)
{
    enum { NOTES_BYTES = 8192 };
    if (bytes > NOTES_BYTES)
        memory_exhausted(bytes);
    if (space->notes == NULL)
        space->notes = memory_new(1, NOTES_BYTES);
    return space->notes;
}

static void reserve_text(Buffer *text, int tokens)
{
    enum { BYTES_OF_TOKEN = 32 };
    while (text->capacity < (size_t)tokens * BYTES_OF_TOKEN)
        buffer_add(text, "................................");
    buffer_clear(text);
}

void pair_space_reserve(PairSpace *space, int source_count, int target_count)
{
    const int counts[SIDES] = {source_count, target_count};
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        int_list_reserve(&space->ids[side], counts[side]);
        reserve_text(&space->text[side], counts[side]);
        reserve_text(&space->prepared, counts[side]);
    }
    int_list_reserve(&space->alignment, target_count);
    pair_space_notes(space, 1);
}

Pair pair_of_space(const PairSpace *space, bool aligned)
{
    const IntList *source = &space->ids[SIDE_SOURCE], *target = &space->ids[SIDE_TARGET];
    return (Pair){.source_text = buffer_text(&space->text[SIDE_SOURCE]),
                  .target_text = buffer_text(&space->text[SIDE_TARGET]),
                  .source_count = source->count,
                  .target_count = target->count,
                  .source = source->item,
                  .target = target->item,
                  .alignment = aligned ? space->alignment.item : NULL};
}
