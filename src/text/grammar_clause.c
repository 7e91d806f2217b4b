/* grammar_clause.c: draws the content of one clause.
 *
 * The verb comes first, because everything else depends on it; then whether the clause is denied, the subject, what the
 * verb needs (the goal of going, the object of eating), and at last as many free slots as the length asks for, in
 * random order. Every slot asks the same question: which entries fit what is chosen already? A draw that misses the
 * length is thrown away and the caller draws again, which is cheaper and much simpler than a search.
 */
#include "text/grammar_clause.h"

#define ONE_IN(random, count) (random_below(random, count) == 0)

#define OUTDOORS (MEMBER(PLACE_PARK) | MEMBER(PLACE_MARKET))
#define SHELTERS (MEMBER(PLACE_HOME) | MEMBER(PLACE_LIBRARY) | MEMBER(PLACE_CAFE))
#define WEATHER (MEMBER(VERB_RAIN) | MEMBER(VERB_SNOW) | MEMBER(VERB_BE_COLD))
#define STATES (MEMBER(VERB_BE_SICK) | MEMBER(VERB_BE_BUSY))
#define DEGREES (MEMBER(MANNER_MUCH) | MEMBER(MANNER_REALLY))
#define DETAILS (MEMBER(MANNER_QUICKLY) | MEMBER(MANNER_SLOWLY) | MEMBER(MANNER_QUIETLY)) /* not worth denying */
#define FOODS (MEMBER(OBJECT_BREAD) | MEMBER(OBJECT_CAKE) | MEMBER(OBJECT_JUICE) | MEMBER(OBJECT_FISH) | \
               MEMBER(OBJECT_MILK) | MEMBER(OBJECT_APPLE))
#define GROUPS (MEMBER(SUBJECT_WE) | MEMBER(SUBJECT_THEY) | MEMBER(SUBJECT_STUDENTS))
#define FIRST_PERSON (MEMBER(SUBJECT_I) | MEMBER(SUBJECT_WE))
/* Korean prefers names, and few sentences tell you what you do. */
#define RARE_SUBJECTS (MEMBER(SUBJECT_YOU) | MEMBER(SUBJECT_HE) | MEMBER(SUBJECT_SHE) | MEMBER(SUBJECT_THEY))
#define LASTING_DAYS (MEMBER(DAY_THESE) | MEMBER(DAY_LAST_YEAR)) /* long enough for "often" */
#define PRESENT_DAYS (MEMBER(DAY_EVERY) | MEMBER(DAY_THESE))

/* The verbs that can answer a demand. */
static const Set demand_verbs[DEMAND_COUNT] = {
    [DEMAND_NONE] = ~(Set)0,
    [DEMAND_SHELTER] = MEMBER(VERB_GO) | MEMBER(VERB_STAY) | MEMBER(VERB_STUDY) | MEMBER(VERB_READ) |
                       MEMBER(VERB_WATCH) | MEMBER(VERB_LISTEN) | MEMBER(VERB_PLAY),
    [DEMAND_DEFY] = MEMBER(VERB_GO) | MEMBER(VERB_PLAY) | MEMBER(VERB_WAIT) | MEMBER(VERB_BUY),
    [DEMAND_STAND_IN] = MEMBER(VERB_GO) | MEMBER(VERB_BUY) | MEMBER(VERB_MAKE),
    [DEMAND_EASE] = MEMBER(VERB_PLAY) | MEMBER(VERB_SLEEP) | MEMBER(VERB_WATCH) | MEMBER(VERB_LISTEN),
};

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

/* A random member of `allowed`, an unused one if there is any; -1 if the set is empty. */
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

/* The days of the clause's tense that its part of the day may follow, if it has one. A clause that answers to another
 * (a demand) takes its time from that one. */
