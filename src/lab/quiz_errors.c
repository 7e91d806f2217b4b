/* quiz_errors.c: which tokens of the references a model misses, and what it outputs instead. */
#include <stdlib.h>

#include "base/hash_table.h"
#include "base/memory.h"
#include "lab/answer.h"
#include "lab/quiz.h"

enum { NOTHING = -1 };

/* How often an answer had `said` where the reference has `expected`. */
typedef struct Outcome {
    int expected, said; /* ids; said: NOTHING if no token of the answer is there */
    bool right;
    int times;
} Outcome;

typedef struct Tally {
    Outcome *outcome;
    int count, capacity;
    HashTable known; /* the outcomes, by the hash of both ids */
} Tally;

static void count_outcome(Tally *tally, int expected, int said)
{
    bool right = said != NOTHING && said == expected;
    expected = expected == NEVER_RIGHT ? TOKEN_UNK : expected;
    uint64_t hash = hash_bytes((int[2]){expected, said}, 2 * sizeof(int), 0);
    size_t step = 0;
    for (int i; (i = hash_table_next(&tally->known, hash, &step)) >= 0;)
        if (tally->outcome[i].expected == expected && tally->outcome[i].said == said) {
            tally->outcome[i].times++;
            return;
        }
    hash_table_add(&tally->known, hash, tally->count);
    tally->outcome = memory_room(tally->outcome, tally->count, &tally->capacity, sizeof *tally->outcome);
    tally->outcome[tally->count++] = (Outcome){expected, said, right, 1};
}

/* Token i of an answer that fills in belongs to token i of the sentence, and only hidden ones count. */
static void count_filled(Tally *tally, const Question *question)
{
    const int *right = question->references[0].ids;
    for (int i = 0; i < question->source_count; i++)
        if (question->source[i] == TOKEN_UNK && right[i] != NEVER_RIGHT)
            count_outcome(tally, right[i], i < question->answer_count ? question->answer[i] : NOTHING);
}

static void count_answer(Tally *tally, const Question *question)
{
    const Reference *right = quiz_nearest_reference(question);
    int *places = memory_new((size_t)right->count + 1, sizeof *places);
    overlap_places(question->answer, question->answer_count, right->ids, right->count, places);
    for (int i = 0; i < right->count; i++)
        count_outcome(tally, right->ids[i], places[i] >= 0 ? question->answer[places[i]] : NOTHING);
    free(places);
}

/* By expected token; of one token the most frequent first, and of equally frequent ones the lower id. */
static int compare_outcomes(const void *one, const void *other)
{
    const Outcome *a = one, *b = other;
    if (a->expected != b->expected)
        return a->expected < b->expected ? -1 : 1;
    return a->times != b->times ? b->times - a->times : a->said < b->said ? -1 : 1;
}

/* The most often missed first; of equally missed ones the rarer. */
static bool comes_before(const TokenErrors *a, const TokenErrors *b)
{
    return a->missed != b->missed ? a->missed > b->missed : a->count < b->count;
}

/* Keeps it among the first `most`. */
static void keep_errors(AccuracyResult *result, const TokenErrors *errors, int most)
{
    int at = result->error_count;
    if (errors->missed == 0 || (at == most && !comes_before(errors, &result->errors[at - 1])))
        return;
    result->error_count += at < most;
    at -= at == most;
    for (; at > 0 && comes_before(errors, &result->errors[at - 1]); at--)
        result->errors[at] = result->errors[at - 1];
    result->errors[at] = *errors;
}

static void gather_errors(Tally *tally, const Vocabulary *words, AccuracyResult *result, int most)
{
    qsort(tally->outcome, (size_t)tally->count, sizeof *tally->outcome, compare_outcomes);
    for (int i = 0; i < tally->count;) {
        int expected = tally->outcome[i].expected, listed = 0;
        TokenErrors errors = {.token = vocabulary_token(words, expected)};
        for (; i < tally->count && tally->outcome[i].expected == expected; i++) {
            const Outcome *outcome = &tally->outcome[i];
            errors.count += outcome->times;
            errors.missed += outcome->right ? 0 : outcome->times;
            if (!outcome->right && listed < INSTEAD_MOST)
                errors.instead[listed++] = (Instead){
                    outcome->said == NOTHING ? NULL : vocabulary_token(words, outcome->said), outcome->times};
        }
        keep_errors(result, &errors, most);
    }
}

void quiz_count_errors(Quiz *quiz)
{
    Tally tally = {.outcome = NULL};
    for (int i = 0; i < quiz->count && quiz->options->errors > 0; i++) {
        const Question *question = &quiz->questions[i];
        if (question->answer == NULL)
            continue;
        if (model_fills(quiz->entry->model))
            count_filled(&tally, question);
        else
            count_answer(&tally, question);
    }
    if (tally.count > 0)
        gather_errors(&tally, lab_answer_vocabulary(quiz->entry), quiz->result, quiz->options->errors);
    hash_table_free(&tally.known);
    free(tally.outcome);
}
