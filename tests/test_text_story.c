/* test_text_story.c: facts and questions, clauses and their summary, read again by a reader who sees the text alone. */
#include "base/unicode.h"
#include "test.h"
#include "text/dataset.h"
#include "text/story.h"

enum { WORDS_MOST = STORY_LENGTH_MOST };

static bool is(const char *word, const char *other) { return strcmp(word, other) == 0; }

static bool ends_in(const char *word, const char *ending)
{
    size_t length = strlen(word), own = strlen(ending);
    return length > own && strcmp(word + length - own, ending) == 0;
}

/* The word without its particle; fails where it has none of the two or the wrong one. */
static const char *without(const char *word, const char *after_consonant, const char *after_vowel)
{
    static char stem[2][STORY_WORD_BYTES];
    static int turn;
    char *out = stem[turn = !turn];
    const char *particle = ends_in(word, after_consonant) ? after_consonant : after_vowel;
    if (!ends_in(word, particle))
        fail_msg("%s has no particle", word);
    snprintf(out, STORY_WORD_BYTES, "%.*s", (int)(strlen(word) - strlen(particle)), word);
    assert_string_equal(korean_particle(out, after_consonant, after_vowel), particle);
    return out;
}

/* ---- a sentence, as someone reads it ---- */

typedef struct Reading {
    char person[STORY_WORD_BYTES], place[STORY_WORD_BYTES], thing[STORY_WORD_BYTES], verb[STORY_WORD_BYTES];
    int length; /* with the full stop */
} Reading;

static void copy(char *out, const char *word) { snprintf(out, STORY_WORD_BYTES, "%s", word); }

static Reading read_korean(const Story *story, int first)
{
    Reading reading = {.length = 0};
    int end = first;
    while (!is(story->text.word[end], "."))
        end++;
    copy(reading.person, without(story->text.word[first], "은", "는"));
    copy(reading.verb, story->text.word[end - 1]);
    for (int i = first + 1; i < end - 1; i++) {
        if (ends_in(story->text.word[i], "에서"))
            copy(reading.place, without(story->text.word[i], "에서", "에서"));
        else if (ends_in(story->text.word[i], "에"))
            copy(reading.place, without(story->text.word[i], "에", "에"));
        else if (ends_in(story->text.word[i], "을") || ends_in(story->text.word[i], "를"))
            copy(reading.thing, without(story->text.word[i], "을", "를"));
    }
    reading.length = end - first + 1;
    return reading;
}

static bool is_any(const char *word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (is(word, *list))
            return true;
    return false;
}

/* Anna quietly bought a red hat in the old park today. */
static Reading read_english(const Story *story, int first)
{
    static const char *const ways[] = {"quietly", "quickly", "secretly", "finally", NULL};
    static const char *const times[] = {"yesterday", "today", "again", NULL};
    Reading reading = {.length = 0};
    int end = first, at = first + 1;
    while (!is(story->text.word[end], "."))
        end++;
    copy(reading.person, story->text.word[first]);
    at += is_any(story->text.word[at], ways);
    copy(reading.verb, story->text.word[at]);
    int last = end - 1 - is_any(story->text.word[end - 1], times), in = at;
    while (in < end && !is(story->text.word[in], "in"))
        in++;
    if (in < end) {
        assert_string_equal(story->text.word[in + 1], "the");
        copy(reading.place, story->text.word[last]);
    }
    if (is(story->text.word[at + 1], "a")) {
        copy(reading.thing, story->text.word[in < end ? in - 1 : last]);
        assert_null(strchr("aeiou", story->text.word[at + 2][0]));
    }
    reading.length = end - first + 1;
    return reading;
}

static int read_sentences(const Story *story, Language language, int first, int until, Reading *readings)
{
    int count = 0;
    while (first < until) {
        readings[count] = language == LANGUAGE_KOREAN ? read_korean(story, first) : read_english(story, first);
        first += readings[count++].length;
    }
    assert_int_equal(first, until);
    return count;
}

/* ---- questions ---- */

/* What the question is about: its words, small, without an opener. */
static int question_start(const Story *story)
{
    int at = story->text.count - 1;
    while (!is(story->text.word[at - 1], "."))
        at--;
    return at + is_any(story->text.word[at], (const char *const[]){"So", "Then", "그러면", "그럼", NULL});
}

