/* decoder.c: the common part of all decoders: rows, their sentences and their sources' lengths. */
#include "model/decoder.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "model/model_parts.h"

/* Only a custom part can fail: all other shapes are the model's own. Several threads may answer by one model, and
 * fail at the same time. */
static void keep_failure(Decoder *decoder)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const Error *error = tape_error(decoder->tape);
    assert(error != NULL && model_has_custom_parts(decoder->model));
    pthread_mutex_lock(&lock);
    if (decoder->model->failure.kind == ERROR_NONE)
        decoder->model->failure = *error;
    pthread_mutex_unlock(&lock);
}

Decoder *decoder_open(Model *model, Tape *tape, const Batch *batch, Observer *observer, int steps)
{
    assert(observer == NULL || batch->size == 1);
    Arena *arena = tape_arena(tape);
    Decoder *decoder = arena_alloc(arena, sizeof *decoder);
    *decoder = (Decoder){.model = model, .tape = tape, .observer = observer, .steps = steps, .rows = batch->size,
                         .source_length = batch->source_length};
    size_t size = (size_t)batch->size * sizeof(int);
    decoder->source_lengths = arena_alloc(arena, size);
    decoder->sentence = arena_alloc(arena, size);
    memcpy(decoder->source_lengths, batch->source_lengths, size);
    for (int b = 0; b < batch->size; b++)
        decoder->sentence[b] = b;
    decoder->state = model->architecture->open(decoder, batch);
    if (tape_error(tape) != NULL)
        keep_failure(decoder); /* of a part that reads: there may never be a step */
    return decoder;
}

Tensor *decoder_step(Decoder *decoder, const int *tokens, Tensor **weights)
{
    Tensor *unused;
    if (weights == NULL)
        weights = &unused;
    *weights = NULL;
    if (!tape_recording(decoder->tape))
        tape_turn(decoder->tape);
    Tensor *logits = decoder->model->architecture->step(decoder, tokens, weights);
    if (logits == NULL) {
        /* If a part failed, all logits are 0. */
        keep_failure(decoder);
        logits = tape_zeros(decoder->tape, 2, (int[]){decoder->rows, model_answer_vocabulary(decoder->model)});
    }
    observe(decoder->observer, &(TraceKey){.side = TRACE_OUTPUT, .quantity = &quantity_logits}, decoder->step,
            decoder->steps, logits);
    decoder->step++;
    return logits;
}

void decoder_select(Decoder *decoder, const int *rows, int count)
{
    Arena *arena = tape_lasting(decoder->tape);
    decoder->model->architecture->select(decoder, rows, count);
    if (decoder_same_sentences(decoder, rows, count))
        return;
    int *lengths = arena_alloc(arena, (size_t)count * sizeof *lengths);
    int *sentence = arena_alloc(arena, (size_t)count * sizeof *sentence);
    for (int i = 0; i < count; i++) {
        assert(rows[i] >= 0 && rows[i] < decoder->rows);
        lengths[i] = decoder->source_lengths[rows[i]];
        sentence[i] = decoder->sentence[rows[i]];
    }
    decoder->source_lengths = lengths;
    decoder->sentence = sentence;
    decoder->rows = count;
}

Tensor *decoder_pick(Arena *arena, const Tensor *x, const int *rows, int count)
{
    if (x == NULL)
        return NULL;
    int T = x->rank == 3 ? x->shape[0] : 1, B = x->shape[x->rank - 2], H = x->shape[x->rank - 1];
    Tensor *out = arena_alloc(arena, sizeof *out);
    *out = *x;
    out->shape[x->rank - 2] = count;
    out->gradient = NULL;
    out->store = NULL;
    out->value = arena_alloc(arena, tensor_count(out) * sizeof(real));
    for (int t = 0; t < T; t++)
        for (int i = 0; i < count; i++)
            memcpy(out->value + ((size_t)t * (size_t)count + (size_t)i) * (size_t)H,
                   x->value + ((size_t)t * (size_t)B + (size_t)rows[i]) * (size_t)H, (size_t)H * sizeof(real));
    return out;
}

bool decoder_same_sentences(const Decoder *decoder, const int *rows, int count)
{
    bool same = count == decoder->rows;
    for (int i = 0; same && i < count; i++)
        same = decoder->sentence[rows[i]] == decoder->sentence[i];
    return same;
}
