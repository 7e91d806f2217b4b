/* story.c: random texts: facts and a question about one, or clauses and a summary of those about one name.
 *
 * A text is planned first: the meaning of each sentence, and as many optional words (when, how, what kind) as the
 * requested length needs. Then it is written in one of the languages. */
#include "text/story.h"

#include <stdio.h>
#include <string.h>

#include "base/unicode.h"
#include "text/story_words.h"

enum { SENTENCES_LEAST = 2, SENTENCES_MOST = 12, OPTIONAL_WORDS = 4 };

/* The optional words of a sentence, each present or absent. */
enum { WITH_TIME, WITH_KIND, WITH_WAY, WITH_PLACE_KIND };

typedef struct StorySentence {
    bool of_place;  /* of a question: who is where; else who bought what */
    int person, place, thing, deed;
    bool with[OPTIONAL_WORDS];
} StorySentence;

typedef struct Plan {
    StoryKind kind;
    Language language;
    int count;
    StorySentence sentences[SENTENCES_MOST];
    int asked;         /* question: the sentence; summary: the sentence whose person or place is the mark */
    bool asks_person;  /* question: who; summary: a person is the mark, not a place */
    bool opener;       /* of the question */
    Random *random;    /* for words chosen while writing */
} Plan;

/* ---- patterns ---- */

/* The words of a sentence. $P, $L, $T and $D are its person, its place, its thing and its deed, with both forms of a
 * Korean particle behind; ? with a letter is an optional word (say_optional). First index: the language. */
static const char *const facts[2][2] = {
    {"$P bought a ?k $T ?t .", "$P is ?n in the ?K $L ."},
    {"$P은/는 ?t ?k $T을/를 샀다 .", "$P은/는 ?n ?K $L에/에 있다 ."}}; /* who bought what, who is where */
static const char *const clauses[2] = {"$P ?w $D a ?k $T in the ?l $L ?t .", "$P은/는 ?t ?l $L에서/에서 ?k $T을/를 ?w $D ."};
/* Asked for the thing or the place, or for the person. Capital letters become small behind an opener. */
static const char *const questions[2][2][2] = {
    {{"What did $P buy ?", "Where is $P ?"}, {"Who bought the $T ?", "Who is in the $L ?"}},
    {{"$P은/는 무엇을 샀나 ?", "$P은/는 어디에 있나 ?"}, {"누가 $T을/를 샀나 ?", "누가 $L에/에 있나 ?"}}};

static const char *pattern_of(const Plan *plan, const StorySentence *sentence)
{
    return plan->kind == STORY_SUMMARY ? clauses[plan->language] : facts[plan->language][sentence->of_place];
}

static const char *question_of(const Plan *plan)
{
    return questions[plan->language][plan->asks_person][plan->sentences[plan->asked].of_place];
}

/* The number of words and marks without the optional words. */
static int count_words(const char *pattern)
{
    int count = 1;
    for (; *pattern != '\0'; pattern++)
        count += *pattern == ' ' && !(pattern[1] == '?' && pattern[2] != '\0');
    return count;
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
        plan->sentences[i] = (StorySentence){
            .of_place = of_place, .person = (of_place ? residents : buyers)[i], .place = places[i], .thing = things[i]};
    }
}

/* Each has another person; a third of them happen at a place used before. */
static void plan_clauses(Plan *plan, Random *random)
{
    int people[STORY_PEOPLE], places[STORY_PLACES], things[STORY_THINGS];
    shuffled(people, STORY_PEOPLE, random);
    shuffled(places, STORY_PLACES, random);
    shuffled(things, STORY_THINGS, random);
    for (int i = 0; i < plan->count; i++) {
        int place = i > 0 && random_below(random, 3) == 0 ? plan->sentences[random_below(random, (uint32_t)i)].place
                                                          : places[i];
        plan->sentences[i] = (StorySentence){.person = people[i], .place = place, .thing = things[i],
                                        .deed = (int)random_below(random, STORY_DEEDS)};
    }
}