static const char *answer_korean(const Story *story, const Reading *readings, int count)
{
    int at = question_start(story);
    const char *first = story->text.word[at], *second = story->text.word[at + 1], *verb = story->text.word[at + 2];
    bool of_place = is(verb, "있나");
    assert_true(of_place || is(verb, "샀나"));
    assert_int_equal(at + 4, story->text.count);
    for (int i = 0; i < count; i++) {
        const Reading *r = &readings[i];
        if ((r->place[0] != '\0') != of_place)
            continue;
        if (is(first, "누가") && is(without(second, of_place ? "에" : "을", of_place ? "에" : "를"), of_place ? r->place : r->thing))
            return r->person;
        if (!is(first, "누가") && is(without(first, "은", "는"), r->person)) {
            assert_string_equal(second, of_place ? "어디에" : "무엇을");
            return of_place ? r->place : r->thing;
        }
    }
    return "";
}

static const char *answer_english(const Story *story, const Reading *readings, int count)
{
    int at = question_start(story), last = story->text.count - 2;
    const char *asks = story->text.word[at];
    for (int i = 0; i < count; i++) {
        const Reading *r = &readings[i];
        bool of_place = r->place[0] != '\0';
        if (strcmp(asks + 1, "ho") == 0 && is(story->text.word[last], of_place ? r->place : r->thing))
            return r->person;
        if (strcmp(asks + 1, "here") == 0 && of_place && is(story->text.word[last], r->person))
            return r->place;
        if (strcmp(asks + 1, "hat") == 0 && !of_place && is(story->text.word[last - 1], r->person))
            return r->thing;
    }
    return "";
}

static void make(StoryKind kind, Language language, int length, Random *random, Story *story)
{
    int tries = 0;
    while (!story_make(kind, language, length, random, story))
        assert_in_range(++tries, 1, 2000);
    assert_int_equal(story->text.count, length);
}

/* Calls check for forty stories of each language and length. */
static void each_story(StoryKind kind, uint64_t seed, void (*check)(const Story *story, Language language))
{
    Story story;
    Random random = seeded(seed);
    for (Language language = LANGUAGE_ENGLISH; language <= LANGUAGE_KOREAN; language++)
        for (int length = story_length_least(kind, language); length <= STORY_LENGTH_MOST; length++)
            for (int i = 0; i < 40; i++) {
                make(kind, language, length, &random, &story);
                check(&story, language);
            }
}

static void check_answer(const Story *story, Language language)
{
    Reading readings[WORDS_MOST];
    int end = question_start(story);
    while (!is(story->text.word[end - 1], "."))
        end--;
    int count = read_sentences(story, language, 0, end, readings);
    assert_true(count >= 2);
    assert_int_equal(story->answer.count, 1);
    assert_string_equal(story->answer.word[0], language == LANGUAGE_KOREAN ? answer_korean(story, readings, count)
                                                                      : answer_english(story, readings, count));
    assert_int_equal(strncmp(story->text.word[story->alignment[0]], story->answer.word[0], strlen(story->answer.word[0])), 0);
    assert_in_range(story->alignment[0], 0, end - 1);
    assert_string_equal(story->text.word[story->text.count - 1], "?");
}

TEST(questions_are_answered_rightly)
{
    each_story(STORY_QUESTION, 5, check_answer);
}

/* ---- summaries ---- */

/* What is kept of a clause. */
static int keep(const Reading *r, Language language, char out[][STORY_WORD_BYTES])
{
    char person[64], place[64], thing[64];
    if (language == LANGUAGE_ENGLISH) {
        const char *const words[] = {r->person, r->verb, "a", r->thing, "in", "the", r->place, "."};
        for (int i = 0; i < 8; i++)
            copy(out[i], words[i]);
        return 8;
    }
    snprintf(person, sizeof person, "%s%s", r->person, korean_particle(r->person, "은", "는"));
    snprintf(place, sizeof place, "%s에서", r->place);
    snprintf(thing, sizeof thing, "%s%s", r->thing, korean_particle(r->thing, "을", "를"));
    const char *const words[] = {person, place, thing, r->verb, "."};
    for (int i = 0; i < 5; i++)
        copy(out[i], words[i]);
    return 5;
}

