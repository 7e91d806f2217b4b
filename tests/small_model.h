/* small_model.h: a model of a few units and batches of random sentences for it. */
#ifndef SEQLAB_TESTS_SMALL_MODEL_H
#define SEQLAB_TESTS_SMALL_MODEL_H

#include "base/memory.h"
#include "engine/cells.h"
#include "model/model.h"
#include "model/scores.h"
#include "test.h"

enum { WORDS = 12, SENTENCES_MOST = 8, LENGTH_MOST = 9 };

/* Ids of several sentences; the target is the source backwards. */
typedef struct Sentences {
    int source[LENGTH_MOST * SENTENCES_MOST];
    int target_in[LENGTH_MOST * SENTENCES_MOST], target_out[LENGTH_MOST * SENTENCES_MOST];
    int lengths[SENTENCES_MOST]; /* <EOS> counted */
    Batch batch;
} Sentences;

static inline void put_sentence(Sentences *s, int b, int size, Random *random)
{
    int length = s->lengths[b], word[LENGTH_MOST];
    for (int t = 0; t < length - 1; t++)
        word[t] = random_between(random, TOKEN_FIRST, WORDS - 1);
    for (int t = 0; t < length; t++) {
        int at = t * size + b;
        s->source[at] = t < length - 1 ? word[t] : TOKEN_EOS;
        s->target_out[at] = t < length - 1 ? word[length - 2 - t] : TOKEN_EOS;
        s->target_in[at] = t == 0 ? TOKEN_SOS : word[length - 1 - t];
    }
}

/* size sentences of 1 to LENGTH_MOST - 1 words, padded to the longest. */
static inline const Batch *random_sentences(Sentences *s, int size, uint64_t seed)
{
    int longest = 0;
    Random random = seeded(seed);
    *s = (Sentences){0};
    for (int b = 0; b < size; b++) {
        s->lengths[b] = random_between(&random, 2, LENGTH_MOST);
        longest = s->lengths[b] > longest ? s->lengths[b] : longest;
    }
    for (int b = 0; b < size; b++)
        put_sentence(s, b, size, &random);
    s->batch = (Batch){size, longest, longest, s->source, s->target_in, s->target_out, s->lengths, s->lengths};
    return &s->batch;
}

/* For each attention that is built in, and none. */
#define EACH_ATTENTION(attention)                                                                                      \
    for (int attention##_i = 0; attention##_i <= score_count; attention##_i++)                                         \
        for (const ScoreFunction *attention = attention##_i > 0 ? score_functions[attention##_i - 1] : NULL, *attention##_once = NULL; \
             attention##_once == NULL; attention##_once = &dot_score)

static inline Model *small_model(const ScoreFunction *attention, bool bidirectional)
{
    ModelConfiguration configuration = {.attention = attention, .hidden = 12, .embedding = 7,
                                        .bidirectional = bidirectional, .source_vocabulary = WORDS,
                                        .target_vocabulary = WORDS, .seed = 5};
    Error error;
    Model *model = model_open(&configuration, &error);
    if (model == NULL)
        abort();
    return model;
}

#endif
