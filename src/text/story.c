/* story.c: facts and a question, or clauses and what is asked of them.
 *
 * A text is planned before it is written: what each sentence says, and which of its optional words (when, how, what kind)
 * it has, so many of them that the text comes out at the length asked for. Then it is written in one of the languages. */
#include "text/story.h"

#include <stdio.h>
#include <string.h>

#include "base/unicode.h"
#include "text/story_words.h"

enum { SENTENCES_LEAST = 2, SENTENCES_MOST = 12, OPTIONS_MOST = 4 };

/* The optional words of a sentence, each there or not. */
enum { WITH_TIME, WITH_KIND, WITH_WAY, WITH_PLACE_KIND };

typedef struct StorySentence {
    bool of_place;  /* of a question: who is where; else who bought what */
    int person, place, thing, deed;
    bool with[OPTIONS_MOST];
} StorySentence;

typedef struct Plan {
    StoryKind kind;
    Language language;
    int count;
    StorySentence sentences[SENTENCES_MOST];
    int asked;         /* question: the sentence; summary: the sentence whose person or place is the mark */
    bool asks_person;  /* question: who; summary: a person is the mark, not a place */
    bool opener;       /* of the question */
    Random *random;    /* for the words that are chosen while writing */
} Plan;

/* ---- lengths ---- */

static int options_of(StoryKind kind) { return kind == STORY_QUESTION ? 2 : 4; }

/* Words and marks of a sentence without anything optional. */
static int sentence_length(const Plan *plan, const StorySentence *sentence)
{
    if (plan->kind == STORY_SUMMARY)
        return plan->language == LANGUAGE_KOREAN ? 5 : 8;
    return plan->language == LANGUAGE_KOREAN ? 4 : sentence->of_place ? 6 : 5;
}

/* Of the question without its opener, or of the mark with its colon. */
static int asking_length(const Plan *plan)
{
    if (plan->kind == STORY_SUMMARY)
        return 2;
    if (plan->language == LANGUAGE_KOREAN)
        return 4;
    return plan->sentences[plan->asked].of_place ? (plan->asks_person ? 6 : 4) : 5;
}

int story_length_least(StoryKind kind, Language language)
{
    if (kind == STORY_SUMMARY)
        return language == LANGUAGE_KOREAN ? 12 : 18;
    return language == LANGUAGE_KOREAN ? 12 : 15;
}

/* ---- planning ---- */

static void shuffled(int *items, int count, Random *random)
{
    for (int i = 0; i < count; i++) {
        int other = (int)random_below(random, (uint32_t)i + 1);
        items[i] = items[other];
        items[other] = i;
    }
}

/* Nobody is in two places or bought two things, and no place or thing has two people. */
static void plan_facts(Plan *plan, Random *random)
{
    int residents[STORY_PEOPLE], buyers[STORY_PEOPLE], places[STORY_PLACES], things[STORY_THINGS];
    shuffled(residents, STORY_PEOPLE, random);
    shuffled(buyers, STORY_PEOPLE, random);
    shuffled(places, STORY_PLACES, random);
    shuffled(things, STORY_THINGS, random);
    for (int i = 0; i < plan->count; i++) {
        bool of_place = random_below(random, 2) == 0;
        plan->sentences[i] = (StorySentence){.of_place = of_place, .person = (of_place ? residents : buyers)[i], .place = places[i],
                                        .thing = things[i]};
    }
}

/* Each by someone else; a third of them where someone was before. */
static void plan_clauses(Plan *plan, Random *random)
{
    int people[STORY_PEOPLE], places[STORY_PLACES], things[STORY_THINGS];
    shuffled(people, STORY_PEOPLE, random);
    shuffled(places, STORY_PLACES, random);
    shuffled(things, STORY_THINGS, random);
    for (int i = 0; i < plan->count; i++) {
        int place = i > 0 && random_below(random, 3) == 0 ? plan->sentences[random_below(random, (uint32_t)i)].place : places[i];
        plan->sentences[i] = (StorySentence){.person = people[i], .place = place, .thing = things[i],
                                        .deed = (int)random_below(random, STORY_DEEDS)};
    }
}

/* Puts so many of the optional words in, each as likely; false when there are fewer, or the text is too long without. */
static bool spend(Plan *plan, int spare, Random *random)
{
    int each = options_of(plan->kind), left = plan->count * each + (plan->kind == STORY_QUESTION);
    if (spare < 0 || spare > left)
        return false;
    for (int i = 0; i < plan->count; i++)
        for (int option = 0; option < each; option++, left--) {
            bool taken = (int)random_below(random, (uint32_t)left) < spare;
            plan->sentences[i].with[option] = taken;
            spare -= taken;
        }
    plan->opener = spare > 0;
    return true;
}