static int several, by_place; /* stories that keep more than one clause, clauses kept for their place */

/* The clauses of the person or the place that the story begins with, in their order. */
static int expected_summary(const Story *story, Language language, char expected[][STORY_WORD_BYTES])
{
    Reading readings[WORDS_MOST];
    int kept = 0, clauses = 0, count = read_sentences(story, language, 2, story->text.count, readings);
    for (int k = 0; k < count; k++) {
        const Reading r = readings[k];
        bool person = is(r.person, story->text.word[0]), place = is(r.place, story->text.word[0]);
        if (!person && !place)
            continue;
        kept += keep(&r, language, expected + kept);
        by_place += place;
        clauses++;
    }
    several += clauses > 1;
    return kept;
}

static void check_summary(const Story *story, Language language)
{
    char expected[WORDS_MOST][STORY_WORD_BYTES];
    assert_string_equal(story->text.word[1], ":");
    int kept = expected_summary(story, language, expected);
    assert_int_equal(story->answer.count, kept);
    for (int k = 0; k < kept; k++) {
        assert_string_equal(story->answer.word[k], expected[k]);
        assert_string_equal(story->text.word[story->alignment[k]], expected[k]);
        assert_true(k == 0 || story->alignment[k] != story->alignment[k - 1]);
        assert_in_range(story->alignment[k], 2, story->text.count - 1);
    }
}

TEST(summaries_keep_what_is_asked_for)
{
    several = by_place = 0;
    each_story(STORY_SUMMARY, 6, check_summary);
    assert_true(several > 100 && by_place > 500);
}

/* ---- words and lengths ---- */

static void add(void *vocabulary, const char *word) { vocabulary_add(vocabulary, word); }

/* Calls check for each kind of story in each language. */
static void each_kind(uint64_t seed, void (*check)(StoryKind kind, Language language, Random *random))
{
    Random random = seeded(seed);
    for (int turn = 0; turn < 4; turn++)
        check(turn & 1 ? STORY_SUMMARY : STORY_QUESTION, turn & 2 ? LANGUAGE_KOREAN : LANGUAGE_ENGLISH, &random);
}

static void check_words_are_in(const Vocabulary *words, const Vocabulary *others, const char *fault)
{
    for (int id = TOKEN_FIRST; id < vocabulary_size(words); id++)
        if (vocabulary_find(others, vocabulary_token(words, id)) == TOKEN_UNK)
            fail_msg("%s: %s", fault, vocabulary_token(words, id));
}

static void check_words(StoryKind kind, Language language, Random *random)
{
    Story story;
    Vocabulary *words[2] = {vocabulary_open(), vocabulary_open()}, *seen[2] = {vocabulary_open(), vocabulary_open()};
    for (int side = 0; side < 2; side++)
        story_words(kind, language, side == 1, add, words[side]);
    for (int i = 0; i < 3000; i++) {
        make(kind, language, story_length_least(kind, language) + i % 30, random, &story);
        for (int k = 0; k < story.text.count; k++)
            vocabulary_add(seen[0], story.text.word[k]);
        for (int k = 0; k < story.answer.count; k++)
            vocabulary_add(seen[1], story.answer.word[k]);
    }
    for (int side = 0; side < 2; side++) {
        check_words_are_in(seen[side], words[side], "not listed");
        check_words_are_in(words[side], seen[side], "never said");
        vocabulary_close(words[side]);
        vocabulary_close(seen[side]);
    }
}

TEST(every_word_is_known_and_comes)
{
    each_kind(7, check_words);
}

static void check_lengths(StoryKind kind, Language language, Random *random)
{
    Story story;
    int least = story_length_least(kind, language);
    for (int i = 0; i < 500; i++)
        assert_false(story_make(kind, language, least - 1, random, &story));
    for (int length = least; length <= STORY_LENGTH_MOST; length++)
        make(kind, language, length, random, &story);
}

TEST(every_length_can_be_had)
{
    each_kind(8, check_lengths);
}
