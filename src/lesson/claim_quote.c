/* claim_quote.c: claims in lessons: {claim NAME} stands for the claim's sentence, so that a lesson
 * states what is tested. */
#include "lesson/claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"

static const char opening[] = "{claim ";

/* The first {claim NAME} at or after text, with its name (a new string) and its end; NULL: none. */
static const char *next_quote(const char *text, char **name, const char **end)
{
    while ((text = strstr(text, opening)) != NULL) {
        const char *begin = text + strlen(opening);
        size_t length = strspn(begin, "abcdefghijklmnopqrstuvwxyz0123456789-");
        if (length > 0 && begin[length] == '}') {
            *name = memory_text(begin, length);
            *end = begin + length + 1;
            return text;
        }
        text = begin;
    }
    return NULL;
}

static const Choice *find_noted(const Lesson *lesson, const char *name)
{
    for (int i = 0; i < lesson->claim_count; i++)
        if (strcmp(lesson->claims[i].id, name) == 0)
            return &lesson->claims[i];
    return NULL;
}

/* False if there is no such claim, or if its file is faulty. */
static bool note(LuaHost *host, Lesson *lesson, const char *name)
{
    Buffer faults = {0};
    if (find_noted(lesson, name) != NULL)
        return true;
    Claim *claim = lesson->claim_count < CLAIMS_MOST ? claim_read(host, name, &faults) : NULL;
    buffer_free(&faults);
    if (claim == NULL)
        return false;
    lesson->claims = memory_resize(lesson->claims, (size_t)lesson->claim_count + 1, sizeof *lesson->claims);
    lesson->claims[lesson->claim_count++] =
        (Choice){memory_string(name), memory_string(claim->english), memory_string(claim->korean)};
    claim_close(host, claim);
    return true;
}

void lesson_claims_note(LuaHost *host, Lesson *lesson, const char *file, const char *text, int line, Buffer *faults)
{
    char *name;
    const char *at = text, *end;
    for (const char *found; (found = next_quote(at, &name, &end)) != NULL; at = end) {
        for (; at < found; at++)
            line += *at == '\n';
        if (!note(host, lesson, name))
            lesson_fault(faults, lesson->folder.name, file, line,
                         TEXT("there is no claim '%.40s': `claims` lists them",
                              "'%.40s' 주장은 없습니다. `claims`를 입력하면 목록이 나옵니다"),
                         name);
        free(name);
    }
}

char *lesson_claims_filled(const Lesson *lesson, const char *text, int language)
{
    Buffer out = {0};
    char *name;
    const char *at = text, *end;
    for (const char *found; (found = next_quote(at, &name, &end)) != NULL; at = end) {
        const Choice *claim = find_noted(lesson, name);
        buffer_add_bytes(&out, at, (size_t)(found - at));
        if (claim != NULL)
            buffer_add(&out, language == LANGUAGE_KOREAN ? claim->korean : claim->english);
        else
            buffer_add_bytes(&out, found, (size_t)(end - found));
        free(name);
    }
    buffer_add(&out, at);
    return buffer_take(&out);
}
