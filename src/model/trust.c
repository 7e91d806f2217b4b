/* trust.c: compares an attention map with leaving tokens out, and with the gradient. */
#include "model/trust.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_parts.h"

enum { TOGETHER = 16 }; /* sentences with a token left out: their states for all steps are kept */

/* ---- ranks ---- */

static const double rounding = 32 * (double)FLT_EPSILON;

static void sort_by_value(int *order, const double *values, int count)
{
    for (int i = 0; i < count; i++) {
        int place = i;
        for (; place > 0 && values[order[place - 1]] > values[i]; place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
}

/* ranks [count]: 0 the smallest; a run of ties shares the mean of its places. */
static void rank(double *ranks, const Measured *of, int count)
{
    int order[TRUST_TOKENS];
    sort_by_value(order, of->values, count);
    for (int first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count; next++) {
            int smaller = order[next - 1], larger = order[next];
            double noise = of->noise != NULL ? fmax(of->noise[smaller], of->noise[larger]) : 0;
            if (of->values[larger] > of->values[smaller] + noise)
                break;
        }
        for (int i = first; i < next; i++)
            ranks[order[i]] = (first + next - 1) / 2.0;
    }
}

/* Pearson's coefficient of the ranks: their mean is (count - 1) / 2. */
double rank_correlation(Measured a, Measured b, int count)
{
    double ranks[TRUST_TOKENS], other[TRUST_TOKENS];
    double mean = (count - 1) / 2.0, both = 0, first = 0, second = 0;
    rank(ranks, &a, count);
    rank(other, &b, count);
    for (int i = 0; i < count; i++) {
        both += (ranks[i] - mean) * (other[i] - mean);
        first += (ranks[i] - mean) * (ranks[i] - mean);
        second += (other[i] - mean) * (other[i] - mean);
    }
    return first > 0 && second > 0 ? both / sqrt(first * second) : (double)NAN;
}

/* ---- leaving out ---- */

static const int *filled(Arena *arena, int count, int value)
{
    int *list = arena_alloc(arena, (size_t)count * sizeof *list);
    for (int i = 0; i < count; i++)
        list[i] = value;
    return list;
}

/* Shortened sentences are read side by side, and all are given the same answer. */
static void leave_out_some(Trust *trust, Model *model, const Trace *trace, Tape *tape, int first, int count)
{
    const TraceArray *whole = trace_log_probabilities(trace);
    int S = trust->source_count;
    tape_reset(tape, false);
    Arena *arena = tape_arena(tape);
    int *ids = arena_alloc(arena, (size_t)S * (size_t)count * sizeof *ids);
    for (int i = 0; i < S * count; i++) /* sentence b of the batch [S,count]: the source without token first + b */
        ids[i] = trace->source[i / count < first + i % count ? i / count : i / count + 1];
    Batch batch = {
        .size = count, .source_length = S, .source = ids, .source_lengths = filled(arena, count, S)};
    Decoder *decoder = decoder_open(model, tape, &batch, NULL, trust->target_count);
    for (int t = 0; t < trust->target_count && model_goes_on(model, 0, 0); t++) {
        int token = t == 0 ? TOKEN_SOS : trace->target[t - 1];
        const Tensor *logits = decoder_step(decoder, filled(arena, count, token), NULL);
        int V = tensor_columns(logits);
        for (int b = 0; b < count; b++) {
            const real *row = logits->value + (size_t)b * (size_t)V;
            trust->left_out[t * S + first + b] = (double)whole->values[t] - log_probability(row, V, trace->target[t]);
            double largest = 0;
            for (int i = 0; i < V; i++)
                largest = fmax(largest, fabs((double)row[i]));
            trust->left_out_noise[t * S + first + b] = rounding * largest;
        }
    }
}

/* ---- the gradient ---- */

static void keep_products(Trust *trust, const Tensor *inputs, int t)
{
    int E = tensor_columns(inputs), S = trust->source_count;
    for (int s = 0; s < S; s++) {
        double sum = 0, size = 0;
        for (int e = 0; e < E; e++) {
            double product = (double)inputs->value[s * E + e] * (double)inputs->gradient[s * E + e];
            sum += product;
            size += fabs(product);
        }
        trust->gradient[t * S + s] = fabs(sum);
        trust->gradient_noise[t * S + s] = rounding * size;
    }
}

/* A custom part may fail only here, since all steps are taken at once. */
static bool follow_gradients(Trust *trust, Model *model, const Trace *trace, Error *error)
{
    int S = trace->source_count, T = trace->target_count;
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    int *target_in = arena_alloc(tape_arena(tape), (size_t)T * sizeof *target_in);
    target_in[0] = TOKEN_SOS;
    memcpy(target_in + 1, trace->target, (size_t)(T - 1) * sizeof *target_in);
    Batch batch = {1, S, T, trace->source, target_in, trace->target, &S, &T};
    Tensor *inputs = NULL, *logits = model->architecture->logits(model, tape, &batch, &inputs);
    for (int t = 0; logits != NULL && t < T && model_goes_on(model, t, T); t++) {
        /* -log P(y_t) of this step alone. */
        Tensor *one = op_reshape(tape, op_step(tape, logits, t), 3, (int[]){1, 1, tensor_columns(logits)});
        tape_backward(tape, op_cross_entropy(tape, one, &trace->target[t], (LossScale){1, 0}), 1);
        keep_products(trust, inputs, t);
    }
    if (logits == NULL && error != NULL)
        *error = *tape_error(tape);
    tape_close(tape);
    return logits != NULL;
}

/* ---- together ---- */

static Trust *trust_open(const Trace *trace, const TraceArray *weights)
{
    Trust *trust = memory_new(1, sizeof *trust);
    trust->source_count = trace->source_count - 1;
    trust->target_count = trace->target_count;
    size_t steps = (size_t)trust->target_count, pairs = steps * (size_t)trust->source_count;
    trust->weights = memory_new(5 * pairs + 2 * steps, sizeof(double)); /* all in one */
    trust->left_out = trust->weights + pairs;
    trust->gradient = trust->left_out + pairs;
    trust->left_out_noise = trust->gradient + pairs;
    trust->gradient_noise = trust->left_out_noise + pairs;
    trust->left_out_rank = trust->gradient_noise + pairs;
    trust->gradient_rank = trust->left_out_rank + steps;
    for (int t = 0; t < trust->target_count; t++)
        for (int s = 0; s < trust->source_count; s++)
            trust->weights[t * trust->source_count + s] = (double)weights->values[t * weights->columns + s];
    return trust;
}

void trust_close(Trust *trust)
{
    if (trust != NULL)
        free(trust->weights);
    free(trust);
}

/* Row by row; returns the mean of those that are numbers. */
static double compare(double *ranks, const Trust *trust, const double *other, const double *noise)
{
    double sum = 0, weight_noise[TRUST_TOKENS];
    int count = 0, S = trust->source_count;
    for (int t = 0; t < trust->target_count; t++) {
        for (int s = 0; s < S; s++)
            weight_noise[s] = rounding * trust->weights[t * S + s];
        Measured weights = {trust->weights + t * S, weight_noise};
        ranks[t] = rank_correlation(weights, (Measured){other + t * S, noise + t * S}, S);
        if (isfinite(ranks[t])) {
            sum += ranks[t];
            count++;
        }
    }
    return count > 0 ? sum / count : (double)NAN;
}

static bool measurable(const Model *model, const TraceArray *weights, int source_count, Error *error)
{
    if (weights == NULL || weights->columns != source_count)
        return error_set(error, ERROR_USAGE,
                         TEXT("this model has no attention over the source: there is no map to measure",
                              "이 모델에는 소스에 대한 어텐션이 없어 신뢰도를 측정할 어텐션 맵이 없습니다"));
    if (!model_has_logits(model))
        return error_set(error, ERROR_USAGE,
                         TEXT("a model that fills in hidden tokens has no answer to follow back to its source",
                              "가린 토큰을 채우는 모델에는 소스까지 거슬러 따라갈 답이 없습니다"));
    if (source_count < 4)
        return error_set(error, ERROR_USAGE,
                         TEXT("%d tokens are too few to rank: type three or more, or draw a longer sentence, such as "
                              "length=5",
                              "토큰이 %d개뿐이라 순위를 비교할 수 없습니다. 세 개 이상 입력하거나 length=5처럼 더 긴 문장을 고르십시오"),
                         source_count - 1);
    return source_count - 1 <= TRUST_TOKENS ||
           error_set(error, ERROR_USAGE,
                     TEXT("%d tokens are too many: each is left out once, so a sentence may have up to %d",
                          "토큰이 %d개입니다. 토큰을 하나씩 빼 보아야 하므로 %d개까지만 쓸 수 있습니다"),
                     source_count - 1, TRUST_TOKENS);
}

Trust *model_trust(Model *model, const Trace *trace, Error *error)
{
    const TraceArray *weights = trace_map(trace);
    if (!measurable(model, weights, trace->source_count, error))
        return NULL;
    Trust *trust = trust_open(trace, weights);
    Tape *tape = tape_open(0);
    for (int first = 0, S = trust->source_count; first < S && model_goes_on(model, first, S); first += TOGETHER)
        leave_out_some(trust, model, trace, tape, first, S - first < TOGETHER ? S - first : TOGETHER);
    tape_close(tape);
    bool sound = follow_gradients(trust, model, trace, error);
    if (model_take_failure(model, error) || !sound) { /* of the two failures the one that came first */
        trust_close(trust);
        return NULL;
    }
    trust->left_out_mean = compare(trust->left_out_rank, trust, trust->left_out, trust->left_out_noise);
    trust->gradient_mean = compare(trust->gradient_rank, trust, trust->gradient, trust->gradient_noise);
    return trust;
}