static Set day_choices(const Draft *draft)
{
    const Clause *clause = draft->clause;
    if (clause->demand != DEMAND_NONE || (clause->ending == ENDING_IF && clause->tense == TENSE_PRESENT))
        return 0;
    Set days = verb_of(clause)->days;
    for (int day = 0; day < DAY_COUNT; day++)
        if (!(grammar_days[day].tenses & MEMBER(clause->tense)) ||
            (filled(clause, SLOT_PART) && !holds(clause, SLOT_PART, grammar_days[day].parts[clause->tense])))
            days &= ~MEMBER(day);
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
    if (clause->ending == ENDING_SO || clause->ending == ENDING_IF || holds(clause, SLOT_MANNER, DEGREES | DETAILS))
        return 0;
    if ((verb_of(clause)->weather && clause->ending == ENDING_BUT) || (clause->negative && clause->tense == TENSE_PAST))
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
    if (holds(clause, SLOT_SUBJECT, GROUPS) || clause->negative || filled(clause, SLOT_MANNER))
        companions &= ~MEMBER(COMPANION_NOBODY);
    if (holds(clause, SLOT_PLACE, MEMBER(PLACE_HOME)))
        companions &= ~MEMBER(COMPANION_TEACHER);
    /* Nobody goes to the market with the mother who is sick. */
    return clause->demand == DEMAND_STAND_IN ? companions & MEMBER(COMPANION_NOBODY) : companions;
}

static Set place_choices(const Clause *clause)
{
    const SubjectEntry *subject = clause_subject(clause);
    Set places = verb_of(clause)->places & ~subject->not_places;
    if (clause->verb == VERB_WORK && subject->workplace)
        places = subject->workplace;
    if (filled(clause, SLOT_OBJECT))
        places &= ~grammar_objects[clause->filling[SLOT_OBJECT]].not_places;
    if (holds(clause, SLOT_COMPANION, MEMBER(COMPANION_TEACHER)))
        places &= ~MEMBER(PLACE_HOME);
    switch (clause->demand) {
    case DEMAND_DEFY: return places & OUTDOORS;
    case DEMAND_SHELTER: return places & (clause->negative ? OUTDOORS : SHELTERS);
    case DEMAND_STAND_IN: /* to shop or for medicine; what is cancelled is school */
        return places & (clause->negative ? MEMBER(PLACE_SCHOOL) : MEMBER(PLACE_MARKET) | MEMBER(PLACE_HOSPITAL));
    default: return places;
    }
}

static Set object_choices(const Clause *clause)
{
    const SubjectEntry *subject = clause_subject(clause);
    Set objects = verb_of(clause)->objects & ~subject->not_objects;
    for (int i = 0; i < OBJECT_COUNT; i++)
        if (!goes_with(subject, grammar_objects[i].determiner, grammar_objects[i].kin))
            objects &= ~MEMBER(i);
    for (int i = 0; i < OBJECT_COUNT && filled(clause, SLOT_PLACE); i++)
        if (grammar_objects[i].not_places & MEMBER(clause->filling[SLOT_PLACE]))
            objects &= ~MEMBER(i);
    /* 드시다 is both "eat" and "drink": without an object nobody could know which. */
    if (clause->verb == VERB_DRINK && subject->honored && clause->asked == SLOT_OBJECT)
        return 0;
    return clause->demand == DEMAND_STAND_IN ? objects & FOODS : objects;
}

static Set adjective_choices(const Clause *clause)
{
    if (!filled(clause, SLOT_OBJECT) || clause->asked == SLOT_OBJECT || clause->negative)
        return 0;
    if (clause->verb == VERB_LIKE) /* meant in general: not "likes hot coffee" */
        return 0;
    Set adjectives = grammar_objects[clause->filling[SLOT_OBJECT]].adjectives & ~clause_subject(clause)->not_adjectives;
    return clause->verb == VERB_MAKE ? adjectives & ~(MEMBER(ADJECTIVE_OLD) | MEMBER(ADJECTIVE_LONG)) : adjectives;
}

static Set manner_choices(const Clause *clause)
{
    if (clause->asked != NO_SLOT && clause->asked != SLOT_WHY)
        return 0;
    Set manners = verb_of(clause)->manners;
    if (clause->negative || clause->asked == SLOT_WHY)
        manners &= ~(MEMBER(MANNER_REALLY) | DETAILS);
    if (holds(clause, SLOT_COMPANION, MEMBER(COMPANION_NOBODY)))
        return 0; /* "quickly alone" */
    return filled(clause, SLOT_FREQUENCY) ? manners & ~(DEGREES | DETAILS) : manners;
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
        verbs &= ~WEATHER; /* leads up to something, or makes a sentence by itself */
    if (!clause->alone && clause->ending != ENDING_BUT)
        verbs &= ~STATES;
    if (clause->ending == ENDING_QUESTION && clause->tense == TENSE_FUTURE)
        verbs &= ~(WEATHER | STATES); /* 거니 asks what someone means to do */
    for (int i = 0; i < VERB_COUNT; i++)
        if (clause->ending == ENDING_QUESTION && clause->tense != TENSE_FUTURE && !grammar_verbs[i].in_questions)
            verbs &= ~MEMBER(i);
    return verbs & demand_verbs[clause->demand];
}

