/* batch.h: token ids of several sentence pairs, laid out for the engine.
 *
 * Time goes first: source[s * size + b] is token s of sentence b, so that one time step of all sentences
 * is one block of memory. Shorter sentences are padded with TOKEN_PAD; the lengths count without it. */
#ifndef SEQLAB_BASE_BATCH_H
#define SEQLAB_BASE_BATCH_H

#include "base/random.h"

enum { TOKEN_PAD, TOKEN_SOS, TOKEN_EOS, TOKEN_UNK, TOKEN_FIRST };

/* Dimensions: B sentences, S source tokens, T target tokens, padded to the longest in the batch.
 * A source ends with <EOS>; the decoder's input begins with <SOS>, its expected output ends with <EOS>:
 *     source      나는 학교에 간다 <EOS>
 *     target_in   <SOS> I go to school
 *     target_out  I go to school <EOS>      */
typedef struct Batch {
    int size;                  /* B */
    int source_length;         /* S */
    int target_length;         /* T */
    const int *source;         /* [S,B] */
    const int *target_in;      /* [T,B] */
    const int *target_out;     /* [T,B] */
    const int *source_lengths; /* [B], <EOS> counted */
    const int *target_lengths; /* [B], <EOS> counted */
} Batch;

/* A position in the order of batches, as plain data. */
typedef struct BatchPlace {
    Random random; /* at the start of the epoch; of endless data, now */
    int size;      /* sentences in a batch: with another size, a file's next epoch begins */
    int next;      /* batches of the epoch so far */
} BatchPlace;

#endif