/* As many sentences as can be for such a length, or a few less. */
static int choose_count(const Plan *plan, int length, Random *random)
{
    static const int shortest[2][2] = {{5, 4}, {8, 5}}, longest[2][2] = {{8, 6}, {12, 9}}, asking[2][2] = {{4, 4}, {2, 2}},
                     asking_most[2][2] = {{7, 5}, {2, 2}};
    StoryKind kind = plan->kind;
    Language language = plan->language;
    int most = (length - asking[kind][language]) / shortest[kind][language];
    int least = (length - asking_most[kind][language] + longest[kind][language] - 1) / longest[kind][language];
    most = most > SENTENCES_MOST ? SENTENCES_MOST : most;
    least = least < SENTENCES_LEAST ? SENTENCES_LEAST : least;
    return least <= most ? random_between(random, least, most) : 0;
}

static bool make_plan(Plan *plan, int length, Random *random)
{
    plan->count = choose_count(plan, length, random);
    if (plan->count == 0)
        return false;
    if (plan->kind == STORY_QUESTION)
        plan_facts(plan, random);
    else
        plan_clauses(plan, random);
    plan->asked = (int)random_below(random, (uint32_t)plan->count);
    plan->asks_person = random_below(random, 2) == 0;
    int spare = length - asking_length(plan);
    for (int i = 0; i < plan->count; i++)
        spare -= sentence_length(plan, &plan->sentences[i]);
    return spend(plan, spare, random);
}

/* ---- writing ---- */

/* Adds a word to the text and returns its place. */
static int say(Story *story, const char *word)
{
    snprintf(story->text.word[story->text.count], STORY_WORD_BYTES, "%s", word);
    return story->text.count++;
}

/* A Korean word with the form of the particle that goes with it. */
static int say_with(Story *story, const char *word, const char *after_consonant, const char *after_vowel)
{
    char text[STORY_WORD_BYTES];
    snprintf(text, sizeof text, "%s%s", word, korean_particle(word, after_consonant, after_vowel));
    return say(story, text);
}

static void answer(Story *story, const char *word, int place)
{
    memcpy(story->answer.word[story->answer.count], word, strlen(word) + 1);
    story->alignment[story->answer.count++] = place;
}

static const char *any_of(const StoryWord *words, int count, const Plan *plan)
{
    return words[random_below(plan->random, (uint32_t)count)][plan->language];
}

/* Where the words of a sentence stand. */
typedef struct Places {
    int person, place, thing, verb, end;
    int in, the, article; /* English: in the PLACE, a THING */
} Places;

static Places write_korean_fact(const Plan *plan, const StorySentence *sentence, Story *story)
{
    Places at = {0};
    at.person = say_with(story, story_people[sentence->person][1], "은", "는");
    if (sentence->with[WITH_TIME])
        say(story, sentence->of_place ? any_of(story_nows, STORY_TIMES, plan) : any_of(story_pasts, STORY_TIMES, plan));
    if (sentence->with[WITH_KIND])
        say(story, any_of(sentence->of_place ? story_place_kinds : story_thing_kinds, STORY_KINDS, plan));
    if (sentence->of_place)
        at.place = say_with(story, story_places[sentence->place][1], "에", "에");
    else
        at.thing = say_with(story, story_things[sentence->thing][1], "을", "를");
    at.verb = say(story, sentence->of_place ? "있다" : story_deeds[0][1]);
    at.end = say(story, ".");
    return at;
}

static Places write_english_fact(const Plan *plan, const StorySentence *sentence, Story *story)
{
    Places at = {0};
    at.person = say(story, story_people[sentence->person][0]);
    at.verb = say(story, sentence->of_place ? "is" : story_deeds[0][0]);
    if (sentence->of_place && sentence->with[WITH_TIME])
        say(story, any_of(story_nows, STORY_TIMES, plan));
    if (sentence->of_place) {
        at.in = say(story, "in");
        at.the = say(story, "the");
    } else {
        at.article = say(story, "a");
    }
    if (sentence->with[WITH_KIND])
        say(story, any_of(sentence->of_place ? story_place_kinds : story_thing_kinds, STORY_KINDS, plan));
    if (sentence->of_place)
        at.place = say(story, story_places[sentence->place][0]);
    else
        at.thing = say(story, story_things[sentence->thing][0]);
    if (!sentence->of_place && sentence->with[WITH_TIME])
        say(story, any_of(story_pasts, STORY_TIMES, plan));
    at.end = say(story, ".");
    return at;
}

static void ask_in_korean(const Plan *plan, const StorySentence *sentence, Story *story)
{
    const char *person = story_people[sentence->person][1];
    if (plan->asks_person)
        say(story, "누가");
    else
        say_with(story, person, "은", "는");
    if (sentence->of_place && plan->asks_person)
        say_with(story, story_places[sentence->place][1], "에", "에");
    else if (plan->asks_person)
        say_with(story, story_things[sentence->thing][1], "을", "를");
    else
        say(story, sentence->of_place ? "어디에" : "무엇을");
    say(story, sentence->of_place ? "있나" : "샀나");
}

