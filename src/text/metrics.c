/* metrics.c: answers compared with references: position by position, by n-grams, by edits, by likelihood. */
#include "text/metrics.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/unicode.h"
#include "text/cutter.h"
#include "text/normal_text.h"

/* ---- runs that two sequences share, and the distance between them ----
 *
 * A run of n items is known by a number: the place that the run without its last item has among the sorted runs of b,
 * and that last item. So runs of any length are compared by comparing one number, and all of them by sorting. */

/* The place of a run that b lacks. b lacks all longer runs that begin with it, too, so they are not sorted. */
enum { NOWHERE = -1 };

/* One sequence, and of each of its runs of the length at hand its number and its place. */
typedef struct Runs {
    const int *items;
    int count;
    uint64_t *key, *sorted;
    int sorted_count;
    int *place; /* [count] of the run without its last item */
} Runs;

static Runs runs_open(const int *items, int count)
{
    size_t room = (size_t)count + 1;
    return (Runs){.items = items,
                  .count = count,
                  .key = memory_new(room, sizeof(uint64_t)),
                  .sorted = memory_new(room, sizeof(uint64_t)),
                  .place = memory_new(room, sizeof(int))};
}

static void runs_close(Runs *runs)
{
    free(runs->key);
    free(runs->sorted);
    free(runs->place);
}

/* Numbers the runs of n items, by the places of those of n - 1. */
static void number_runs(Runs *runs, int n)
{
    runs->sorted_count = 0;
    for (int i = 0; i + n <= runs->count; i++) {
        if (runs->place[i] == NOWHERE)
            continue;
        runs->key[i] = (uint64_t)runs->place[i] << 32 | (uint32_t)runs->items[i + n - 1];
        runs->sorted[runs->sorted_count++] = runs->key[i];
    }
    if (runs->sorted_count > 1)
        qsort(runs->sorted, (size_t)runs->sorted_count, sizeof *runs->sorted, compare_hashes);
}

