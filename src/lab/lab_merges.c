/* lab_merges.c: the merges of subword tokens to and from the texts that a saved model carries.
 *
 * {"hangul": "syllable", "merges": [[" ", "도"], [" 도", "서"], ...]}. What comes from a file is not trusted. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/lab_merges.h"

static const char *const hangul_names[] = {"syllable", "jamo"}; /* in the order of HangulUnit */

char *lab_merges_text(const BytePairs *pairs)
{
    if (pairs == NULL)
        return NULL;
    json_t *list = json_array();
    for (int i = 0; i < byte_pairs_count(pairs); i++)
        json_array_append_new(list, json_pack("[s, s]", byte_pairs_left(pairs, i), byte_pairs_right(pairs, i)));
    json_t *object = json_pack("{s:s, s:o}", "hangul", hangul_names[byte_pairs_hangul(pairs)], "merges", list);
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

static bool refuse(const char *side, Error *error)
{
    return error_set(error, ERROR_DATA,
                     TEXT("the %s merges of its subword tokens are missing or cannot be read",
                          "%s 서브워드 토큰의 병합 규칙이 없거나 읽을 수 없습니다"),
                     side);
}

static bool read_hangul(const json_t *object, HangulUnit *hangul)
{
    const char *name = json_string_value(json_object_get(object, "hangul"));
    *hangul = name != NULL && strcmp(name, hangul_names[HANGUL_JAMO]) == 0 ? HANGUL_JAMO : HANGUL_SYLLABLE;
    return name != NULL && strcmp(name, hangul_names[*hangul]) == 0;
}

/* The parts point into the JSON; one that is no string is NULL, which byte_pairs_read refuses. */
static const char **parts_of(const json_t *list, size_t count)
{
    const char **part = memory_new(2 * count + 1, sizeof *part);
    for (size_t i = 0; i < count; i++) {
        const json_t *merge = json_array_get(list, i);
        bool two = json_array_size(merge) == 2;
        part[2 * i] = two ? json_string_value(json_array_get(merge, 0)) : NULL;
        part[2 * i + 1] = two ? json_string_value(json_array_get(merge, 1)) : NULL;
    }
    return part;
}

BytePairs *lab_merges_read(const json_t *object, const char *side, Error *error)
{
    HangulUnit hangul;
    const json_t *list = json_object_get(object, "merges");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || !read_hangul(object, &hangul)) {
        refuse(side, error);
        return NULL;
    }
    if (count > MERGES_MOST)
        return byte_pairs_read(hangul, NULL, MERGES_MOST + 1, side, error);
    const char **part = parts_of(list, count);
    BytePairs *pairs = byte_pairs_read(hangul, part, (int)count, side, error);
    free(part);
    return pairs;
}
