/* sentences.h: the sentences of the last list, by number, and the one that was asked about last. */
#ifndef SEQLAB_REPL_SENTENCES_H
#define SEQLAB_REPL_SENTENCES_H

#include <jansson.h>

#include "lab/request.h"

typedef struct Sentences {
    json_t *list;  /* objects of results, with the keys source, target and reference; NULL: none was shown yet */
    Request asked; /* with the texts below; model: which one answered */
    char *model, *text, *reference;
    int moment;    /* of `machine`, for this sentence: from 1; 0: none */
} Sentences;

void sentences_free(Sentences *sentences);

/* The lists below these keys ("most|least") of a value become the numbered ones, if there is a sentence in them. */
void sentences_list(Sentences *sentences, const json_t *value, const char *keys);
/* "#2": the second of the last list, with its right answer; other words stay. False with a message if there is none.
 * The texts are those of the list. */
bool sentences_find(const Sentences *sentences, Request *request, Error *error);

/* Keeps what is asked, of that model. */
void sentences_ask(Sentences *sentences, const Request *request, const char *model);
/* The sentence asked last of that model, if there is one. */
void sentences_ask_again(const Sentences *sentences, Request *request, const char *model);

#endif
