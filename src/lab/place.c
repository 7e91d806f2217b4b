/* place.c: where a model's training is in the order of its batches, among what is kept between two runs. */
#include "lab/place.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"

void lab_keep_place(Resume *resume, const Batches *batches, uint64_t seed)
{
    BatchPlace place = batches_place(batches);
    const uint64_t *r = place.random.state;
    char text[RESUME_TEXT];
    snprintf(text, sizeof text, "%016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64, r[0], r[1], r[2], r[3]);
    resume_put_text(resume, "batches.random", text);
    resume_put_whole(resume, "batches.seed", seed);
    resume_put_whole(resume, "batches.size", (uint64_t)place.size);
    resume_put_whole(resume, "batches.next", (uint64_t)place.next);
}

static bool read_place(const Resume *resume, BatchPlace *place)
{
    const char *text = resume_text(resume, "batches.random");
    uint64_t *r = place->random.state, size, next;
    int end = 0;
    if (text == NULL || sscanf(text, "%16" SCNx64 " %16" SCNx64 " %16" SCNx64 " %16" SCNx64 "%n", &r[0], &r[1], &r[2], &r[3], &end) != 4 ||
        text[end] != '\0' || !resume_whole(resume, "batches.size", INT_MAX, &size) ||
        !resume_whole(resume, "batches.next", INT_MAX, &next))
        return false;
    place->size = (int)size;
    place->next = (int)next;
    return true;
}

bool lab_place_check(const Resume *resume, Error *error)
{
    uint64_t seed;
    BatchPlace place;
    if (resume_text(resume, "batches.seed") == NULL ||
        (resume_whole(resume, "batches.seed", UINT64_MAX, &seed) && read_place(resume, &place)))
        return true;
    return error_set(error, ERROR_DATA, TEXT("what is kept of the order of the batches cannot be read",
                                             "남아 있는 배치 순서를 읽을 수 없습니다"));
}

bool lab_go_to_place(const Resume *resume, Batches *batches, uint64_t seed, Error *error)
{
    uint64_t before;
    BatchPlace place;
    if (resume_text(resume, "batches.seed") == NULL)
        return true;
    if (!lab_place_check(resume, error) || !resume_whole(resume, "batches.seed", UINT64_MAX, &before) ||
        !read_place(resume, &place))
        return false;
    if (before != seed || batches_go(batches, &place))
        return true;
    return error_set(error, ERROR_DATA,
                     TEXT("what is kept of the order of the batches is no place in it: 'train fresh=yes' begins anew",
                          "남아 있는 배치 순서가 올바르지 않습니다. 'train fresh=yes'로 새로 시작하십시오"));
}
