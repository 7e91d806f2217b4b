/* training.c: one optimisation step after another. */
#include "model/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "engine/packed_weights.h"
#include "model/model_parts.h"

/* ---- options ---- */

#define AT(field) OPTION_AT(TrainingOptions, field)

static const Option option_rows[] = {
    {"lr", OPTION_NUMBER, AT(lr), .absent = NAN, .least = 1e-9, .most = 100, .aliases = "rate|learning_rate",
     .otherwise = {"0.003; 0.2 for sgd", "0.003, sgd는 0.2"}, .help = {"Peak learning rate.", "최고 학습률."}},
    {"warmup", OPTION_WHOLE, AT(warmup), .fallback = "0", .least = 0, .most = RUN_STEPS_MOST, .unit = {"steps", "단계"},
     .help = {"Steps over which the learning rate rises from 0.", "학습률이 0에서 최고 학습률까지 올라가는 단계 수."}},
    {"decay", OPTION_CHOICE, AT(decay), .fallback = "cosine", .choice = decay_name, .choice_aliases = "root=inverse_sqrt",
     .help = {"How the learning rate falls after the warmup. inverse_sqrt: with the square root of the steps, as for the Transformer.",
              "워밍업 뒤에 학습률이 줄어드는 모양. inverse_sqrt는 트랜스포머처럼 단계 수의 제곱근에 반비례합니다."}},
    {"min_lr", OPTION_NUMBER, AT(min_lr), .fallback = "0.05", .least = 0, .most = 1, .aliases = "floor",
     .applies = "decay=cosine|linear|inverse_sqrt",
     .help = {"Minimum learning rate, as a share of lr.", "최소 학습률(lr에 대한 비율)."}},
    {"clip", OPTION_NUMBER, AT(clip), .fallback = "1", .least = 0, .most = 1e9,
     .help = {"Largest gradient norm; longer gradients are clipped to it. 0: no clipping.",
              "그래디언트 노름의 상한. 더 크면 클리핑합니다. 0이면 클리핑하지 않습니다."}},
    {"optimizer", OPTION_CHOICE, AT(optimizer.kind), .fallback = "adam", .choice = optimizer_name, .aliases = "optimiser",
     .help = {"Adam, AdamW (with decoupled weight decay), or gradient descent with momentum.",
              "Adam, 가중치 감쇠를 분리한 AdamW, 모멘텀을 쓰는 경사 하강법."}},
    {"weight_decay", OPTION_NUMBER, AT(optimizer.weight_decay), .absent = NAN, .least = 0, .most = 1,
     .otherwise = {"0.01 for adamw, else 0", "adamw는 0.01, 나머지는 0"},
     .help = {"Weight decay: pulls every parameter towards 0.", "가중치 감쇠: 모든 매개변수를 0 쪽으로 당깁니다."}},
    {"momentum", OPTION_NUMBER, AT(optimizer.momentum), .fallback = "0.9", .least = 0, .most = 0.9999, .applies = "optimizer=sgd",
     .help = {"Momentum: how much of the last step carries on.", "모멘텀: 직전 단계의 이동을 이어 가는 비율."}},
    {"label_smoothing", OPTION_NUMBER, AT(label_smoothing), .fallback = "0", .least = 0, .most = 0.9, .aliases = "smoothing",
     .help = {"Label smoothing: how much of the right token's probability is spread over all tokens.",
              "레이블 스무딩: 정답 토큰의 확률에서 모든 토큰에 고루 나누어 주는 몫."}},
    {"padding", OPTION_CHOICE, AT(padding), .fallback = "ignored", .choices = "ignored|learned",
     .help = {"Padding after the targets of a batch. learned: the training loss counts it, as <EOS>. A common fault: the loss then "
              "looks lower than it is.",
              "배치에서 타깃 뒤를 채우는 패딩. learned: 훈련 손실에 <EOS>로 넣어 계산합니다. 흔한 실수로, 손실이 실제보다 낮아 보입니다."}},
    {"teacher_forcing", OPTION_NUMBER, AT(teacher_forcing), .fallback = "1", .least = 0, .most = 1,
     .help = {"Probability that the decoder reads the right token; otherwise it reads the model's own (scheduled sampling).",
              "디코더가 정답 토큰을 읽을 확률. 나머지는 모델이 출력한 토큰을 읽습니다(스케줄드 샘플링)."}},
    {"precision", OPTION_CHOICE, AT(precision), .fallback = "float32", .choices = "float32|bf16",
     .choice_aliases = "bfloat16=bf16|fp32=float32",
     .help = {"Number format in products with weights. bf16: bfloat16, 8 bits of precision; faster for large models. Needs a processor "
              "with AVX512_BF16.",
              "가중치 곱에 쓰는 수의 형식. bf16: 유효 자리가 8비트인 bfloat16. 큰 모델의 훈련이 빨라집니다. AVX512_BF16이 있는 프로세서에서만 쓸 수 "
              "있습니다."}},
    {"shards", OPTION_WHOLE, AT(shards), .fallback = "2", .least = 1, .most = SHARDS_MOST,
     .help = {"Parts of a batch that threads work on. They decide the last digits, and the draws of dropout, teacher_forcing and hidden "
              "tokens; the number of threads does not.",
              "스레드가 나누어 맡는 배치의 샤드 수. 마지막 자릿수와, 드롭아웃·teacher_forcing·가릴 토큰의 추첨이 이 값에 달려 있습니다. 스레드 "
              "수는 상관없습니다."}},
    {"seed", OPTION_WHOLE, AT(seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed of the order of the batches and of dropout.", "배치 순서와 드롭아웃의 시드."}},
    {0},
};
const Options training_options = {option_rows, .size = sizeof(TrainingOptions)};

enum { PIECE_LEAST = 256 }; /* rows of a product with all positions */
enum { KEPT_MOST = 8 << 20 }; /* bytes of packed weights of a shard, from one piece to the next */

/* One shard's part of a batch, in memory that grows to the largest seen and is used again. It is worked on in one piece or
 * in several, one after another. */
typedef struct Shard {
    Tape *tape;
    int from, size;   /* its sentences */
    Batch batch;      /* the piece at work */
    int *target_in;   /* of the piece, to be written to */
    int *ids;         /* source, target_in, target_out, and both lengths, one after another */
    size_t capacity;
    double loss;      /* its part of the batch's mean */
} Shard;

struct Training {
    Model *model;
    Workers *workers;
    TrainingOptions options;
    Optimizer optimizer;
    Shard shards[SHARDS_MOST];
    const Batch *batch; /* of the step under way */
    Batch padded;       /* the same with padding=learned, and its target_in, target_out and target_lengths */
    int *padded_ids;
    size_t padded_capacity;
    int active;       /* its shards: never more than it has sentences */
    double denominator;
    double warm;      /* how far the run was when the warmup ended */
    long steps_before;/* taken by the runs that this one goes on from */
    TrainingState state;
};

bool training_has_precision(Precision precision, Error *error)
{
    if (precision == PRECISION_FLOAT32 || products_have_bf16())
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("precision=bf16 needs a processor with AVX512_BF16, which this one lacks; leave it out",
                          "precision=bf16은 AVX512_BF16이 있는 프로세서에서만 쓸 수 있는데, 이 프로세서에는 없습니다. 이 옵션을 빼고 다시 "
                          "실행하십시오"));
}

Training *training_open(Model *model, Workers *workers, const TrainingOptions *options)
{
    Training *training = memory_new(1, sizeof *training);
    training->model = model;
    training->workers = workers;
    training->options = *options;
    OptimizerOptions *optimizer = &training->options.optimizer;
    if (isnan(options->lr))
        training->options.lr = optimizer_usual_rate(optimizer->kind);
    if (isnan(optimizer->weight_decay))
        optimizer->weight_decay = optimizer->kind == OPTIMIZER_ADAMW ? 0.01 : 0;
    optimizer->every_undo |= model_has_custom_parts(model); /* whose loss can be NaN with weights of any size */
    training->state.smooth_loss = (double)NAN;
    parameters_set_shards(&model->parameters, options->shards);
    for (int i = 0; i < options->shards; i++) {
        training->shards[i].tape = tape_open(i);
        tape_use_bf16(training->shards[i].tape, options->precision == PRECISION_BF16);
    }
    optimizer_open(&training->optimizer, &model->parameters, optimizer);
    return training;
}

void training_close(Training *training)
{
    if (training == NULL)
        return;
    for (int i = 0; i < training->options.shards; i++) {
        tape_close(training->shards[i].tape);
        free(training->shards[i].ids);
    }
    optimizer_close(&training->optimizer);
    free(training->padded_ids);
    free(training);
}

double training_lr(const Training *training) { return training->options.lr; }
void training_set_lr(Training *training, double lr) { training->options.lr = lr; }

size_t training_memory(const Training *training)
{
    size_t bytes = 0;
    for (int i = 0; i < training->options.shards; i++)
        bytes += tape_most(training->shards[i].tape);
    return bytes;
}

TrainingState training_state(const Training *training) { return training->state; }

/* ---- cutting a batch ---- */

static int longest(const int *lengths, int count)
{
    int most = 1;
    for (int i = 0; i < count; i++)
        if (lengths[i] > most)
            most = lengths[i];
    return most;
}

/* Columns from..from+size of ids [length,B] into out [length,size]. */
static const int *cut_columns(int *out, const int *ids, int length, int B, int from, int size)
{
    for (int t = 0; t < length; t++)
        memcpy(out + (size_t)t * size, ids + (size_t)t * B + from, (size_t)size * sizeof *out);
    return out;
}

static void reserve_ids(int **ids, size_t *capacity, size_t count)
{
    if (count <= *capacity)
        return;
    *capacity = count * 2;
    *ids = memory_resize(*ids, *capacity, sizeof **ids);
}

/* Sentences from..from+size of the batch, as short as its longest. */
static void cut_piece(Shard *shard, const Batch *whole, int from, int size)
{
    int S = longest(whole->source_lengths + from, size), T = longest(whole->target_lengths + from, size);
    reserve_ids(&shard->ids, &shard->capacity, (size_t)size * (size_t)(S + 2 * T));
    int *ids = shard->ids;
    shard->target_in = ids + (size_t)S * size;
    shard->batch = (Batch){
        .size = size,
        .source_length = S,
        .target_length = T,
        .source = cut_columns(ids, whole->source, S, whole->size, from, size),
        .target_in = cut_columns(shard->target_in, whole->target_in, T, whole->size, from, size),
        .target_out = cut_columns(ids + (size_t)(S + T) * size, whole->target_out, T, whole->size, from, size),
        .source_lengths = whole->source_lengths + from,
        .target_lengths = whole->target_lengths + from,
    };
}

/* The batch as if every target were as long as the longest, with <EOS> where there was padding: the usual mistake where
 * one token serves as both. */
static const Batch *with_padding_learned(Training *training, const Batch *batch)
{
    size_t count = (size_t)batch->target_length * (size_t)batch->size;
    reserve_ids(&training->padded_ids, &training->padded_capacity, 2 * count + (size_t)batch->size);
    int *target_in = training->padded_ids, *target_out = target_in + count, *lengths = target_out + count;
    for (size_t i = 0; i < count; i++) {
        target_in[i] = batch->target_in[i] == TOKEN_PAD ? TOKEN_EOS : batch->target_in[i];
        target_out[i] = batch->target_out[i] == TOKEN_PAD ? TOKEN_EOS : batch->target_out[i];
    }
    for (int b = 0; b < batch->size; b++)
        lengths[b] = batch->target_length;
    training->padded = *batch;
    training->padded.target_in = target_in;
    training->padded.target_out = target_out;
    training->padded.target_lengths = lengths;
    return &training->padded;
}

/* ---- a step ---- */

/* Another one for each step, shard and piece, whichever thread works on it. The four are hashed, since their sum would be
 * the same for the next seed and the shard before. */
static uint64_t seed_of_piece(const Training *training, int index, int piece)
{
    uint64_t step = (uint64_t)(training->steps_before + training->state.step);
    uint64_t place[] = {step, (uint64_t)index, (uint64_t)piece};
    return hash_bytes(place, sizeof place, training->options.seed);
}

/* The piece's part of the loss; its gradients are added to the shard's. */
static double work_on_piece(const Training *training, Shard *shard, uint64_t seed)
{
    if (training->options.teacher_forcing < 1) {
        /* Puts the model's own tokens in the place of some of the given ones. */
        int B = shard->batch.size, V = model_configuration(training->model)->target_vocabulary;
        Random random;
        random_seed_for(&random, seed, "own tokens");
        tape_reset(shard->tape, false);
        const Tensor *logits = model_logits(training->model, shard->tape, &shard->batch);
        for (int t = 1; logits != NULL && t < shard->batch.target_length; t++)
            for (int b = 0; b < B; b++) {
                bool own = random_uniform(&random) < 1 - training->options.teacher_forcing;
                if (own && t < shard->batch.target_lengths[b])
                    shard->target_in[t * B + b] =
                        most_likely_token(logits->value + ((size_t)(t - 1) * (size_t)B + (size_t)b) * (size_t)V, V);
            }
    }
    tape_reset(shard->tape, true);
    tape_lend_gradients(shard->tape);
    tape_seed(shard->tape, seed);
    Tensor *loss = model_loss(training->model, shard->tape, &shard->batch, (real)training->denominator,
                              (real)training->options.label_smoothing);
    double value = loss != NULL ? (double)loss->value[0] : (double)NAN;
    if (isfinite(value))
        tape_backward(shard->tape, loss, 1);
    return value;
}

/* The number of micro-batches of a shard: each has enough rows for efficient products. If all positions are rows of one
 * product, that is twice as many as the weights have, so that packing the weights for each costs little; if
 * steps follow each other, the weights are used again soon, and an eighth is enough. */
static int pieces_of(const Training *training, const Shard *shard)
{
    const Batch *batch = training->batch;
    bool at_once = training->model->architecture->positions_at_once;
    int length = batch->source_length > batch->target_length ? batch->source_length : batch->target_length;
    int wanted = 2 * training->model->configuration.hidden;
    wanted = wanted > PIECE_LEAST ? wanted : PIECE_LEAST;
    int pieces = at_once ? shard->size * length / wanted : shard->size / (wanted / 8);
    return pieces < 1 ? 1 : pieces < shard->size ? pieces : shard->size;
}

static void work_on_shard(int index, void *argument)
{
    Training *training = argument;
    Shard *shard = &training->shards[index];
    int pieces = pieces_of(training, shard);
    shard->loss = 0;
    tape_keep_packed(shard->tape, pieces > 1 ? KEPT_MOST : 0);
    parameters_zero_gradient(&training->model->parameters, index);
    for (int i = 0; i < pieces && isfinite(shard->loss); i++) {
        int from = i * shard->size / pieces, to = (i + 1) * shard->size / pieces;
        cut_piece(shard, training->batch, shard->from + from, to - from);
        shard->loss += work_on_piece(training, shard, seed_of_piece(training, index, i));
    }
}

/* Only a custom part can fail: its shard's tape has the error. */
static const Error *failure(const Training *training)
{
    const Error *error = NULL;
    for (int i = 0; i < training->active && error == NULL; i++)
        error = tape_error(training->shards[i].tape);
    return error;
}

static bool part_failed(const Training *training, Error *error)
{
    if (error == NULL)
        return false;
    *error = *failure(training);
    return error_prefix(error, TEXT("step %ld: ", "%ld단계: "), training->state.step + 1);
}

static double sum_losses(const Training *training)
{
    double loss = 0;
    for (int i = 0; i < training->active; i++)
        loss += training->shards[i].loss;
    return loss;
}

/* The likely cause of the NaN, and a fix. */
static void add_cause(const Training *training, Error *error)
{
    double rate = training->options.lr;
    Error cause = {0};
    if (!parameters_finite(&training->model->parameters))
        error_set(&cause, ERROR_NUMBER,
                  TEXT("Some of the model's values are NaN or infinite: make a new model and train it with a learning "
                       "rate below %g.",
                       "모델의 값 가운데 NaN이나 무한대가 있습니다. 모델을 새로 만들고 학습률(%g)보다 낮은 값으로 훈련하십시오."),
                  rate);
    else if (training->options.clip == 0)
        error_set(&cause, ERROR_NUMBER,
                  TEXT("Most likely a gradient exploded, since clip=0 does not limit it: try clip=1, or a tenth of the learning "
                       "rate %g.",
                       "clip=0이라 그래디언트가 폭발한 것으로 보입니다. clip=1을 쓰거나 학습률(%g)을 10분의 1로 줄여 보십시오."),
                  rate);
    else
        error_set(&cause, ERROR_NUMBER,
                  TEXT("Most likely the learning rate %g is too large: try a tenth of it.",
                       "학습률(%g)이 너무 큰 것으로 보입니다. 10분의 1로 줄여 보십시오."),
                  rate);
    error_prefix(&cause, "%s ", error->message);
    error_set(error, ERROR_NUMBER, "%s", cause.message);
}

static bool not_a_number(const Training *training, const char *what, Error *error)
{
    if (error == NULL)
        return false;
    error_set(error, ERROR_NUMBER,
              TEXT("step %ld: the %s became NaN or infinite; the model is back at its last good step.",
                   "%ld단계: %s 값이 NaN이나 무한대가 되었습니다. 모델은 마지막으로 정상이던 단계로 돌아갔습니다."),
              training->state.step + 1, what);
    add_cause(training, error);
    return false;
}

/* The learning rate of the next step. The decay begins at the end of the warmup, at any point of the run. */
static double next_rate(Training *training, double done)
{
    const TrainingOptions *o = &training->options;
    Schedule schedule = {.decay = o->decay, .warmup = o->warmup, .min_lr = o->min_lr};
    if (training->state.step <= o->warmup)
        training->warm = done;
    double rest = 1 - training->warm;
    return o->lr * schedule_share(&schedule, training->state.step, rest > 0 ? (done - training->warm) / rest : 1);
}

static void count_step(Training *training, double loss, double norm, double rate)
{
    TrainingState *state = &training->state;
    double guessing = log((double)model_answer_vocabulary(training->model));
    state->step++;
    state->loss = loss;
    state->smooth_loss = isnan(state->smooth_loss) ? loss : 0.98 * state->smooth_loss + 0.02 * loss;
    state->gradient_norm = norm;
    state->rate = rate;
    state->tokens += (long)training->denominator;
    state->far_above = state->smooth_loss > 2 * guessing + 1;
    state->above_guessing = state->smooth_loss > guessing + 1 ? state->above_guessing + 1 : 0;
}

bool training_step(Training *training, const Batch *batch, double done, Error *error)
{
    Parameters *parameters = &training->model->parameters;
    int shards = training->options.shards;
    training->batch = batch = training->options.padding == PADDING_LEARNED ? with_padding_learned(training, batch) : batch;
    training->active = shards < batch->size ? shards : batch->size;
    for (int i = 0; i < training->active; i++) {
        int from = i * batch->size / training->active, to = (i + 1) * batch->size / training->active;
        training->shards[i].from = from;
        training->shards[i].size = to - from;
    }
    training->denominator = (double)model_loss_tokens(training->model, batch);
    workers_run(training->workers, training->active, work_on_shard, training);
    if (failure(training) != NULL)
        return part_failed(training, error);
    double loss = sum_losses(training), rate = next_rate(training, done), norm;
    if (!isfinite(loss)) {
        not_a_number(training, TEXT("loss", "손실"), error);
        /* The step before led here: the model goes back to the values whose loss was a number. */
        if (optimizer_undo(&training->optimizer, &training->model->parameters))
            training->state.step--;
        return false;
    }
    norm = parameters_gather_gradients(parameters, training->active, training->workers);
    if (!optimizer_apply(&training->optimizer, parameters, training->workers, rate, training->options.clip, norm))
        return not_a_number(training,
                            isfinite(norm) ? TEXT("update", "업데이트") : TEXT("gradient", "그래디언트"), error);
    count_step(training, loss, norm, rate);
    return true;
}

/* ---- going on ---- */

void training_export(const Training *training, ModelState *state)
{
    OptimizerState learned = training->optimizer.now;
    learned.value = state->learned.value; /* they are not the training's affair */
    optimizer_state_copy(&state->learned, &learned);
    state->training_steps = training->steps_before + training->state.step;
    if (isfinite(training->state.smooth_loss))
        state->loss = training->state.smooth_loss;
}

void training_import(Training *training, const ModelState *state)
{
    OptimizerState learned = state->learned;
    OptimizerKind kind = training->optimizer.now.kind;
    if (!model_state_is_trained(state))
        return;
    training->steps_before = state->training_steps;
    if (state->training_steps > 0)
        training->state.smooth_loss = state->loss;
    if ((learned.kind == OPTIMIZER_SGD) != (kind == OPTIMIZER_SGD))
        return;
    learned.kind = kind;
    optimizer_import(&training->optimizer, &learned);
}
