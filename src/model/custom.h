/* custom.h: cells and attentions from outside, such as those written in Lua: registered by name, then usable wherever
 * "gru" and "dot" are.
 *
 * Their functions build on the tape out of ops.h, so that gradients come by themselves. They are called on whatever
 * thread runs the model, by several at once where a batch is cut into shards; one that may only run on the main thread
 * goes there itself (lab/job.h). */
#ifndef SEQLAB_MODEL_CUSTOM_H
#define SEQLAB_MODEL_CUSTOM_H

#include "base/error.h"
#include "engine/tape.h"

enum { CUSTOM_NAME = 32, CUSTOM_PARAMETERS = 16 };

/* A parameter of a custom part. rows 0: a vector of `columns` numbers. Drawn uniformly from -scale to scale. */
typedef struct CustomParameter {
    char name[CUSTOM_NAME];
    int rows, columns;
    double scale;
} CustomParameter;

/* Passes values that a cell computes on the way ("gate") to an observer, if there is one. */
typedef struct CustomTell CustomTell;
void custom_tell(const CustomTell *tell, const char *part, Tensor *tensor);

typedef struct CustomCell {
    char name[CUSTOM_NAME];
    void *argument;
    bool memory; /* keeps a second vector of H numbers beside its state, as an LSTM does */
    bool reads_padding; /* the steps past a sentence's end change the state too, which otherwise is carried over */
    /* Its parameters for inputs of E and states of H numbers; how many, or -1 with a message. */
    int (*parameters)(void *argument, int E, int H, CustomParameter *list, Error *error);
    /* One step: x [B,E], *state [B,H] and *memory [B,H] (where it has one) are replaced by the new ones. False with
     * the tape's error set where it failed. */
    bool (*step)(void *argument, Tape *tape, Tensor *const *parameters, Tensor *x, Tensor **state, Tensor **memory,
                 const CustomTell *tell);
} CustomCell;

typedef struct CustomAttention {
    char name[CUSTOM_NAME];
    void *argument;
    int (*parameters)(void *argument, int H, CustomParameter *list, Error *error);
    /* query [B,H], keys [S,B,H] -> scores [S,B], or NULL with the tape's error set. Scores past a sentence's end are
     * masked afterwards. */
    Tensor *(*scores)(void *argument, Tape *tape, Tensor *const *parameters, Tensor *query, Tensor *keys);
} CustomAttention;

/* The part is copied and lives until custom_forget_all; a later one of the same name hides it, while models that were
 * made with the earlier one keep that. The name must not be one of the built-in ones. owner: for custom_close; NULL: the
 * user. */
bool custom_cell_register(const CustomCell *cell, const void *owner, Error *error);
bool custom_attention_register(const CustomAttention *attention, const void *owner, Error *error);
const CustomCell *custom_cell_find(const char *name);                /* NULL when there is none */
const CustomAttention *custom_attention_find(const char *name);
/* This owner is gone, such as a lesson: its parts hide none, no list offers them, and by its name such a part is found only
 * where there is no other, since files and models may still mean it. */
void custom_close(const void *owner);
/* This owner was only looked at, so that no model was made with its parts: they are gone. */
void custom_forget(const void *owner);
/* All names: the built-in ones in the order of their lists (cells.h; "none", and scores.h), then those from outside that are
 * not hidden; NULL past the last. */
const char *cell_name(int i);
const char *attention_name(int i);
/* The same without those whose owners are gone: what lists offer. */
const char *listed_cell_name(int i);
const char *listed_attention_name(int i);
/* The title ("GRU") and the one-line summary of a built-in part; NULL for custom parts. */
const char *cell_title(const char *name);
const char *attention_title(const char *name);
const char *cell_summary(const char *name);
const char *attention_summary(const char *name);
/* For the end of the script host: close all models that use these parts first. */
void custom_forget_all(void);

#endif