static Set subject_choices(const Clause *clause)
{
    const VerbEntry *verb = verb_of(clause);
    Set subjects = verb->subjects;
    if (verb->weather)
        return subjects;
    bool plain_but = clause->ending == ENDING_BUT && !clause->negative && !clause_is_future(clause);
    bool no_honored = !verb->honorific.plain || clause->ending == ENDING_QUESTION || plain_but;
    bool causes = clause->ending == ENDING_SO; /* illness or haste that others have to make up for */
    for (int i = 0; i < SUBJECT_COUNT; i++)
        if ((no_honored && grammar_subjects[i].honored) || (causes && !grammar_subjects[i].cause))
            subjects &= ~MEMBER(i);
    if (causes)
        return subjects;
    if (clause->ending == ENDING_BUT || clause->demand == DEMAND_CONTRAST || clause->demand == DEMAND_EASE)
        subjects &= ~MEMBER(SUBJECT_CAT); /* compared with a doctor, it is odd */
    if (clause->ending != ENDING_QUESTION)
        return subjects;
    subjects &= ~(FIRST_PERSON | MEMBER(SUBJECT_CAT));
    return clause->tense == TENSE_FUTURE ? MEMBER(SUBJECT_YOU) : subjects;
}

/* Everyone appears once in a sentence, so that it stays clear who did what; "we" and "I" count as one. */
static bool fill_subject(Draft *draft)
{
    Clause *clause = draft->clause;
    Set subjects = subject_choices(clause), used = draft->used->fillings[SLOT_SUBJECT];
    if (used & FIRST_PERSON)
        used |= FIRST_PERSON;
    subjects &= ~used;
    if (clause->ending == ENDING_QUESTION && (subjects & MEMBER(SUBJECT_YOU)) && ONE_IN(draft->random, 2))
        subjects = MEMBER(SUBJECT_YOU); /* the one who is asked most often */
    else if ((subjects & ~RARE_SUBJECTS) && !ONE_IN(draft->random, 4))
        subjects &= ~RARE_SUBJECTS;
    clause->filling[SLOT_SUBJECT] = choose_member(draft->random, subjects, 0);
    draft->left--;
    return filled(clause, SLOT_SUBJECT);
}

static bool may_deny(const Clause *clause)
{
    if (clause->ending == ENDING_SO || clause->ending == ENDING_IF || clause->ending == ENDING_QUESTION)
        return false;
    if (clause->demand == DEMAND_NONE && clause->ending != ENDING_BUT && !clause->alone)
        return false; /* two facts side by side: what did not happen is not worth an "and" */
    switch (clause->demand) {
    case DEMAND_SHELTER: return clause->verb == VERB_GO || clause->verb == VERB_PLAY;
    case DEMAND_STAND_IN: return clause->verb == VERB_GO;
    case DEMAND_DEFY:
    case DEMAND_EASE: return false;
    default: return true;
    }
}

/* Chooses what a question asks for, if it is not a yes-or-no question. */
static void choose_asked(Draft *draft)
{
    Clause *clause = draft->clause;
    const VerbEntry *verb = verb_of(clause);
    if (clause->ending != ENDING_QUESTION || verb->weather || !ONE_IN(draft->random, 2))
        return;
    if (clause->demand != DEMAND_NONE) {
        clause->asked = clause->demand == DEMAND_SHELTER ? SLOT_PLACE : NO_SLOT;
        return;
    }
    Set slots = clause->tense == TENSE_FUTURE ? 0 : MEMBER(SLOT_WHY);
    if (!verb->stem.descriptive)
        slots |= (verb->objects ? MEMBER(SLOT_OBJECT) : 0) | (verb->places ? MEMBER(SLOT_PLACE) : 0) |
                 (verb->days ? MEMBER(SLOT_DAY) : 0);
    clause->asked = choose_member(draft->random, slots, 0);
    if (clause->asked == SLOT_WHY && !verb->stem.descriptive && draft->left > 1 && ONE_IN(draft->random, 3)) {
        clause->negative = true; /* "why did you not come": only this is asked with "not" */
        draft->left--;
    }
}