static void ask_in_english(const Plan *plan, const StorySentence *sentence, Story *story)
{
    static const char *const who[] = {"Who", "who"}, *const where[] = {"Where", "where"}, *const what[] = {"What", "what"};
    const char *person = story_people[sentence->person][0];
    if (plan->asks_person) {
        say(story, who[plan->opener]);
        say(story, sentence->of_place ? "is" : story_deeds[0][0]);
        if (sentence->of_place)
            say(story, "in");
        say(story, "the");
        say(story, sentence->of_place ? story_places[sentence->place][0] : story_things[sentence->thing][0]);
    } else if (sentence->of_place) {
        say(story, where[plan->opener]);
        say(story, "is");
        say(story, person);
    } else {
        say(story, what[plan->opener]);
        say(story, "did");
        say(story, person);
        say(story, "buy");
    }
}

static void write_question(const Plan *plan, Story *story)
{
    const StorySentence *asked = &plan->sentences[plan->asked];
    bool korean = plan->language == LANGUAGE_KOREAN;
    Places found = {0};
    for (int i = 0; i < plan->count; i++) {
        const StorySentence *sentence = &plan->sentences[i];
        Places at = korean ? write_korean_fact(plan, sentence, story) : write_english_fact(plan, sentence, story);
        if (i == plan->asked)
            found = at;
    }
    if (plan->opener)
        say(story, any_of(story_openers, STORY_OPENERS, plan));
    if (korean)
        ask_in_korean(plan, asked, story);
    else
        ask_in_english(plan, asked, story);
    say(story, "?");
    if (plan->asks_person)
        answer(story, story_people[asked->person][plan->language], found.person);
    else if (asked->of_place)
        answer(story, story_places[asked->place][plan->language], found.place);
    else
        answer(story, story_things[asked->thing][plan->language], found.thing);
}

static Places write_korean_clause(const Plan *plan, const StorySentence *sentence, Story *story)
{
    Places at = {0};
    at.person = say_with(story, story_people[sentence->person][1], "은", "는");
    if (sentence->with[WITH_TIME])
        say(story, any_of(story_pasts, STORY_TIMES, plan));
    if (sentence->with[WITH_PLACE_KIND])
        say(story, any_of(story_place_kinds, STORY_KINDS, plan));
    at.place = say_with(story, story_places[sentence->place][1], "에서", "에서");
    if (sentence->with[WITH_KIND])
        say(story, any_of(story_thing_kinds, STORY_KINDS, plan));
    at.thing = say_with(story, story_things[sentence->thing][1], "을", "를");
    if (sentence->with[WITH_WAY])
        say(story, any_of(story_ways, STORY_WAYS, plan));
    at.verb = say(story, story_deeds[sentence->deed][1]);
    at.end = say(story, ".");
    return at;
}

static Places write_english_clause(const Plan *plan, const StorySentence *sentence, Story *story)
{
    Places at = {0};
    at.person = say(story, story_people[sentence->person][0]);
    if (sentence->with[WITH_WAY])
        say(story, any_of(story_ways, STORY_WAYS, plan));
    at.verb = say(story, story_deeds[sentence->deed][0]);
    at.article = say(story, "a");
    if (sentence->with[WITH_KIND])
        say(story, any_of(story_thing_kinds, STORY_KINDS, plan));
    at.thing = say(story, story_things[sentence->thing][0]);
    at.in = say(story, "in");
    at.the = say(story, "the");
    if (sentence->with[WITH_PLACE_KIND])
        say(story, any_of(story_place_kinds, STORY_KINDS, plan));
    at.place = say(story, story_places[sentence->place][0]);
    if (sentence->with[WITH_TIME])
        say(story, any_of(story_pasts, STORY_TIMES, plan));
    at.end = say(story, ".");
    return at;
}

static void keep_clause(const Plan *plan, const Places *at, Story *story)
{
    const int korean[] = {at->person, at->place, at->thing, at->verb, at->end};
    const int english[] = {at->person, at->verb, at->article, at->thing, at->in, at->the, at->place, at->end};
    bool is_korean = plan->language == LANGUAGE_KOREAN;
    int count = is_korean ? (int)(sizeof korean / sizeof *korean) : (int)(sizeof english / sizeof *english);
    const int *places = is_korean ? korean : english;
    for (int i = 0; i < count; i++)
        answer(story, story->text.word[places[i]], places[i]);
}

static void write_summary(const Plan *plan, Story *story)
{
    const StorySentence *asked = &plan->sentences[plan->asked];
    say(story, plan->asks_person ? story_people[asked->person][plan->language] : story_places[asked->place][plan->language]);
    say(story, ":");
    for (int i = 0; i < plan->count; i++) {
        const StorySentence *sentence = &plan->sentences[i];
        Places at = plan->language == LANGUAGE_KOREAN ? write_korean_clause(plan, sentence, story)
                                                      : write_english_clause(plan, sentence, story);
        if (plan->asks_person ? i == plan->asked : sentence->place == asked->place)
            keep_clause(plan, &at, story);
    }
}

bool story_make(StoryKind kind, Language language, int length, Random *random, Story *story)
{
    Plan plan = {.kind = kind, .language = language, .random = random};
    story->text.count = story->answer.count = 0;
    if (!make_plan(&plan, length, random))
        return false;
    if (kind == STORY_QUESTION)
        write_question(&plan, story);
    else
        write_summary(&plan, story);
    return true;
}
