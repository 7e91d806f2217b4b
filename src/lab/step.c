/* step.c: one training step on one sentence, with what it looked like before and after. */
#include "lab/step.h"

#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/answer.h"
#include "lab/checkpoints.h"
#include "lab/job.h"
#include "lab/train.h"
#include "text/batch_space.h"

#define AT(field) OPTION_AT(StepOptions, field)

static const Option option_rows[] = {
    {"target", OPTION_TEXT, AT(target), .otherwise = {"as the data have it", "데이터에 있는 정답"},
     .help = {"The right answer to a typed sentence.", "입력한 문장의 정답."}},
    {"lr", OPTION_NUMBER, AT(lr), .absent = NAN, .least = 1e-9, .most = 100, .aliases = "rate|learning_rate",
     .otherwise = {"0.003; 0.2 for sgd", "0.003, sgd는 0.2"}, .help = {"Learning rate.", "학습률."}},
    {"clip", OPTION_NUMBER, AT(clip), .fallback = "1", .least = 0, .most = 1e9,
     .help = {"Largest gradient norm; 0: no clipping.", "그래디언트 노름의 상한. 0이면 클리핑하지 않습니다."}},
    {"optimizer", OPTION_CHOICE, AT(optimizer), .absent = -1, .choice = optimizer_name, .aliases = "optimiser",
     .otherwise = {"the last one, or adam", "모델을 마지막으로 훈련한 것, 처음은 adam"},
     .help = {"Optimizer, as for `train`. Another kind than the last begins with fresh means.",
              "옵티마이저. `train`과 같습니다. 마지막으로 쓴 것과 종류가 다르면 이동 평균을 새로 시작합니다."}},
    {0},
};
static const OptionPart option_parts[] = {{&request_options, offsetof(StepOptions, request), NULL}, {0}};
const Options step_options = {option_rows, option_parts, sizeof(StepOptions)};

typedef struct Stepping {
    Lab *lab;
    LabModel *entry;
    const StepOptions *options;
    SourceSentence source;
    ModelState before;
    bool stepped; /* the model is no longer as before */
    StepResult *result;
} Stepping;

/* ---- before and after ---- */

/* The answer, and the probability of each right token. */
static bool look(const Stepping *stepping, char **answer, double **probability, Error *error)
{
    const SourceSentence *source = &stepping->source;
    StepResult *result = stepping->result;
    Translation *translation = translate_source(stepping->entry, source, NULL, error);
    if (translation == NULL)
        return false;
    *answer = memory_string(translation->text);
    translation_close(translation);
    int *target = lab_with_end(source->target, source->target_count);
    Trace *trace = model_trace_given(stepping->entry->model, source->ids, source->count, target, result->target_count);
    *probability = memory_new((size_t)result->target_count, sizeof **probability);
    for (int t = 0; t < result->target_count; t++)
        (*probability)[t] = exp((double)trace_log_probabilities(trace)->values[t]);
    trace_close(trace);
    free(target);
    return true;
}

static int by_norm(const void *a, const void *b)
{
    double first = ((const ArrayGradient *)a)->norm, second = ((const ArrayGradient *)b)->norm;
    return first < second ? 1 : first > second ? -1 : 0;
}

/* The gradients that training left behind. */
static void measure_gradients(const Parameters *parameters, StepResult *result)
{
    result->array_count = parameters->count;
    result->arrays = memory_new((size_t)parameters->count, sizeof *result->arrays);
    for (int i = 0; i < parameters->count; i++) {
        const Parameter *one = &parameters->list[i];
        double sum = 0;
        for (size_t k = 0; k < one->count; k++)
            sum += (double)parameters->gradient[0][one->offset + k] * (double)parameters->gradient[0][one->offset + k];
        result->arrays[i] = (ArrayGradient){one->name, sqrt(sum), one->count};
    }
    qsort(result->arrays, (size_t)parameters->count, sizeof *result->arrays, by_norm);
}

static void find_largest_change(const Parameters *parameters, const real *before, StepResult *result)
{
    size_t best = 0;
    int i = 0;
    for (size_t k = 1; k < parameters->total; k++)
        if (fabs((double)parameters->value[k] - (double)before[k]) >
            fabs((double)parameters->value[best] - (double)before[best]))
            best = k;
    while (best >= parameters->list[i].offset + parameters->list[i].count)
        i++;
    const Parameter *one = &parameters->list[i];
    size_t columns = (size_t)one->shape[one->rank - 1], within = best - one->offset;
    result->weight_name = one->name;
    result->weight_row = (int)(within / columns);
    result->weight_place = (int)(within % columns);
    result->weight_gradient = (double)parameters->gradient[0][best];
    result->weight_before = (double)before[best];
    result->weight_after = (double)parameters->value[best];
}

/* ---- the step ---- */

static TrainingOptions training_of(const StepOptions *options, const ModelState *state)
{
    TrainingOptions training = train_defaults().training;
    training.lr = options->lr;
    training.clip = options->clip;
    if (options->optimizer >= 0)
        training.optimizer.kind = (OptimizerKind)options->optimizer;
    else if (model_state_is_trained(state))
        training.optimizer.kind = state->learned.kind;
    return training;
}

