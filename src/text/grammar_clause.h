/* grammar_clause.h: the meaning of one clause of a sentence, slot by slot, the same for both languages.
 * Private to the grammar. */
#ifndef SEQLAB_TEXT_GRAMMAR_CLAUSE_H
#define SEQLAB_TEXT_GRAMMAR_CLAUSE_H

#include "base/random.h"
#include "text/grammar_forms.h"
#include "text/grammar_pair.h"

/* The parts of a clause, in Korean order. The verb with its helpers follows the last. */
typedef enum Slot {
    SLOT_SUBJECT, SLOT_WHY, SLOT_DAY, SLOT_PART, SLOT_FREQUENCY, SLOT_COMPANION, SLOT_TOOL, SLOT_PLACE, SLOT_ADJECTIVE,
    SLOT_OBJECT, SLOT_MANNER, SLOT_COUNT
} Slot;

enum { SLOT_EMPTY = -1, NO_SLOT = -1, NO_POSITION = -1 };

/* What the previous clause demands of this one, so that the two make sense together. */
typedef enum Demand {
    DEMAND_NONE,
    DEMAND_SHELTER,  /* it rained so ...: go or be indoors, or do not go out */
    DEMAND_DEFY,     /* it rained but ...: go out or be outdoors */
    DEMAND_STAND_IN, /* my mother was sick so ...: someone else does the chores */
    DEMAND_EASE,     /* I was busy but ...: someone else had time to play */
    DEMAND_CONTRAST, /* I did not go to school but ...: someone else did, or the other way round */
    DEMAND_COUNT
} Demand;

typedef struct Clause {
    const struct Clause *previous; /* NULL for the first */
    VerbName verb;
    Tense tense;
    Ending ending;
    Demand demand;
    bool alone; /* the only clause of its sentence */
    bool negative;
    int asked;               /* the slot that the question asks for, or NO_SLOT */
    int filling[SLOT_COUNT]; /* index in the slot's table, or SLOT_EMPTY */

    /* Where the Korean words ended up in the pair; the English side aligns with these. */
    int position[SLOT_COUNT];
    int verb_position;
    int denial_position;
    int future_position; /* 것이다 */
    int ending_position; /* the word that carries -고, -지만, ... */
} Clause;

static inline const SubjectEntry *clause_subject(const Clause *clause)
{
    return &grammar_subjects[clause->filling[SLOT_SUBJECT]];
}

/* An "if" has no tense of its own. */
static inline bool clause_is_future(const Clause *clause)
{
    return clause->tense == TENSE_FUTURE && clause->ending != ENDING_IF;
}

/* The words that a sentence has used: long sentences should not repeat themselves. */
typedef struct Used {
    Set verbs;
    Set fillings[SLOT_COUNT];
} Used;

/* Fills a clause, whose tense, ending, demand and `alone` are set, with `words` Korean words (a question mark not
 * counted) that make sense together; then notes them in `used`. Returns false, with `used` unchanged, if the draw
 * failed: draw again. */
bool grammar_draw_clause(Random *random, Clause *clause, int words, Used *used);

/* The same for a clause that only leads up to the next: weather, illness, haste. The ending is ENDING_SO, ENDING_IF or
 * ENDING_BUT. */
bool grammar_draw_circumstance(Random *random, Clause *clause, int words, Used *used);

/* What a drawn clause demands of the next one. */
Demand grammar_demand(const Clause *clause);

/* The number of Korean words of the clause that contrasts with this one: it repeats everything but the time. */
int grammar_contrast_words(const Clause *clause);

/* Appends the clause in Korean to `pair` and notes the positions in the clause. */
void grammar_say_korean(Clause *clause, GrammarPair *pair);

/* Appends the clause in English, aligned by the positions. */
void grammar_say_english(const Clause *clause, GrammarPair *pair);

#endif
