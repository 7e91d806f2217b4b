/* metrics.c: answers compared with references: position by position, by n-grams, by edits, by likelihood. */
#include "text/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "text/overlap.h"
#include "text/tokenizer.h"
#include "text/vocabulary.h"

static int least(int a, int b) { return a < b ? a : b; }

/* ---- counting ---- */

void score_add(Score *score, const int *answer, int answer_count, const int *reference, int reference_count)
{
    int common = least(answer_count, reference_count), right = 0;
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

/* The words of a text, by their numbers in a vocabulary that they are added to. */
static int *number_words(Vocabulary *words, const char *text, int *count)
{
    TokenList tokens = {0};
    tokens_split(TOKENS_WORD, text, &tokens);
    int *numbers = memory_new((size_t)tokens.count + 1, sizeof *numbers);
    for (int i = 0; i < tokens.count; i++)
        numbers[i] = vocabulary_add(words, tokens.token[i]);
    *count = tokens.count;
    token_list_free(&tokens);
    return numbers;
}

void score_add_words(Score *score, const char *answer, const char *reference)
{
    Vocabulary *words = vocabulary_open();
    int answer_count, reference_count;
    int *answer_words = number_words(words, answer, &answer_count);
    int *reference_words = number_words(words, reference, &reference_count);
    score_add_units(score, answer_words, answer_count, reference_words, reference_count);
    free(answer_words);
    free(reference_words);
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

/* 1, or less where the answers are shorter in all than the references. */
static double brevity(const Score *score)
{
    if (score->answer_units >= score->reference_units)
        return 1;
    return score->answer_units > 0 ? exp(1 - (double)score->reference_units / (double)score->answer_units) : 0;
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
    return 100 * brevity(score) * exp(logs / BLEU_ORDER);
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