static bool take_step(Stepping *stepping, Error *error)
{
    LabModel *entry = stepping->entry;
    const SourceSentence *source = &stepping->source;
    TrainingOptions options = training_of(stepping->options, &entry->state);
    Pair pair = {.source = source->ids,
                 .source_count = source->count - 1,
                 .target = source->target,
                 .target_count = source->target_count};
    BatchSpace *space = batch_space_open();
    Training *training = training_open(entry->model, stepping->lab->workers, &options);
    training_import(training, &entry->state);
    bool taken = training_step(training, batch_of_pairs(space, &pair, 1), 0, error);
    if (taken) {
        TrainingState state = training_state(training);
        StepResult *result = stepping->result;
        result->loss = state.loss;
        result->rate = state.rate;
        result->gradient_norm = state.gradient_norm;
        measure_gradients(model_parameters(entry->model), result);
        find_largest_change(model_parameters(entry->model), stepping->before.learned.value, result);
        training_export(training, &entry->state);
        result->total_steps = ++entry->state.steps;
        stepping->stepped = true;
    }
    training_close(training);
    batch_space_close(space);
    return taken;
}

static void work(void *argument, Error *error)
{
    Stepping *stepping = argument;
    StepResult *result = stepping->result;
    if (look(stepping, &result->answer_before, &result->probability_before, error) && take_step(stepping, error))
        look(stepping, &result->answer_after, &result->probability_after, error);
}

/* ---- what may be trained on ---- */

static bool can_step(const LabModel *entry, Error *error)
{
    if (!model_has_logits(entry->model))
        return error_set(error, ERROR_USAGE,
                         TEXT("'step' works for models that write the target token by token; '%s' does not",
                              "'step'은 타깃을 토큰 하나씩 생성하는 모델에 쓸 수 있습니다. '%s' 모델은 그렇지 않습니다"),
                         entry->name);
    return lab_checkpoint_closed(entry, error);
}

static void describe(const Stepping *stepping)
{
    StepResult *result = stepping->result;
    const SourceSentence *source = &stepping->source;
    const Vocabulary *vocabulary = lab_answer_vocabulary(stepping->entry);
    *result = (StepResult){
        .model = stepping->entry->name, .clip = stepping->options->clip, .target_count = source->target_count + 1};
    result->source = memory_string(source->text);
    result->reference = memory_string(source->reference);
    result->target_tokens = memory_new((size_t)result->target_count, sizeof *result->target_tokens);
    for (int t = 0; t < result->target_count; t++)
        result->target_tokens[t] =
            memory_string(vocabulary_token(vocabulary, t < source->target_count ? source->target[t] : TOKEN_EOS));
}

/* Runs it; if it was stopped or failed, the model is as before. */
static bool run_step(Stepping *stepping, Error *error)
{
    LabModel *entry = stepping->entry;
    describe(stepping);
    model_state_copy(&stepping->before, &entry->state);
    model_state_take(&stepping->before, entry->model);
    bool whole = job_answer(stepping->lab, entry, "step", work, stepping, error);
    if (whole) {
        model_state_free(&entry->before_step);
        entry->before_step = stepping->before;
        return true;
    }
    if (stepping->stepped)
        model_state_go_back(&stepping->before, &entry->state, entry->model);
    model_state_free(&stepping->before);
    step_result_free(stepping->result);
    return false;
}

bool lab_step(Lab *lab, const StepOptions *options, StepResult *result, Error *error)
{
    *result = (StepResult){0};
    Stepping stepping = {
        .lab = lab, .entry = lab_find(lab, options->request.model, error), .options = options, .result = result};
    if (stepping.entry == NULL || !lab_may_change(lab, error) || !can_step(stepping.entry, error) ||
        !lab_source(lab, &options->request, &stepping.source, error))
        return false;
    bool right = lab_target(stepping.entry, options->target, &stepping.source, error) && run_step(&stepping, error);
    source_sentence_free(&stepping.source);
    return right;
}

bool lab_step_undo(Lab *lab, const char *model, Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL || !lab_may_change(lab, error) || !lab_checkpoint_closed(entry, error))
        return false;
    ModelState *before = &entry->before_step;
    if (before->learned.value == NULL)
        return error_set(error, ERROR_USAGE, TEXT("there is no step to undo", "되돌릴 단계가 없습니다"));
    if (entry->state.steps != before->steps + 1)
        return error_set(error, ERROR_USAGE,
                         TEXT("'%s' was trained since that step: it cannot be undone",
                              "'%s' 모델은 그 단계 뒤에 더 훈련되어 되돌릴 수 없습니다"),
                         entry->name);
    model_state_go_back(before, &entry->state, entry->model);
    if (entry->saved_steps > entry->state.steps) /* the file holds the step that is gone */
        entry->saved_steps = entry->state.steps > 0 ? entry->state.steps - 1 : 0;
    return true;
}

void step_result_free(StepResult *result)
{
    for (int t = 0; result->target_tokens != NULL && t < result->target_count; t++)
        free(result->target_tokens[t]);
    free(result->target_tokens);
    free(result->source);
    free(result->reference);
    free(result->answer_before);
    free(result->answer_after);
    free(result->probability_before);
    free(result->probability_after);
    free(result->arrays);
    *result = (StepResult){0};
}
