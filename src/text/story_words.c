/* story_words.c: people, places, things, and the words of sentences about them. Things and their kinds begin with a
 * consonant in English, so that the article stays "a" whether or not the kind is left out. */
#include "text/story_words.h"

#include <stdio.h>
#include <string.h>

#include "base/unicode.h"
#include "text/story.h"

const StoryWord story_people[STORY_PEOPLE] = {
    {"Anna", "민수"},  {"Ben", "지우"},   {"Clara", "서연"}, {"David", "도윤"}, {"Emma", "예린"}, {"Frank", "준호"},
    {"Grace", "유나"}, {"Henry", "현우"}, {"Ivy", "소라"},   {"Jack", "태민"},  {"Kate", "은지"}, {"Leo", "가람"},
};

const StoryWord story_places[STORY_PLACES] = {
    {"library", "도서관"}, {"school", "학교"},   {"park", "공원"},       {"market", "시장"},
    {"hospital", "병원"},  {"museum", "박물관"}, {"theater", "극장"},    {"bank", "은행"},
    {"restaurant", "식당"}, {"garden", "정원"},  {"church", "교회"},     {"bakery", "빵집"},
};

const StoryWord story_things[STORY_THINGS] = {
    {"hat", "모자"},   {"book", "책"},     {"bag", "가방"},       {"watch", "시계"}, {"picture", "그림"}, {"chair", "의자"},
    {"flower", "꽃"}, {"bicycle", "자전거"}, {"lamp", "등잔"},   {"coat", "외투"},  {"cup", "컵"},       {"doll", "인형"},
};

const StoryWord story_place_kinds[STORY_KINDS] = {
    {"quiet", "조용한"}, {"big", "큰"}, {"small", "작은"}, {"old", "오래된"}, {"new", "새로운"}, {"famous", "유명한"},
};

const StoryWord story_thing_kinds[STORY_KINDS] = {
    {"big", "큰"}, {"small", "작은"}, {"pretty", "예쁜"}, {"cheap", "값싼"}, {"good", "좋은"}, {"red", "빨간"},
};

const StoryWord story_nows[STORY_TIMES] = {{"now", "지금"}, {"still", "아직"}, {"already", "벌써"}};
const StoryWord story_pasts[STORY_TIMES] = {{"yesterday", "어제"}, {"today", "오늘"}, {"again", "다시"}};
const StoryWord story_ways[STORY_WAYS] = {
    {"quietly", "조용히"}, {"quickly", "얼른"}, {"secretly", "몰래"}, {"finally", "드디어"}};

const StoryWord story_deeds[STORY_DEEDS] = {
    {"bought", "샀다"}, {"found", "찾았다"}, {"drew", "그렸다"}, {"sold", "팔았다"}, {"made", "만들었다"}, {"saw", "보았다"},
};

const StoryWord story_openers[STORY_OPENERS] = {{"So", "그러면"}, {"Then", "그럼"}};

/* ---- every word that can occur in a story ---- */

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
