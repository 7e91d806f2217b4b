/* language.c: the language of this run. One setting for the whole program. */
#include "base/language.h"

#include <strings.h>
#include <string.h>

static Language current = LANGUAGE_ENGLISH;

Language language_now(void) { return current; }

const char *sentence_now(Sentence sentence) { return TEXT(sentence.english, sentence.korean); }

void language_set(Language language) { current = language; }

const char *language_code(Language language) { return language == LANGUAGE_KOREAN ? "ko" : "en"; }

static bool begins(const char *name, const char *code)
{
    size_t length = strlen(code);
    return strncasecmp(name, code, length) == 0 && strchr("_.-@", name[length]) != NULL;
}

bool language_parse(const char *name, Language *language)
{
    if (begins(name, "ko") || begins(name, "korean") || strcmp(name, "한국어") == 0)
        *language = LANGUAGE_KOREAN;
    else if (begins(name, "en") || begins(name, "english") || strcmp(name, "영어") == 0)
        *language = LANGUAGE_ENGLISH;
    else
        return false;
    return true;
}
