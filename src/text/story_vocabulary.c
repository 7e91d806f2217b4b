/* story_vocabulary.c: every word that a story can hold. */
#include <stdio.h>

#include "base/unicode.h"
#include "text/story.h"
#include "text/story_words.h"

/* Words are visited in the forms of one language; particles are Korean. */
typedef struct Round {
    Language language;
    StoryVisit *visit;
    void *argument;
} Round;

static void visit_all(const Round *round, const StoryWord *words, int count)
{
    for (int i = 0; i < count; i++)
        round->visit(round->argument, words[i][round->language]);
}

static void visit_with(const Round *round, const StoryWord *words, int count, const char *after_consonant,
                       const char *after_vowel)
{
    char text[STORY_WORD_BYTES];
    for (int i = 0; i < count; i++) {
        const char *word = words[i][LANGUAGE_KOREAN];
        snprintf(text, sizeof text, "%s%s", word, korean_particle(word, after_consonant, after_vowel));
        round->visit(round->argument, text);
    }
}

static void visit_list(const Round *round, const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        round->visit(round->argument, words[i]);
}

#define VISIT_LIST(round, ...)                                                                                         \
    visit_list(round, (const char *const[]){__VA_ARGS__}, (int)(sizeof(const char *const[]){__VA_ARGS__} / sizeof(char *)))

/* As they are called: the answers to questions, and the marks of summaries. */
static void visit_names(const Round *round, StoryKind kind)
{
    visit_all(round, story_people, STORY_PEOPLE);
    visit_all(round, story_places, STORY_PLACES);
    if (kind == STORY_QUESTION)
        visit_all(round, story_things, STORY_THINGS);
}

/* Who, where, what as they stand in a sentence. */
static void visit_parts(const Round *round, StoryKind kind)
{
    if (round->language == LANGUAGE_ENGLISH) {
        visit_names(round, STORY_QUESTION);
        VISIT_LIST(round, "a", "in", "the", ".");
        return;
    }
    const char *particle = kind == STORY_QUESTION ? "에" : "에서";
    visit_with(round, story_people, STORY_PEOPLE, "은", "는");
    visit_with(round, story_places, STORY_PLACES, particle, particle);
    visit_with(round, story_things, STORY_THINGS, "을", "를");
    VISIT_LIST(round, ".");
}

static void visit_optional(const Round *round, StoryKind kind)
{
    visit_all(round, story_place_kinds, STORY_KINDS);
    visit_all(round, story_thing_kinds, STORY_KINDS);
    visit_all(round, story_pasts, STORY_TIMES);
    if (kind == STORY_QUESTION) {
        visit_all(round, story_nows, STORY_TIMES);
        visit_all(round, story_openers, STORY_OPENERS);
    } else {
        visit_all(round, story_ways, STORY_WAYS);
    }
}

static void visit_asking(const Round *round, StoryKind kind)
{
    if (kind == STORY_SUMMARY) {
        visit_names(round, kind);
        VISIT_LIST(round, ":");
    } else if (round->language == LANGUAGE_KOREAN) {
        VISIT_LIST(round, "누가", "어디에", "무엇을", "있다", "있나", "샀다", "샀나", "?");
    } else {
        VISIT_LIST(round, "Who", "who", "Where", "where", "What", "what", "is", "bought", "did", "buy", "?");
    }
}

void story_words(StoryKind kind, Language language, bool answers, StoryVisit *visit, void *argument)
{
    Round round = {language, visit, argument};
    if (answers && kind == STORY_QUESTION) {
        visit_names(&round, kind);
        return;
    }
    visit_parts(&round, kind);
    if (kind == STORY_SUMMARY)
        visit_all(&round, story_deeds, STORY_DEEDS);
    if (answers)
        return;
    visit_optional(&round, kind);
    visit_asking(&round, kind);
}
