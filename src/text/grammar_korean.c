/* grammar_korean.c: a clause in Korean: subject, time, company, place, object, manner, verb. Weather names the time
 * first: 어제 비가 왔다. */
#include "text/grammar_clause.h"

#include <assert.h>

static int add_korean(GrammarPair *pair, const char *word)
{
    assert(word && pair->source_count < GRAMMAR_MAX_WORDS);
    pair->source[pair->source_count] = word;
    return pair->source_count++;
}

/* 집에 가다, 집에 있다, but 집에서 자다. */
static bool place_takes_to(const Clause *clause)
{
    return grammar_verbs[clause->verb].goes || grammar_verbs[clause->verb].stays;
}

static const char *question_word(const Clause *clause)
{
    switch (clause->asked) {
    case SLOT_OBJECT: return grammar_objects[clause->filling[SLOT_OBJECT]].person ? KOREAN_WHOM : KOREAN_WHAT;
    case SLOT_PLACE: return place_takes_to(clause) ? KOREAN_WHERE_TO : KOREAN_WHERE_AT;
    case SLOT_DAY: return KOREAN_WHEN;
    case SLOT_WHY: return KOREAN_WHY;
    default: break;
    }
    assert(0 && "nothing is asked");
    return NULL;
}

static const char *slot_word(const Clause *clause, Slot slot)
{
    const WordForms *forms = grammar_forms();
    int entry = clause->filling[slot];
    bool cause = clause->ending == ENDING_SO || clause->ending == ENDING_IF;
    switch (slot) {
    case SLOT_SUBJECT: return (cause ? forms->cause_subject : forms->subject)[entry];
    case SLOT_DAY: return grammar_days[entry].korean[0];
    case SLOT_PART: return grammar_parts[entry].korean[clause->filling[SLOT_DAY] == DAY_EVERY];
    case SLOT_FREQUENCY: return grammar_frequencies[entry].korean;
    case SLOT_COMPANION: return forms->companion[entry];
    case SLOT_TOOL: return forms->tool[entry];
    case SLOT_PLACE: return place_takes_to(clause) ? forms->place_to[entry] : forms->place_at[entry];
    case SLOT_ADJECTIVE: return grammar_adjectives[entry].korean;
    case SLOT_OBJECT: return forms->object[entry];
    case SLOT_MANNER: return grammar_manners[entry].korean;
    case SLOT_WHY:
    case SLOT_COUNT: break;
    }
    assert(0 && "a slot without words");
    return NULL;
}

static void say_slot(Clause *clause, Slot slot, GrammarPair *pair)
{
    clause->position[slot] = NO_POSITION;
    if (clause->filling[slot] == SLOT_EMPTY)
        return;
    if (clause->asked == (int)slot) {
        clause->position[slot] = add_korean(pair, question_word(clause));
        return;
    }
    clause->position[slot] = add_korean(pair, slot_word(clause, slot));
    if (slot == SLOT_DAY && grammar_days[clause->filling[slot]].korean[1])
        add_korean(pair, grammar_days[clause->filling[slot]].korean[1]);
}

/* The form that a verb takes in a clause of this tense and ending. Not for the future, which needs 것이다. */
static VerbForm form_for(Tense tense, Ending ending)
{
    bool past = tense == TENSE_PAST;
    switch (ending) {
    case ENDING_STATEMENT: return past ? FORM_PAST : FORM_PRESENT;
    case ENDING_QUESTION: return past ? FORM_PAST_QUESTION : FORM_PRESENT_QUESTION;
    case ENDING_AND: return past ? FORM_PAST_AND : FORM_PRESENT_AND;
    case ENDING_BUT: return past ? FORM_PAST_BUT : FORM_PRESENT_BUT;
    case ENDING_SO: return FORM_SO;
    case ENDING_IF: return FORM_IF;
    case ENDING_COUNT: break;
    }
    assert(0 && "no such ending");
    return FORM_PRESENT;
}

/* 가지 않을 것이다: the verb, its denial, its future; the last word carries the ending. */
static void say_verb(Clause *clause, GrammarPair *pair)
{
    const WordForms *forms = grammar_forms();
    bool honored = clause_subject(clause)->honored, future = clause_is_future(clause);
    const char *const *bearer = forms->verb[honored][clause->verb];
    clause->denial_position = clause->future_position = NO_POSITION;
    VerbForm form = future ? FORM_PROSPECTIVE : form_for(clause->tense, clause->ending);
    if (clause->negative) {
        clause->verb_position = add_korean(pair, bearer[FORM_NEGATED]);
        bearer = forms->denial[grammar_stem(clause->verb, honored)->descriptive];
        clause->denial_position = clause->ending_position = add_korean(pair, bearer[form]);
    } else {
        clause->verb_position = clause->ending_position = add_korean(pair, bearer[form]);
    }
    if (future)
        clause->future_position = clause->ending_position = add_korean(pair, forms->will_be[clause->ending]);
}

void grammar_say_korean(Clause *clause, GrammarPair *pair)
{
    bool time_first = grammar_verbs[clause->verb].weather;
    if (time_first) {
        say_slot(clause, SLOT_DAY, pair);
        say_slot(clause, SLOT_PART, pair);
    }
    for (int slot = 0; slot < SLOT_COUNT; slot++)
        if (!time_first || (slot != SLOT_DAY && slot != SLOT_PART))
            say_slot(clause, (Slot)slot, pair);
    say_verb(clause, pair);
    if (clause->ending == ENDING_QUESTION)
        add_korean(pair, "?");
}