/* What cannot be left out: object, goal, the place that a demand is about, what is asked for. */
static bool fill_needed(Draft *draft)
{
    Clause *clause = draft->clause;
    const VerbEntry *verb = verb_of(clause);
    bool place = verb->goes || verb->stays || clause->demand == DEMAND_DEFY || clause->demand == DEMAND_SHELTER;
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
    if (clause->tense != TENSE_PRESENT || clause->ending == ENDING_IF || clause->demand == DEMAND_SHELTER)
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
static bool draw_around_verb(Draft *draft)
{
    Clause *clause = draft->clause;
    for (int slot = 0; slot < SLOT_COUNT; slot++)
        clause->filling[slot] = SLOT_EMPTY;
    clause->asked = NO_SLOT;
    bool only_denied = clause->ending == ENDING_BUT && !clause_is_future(clause) && !verb_of(clause)->contrasts;
    clause->negative = only_denied || (may_deny(clause) && ONE_IN(draft->random, 5));
    draft->left -= 1 + clause->negative + clause_is_future(clause);
    if (!fill_subject(draft))
        return false;
    choose_asked(draft);
    return fill_needed(draft) && draft->left >= 0 && fill_free(draft) && tense_is_clear(clause);
}

/* A contrast repeats these. */
static bool is_repeated(const Clause *clause, int slot)
{
    return filled(clause, (Slot)slot) && slot != SLOT_SUBJECT && slot != SLOT_DAY && slot != SLOT_PART;
}

int grammar_contrast_words(const Clause *clause)
{
    int words = 2 + !clause->negative + clause_is_future(clause);
    for (int slot = 0; slot < SLOT_COUNT; slot++)
        words += is_repeated(clause, slot);
    return words;
}

/* The same said of someone else, denied if it was not, if the words suit the other subject. */
static bool draw_contrast(Draft *draft)
{
    Clause *clause = draft->clause;
    const Clause *previous = clause->previous;
    clause->asked = NO_SLOT;
    clause->negative = !previous->negative;
    for (int slot = 0; slot < SLOT_COUNT; slot++)
        clause->filling[slot] = is_repeated(previous, slot) ? previous->filling[slot] : SLOT_EMPTY;
    if (!fill_subject(draft))
        return false;
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
        int entry = clause->filling[slot];
        if (!is_repeated(clause, slot))
            continue;
        clause->filling[slot] = SLOT_EMPTY;
        bool fits = choices(draft, (Slot)slot) & MEMBER(entry);
        clause->filling[slot] = entry;
        if (!fits)
            return false;
    }
    return true;
}

bool grammar_draw_clause(Random *random, Clause *clause, int words, Used *used)
{
    bool contrast = clause->demand == DEMAND_CONTRAST;
    int verb = contrast ? (int)clause->previous->verb : choose_member(random, verb_choices(clause), used->verbs);
    if (verb < 0 || (clause->ending == ENDING_AND && grammar_verbs[verb].circumstance))
        return false;
    clause->verb = (VerbName)verb;
    Draft draft = {random, clause, used, words};
    if (contrast ? !draw_contrast(&draft) : !draw_around_verb(&draft))
        return false;
    note_used(clause, used);
    return true;
}

bool grammar_draw_circumstance(Random *random, Clause *clause, int words, Used *used)
{
    Set verbs = clause->ending == ENDING_SO ? WEATHER | STATES : WEATHER;
    verbs &= ~used->verbs; /* it rains once in a story */
    int verb = choose_member(random, verbs, 0);
    if (verb < 0)
        return false;
    clause->verb = (VerbName)verb;
    Draft draft = {random, clause, used, words};
    if (!draw_around_verb(&draft) || clause->negative)
        return false;
    note_used(clause, used);
    return true;
}

Demand grammar_demand(const Clause *clause)
{
    bool weather = verb_of(clause)->weather;
    switch (clause->ending) {
    case ENDING_SO: return weather ? DEMAND_SHELTER : DEMAND_STAND_IN;
    case ENDING_IF: return DEMAND_SHELTER;
    case ENDING_BUT:
        if (weather)
            return DEMAND_DEFY;
        return clause->verb == VERB_BE_BUSY && !clause->negative ? DEMAND_EASE : DEMAND_CONTRAST;
    default: return DEMAND_NONE;
    }
}
