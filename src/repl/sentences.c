/* sentences.c: the sentences of the last list, by number, and the one that was asked about last. */
#include "repl/sentences.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"

static void forget_asked(Sentences *sentences)
{
    free(sentences->model);
    free(sentences->text);
    free(sentences->reference);
    sentences->model = sentences->text = sentences->reference = NULL;
    sentences->moment = 0;
}

void sentences_free(Sentences *sentences)
{
    json_decref(sentences->list);
    forget_asked(sentences);
}

/* ---- by number ---- */

void sentences_list(Sentences *sentences, const json_t *value, const char *keys)
{
    json_t *all = json_array();
    for (const char *key = keys; *key != '\0'; key += key[0] == '|') {
        size_t length = strcspn(key, "|");
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)length, key);
        json_array_extend(all, json_object_get(value, name));
        key += length;
    }
    if (json_array_size(all) > 0) {
        json_decref(sentences->list);
        sentences->list = json_incref(all);
    }
    json_decref(all);
}

static bool no_such_number(const Sentences *sentences, const char *words, Error *error)
{
    if (sentences->list == NULL)
        return error_set(
            error, ERROR_USAGE,
            TEXT("%s: no list of sentences was shown yet; 'data' shows one, 'data examples=10' a longer one",
                 "%s: 아직 문장 목록을 보지 않았습니다. 'data'나 'data examples=10'으로 목록을 볼 수 있습니다"),
            words);
    return error_set(
        error, ERROR_USAGE,
        TEXT("%s: the last list has the sentences #1 to #%d", "%s: 마지막 목록의 문장은 #1부터 #%d까지입니다"), words,
        (int)json_array_size(sentences->list));
}

bool sentences_find(const Sentences *sentences, Request *request, Error *error)
{
    const char *words = request->text;
    char *end = NULL;
    long number = words != NULL && words[0] == '#' ? strtol(words + 1, &end, 10) : 0;
    if (end == NULL || end == words + 1 || *end != '\0')
        return true; /* a sentence that begins with the sign */
    if (number < 1 || (size_t)number > json_array_size(sentences->list))
        return no_such_number(sentences, words, error);
    const json_t *one = json_array_get(sentences->list, (size_t)number - 1);
    const char *target = json_text(one, "target"), *right = target[0] != '\0' ? target : json_text(one, "reference");
    request->text = json_text(one, "source");
    request->reference = right[0] != '\0' ? right : NULL;
    return true;
}

/* ---- again ---- */

static bool same_text(const char *a, const char *b) { return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0; }

void sentences_ask(Sentences *sentences, const Request *request, const char *model)
{
    const Request *before = &sentences->asked;
    bool same = same_text(sentences->model, model) && same_text(sentences->text, request->text) &&
                (request->text != NULL || (before->length == request->length && before->seed == request->seed));
    char *text = memory_string(request->text), *reference = memory_string(request->reference);
    int moment = same ? sentences->moment : 0;
    forget_asked(sentences);
    sentences->asked = *request;
    sentences->model = memory_string(model);
    sentences->text = text;
    sentences->reference = reference;
    sentences->moment = moment;
}

void sentences_ask_again(const Sentences *sentences, Request *request, const char *model)
{
    if (!same_text(sentences->model, model))
        return;
    request->text = sentences->text;
    request->reference = sentences->reference;
    request->length = sentences->asked.length;
    request->seed = sentences->asked.seed;
    request->training = sentences->asked.training;
}