/* The first place of the key, or NOWHERE. */
static int place_of(const Runs *among, uint64_t key)
{
    int low = 0, high = among->sorted_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (among->sorted[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < among->sorted_count && among->sorted[low] == key ? low : NOWHERE;
}

static void place_runs(Runs *runs, int n, const Runs *among)
{
    for (int i = 0; i + n <= runs->count; i++)
        if (runs->place[i] != NOWHERE)
            runs->place[i] = place_of(among, runs->key[i]);
}

/* Both are sorted: the number of pairs of equal keys, each key used once. */
static long count_shared(const Runs *a, const Runs *b)
{
    long shared = 0;
    for (int i = 0, j = 0; i < a->sorted_count && j < b->sorted_count;) {
        uint64_t first = a->sorted[i], second = b->sorted[j];
        shared += first == second;
        i += first <= second;
        j += second <= first;
    }
    return shared;
}

void overlap_runs(const int *a, int a_count, const int *b, int b_count, int orders, long *shared)
{
    Runs of_a = runs_open(a, a_count), of_b = runs_open(b, b_count);
    for (int n = 1; n <= orders; n++) {
        number_runs(&of_a, n);
        number_runs(&of_b, n);
        shared[n - 1] = count_shared(&of_a, &of_b);
        place_runs(&of_a, n, &of_b);
        place_runs(&of_b, n, &of_b);
    }
    runs_close(&of_a);
    runs_close(&of_b);
}

static long overlap_run_count(int count, int n) { return count >= n ? (long)count - n + 1 : 0; }

static long least(long a, long b) { return a < b ? a : b; }

long overlap_edits(const int *a, int a_count, const int *b, int b_count)
{
    /* distance[j]: from the first i items of a to the first j of b; i grows. */
    long *distance = memory_new((size_t)b_count + 1, sizeof *distance);
    for (int j = 0; j <= b_count; j++)
        distance[j] = j;
    for (int i = 1; i <= a_count; i++) {
        long diagonal = distance[0];
        distance[0] = i;
        for (int j = 1; j <= b_count; j++) {
            long replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = distance[j];
            distance[j] = least(replaced, least(distance[j], distance[j - 1]) + 1);
        }
    }
    long edits = distance[b_count];
    free(distance);
    return edits;
}

void overlap_places(const int *a, int a_count, const int *b, int b_count, int *places)
{
    /* distance[i][j]: from what follows place i of a to what follows place j of b. */
    size_t row = (size_t)b_count + 1;
    int *distance = memory_new(((size_t)a_count + 1) * row, sizeof *distance);
    for (int i = a_count; i >= 0; i--)
        for (int j = b_count; j >= 0; j--) {
            int *here = distance + (size_t)i * row + j;
            if (i == a_count || j == b_count) {
                *here = a_count - i + b_count - j;
            } else {
                int replaced = here[row + 1] + (a[i] != b[j]), shorter = (here[row] < here[1] ? here[row] : here[1]) + 1;
                *here = replaced < shorter ? replaced : shorter;
            }
        }
    for (int i = 0, j = 0; j < b_count;) {
        const int *here = distance + (size_t)i * row + j;
        if (i < a_count && *here == here[row + 1] + (a[i] != b[j]))
            places[j++] = i++;
        else if (i < a_count && *here == here[row] + 1)
            i++;
        else
            places[j++] = -1;
    }
    free(distance);
}

/* ---- counting ---- */

void score_add(Score *score, const int *answer, int answer_count, const int *reference, int reference_count)
{
    int common = answer_count < reference_count ? answer_count : reference_count, right = 0;
    for (int i = 0; i < common; i++)
        right += answer[i] == reference[i];
    bool ends_right = answer_count == reference_count;
    score->sequences++;
    score->exact += ends_right && right == reference_count;
    score->tokens += reference_count + 1;
    score->tokens_right += right + ends_right;
}

void score_add_units(Score *score, const int *answer, int answer_count, const int *reference, int reference_count)
{
    long shared[BLEU_ORDER];
    overlap_runs(answer, answer_count, reference, reference_count, BLEU_ORDER, shared);
    for (int i = 0; i < BLEU_ORDER; i++) {
        score->shared[i] += shared[i];
        score->made[i] += overlap_run_count(answer_count, i + 1);
    }
    score->answer_units += answer_count;
    score->reference_units += reference_count;
    score->edits += overlap_edits(answer, answer_count, reference, reference_count);
}

void score_add_words(Score *score, const char *answer, const char *reference)
{
    Vocabulary *words = vocabulary_open();
    IntList numbers[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        const char *text = i == 0 ? answer : reference;
        char *normalised = text_normalised(text);
        cutter_new_ids((Cutter){.kind = TOKENS_WORD}, words, normalised != NULL ? normalised : text, NULL, &numbers[i]);
        free(normalised);
    }
    score_add_units(score, numbers[0].item, numbers[0].count, numbers[1].item, numbers[1].count);
    free(numbers[0].item);
    free(numbers[1].item);
    vocabulary_close(words);
}

/* The code points of a text, without spaces. */
static int *code_points(const char *text, int *count)
{
    size_t left = strlen(text), bytes;
    int *codes = memory_new(left + 1, sizeof *codes);
    *count = 0;
    for (; left > 0; text += bytes, left -= bytes) {
        uint32_t code = utf8_decode(text, left, &bytes);
        if (!unicode_is_space(code))
            codes[(*count)++] = (int)code;
    }
    return codes;
}

void score_add_text(Score *score, const char *answer, const char *reference)
{
    int answer_count, reference_count;
    int *answer_codes = code_points(answer, &answer_count), *reference_codes = code_points(reference, &reference_count);
    long shared[CHRF_ORDER];
    overlap_runs(answer_codes, answer_count, reference_codes, reference_count, CHRF_ORDER, shared);
    for (int i = 0; i < CHRF_ORDER; i++) {
        long wanted = overlap_run_count(reference_count, i + 1);
        score->character_shared[i] += shared[i];
        score->character_wanted[i] += wanted;
        /* A reference too short for any n-gram cannot judge those of its answer. */
        score->character_made[i] += wanted > 0 ? overlap_run_count(answer_count, i + 1) : 0;
    }
    free(answer_codes);
    free(reference_codes);
}

void score_add_loss(Score *score, double nats, long tokens)
{
    score->nats += nats;
    score->nats_tokens += tokens;
}

void score_join(Score *score, const Score *other)
{
    score->sequences += other->sequences;
    score->exact += other->exact;
    score->tokens += other->tokens;
    score->tokens_right += other->tokens_right;
    score->answer_units += other->answer_units;
    score->reference_units += other->reference_units;
    score->edits += other->edits;
    for (int i = 0; i < BLEU_ORDER; i++) {
        score->shared[i] += other->shared[i];
        score->made[i] += other->made[i];
    }
    for (int i = 0; i < CHRF_ORDER; i++) {
        score->character_shared[i] += other->character_shared[i];
        score->character_made[i] += other->character_made[i];
        score->character_wanted[i] += other->character_wanted[i];
    }
    score->nats += other->nats;
    score->nats_tokens += other->nats_tokens;
}

/* ---- metrics from the sums ---- */

double score_exact(const Score *score)
{
    return score->sequences > 0 ? (double)score->exact / score->sequences : 0.0;
}

double score_tokens(const Score *score)
{
    return score->tokens > 0 ? (double)score->tokens_right / score->tokens : 0.0;
}

double score_perplexity(const Score *score)
{
    return score->nats_tokens > 0 ? exp(score->nats / (double)score->nats_tokens) : (double)NAN;
}

double score_bleu(const Score *score)
{
    double logs = 0, smooth = 1;
    if (score->reference_units == 0)
        return (double)NAN;
    if (score->shared[0] == 0) /* nor is any longer n-gram shared */
        return 0;
    for (int i = 0; i < BLEU_ORDER; i++) {
        if (score->made[i] == 0)
            return 0;
        double shared = score->shared[i] > 0 ? (double)score->shared[i] : (smooth /= 2);
        logs += log(shared / (double)score->made[i]);
    }
    /* There is an answer, or no n-gram would be shared. All of them together may be shorter than the references. */
    bool brief = score->answer_units < score->reference_units;
    double brevity = brief ? exp(1 - (double)score->reference_units / (double)score->answer_units) : 1;
    return 100 * brevity * exp(logs / BLEU_ORDER);
}

double score_chrf(const Score *score)
{
    static const double beta_squared = 4;
    double precision = 0, recall = 0;
    int orders = 0;
    if (score->character_wanted[0] == 0)
        return (double)NAN;
    for (int i = 0; i < CHRF_ORDER; i++) {
        if (score->character_made[i] == 0 || score->character_wanted[i] == 0)
            continue;
        precision += (double)score->character_shared[i] / (double)score->character_made[i];
        recall += (double)score->character_shared[i] / (double)score->character_wanted[i];
        orders++;
    }
    if (precision + recall <= 0)
        return 0;
    precision /= orders;
    recall /= orders;
    return 100 * (1 + beta_squared) * precision * recall / (beta_squared * precision + recall);
}

double score_error_rate(const Score *score)
{
    return score->reference_units > 0 ? (double)score->edits / (double)score->reference_units : (double)NAN;
}
