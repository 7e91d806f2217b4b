/* gradient_flow.c: the model runs step by step on a recording tape, each state a tensor of its own; the loss of one
 * token is walked back, and the states' gradients are measured. Without cells all steps are taken at once, and the
 * embeddings' gradients are measured. */
#include "model/gradient_flow.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "engine/ops.h"
#include "engine/vector_math.h"
#include "model/model_parts.h"

/* The states that were met, of the layer met last: the topmost. */
typedef struct Meeting {
    Observer observer; /* first: what the model is given */
    Tape *tape;
    int layer;
    Tensor **states, **cell_states; /* [source_count] */
    int count;
} Meeting;

static void meet(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count)
{
    Meeting *meeting = (Meeting *)observer;
    (void)count;
    bool state = key->quantity->kind == QUANTITY_STATE, cell_state = key->quantity->kind == QUANTITY_CELL_STATE;
    bool wanted = key->side == TRACE_ENCODER && key->direction == TRACE_FORWARD && (state || cell_state);
    if (!wanted || steps != meeting->count || step < 0 || step >= steps)
        return;
    for (int i = 0; i < meeting->count && meeting->layer != key->layer; i++)
        meeting->states[i] = meeting->cell_states[i] = NULL;
    meeting->layer = key->layer;
    /* The tensor whose numbers these are: it was made just now, and so is among the tape's last notes. */
    int i = tape_note_count(meeting->tape) - 1;
    while (i >= 0 && tape_note(meeting->tape, i)->output->value != values)
        i--;
    Tensor *found = i >= 0 ? tape_note(meeting->tape, i)->output : NULL;
    (state ? meeting->states : meeting->cell_states)[step] = found;
}

static double square_of_gradient(const Tensor *tensor)
{
    return tensor != NULL && tensor->gradient != NULL ? vector_square_sum(tensor->gradient, tensor_count(tensor)) : 0;
}

bool gradient_flow_of_embeddings(const Model *model) { return model->configuration.kind != KIND_RECURRENT; }

static bool flow_to_embeddings(Model *model, Tape *tape, const FlowQuestion *question, double *norms, Error *error)
{
    if (!model_has_logits(model))
        return error_set(error, ERROR_USAGE,
                         TEXT("a model that fills in hidden tokens has no target, so there is no loss to trace back",
                              "가린 토큰을 채우는 모델에는 타깃이 없어 거슬러 따라갈 손실이 없습니다"));
    const int *target = question->target;
    int S = question->source_count, position = question->position, T = position + 1;
    tape_reset(tape, true);
    int *target_in = arena_alloc(tape_arena(tape), (size_t)T * sizeof *target_in);
    target_in[0] = TOKEN_SOS;
    memcpy(target_in + 1, target, (size_t)position * sizeof *target_in);
    Batch batch = {1, S, T, question->source, target_in, target, &S, &T};
    Tensor *inputs = NULL, *logits = model->architecture->logits(model, tape, &batch, &inputs);
    assert(logits != NULL); /* these kinds have no custom part that could fail */
    Tensor *last = op_reshape(tape, op_step(tape, logits, position), 3, (int[]){1, 1, tensor_columns(logits)});
    tape_backward(tape, op_cross_entropy(tape, last, &target[position], (LossScale){1, 0}), 1);
    int E = tensor_columns(inputs);
    for (int s = 0; s < S; s++)
        norms[s] = sqrt((double)vector_square_sum(inputs->gradient + (size_t)s * (size_t)E, (size_t)E));
    return true;
}

bool gradient_flow(Model *model, Tape *tape, const FlowQuestion *question, double *norms, Error *error)
{
    if (gradient_flow_of_embeddings(model))
        return flow_to_embeddings(model, tape, question, norms, error);
    int source_count = question->source_count;
    Batch batch = {.size = 1, .source_length = source_count, .source = question->source, .source_lengths = &source_count};
    tape_reset(tape, true);
    size_t bytes = (size_t)source_count * sizeof(Tensor *);
    Meeting meeting = {.observer = {.see = meet},
                       .tape = tape,
                       .states = arena_alloc_zero(tape_arena(tape), bytes),
                       .cell_states = arena_alloc_zero(tape_arena(tape), bytes),
                       .count = source_count};
    /* The logits of target[position]. */
    Decoder *decoder = decoder_open(model, tape, &batch, &meeting.observer, question->position + 1);
    Tensor *logits = NULL;
    for (int t = 0; t <= question->position; t++)
        logits = decoder_step(decoder, t == 0 ? &(int){TOKEN_SOS} : &question->target[t - 1], NULL);
    if (model_take_failure(model, error))
        return false;
    if (meeting.states[0] == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("this model's encoder has no states that follow one another, through which a gradient "
                              "could come back",
                              "이 모델의 인코더에는 그래디언트가 거슬러 올라갈, 차례로 이어지는 은닉 상태가 없습니다"));
    tape_backward(tape, op_cross_entropy(tape, logits, &question->target[question->position], (LossScale){1, 0}), 1);
    for (int s = 0; s < source_count; s++)
        norms[s] = sqrt(square_of_gradient(meeting.states[s]) + square_of_gradient(meeting.cell_states[s]));
    return true;
}
