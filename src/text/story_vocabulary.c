/* story_vocabulary.c: every word that can occur in a story. */
#include <stdio.h>
#include <string.h>

#include "base/unicode.h"
#include "text/story.h"
#include "text/story_words.h"

/* Words are visited in the forms of one language; particles are Korean. */
typedef struct Round {
    Language language;
    StoryVisit *visit;
    void *argument;
} Round;

/* particles: the forms after a consonant and after a vowel, "은/는"; NULL: only the words. */
static void visit_words(const Round *round, const StoryWord *words, int count, const char *particles)
{
    char text[STORY_WORD_BYTES], after_consonant[STORY_WORD_BYTES] = "";
    const char *slash = particles != NULL && round->language == LANGUAGE_KOREAN ? strchr(particles, '/') : NULL;
    if (slash != NULL)
        snprintf(after_consonant, sizeof after_consonant, "%.*s", (int)(slash - particles), particles);
    for (int i = 0; i < count; i++) {
        const char *word = words[i][round->language];
        const char *particle = slash != NULL ? korean_particle(word, after_consonant, slash + 1) : "";
        snprintf(text, sizeof text, "%s%s", word, particle);
        round->visit(round->argument, text);
    }
}

static void visit_list(const Round *round, const char *const *words)
{
    for (; *words != NULL; words++)
        round->visit(round->argument, *words);
}

#define VISIT_LIST(round, ...) visit_list(round, (const char *const[]){__VA_ARGS__, NULL})

/* Names of people, places and things: the answers to questions, and what summaries are about. */
static void visit_names(const Round *round, StoryKind kind)
{
    visit_words(round, story_people, STORY_PEOPLE, NULL);
    visit_words(round, story_places, STORY_PLACES, NULL);
    if (kind == STORY_QUESTION)
        visit_words(round, story_things, STORY_THINGS, NULL);
}

/* The words that every text has. */
static void visit_needed(const Round *round, StoryKind kind)
{
    visit_words(round, story_people, STORY_PEOPLE, "은/는");
    visit_words(round, story_places, STORY_PLACES, kind == STORY_QUESTION ? "에/에" : "에서/에서");
    visit_words(round, story_things, STORY_THINGS, "을/를");
    if (round->language == LANGUAGE_ENGLISH)
        VISIT_LIST(round, "a", "in", "the");
    VISIT_LIST(round, ".");
    if (kind == STORY_SUMMARY)
        visit_words(round, story_deeds, STORY_DEEDS, NULL);
}

static void visit_optional(const Round *round, StoryKind kind)
{
    visit_words(round, story_place_kinds, STORY_KINDS, NULL);
    visit_words(round, story_thing_kinds, STORY_KINDS, NULL);
    visit_words(round, story_pasts, STORY_TIMES, NULL);
    if (kind == STORY_SUMMARY) {
        visit_words(round, story_ways, STORY_WAYS, NULL);
        return;
    }
    visit_words(round, story_nows, STORY_TIMES, NULL);
    visit_words(round, story_openers, STORY_OPENERS, NULL);
}

void story_words(StoryKind kind, Language language, bool answers, StoryVisit *visit, void *argument)
{
    Round round = {language, visit, argument};
    if (answers && kind == STORY_QUESTION) {
        visit_names(&round, kind);
        return;
    }
    visit_needed(&round, kind);
    if (answers)
        return;
    visit_optional(&round, kind);
    if (kind == STORY_SUMMARY) {
        visit_names(&round, kind);
        VISIT_LIST(&round, ":");
    } else if (language == LANGUAGE_KOREAN) {
        VISIT_LIST(&round, "누가", "어디에", "무엇을", "있다", "있나", "샀다", "샀나", "?");
    } else {
        VISIT_LIST(&round, "Who", "who", "Where", "where", "What", "what", "is", "bought", "did", "buy", "?");
    }
}
