/* grammar.c: plans a sentence of an exact length, and has its clauses drawn and said in both languages.
 *
 * Short sentences are one clause. Longer ones are joined: with -고 (and), -지만 (but), and with circumstances that
 * lead up to the next clause: 비가 와서 (it rained so), 비가 오면 (if it rains). Time moves forward only, from
 * what was to what is to what will be, everyone acts once, and words already used are avoided, so that a long
 * sentence reads as a story and each word has one place to attend to.
 */
#include "text/grammar.h"

#include <assert.h>
#include <string.h>

#include "text/grammar_clause.h"

enum {
    MAX_CLAUSES = GRAMMAR_MAX_WORDS / 2,
    DRAWS_PER_CLAUSE = 40,
    SHORTEST_CLAUSE = 2,
    SHORTEST_ANSWER = 3,    /* of a clause that a circumstance leads up to: subject, place, verb */
    LONGEST_ANSWER = 6,
    LONGEST_CIRCUMSTANCE = 4,
    LONGEST_JOINED = 7,     /* of a clause among others */
    LONGEST_ALONE = 9       /* what most verbs can fill */
};

/* A sentence being planned, clause after clause. */
typedef struct Plan {
    Random *random;
    Used used;
    Tense tense;
    Demand demand; /* of the last circumstance on the next clause */
    int count;
    Clause clauses[MAX_CLAUSES];
} Plan;

static bool chance(Random *random, uint32_t percent)
{
    return random_below(random, 100) < percent;
}

static Clause *next_clause(Plan *plan, Ending ending)
{
    assert(plan->count < MAX_CLAUSES);
    Clause *clause = &plan->clauses[plan->count];
    clause->tense = plan->tense;
    clause->ending = ending;
    clause->demand = plan->demand;
    clause->alone = false;
    return clause;
}

/* Whether one of the last clauses ends in "but": the next one would better not. */
static bool but_within(const Plan *plan, int clauses)
{
    for (int i = plan->count - 1; i >= 0 && i >= plan->count - clauses; i--)
        if (plan->clauses[i].ending == ENDING_BUT)
            return true;
    return false;
}

/* How a clause is joined to the next. Where time moves on, "but" shows it: a present -고 would take on the tense that
 * follows. */
static Ending join(Plan *plan)
{
    if (but_within(plan, 2))
        return ENDING_AND;
    if (plan->tense != TENSE_FUTURE && chance(plan->random, 15)) {
        plan->tense = (Tense)(plan->tense + 1);
        return ENDING_BUT;
    }
    return chance(plan->random, 35) ? ENDING_BUT : ENDING_AND;
}

/* A length between the bounds that leaves nothing, or enough for another clause. */
static int clause_length(Random *random, int left, int shortest, int longest)
{
    if (left <= longest && (left < shortest + SHORTEST_CLAUSE || chance(random, 40)))
        return left;
    if (longest > left - SHORTEST_CLAUSE)
        longest = left - SHORTEST_CLAUSE;
    return shortest >= longest ? shortest : random_between(random, shortest, longest);
}

/* Adds the clause with an exact length, trying some draws. */
static bool add_clause(Plan *plan, Clause *clause, int words)
{
    bool drawn = false;
    for (int draw = 0; draw < DRAWS_PER_CLAUSE && !drawn; draw++)
        drawn = grammar_draw_clause(plan->random, clause, words, &plan->used);
    plan->demand = DEMAND_NONE;
    plan->count += drawn;
    return drawn;
}

/* Past: so, but. Present and future: if, but. */
static Ending circumstance_ending(Plan *plan)
{
    if (!but_within(plan, 2) && chance(plan->random, 30))
        return ENDING_BUT;
    return plan->tense == TENSE_PAST ? ENDING_SO : ENDING_IF;
}

