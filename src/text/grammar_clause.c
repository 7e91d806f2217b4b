/* grammar_clause.c: draws the content of one clause.
 *
 * The verb comes first, for it decides what else there can be; then the subject, denial, what must be said (the
 * goal of going, the object of eating), and at last as many free slots as are needed for the length asked for,
 * in random order. Each slot asks the same question: which entries fit with all that is chosen already? A draw
 * that cannot reach the length is given up, and the caller draws again; that is cheaper, and the code much
 * simpler, than searching.
 */
#include "text/grammar_clause.h"

#define ONE_IN(random, count) (random_below(random, count) == 0)

#define OUTDOORS (MEMBER(PLACE_PARK) | MEMBER(PLACE_MARKET))
#define SHELTERS (MEMBER(PLACE_HOME) | MEMBER(PLACE_LIBRARY) | MEMBER(PLACE_CAFE))
#define CHORES (MEMBER(VERB_GO) | MEMBER(VERB_BUY) | MEMBER(VERB_MAKE) | MEMBER(VERB_WORK))
#define WEATHER (MEMBER(VERB_RAIN) | MEMBER(VERB_SNOW) | MEMBER(VERB_BE_COLD))
#define STATES (MEMBER(VERB_BE_SICK) | MEMBER(VERB_BE_BUSY))
#define ALL_SUBJECTS (MEMBER(SUBJECT_COUNT) - 1)
#define DEGREES (MEMBER(MANNER_MUCH) | MEMBER(MANNER_REALLY))
#define DETAILS (MEMBER(MANNER_QUICKLY) | MEMBER(MANNER_SLOWLY) | MEMBER(MANNER_QUIETLY)) /* not worth denying */
#define GROUPS (MEMBER(SUBJECT_WE) | MEMBER(SUBJECT_THEY) | MEMBER(SUBJECT_STUDENTS))
#define FIRST_PERSON (MEMBER(SUBJECT_I) | MEMBER(SUBJECT_WE))
#define LASTING_DAYS (MEMBER(DAY_THESE) | MEMBER(DAY_LAST_YEAR)) /* long enough for "often" */
#define PRESENT_DAYS (MEMBER(DAY_EVERY) | MEMBER(DAY_THESE))

/* A clause being drawn. `left` counts the words still to be found. */
typedef struct Draft {
    Random *random;
    Clause *clause;
    const Used *used;
    int left;
} Draft;

static const VerbEntry *verb_of(const Clause *clause)
{
    return &grammar_verbs[clause->verb];
}

static bool filled(const Clause *clause, Slot slot)
{
    return clause->filling[slot] != SLOT_EMPTY;
}

static bool holds(const Clause *clause, Slot slot, Set entries)
{
    return filled(clause, slot) && (entries & MEMBER(clause->filling[slot]));
}

/* ---- choosing from a set ---- */

/* A random member of `allowed`, a fresh one where there is any; -1 when the set is empty. */
static int choose_member(Random *random, Set allowed, Set used)
{
    Set fresh = allowed & ~used ? allowed & ~used : allowed;
    if (!fresh)
        return -1;
    uint32_t size = (uint32_t)__builtin_popcountll(fresh);
    for (uint32_t skip = random_below(random, size); skip > 0; skip--)
        fresh &= fresh - 1; /* drops the lowest member */
    return __builtin_ctzll(fresh);
}

/* ---- what fits in a slot, given the rest of the clause ---- */

/* The days of a tense, and those of them that part of the day may follow (-1: any). */
static Set fitting_days(Set days, Tense tense, int part)
{
    for (int day = 0; day < DAY_COUNT; day++)
        if (!(grammar_days[day].tenses & MEMBER(tense)) ||
            (part >= 0 && !(grammar_days[day].parts[tense] & MEMBER(part))))
            days &= ~MEMBER(day);
    return days;
}

/* A clause that answers to another (a demand) takes its time from that one. */
static Set day_choices(const Draft *draft)
{
    const Clause *clause = draft->clause;
    if (clause->demand != DEMAND_NONE || (clause->ending == ENDING_IF && clause->tense == TENSE_PRESENT))
        return 0;
    Set days = fitting_days(verb_of(clause)->days, clause->tense, clause->filling[SLOT_PART]);
    if (filled(clause, SLOT_FREQUENCY))
        days &= LASTING_DAYS;
    if (clause->negative)
        days &= ~MEMBER(DAY_SOON);
    if (draft->left < 2)
        days &= ~MEMBER(DAY_NEXT_WEEK); /* two words: 다음 주에 */
    return days;
}

