/* vocabulary.h: tokens and their numbers. Ids 0 to 3 are <PAD> <SOS> <EOS> <UNK> (base/batch.h). */
#ifndef SEQLAB_TEXT_VOCABULARY_H
#define SEQLAB_TEXT_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/batch.h"

typedef struct Vocabulary Vocabulary;

Vocabulary *vocabulary_open(void); /* holds the four special tokens */
void vocabulary_close(Vocabulary *vocabulary);

int vocabulary_size(const Vocabulary *vocabulary);
int vocabulary_add(Vocabulary *vocabulary, const char *token);        /* its id, new or old */
void vocabulary_add_all(Vocabulary *vocabulary, const Vocabulary *from);  /* in their order */
int vocabulary_find(const Vocabulary *vocabulary, const char *token); /* TOKEN_UNK when unknown */
const char *vocabulary_token(const Vocabulary *vocabulary, int id);   /* owned by the vocabulary; "<PAD>".. */

/* The same for a token inside a longer text. */
int vocabulary_add_bytes(Vocabulary *vocabulary, const char *bytes, size_t count);
int vocabulary_find_bytes(const Vocabulary *vocabulary, const char *bytes, size_t count);

#endif