/* Tries to add a clause that leads up to the next, and returns its length; 0 if none came of it. */
static int add_circumstance(Plan *plan, int left)
{
    int longest = left - SHORTEST_ANSWER;
    if (longest > LONGEST_CIRCUMSTANCE)
        longest = LONGEST_CIRCUMSTANCE;
    if (longest < SHORTEST_CLAUSE)
        return 0;
    int words = random_between(plan->random, SHORTEST_CLAUSE, longest);
    Clause *clause = next_clause(plan, circumstance_ending(plan));
    if (!grammar_draw_circumstance(plan->random, clause, words, &plan->used, &plan->demand))
        return 0;
    plan->count++;
    return words;
}

/* The length of the next clause when `left` words are still to come. */
static int next_length(const Plan *plan, int left)
{
    if (plan->demand != DEMAND_NONE)
        return clause_length(plan->random, left, SHORTEST_ANSWER, LONGEST_ANSWER);
    if (left > LONGEST_ALONE)
        return clause_length(plan->random, left, SHORTEST_CLAUSE + 1, LONGEST_JOINED);
    return clause_length(plan->random, left, SHORTEST_CLAUSE, plan->count == 0 ? left : LONGEST_JOINED);
}

/* Plans clauses of `words` Korean words in all, the last with the ending given. */
static bool plan_clauses(Plan *plan, int words, Ending last)
{
    for (int left = words; left > 0;) {
        if (plan->demand == DEMAND_NONE && chance(plan->random, 30))
            left -= add_circumstance(plan, left);
        int length = next_length(plan, left);
        left -= length;
        if (left == 0 && last == ENDING_BUT && but_within(plan, 1))
            return false;
        Clause *clause = next_clause(plan, last);
        clause->alone = plan->count == 0 && left == 0;
        if (left > 0)
            clause->ending = join(plan);
        if (!add_clause(plan, clause, length))
            return false;
    }
    return true;
}

/* A question, alone or after other clauses and "but". */
static bool plan_question(Plan *plan, int words)
{
    words--; /* the question mark */
    int longest = words < LONGEST_JOINED ? words : LONGEST_JOINED;
    int length = words <= LONGEST_ALONE && chance(plan->random, 80) ? words : random_between(plan->random, 2, longest);
    int before = words - length;
    if (before > 0 && (before < SHORTEST_CLAUSE || !plan_clauses(plan, before, ENDING_BUT)))
        return false;
    Clause *clause = next_clause(plan, ENDING_QUESTION);
    clause->alone = before == 0;
    return add_clause(plan, clause, length);
}

static bool plan_sentence(Plan *plan, int words)
{
    memset(&plan->used, 0, sizeof plan->used);
    plan->demand = DEMAND_NONE;
    plan->count = 0;
    uint32_t when = random_below(plan->random, 100);
    plan->tense = when < 50 ? TENSE_PAST : when < 80 ? TENSE_PRESENT : TENSE_FUTURE;
    bool question = words > SHORTEST_CLAUSE && chance(plan->random, 20);
    return question ? plan_question(plan, words) : plan_clauses(plan, words, ENDING_STATEMENT);
}

bool grammar_pair(Random *random, int words, GrammarPair *pair)
{
    if (words < GRAMMAR_MIN_WORDS || words > GRAMMAR_MAX_WORDS)
        return false;
    Plan plan = {.random = random};
    while (!plan_sentence(&plan, words))
        ; /* some plans lead nowhere; there is a sentence of every length, so this ends */
    pair->source_count = pair->target_count = 0;
    for (int i = 0; i < plan.count; i++)
        grammar_say_korean(&plan.clauses[i], pair);
    for (int i = 0; i < plan.count; i++)
        grammar_say_english(&plan.clauses[i], i > 0 ? &plan.clauses[i - 1] : NULL, pair);
    assert(pair->source_count == words);
    return true;
}

const char *const *grammar_words(bool korean, size_t *count)
{
    const WordList *list = korean ? &grammar_forms()->korean : &grammar_forms()->english;
    *count = list->count;
    return list->words;
}