static Set part_choices(const Clause *clause)
{
    if (clause->demand != DEMAND_NONE || clause->asked == SLOT_DAY)
        return 0;
    Set parts = verb_of(clause)->parts;
    return filled(clause, SLOT_DAY) ? parts & grammar_days[clause->filling[SLOT_DAY]].parts[clause->tense] : parts;
}

static Set frequency_choices(const Clause *clause)
{
    if (clause->demand != DEMAND_NONE || clause->tense == TENSE_FUTURE || clause->asked != NO_SLOT)
        return 0;
    if (clause->ending == ENDING_SO || clause->ending == ENDING_IF || holds(clause, SLOT_MANNER, DEGREES))
        return 0;
    if (filled(clause, SLOT_DAY) && !holds(clause, SLOT_DAY, LASTING_DAYS))
        return 0;
    /* "did not always go" and "항상 가지 않았다" differ in what they deny; "often" is the same in both. */
    bool plain = !clause->negative && clause->ending != ENDING_QUESTION;
    return verb_of(clause)->frequencies & (plain ? ~(Set)0 : MEMBER(FREQUENCY_OFTEN));
}

/* "His friend" needs a subject whose "his" is known; "my brother" has no second relative. */
static bool goes_with(const SubjectEntry *subject, Determiner determiner, bool kin)
{
    return (determiner != DETERMINER_POSSESSIVE || subject->possessive) && !(kin && subject->kin);
}

static Set companion_choices(const Clause *clause)
{
    const SubjectEntry *subject = clause_subject(clause);
    Set companions = verb_of(clause)->companions & ~subject->not_companions;
    for (int i = 0; i < COMPANION_COUNT; i++)
        if (!goes_with(subject, grammar_companions[i].determiner, grammar_companions[i].kin))
            companions &= ~MEMBER(i);
    if (holds(clause, SLOT_SUBJECT, GROUPS) || clause->negative)
        companions &= ~MEMBER(COMPANION_NOBODY);
    /* Nobody goes to the market with the mother who is ill. */
    return clause->demand == DEMAND_STAND_IN ? companions & MEMBER(COMPANION_NOBODY) : companions;
}

static Set place_choices(const Clause *clause)
{
    Set places = verb_of(clause)->places & ~clause_subject(clause)->not_places;
    if (clause->demand == DEMAND_DEFY)
        return places & OUTDOORS;
    if (clause->demand == DEMAND_SHELTER)
        return places & (clause->negative ? OUTDOORS : SHELTERS);
    return places;
}

static Set object_choices(const Clause *clause)
{
    const SubjectEntry *subject = clause_subject(clause);
    Set objects = verb_of(clause)->objects & ~subject->not_objects;
    for (int i = 0; i < OBJECT_COUNT; i++)
        if (!goes_with(subject, grammar_objects[i].determiner, grammar_objects[i].kin))
            objects &= ~MEMBER(i);
    return objects;
}

static Set adjective_choices(const Clause *clause)
{
    if (!filled(clause, SLOT_OBJECT) || clause->asked == SLOT_OBJECT)
        return 0;
    Set adjectives = grammar_objects[clause->filling[SLOT_OBJECT]].adjectives & ~clause_subject(clause)->not_adjectives;
    return clause->verb == VERB_MAKE ? adjectives & ~(MEMBER(ADJECTIVE_OLD) | MEMBER(ADJECTIVE_LONG)) : adjectives;
}

static Set manner_choices(const Clause *clause)
{
    if (clause->asked != NO_SLOT && clause->asked != SLOT_WHY)
        return 0;
    Set manners = verb_of(clause)->manners;
    if (clause->negative)
        manners &= ~(MEMBER(MANNER_REALLY) | DETAILS);
    return filled(clause, SLOT_FREQUENCY) ? manners & ~DEGREES : manners;
}

static Set choices(const Draft *draft, Slot slot)
{
    const Clause *clause = draft->clause;
    switch (slot) {
    case SLOT_DAY: return day_choices(draft);
    case SLOT_PART: return part_choices(clause);
    case SLOT_FREQUENCY: return frequency_choices(clause);
    case SLOT_COMPANION: return companion_choices(clause);
    case SLOT_TOOL: return verb_of(clause)->tools;
    case SLOT_PLACE: return place_choices(clause);
    case SLOT_ADJECTIVE: return adjective_choices(clause);
    case SLOT_OBJECT: return object_choices(clause);
    case SLOT_MANNER: return manner_choices(clause);
    case SLOT_WHY: return 0; /* only ever asked */
    case SLOT_SUBJECT:
    case SLOT_COUNT: break;
    }
    return 0;
}

