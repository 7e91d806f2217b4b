/* grammar_english.c: a clause in English: subject, verb, object, manner, place, means, company, time.
 *
 * Every word is written together with the Korean position it comes from. Function words go with the eojeol
 * that expresses them; do-support and the "it" of the weather have none.
 */
#include "text/grammar_clause.h"

#include <assert.h>
#include <string.h>

static void add_english(GrammarPair *pair, const char *word, int alignment)
{
    assert(word && pair->target_count < GRAMMAR_MAX_TARGET);
    pair->target[pair->target_count] = word;
    pair->alignment[pair->target_count++] = alignment;
}

static void add_words(GrammarPair *pair, const char *const *words, int capacity, int alignment)
{
    for (int i = 0; i < capacity && words[i]; i++)
        add_english(pair, words[i], alignment);
}

/* Whether a slot has words of its own: it is filled, and the question does not ask for it. */
static bool spoken(const Clause *clause, Slot slot)
{
    return clause->filling[slot] != SLOT_EMPTY && clause->asked != (int)slot;
}

/* "a", "an", "the", "his" before a noun; `next` is the word that follows it. */
static void say_determiner(const Clause *clause, Determiner determiner, const char *next, int alignment,
                           GrammarPair *pair)
{
    switch (determiner) {
    case DETERMINER_NONE: return;
    case DETERMINER_A: add_english(pair, strchr("aeiou", next[0]) ? "an" : "a", alignment); return;
    case DETERMINER_THE: add_english(pair, "the", alignment); return;
    case DETERMINER_POSSESSIVE: add_english(pair, clause_subject(clause)->possessive, alignment); return;
    }
}

static void say_object(const Clause *clause, GrammarPair *pair)
{
    int alignment = clause->position[SLOT_OBJECT];
    const char *preposition = grammar_verbs[clause->verb].preposition;
    if (clause->filling[SLOT_OBJECT] != SLOT_EMPTY && preposition)
        add_english(pair, preposition, alignment);
    if (!spoken(clause, SLOT_OBJECT))
        return;
    const ObjectEntry *object = &grammar_objects[clause->filling[SLOT_OBJECT]];
    int adjective = clause->filling[SLOT_ADJECTIVE];
    const char *next = adjective == SLOT_EMPTY ? object->english : grammar_adjectives[adjective].english;
    say_determiner(clause, object->determiner, next, alignment, pair);
    if (adjective != SLOT_EMPTY)
        add_english(pair, next, clause->position[SLOT_ADJECTIVE]);
    add_english(pair, object->english, alignment);
}

static void say_place(const Clause *clause, GrammarPair *pair)
{
    if (!spoken(clause, SLOT_PLACE))
        return;
    const PlaceEntry *place = &grammar_places[clause->filling[SLOT_PLACE]];
    add_words(pair, grammar_verbs[clause->verb].goes ? place->to : place->at, 3, clause->position[SLOT_PLACE]);
}

static void say_manner(const Clause *clause, bool before_verb, GrammarPair *pair)
{
    int manner = clause->filling[SLOT_MANNER];
    if (manner != SLOT_EMPTY && grammar_manners[manner].before_verb == before_verb)
        add_words(pair, grammar_manners[manner].english, 2, clause->position[SLOT_MANNER]);
}

static void say_company(const Clause *clause, GrammarPair *pair)
{
    if (!spoken(clause, SLOT_COMPANION))
        return;
    const CompanionEntry *companion = &grammar_companions[clause->filling[SLOT_COMPANION]];
    int alignment = clause->position[SLOT_COMPANION];
    if (companion->preposition)
        add_english(pair, companion->preposition, alignment);
    say_determiner(clause, companion->determiner, companion->english, alignment, pair);
    add_english(pair, companion->english, alignment);
}

/* "yesterday", "in the morning", or both in one: "yesterday morning". */
static void say_time(const Clause *clause, GrammarPair *pair)
{
    bool with_day = spoken(clause, SLOT_DAY);
    bool with_part = spoken(clause, SLOT_PART);
    const DayEntry *day = with_day ? &grammar_days[clause->filling[SLOT_DAY]] : NULL;
    const PartEntry *part = with_part ? &grammar_parts[clause->filling[SLOT_PART]] : NULL;
    int day_alignment = clause->position[SLOT_DAY];
    int part_alignment = clause->position[SLOT_PART];
    if (day && part) {
        add_english(pair, day->before_part, day_alignment);
        add_english(pair, part->after_day, part_alignment);
    } else if (day && day->korean[1]) { /* word by word: 다음 주에, "next week" */
        add_english(pair, day->english[0], day_alignment);
        add_english(pair, day->english[1], day_alignment + 1);
    } else if (day) {
        add_words(pair, day->english, 3, day_alignment);
    } else if (part) {
        add_words(pair, part->english, 3, part_alignment);
    }
}