/* Adds that many optional words, each equally likely; false if there are not enough or the text gets too long. */
static bool choose_optional(Plan *plan, int spare, Random *random)
{
    int each = plan->kind == STORY_QUESTION ? 2 : 4, left = plan->count * each + (plan->kind == STORY_QUESTION);
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

/* The most sentences that fit the length, or a few less. */
static int choose_count(const Plan *plan, int length, Random *random)
{
    static const int shortest[2][2] = {{5, 4}, {8, 5}}, longest[2][2] = {{8, 6}, {12, 9}},
                     asking[2][2] = {{4, 4}, {2, 2}}, asking_most[2][2] = {{7, 5}, {2, 2}};
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
    int spare = length - (plan->kind == STORY_SUMMARY ? 2 : count_words(question_of(plan)));
    for (int i = 0; i < plan->count; i++)
        spare -= count_words(pattern_of(plan, &plan->sentences[i]));
    return choose_optional(plan, spare, random);
}

/* ---- writing ---- */

/* Adds a word to the text and returns its place. */
static int say(Story *story, const char *word)
{
    snprintf(story->text.word[story->text.count], STORY_WORD_BYTES, "%s", word);
    return story->text.count++;
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

static void say_optional(const Plan *plan, const StorySentence *sentence, char letter, Story *story)
{
    static const struct { char letter; int option; const StoryWord *words; int count; } optional[] = {
        {'n', WITH_TIME, story_nows, STORY_TIMES},            {'t', WITH_TIME, story_pasts, STORY_TIMES},
        {'k', WITH_KIND, story_thing_kinds, STORY_KINDS},     {'K', WITH_KIND, story_place_kinds, STORY_KINDS},
        {'l', WITH_PLACE_KIND, story_place_kinds, STORY_KINDS}, {'w', WITH_WAY, story_ways, STORY_WAYS}};
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++)
        if (optional[i].letter == letter && sentence->with[optional[i].option])
            say(story, any_of(optional[i].words, optional[i].count, plan));
}

static const char *name_of(const StorySentence *sentence, char letter, Language language)
{
    const StoryWord *word = letter == 'P'   ? &story_people[sentence->person]
                            : letter == 'L' ? &story_places[sentence->place]
                            : letter == 'T' ? &story_things[sentence->thing]
                                            : &story_deeds[sentence->deed];
    return (*word)[language];
}

/* item: "$P", or "$P은/는" with the forms after a consonant and after a vowel. */
static int say_name(const Plan *plan, const StorySentence *sentence, char *item, Story *story)
{
    char text[STORY_WORD_BYTES], *particles = item + 2, *after_vowel = strchr(item, '/');
    const char *name = name_of(sentence, item[1], plan->language);
    if (after_vowel == NULL)
        return say(story, name);
    *after_vowel++ = '\0';
    snprintf(text, sizeof text, "%s%s", name, korean_particle(name, particles, after_vowel));
    return say(story, text);
}

/* Writes a sentence. sought: the letter of the name whose place is returned. keeps: the answer gets everything but
 * the optional words. */
static int write_sentence(const Plan *plan, const StorySentence *sentence, const char *pattern, char sought, bool keeps,
                          Story *story)
{
    int found = -1;
    for (size_t count; (count = strcspn(pattern, " ")) > 0; pattern += count + (pattern[count] == ' ')) {
        char item[STORY_WORD_BYTES];
        snprintf(item, sizeof item, "%.*s", (int)count, pattern);
        if (item[0] == '?' && count > 1) {
            say_optional(plan, sentence, item[1], story);
            continue;
        }
        char letter = item[0] == '$' ? item[1] : '\0';
        int place = letter != '\0' ? say_name(plan, sentence, item, story) : say(story, item);
        if (letter == sought)
            found = place;
        if (keeps)
            answer(story, story->text.word[place], place);
    }
    return found;
}

static void write_question(const Plan *plan, Story *story)
{
    const StorySentence *asked = &plan->sentences[plan->asked];
    char sought = plan->asks_person ? 'P' : asked->of_place ? 'L' : 'T';
    int found = 0;
    for (int i = 0; i < plan->count; i++) {
        const StorySentence *sentence = &plan->sentences[i];
        int place = write_sentence(plan, sentence, pattern_of(plan, sentence), sought, false, story);
        if (i == plan->asked)
            found = place;
    }
    if (plan->opener)
        say(story, any_of(story_openers, STORY_OPENERS, plan));
    char *first = story->text.word[story->text.count];
    write_sentence(plan, asked, question_of(plan), sought, false, story);
    if (plan->opener && *first == 'W')
        *first = 'w';
    answer(story, name_of(asked, sought, plan->language), found);
}

static void write_summary(const Plan *plan, Story *story)
{
    const StorySentence *asked = &plan->sentences[plan->asked];
    say(story, name_of(asked, plan->asks_person ? 'P' : 'L', plan->language));
    say(story, ":");
    for (int i = 0; i < plan->count; i++) {
        const StorySentence *sentence = &plan->sentences[i];
        bool kept = plan->asks_person ? i == plan->asked : sentence->place == asked->place;
        write_sentence(plan, sentence, pattern_of(plan, sentence), 'P', kept, story);
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
