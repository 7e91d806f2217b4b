/* sentences.h: batches of random sentences whose lengths are given, and one of them by itself. */
#ifndef SEQLAB_TESTS_SENTENCES_H
#define SEQLAB_TESTS_SENTENCES_H

#include "base/batch.h"
#include "test.h"

enum { IDS_ROOM = 7 * 96, SENTENCES_ROOM = 96 };

typedef struct Sentences {
    int source[IDS_ROOM], target_in[IDS_ROOM], target_out[IDS_ROOM];
    int source_lengths[SENTENCES_ROOM], target_lengths[SENTENCES_ROOM]; /* <EOS> counted */
    Batch batch;
} Sentences;

static inline int random_word(Random *random, int words) { return random_between(random, TOKEN_FIRST, words - 1); }

/* lengths[size]: of source and target. At padding stand words, so that reading them would show; what is to be said there is
 * <PAD>, which the loss skips. */
static inline void make_sentences(Sentences *s, const int (*lengths)[2], int size, int source_words, int target_words, uint64_t seed)
{
    Random random = seeded(seed);
    s->batch = (Batch){size, 0, 0, s->source, s->target_in, s->target_out, s->source_lengths, s->target_lengths};
    for (int b = 0; b < size; b++) {
        int S = s->source_lengths[b] = lengths[b][0], T = s->target_lengths[b] = lengths[b][1];
        s->batch.source_length = S > s->batch.source_length ? S : s->batch.source_length;
        s->batch.target_length = T > s->batch.target_length ? T : s->batch.target_length;
    }
    for (int i = 0; i < s->batch.source_length * size; i++)
        s->source[i] = i / size == lengths[i % size][0] - 1 ? TOKEN_EOS : random_word(&random, source_words);
    for (int i = 0; i < s->batch.target_length * size; i++) {
        int t = i / size, last = lengths[i % size][1] - 1;
        s->target_out[i] = t < last ? random_word(&random, target_words) : t == last ? TOKEN_EOS : TOKEN_PAD;
        s->target_in[i] = t == 0 ? TOKEN_SOS : t <= last ? s->target_out[i - size] : random_word(&random, target_words);
    }
}

/* Sentence b by itself, without padding. */
static inline void cut_sentence(Sentences *one, const Sentences *all, int b)
{
    int size = all->batch.size, S = one->source_lengths[0] = all->source_lengths[b];
    int T = one->target_lengths[0] = all->target_lengths[b];
    for (int t = 0; t < S; t++)
        one->source[t] = all->source[t * size + b];
    for (int t = 0; t < T; t++) {
        one->target_in[t] = all->target_in[t * size + b];
        one->target_out[t] = all->target_out[t * size + b];
    }
    one->batch = (Batch){1, S, T, one->source, one->target_in, one->target_out, one->source_lengths, one->target_lengths};
}

#endif