/* "it" translates 날씨가; in 비가 왔다 it translates nothing, as the noun becomes the English verb. */
static void say_subject(const Clause *clause, GrammarPair *pair)
{
    int subject = clause->filling[SLOT_SUBJECT];
    bool expletive = subject == SUBJECT_RAIN || subject == SUBJECT_SNOW;
    add_words(pair, grammar_subjects[subject].english, 2, expletive ? NO_POSITION : clause->position[SLOT_SUBJECT]);
}

/* The word that turns before the subject in a question: do, will, or a form of be. NULL for a plain verb. */
static const char *auxiliary(const Clause *clause)
{
    Agreement agreement = clause_subject(clause)->agreement;
    bool past = clause->tense == TENSE_PAST;
    if (clause_is_future(clause))
        return "will";
    if (grammar_verbs[clause->verb].stem.descriptive)
        return past ? grammar_be_past[agreement] : grammar_be[agreement];
    if (clause->negative || clause->ending == ENDING_QUESTION)
        return past ? "did" : grammar_do[agreement];
    return NULL;
}

static const char *main_verb(const Clause *clause, bool after_auxiliary)
{
    const VerbEntry *verb = &grammar_verbs[clause->verb];
    if (after_auxiliary)
        return verb->base;
    if (clause->tense == TENSE_PAST)
        return verb->past;
    return clause_subject(clause)->agreement == AGREEMENT_THIRD ? verb->third : verb->base;
}

/* Subject and verb: "she does not often go", "will you be busy". */
static void say_core(const Clause *clause, GrammarPair *pair)
{
    const char *helper = auxiliary(clause);
    bool inverted = clause->ending == ENDING_QUESTION, future = clause->future_position != NO_POSITION;
    bool adjective = grammar_verbs[clause->verb].stem.descriptive;
    bool noun = clause->verb == VERB_RAIN || clause->verb == VERB_SNOW; /* "rained" comes from 비가 */
    if (!inverted)
        say_subject(clause, pair);
    if (helper) /* "will" is 것이다, "was" is part of 바빴다, "did" is nothing in Korean */
        add_english(pair, helper, adjective && !future ? clause->verb_position : clause->future_position);
    if (inverted)
        say_subject(clause, pair);
    if (clause->negative)
        add_english(pair, "not", clause->denial_position);
    if (spoken(clause, SLOT_FREQUENCY))
        add_english(pair, grammar_frequencies[clause->filling[SLOT_FREQUENCY]].english,
                    clause->position[SLOT_FREQUENCY]);
    if (future && adjective)
        add_english(pair, "be", clause->verb_position);
    say_manner(clause, true, pair);
    add_english(pair, main_verb(clause, helper != NULL), noun ? clause->position[SLOT_SUBJECT] : clause->verb_position);
}

/* NULL if nothing is asked for. */
static const char *question_word(const Clause *clause)
{
    switch (clause->asked) {
    case SLOT_OBJECT: return grammar_objects[clause->filling[SLOT_OBJECT]].person ? "who" : "what";
    case SLOT_PLACE: return "where";
    case SLOT_DAY: return "when";
    case SLOT_WHY: return "why";
    default: return NULL;
    }
}

void grammar_say_english(const Clause *clause, GrammarPair *pair)
{
    /* They follow the clause whose ending they are. */
    static const char *const joints[ENDING_COUNT] = {[ENDING_AND] = "and", [ENDING_BUT] = "but", [ENDING_SO] = "so"};
    const Clause *previous = clause->previous;
    if (previous && joints[previous->ending])
        add_english(pair, joints[previous->ending], previous->ending_position);
    if (clause->ending == ENDING_IF)
        add_english(pair, "if", clause->ending_position);
    if (clause->asked != NO_SLOT)
        add_english(pair, question_word(clause), clause->position[clause->asked]);
    say_core(clause, pair);
    say_object(clause, pair);
    /* A goal belongs to its verb, so it comes before the manner: "went to school early". */
    bool goal = grammar_verbs[clause->verb].goes || grammar_verbs[clause->verb].stays;
    if (goal)
        say_place(clause, pair);
    say_manner(clause, false, pair);
    if (!goal)
        say_place(clause, pair);
    if (spoken(clause, SLOT_TOOL))
        add_words(pair, grammar_tools[clause->filling[SLOT_TOOL]].english, 3, clause->position[SLOT_TOOL]);
    say_company(clause, pair);
    say_time(clause, pair);
    if (clause->ending == ENDING_QUESTION)
        add_english(pair, "?", pair->source_count - 1);
}
