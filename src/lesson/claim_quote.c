/* claim_quote.c: claims in lessons: {claim NAME} stands for the claim's sentence, so that a lesson states what is tested,
 * and {measured NAME} for what was measured of it on this machine. */
#include "lesson/claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"

typedef enum { QUOTE_SENTENCE, QUOTE_MEASURED } QuoteKind;
static const char *const openings[] = {"{claim ", "{measured "};

typedef struct Quote {
    const char *begin, *end;
    char *name; /* owned */
} Quote;

/* The first {claim NAME} or {measured NAME} at or after text; false: none. */
static bool next_quote(const char *text, QuoteKind kind, Quote *quote)
{
    while ((text = strstr(text, openings[kind])) != NULL) {
        const char *name = text + strlen(openings[kind]);
        size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
        if (length > 0 && name[length] == '}') {
            *quote = (Quote){text, name + length + 1, memory_text(name, length)};
            return true;
        }
        text = name;
    }
    return false;
}

static const Claim *find_noted(const Lesson *lesson, const char *name)
{
    for (int i = 0; i < lesson->claim_count; i++)
        if (strcmp(lesson->claims[i]->name, name) == 0)
            return lesson->claims[i];
    return NULL;
}

/* False if there is no such claim, or, with what is wrong with it in faults, if its file is faulty; it is then noted
 * without a sentence, so that it is read and named once. */
static bool note(LuaHost *host, Lesson *lesson, const char *name, Buffer *faults)
{
    if (find_noted(lesson, name) != NULL)
        return true;
    Claim *claim = lesson->claim_count < CLAIMS_MOST ? claim_read(host, LEDGER_CLAIMS, name, faults) : NULL;
    bool read = claim != NULL;
    if (!read && faults->length > 0)
        claim = claim_without_text(name);
    if (claim == NULL)
        return false;
    lesson->claims = memory_resize(lesson->claims, (size_t)lesson->claim_count + 1, sizeof *lesson->claims);
    lesson->claims[lesson->claim_count++] = claim;
    return read;
}

static void note_all(LuaHost *host, Lesson *lesson, QuoteKind kind, const FilePlace *place, Buffer *faults)
{
    int line = place->line;
    const char *at = place->text;
    for (Quote quote; next_quote(at, kind, &quote); at = quote.end) {
        Buffer wrong = {0};
        for (; at < quote.begin; at++)
            line += *at == '\n';
        if (!note(host, lesson, quote.name, &wrong))
            lesson_fault(faults, lesson->folder.name, place->file, line,
                         wrong.length > 0 ? TEXT("claim '%.40s': %s", "'%.40s' 주장: %s")
                                          : TEXT("there is no claim '%.40s': `claims` lists them",
                                                 "'%.40s' 주장은 없습니다. `claims`를 입력하면 목록이 나옵니다"),
                         quote.name, buffer_text(&wrong));
        buffer_free(&wrong);
        free(quote.name);
    }
}

void lesson_claims_note(LuaHost *host, Lesson *lesson, const FilePlace *place, Buffer *faults)
{
    note_all(host, lesson, QUOTE_SENTENCE, place, faults);
    note_all(host, lesson, QUOTE_MEASURED, place, faults);
}

void lesson_claims_free(LuaHost *host, Lesson *lesson)
{
    for (int i = 0; i < lesson->claim_count; i++)
        claim_close(host, lesson->claims[i]);
    free(lesson->claims);
}

char *lesson_claims_filled(const Lesson *lesson, const char *text, int language)
{
    Buffer out = {0};
    for (Quote quote; next_quote(text, QUOTE_SENTENCE, &quote); text = quote.end) {
        const Claim *claim = find_noted(lesson, quote.name);
        buffer_add_bytes(&out, text, (size_t)(quote.begin - text));
        if (claim != NULL)
            buffer_add(&out, language == LANGUAGE_KOREAN ? claim->korean : claim->english);
        else
            buffer_add_bytes(&out, quote.begin, (size_t)(quote.end - quote.begin));
        free(quote.name);
    }
    buffer_add(&out, text);
    return buffer_take(&out);
}

/* A ledger that cannot be read has no figures. */
char *lesson_measured_filled(LuaHost *host, const Lesson *lesson, const char *text)
{
    Buffer out = {0};
    ClaimStore store = {0};
    for (Quote quote; next_quote(text, QUOTE_MEASURED, &quote); text = quote.end) {
        const Claim *claim = find_noted(lesson, quote.name);
        buffer_add_bytes(&out, text, (size_t)(quote.begin - text));
        if (claim != NULL &&
            (store.rows != NULL || claim_store_open(host_repl(host), LEDGER_CLAIMS, NULL, &store, NULL))) {
            json_t *value = claim_value(host, claim, &store);
            claim_tell(value, &out);
            json_decref(value);
        }
        free(quote.name);
    }
    if (store.rows != NULL)
        claim_store_close(&store);
    buffer_add(&out, text);
    return buffer_take(&out);
}