/* ---- drawing ---- */

static bool fill(Draft *draft, Slot slot)
{
    int entry = choose_member(draft->random, choices(draft, slot), draft->used->fillings[slot]);
    if (entry < 0)
        return false;
    draft->clause->filling[slot] = entry;
    draft->left -= slot == SLOT_DAY && draft->clause->asked != SLOT_DAY && grammar_days[entry].korean[1] ? 2 : 1;
    return true;
}

static Set verb_choices(const Clause *clause)
{
    Set verbs = MEMBER(VERB_COUNT) - 1;
    for (int i = 0; i < VERB_COUNT; i++)
        if (!(grammar_verbs[i].tenses & MEMBER(clause->tense)))
            verbs &= ~MEMBER(i);
    if (!clause->alone)
        verbs &= ~WEATHER; /* leads up to something, or stands alone */
    if (clause->ending == ENDING_QUESTION && clause->tense == TENSE_FUTURE)
        verbs &= ~(WEATHER | STATES); /* 거니 asks what someone means to do */
    if (clause->demand == DEMAND_STAND_IN)
        verbs &= CHORES;
    else if (clause->demand != DEMAND_NONE)
        verbs &= ~(STATES | MEMBER(VERB_LIKE) | MEMBER(VERB_SLEEP));
    return verbs;
}

static Set subject_choices(const Clause *clause)
{
    Set subjects = verb_of(clause)->subjects;
    if (clause->ending != ENDING_QUESTION || verb_of(clause)->weather)
        return subjects;
    subjects &= ~FIRST_PERSON;
    return clause->tense == TENSE_FUTURE ? MEMBER(SUBJECT_YOU) : subjects;
}

/* Everyone appears once in a sentence, so that it stays clear who did what; "we" and "I" count as one. */
static bool fill_subject(Draft *draft, Set subjects)
{
    Clause *clause = draft->clause;
    Set used = draft->used->fillings[SLOT_SUBJECT];
    if (used & FIRST_PERSON)
        used |= FIRST_PERSON;
    subjects &= ~used;
    if (clause->ending == ENDING_QUESTION && (subjects & MEMBER(SUBJECT_YOU)) && ONE_IN(draft->random, 2))
        subjects = MEMBER(SUBJECT_YOU); /* the one who is asked most often */
    clause->filling[SLOT_SUBJECT] = choose_member(draft->random, subjects, 0);
    draft->left--;
    return filled(clause, SLOT_SUBJECT);
}

static bool may_deny(const Clause *clause)
{
    if (clause->ending == ENDING_SO || clause->ending == ENDING_IF || clause->demand == DEMAND_DEFY)
        return false;
    return clause->demand != DEMAND_STAND_IN || clause->verb == VERB_GO;
}

/* Chooses what a question asks for, if it is not a yes-or-no question. */
static void choose_asked(Draft *draft)
{
    Clause *clause = draft->clause;
    const VerbEntry *verb = verb_of(clause);
    if (clause->ending != ENDING_QUESTION || verb->weather || !ONE_IN(draft->random, 2))
        return;
    Set slots = MEMBER(SLOT_WHY);
    if (!clause->negative && !verb->stem.descriptive)
        slots |= (verb->objects ? MEMBER(SLOT_OBJECT) : 0) | (verb->places ? MEMBER(SLOT_PLACE) : 0) |
                 (verb->days ? MEMBER(SLOT_DAY) : 0);
    clause->asked = choose_member(draft->random, slots, 0);
}

/* What cannot be left out: object, goal, the place that a demand is about, what is asked for. */
static bool fill_needed(Draft *draft)
{
    Clause *clause = draft->clause;
    const VerbEntry *verb = verb_of(clause);
    bool place = verb->goes || clause->demand == DEMAND_DEFY || clause->demand == DEMAND_SHELTER;
    if ((verb->object_needed || clause->asked == SLOT_OBJECT) && !fill(draft, SLOT_OBJECT))
        return false;
    if ((place || clause->asked == SLOT_PLACE) && !fill(draft, SLOT_PLACE))
        return false;
    if (clause->asked == SLOT_DAY && !fill(draft, SLOT_DAY))
        return false;
    if (clause->asked == SLOT_WHY) {
        clause->filling[SLOT_WHY] = 0;
        draft->left--;
    }
    return true;
}

