/* grammar.c: plans a sentence of an exact length, clause by clause, and writes it in both languages.
 *
 * A short sentence is one clause. Longer ones join clauses by -고 (and), by -지만 (but) if the two contrast, and by a
 * reason or a condition: 비가 와서 (it rained so), 비가 오면 (if it rains). A sentence keeps to one tense, nobody
 * acts twice, and words already used are avoided, so that each word has one place to attend to.
 */
#include "text/grammar.h"

#include <assert.h>
#include <string.h>

#include "text/grammar_clause.h"

enum {
    MAX_CLAUSES = GRAMMAR_MAX_WORDS / 2,
    DRAWS_PER_CLAUSE = 40,
    SHORTEST_CLAUSE = 2,
    SHORTEST_ANSWER = 3,    /* of the clause after a reason or a condition: subject, place, verb */
    LONGEST_ANSWER = 6,
    LONGEST_CIRCUMSTANCE = 4,
    LONGEST_JOINED = 7,     /* of a clause among others */
    LONGEST_ALONE = 8,      /* most verbs can fill it */
    EASY_CLAUSES = 3        /* more are hard to follow */
};

/* A sentence being planned, clause after clause. */
typedef struct Plan {
    Random *random;
    Used used;
    Tense tense;
    Demand demand; /* of the last clause on the next one */
    int most;      /* clauses that the sentence may have */
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
    clause->previous = plan->count > 0 ? clause - 1 : NULL;
    clause->tense = plan->tense;
    clause->ending = ending;
    clause->demand = plan->demand;
    clause->alone = false;
    return clause;
}

/* Adds the clause with an exact length, trying some draws. */
static bool add_clause(Plan *plan, Clause *clause, int words)
{
    bool drawn = false;
    for (int draw = 0; draw < DRAWS_PER_CLAUSE && !drawn; draw++)
        drawn = grammar_draw_clause(plan->random, clause, words, &plan->used);
    plan->demand = drawn ? grammar_demand(clause) : DEMAND_NONE;
    plan->count += drawn;
    return drawn;
}

/* Tries to add a clause that leads up to the next (past: so; present and future: if; sometimes: but), and returns its
 * length; 0 if none was found. */
static int add_circumstance(Plan *plan, int left, uint32_t percent_but)
{
    int longest = left - SHORTEST_ANSWER;
    if (longest > LONGEST_CIRCUMSTANCE)
        longest = LONGEST_CIRCUMSTANCE;
    if (longest < SHORTEST_CLAUSE)
        return 0;
    int words = random_between(plan->random, SHORTEST_CLAUSE, longest);
    Ending reason = plan->tense == TENSE_PAST ? ENDING_SO : ENDING_IF;
    Clause *clause = next_clause(plan, chance(plan->random, percent_but) ? ENDING_BUT : reason);
    if (!grammar_draw_circumstance(plan->random, clause, words, &plan->used))
        return 0;
    plan->demand = grammar_demand(clause);
    plan->count++;
    return words;
}

/* The length of the next clause when `left` words are still to come: it leaves none, or enough for another clause. */
static int next_length(const Plan *plan, int left)
{
    if (plan->demand == DEMAND_CONTRAST)
        return grammar_contrast_words(&plan->clauses[plan->count - 1]);
    int following = plan->most - plan->count - 1;
    if (following == 0)
        return left;
    int shortest = left > LONGEST_ALONE ? SHORTEST_CLAUSE + 1 : SHORTEST_CLAUSE, longest = LONGEST_JOINED;
    if (plan->demand != DEMAND_NONE)
        shortest = SHORTEST_ANSWER, longest = LONGEST_ANSWER;
    else if (plan->count == 0 && left <= LONGEST_ALONE)
        longest = LONGEST_ALONE;
    if (shortest < left - following * LONGEST_JOINED)
        shortest = left - following * LONGEST_JOINED;
    if (left <= longest && (left < shortest + SHORTEST_CLAUSE || chance(plan->random, 50)))
        return left;
    if (longest > left - SHORTEST_CLAUSE)
        longest = left - SHORTEST_CLAUSE;
    return shortest >= longest ? shortest : random_between(plan->random, shortest, longest);
}

/* Plans clauses of `words` Korean words in all. */
static bool plan_clauses(Plan *plan, int words)
{
    for (int left = words; left > 0;) {
        if (plan->demand == DEMAND_NONE && plan->count + 1 < plan->most && chance(plan->random, 30))
            left -= add_circumstance(plan, left, 30);
        if (plan->count == plan->most)
            return false;
        int length = next_length(plan, left);
        left -= length;
        if (left < 0 || (left > 0 && left < SHORTEST_CLAUSE))
            return false;
        /* One that is itself the answer to a "but" gets no second one. */
        bool contrasts = left > 0 && plan->demand == DEMAND_NONE && chance(plan->random, 50);
        Clause *clause = next_clause(plan, left == 0 ? ENDING_STATEMENT : contrasts ? ENDING_BUT : ENDING_AND);
        clause->alone = plan->count == 0 && left == 0;
        if (!add_clause(plan, clause, length))
            return false;
    }
    return true;
}

/* A question, alone or after a reason or a condition. */
static bool plan_question(Plan *plan, int words)
{
    words--; /* the question mark */
    bool alone = words <= LONGEST_ALONE && chance(plan->random, 80);
    if (!alone)
        words -= add_circumstance(plan, words, 0);
    Clause *clause = next_clause(plan, ENDING_QUESTION);
    clause->alone = plan->count == 0;
    return add_clause(plan, clause, words);
}

static bool plan_sentence(Plan *plan, int words)
{
    memset(&plan->used, 0, sizeof plan->used);
    plan->demand = DEMAND_NONE;
    plan->count = 0;
    plan->most = words <= EASY_CLAUSES * LONGEST_JOINED ? EASY_CLAUSES : words / 5 + 1;
    uint32_t when = random_below(plan->random, 100);
    plan->tense = when < 50 ? TENSE_PAST : when < 80 ? TENSE_PRESENT : TENSE_FUTURE;
    bool may_ask = words > SHORTEST_CLAUSE && words <= LONGEST_CIRCUMSTANCE + LONGEST_ANSWER + 1;
    return may_ask && chance(plan->random, 20) ? plan_question(plan, words) : plan_clauses(plan, words);
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
        grammar_say_english(&plan.clauses[i], pair);
    assert(pair->source_count == words);
    return true;
}

const char *const *grammar_words(bool korean, size_t *count)
{
    const WordList *list = korean ? &grammar_forms()->korean : &grammar_forms()->english;
    *count = list->count;
    return list->words;
}