/* Fills free slots in random order until the length is reached. */
static bool fill_free(Draft *draft)
{
    Slot order[] = {SLOT_DAY,   SLOT_PART,   SLOT_FREQUENCY, SLOT_COMPANION, SLOT_TOOL,
                    SLOT_PLACE, SLOT_OBJECT, SLOT_ADJECTIVE, SLOT_MANNER};
    for (uint32_t open = sizeof order / sizeof order[0]; open > 0 && draft->left > 0; open--) {
        uint32_t i = random_below(draft->random, open);
        if (!filled(draft->clause, order[i]))
            fill(draft, order[i]);
        order[i] = order[open - 1];
    }
    return draft->left == 0;
}

/* Whether the tense is clear in English, and the present is one that English would use. */
static bool tense_is_clear(const Clause *clause)
{
    if (clause->tense != TENSE_PRESENT || clause->ending == ENDING_IF)
        return true;
    if (verb_of(clause)->present_is_habit)
        return filled(clause, SLOT_FREQUENCY) || holds(clause, SLOT_DAY, PRESENT_DAYS | MEMBER(DAY_WEEKEND));
    /* "I read": without "every day" or "these days" it is the past. */
    bool same_as_past = clause->verb == VERB_READ && !clause->negative && clause->ending != ENDING_QUESTION &&
                        clause_subject(clause)->agreement != AGREEMENT_THIRD;
    return !same_as_past || holds(clause, SLOT_DAY, PRESENT_DAYS);
}

static void note_used(const Clause *clause, Used *used)
{
    used->verbs |= MEMBER(clause->verb);
    for (int slot = 0; slot < SLOT_COUNT; slot++)
        if (clause->filling[slot] != SLOT_EMPTY)
            used->fillings[slot] |= MEMBER(clause->filling[slot]);
}

/* Draws all but the verb, which is set. */
static bool draw_around_verb(Draft *draft, Set subjects)
{
    Clause *clause = draft->clause;
    for (int slot = 0; slot < SLOT_COUNT; slot++)
        clause->filling[slot] = SLOT_EMPTY;
    clause->asked = NO_SLOT;
    clause->negative = may_deny(clause) && ONE_IN(draft->random, 5);
    bool future = clause->tense == TENSE_FUTURE && clause->ending != ENDING_IF;
    draft->left -= 1 + clause->negative + future;
    if (!fill_subject(draft, subjects))
        return false;
    choose_asked(draft);
    return fill_needed(draft) && draft->left >= 0 && fill_free(draft) && tense_is_clear(clause);
}

bool grammar_draw_clause(Random *random, Clause *clause, int words, Used *used)
{
    int verb = choose_member(random, verb_choices(clause), used->verbs);
    if (verb < 0)
        return false;
    clause->verb = (VerbName)verb;
    Draft draft = {random, clause, used, words};
    if (!draw_around_verb(&draft, subject_choices(clause)))
        return false;
    note_used(clause, used);
    return true;
}

/* Those whose illness or haste others have to make up for. */
static Set causing_subjects(void)
{
    Set subjects = 0;
    for (int i = 0; i < SUBJECT_COUNT; i++)
        if (grammar_subjects[i].cause)
            subjects |= MEMBER(i);
    return subjects;
}

bool grammar_draw_circumstance(Random *random, Clause *clause, int words, Used *used, Demand *demand)
{
    Set verbs = clause->ending == ENDING_SO ? WEATHER | STATES : WEATHER;
    verbs &= ~used->verbs; /* it rains once in a story */
    int verb = choose_member(random, verbs, 0);
    if (verb < 0)
        return false;
    clause->verb = (VerbName)verb;
    clause->demand = DEMAND_NONE;
    bool weather = verb_of(clause)->weather;
    Draft draft = {random, clause, used, words};
    if (!draw_around_verb(&draft, verb_of(clause)->subjects & (weather ? ALL_SUBJECTS : causing_subjects())))
        return false;
    if (clause->negative)
        return false;
    note_used(clause, used);
    *demand = clause->ending == ENDING_BUT ? DEMAND_DEFY : weather ? DEMAND_SHELTER : DEMAND_STAND_IN;
    return true;
}
