/* model_parts.h: the inside of a model, for the files of this folder.
 *
 * Each kind of model has an Architecture: a descriptor at the end of its file. */
#ifndef SEQLAB_MODEL_MODEL_PARTS_H
#define SEQLAB_MODEL_MODEL_PARTS_H

#include "engine/ops.h"
#include "model/decoder.h"
#include "model/model.h"

typedef struct Architecture Architecture;

struct Model {
    ModelConfiguration configuration;
    const Architecture *architecture;
    Parameters parameters;
    Error failure; /* of a custom part, while answering; see model_take_failure */
    ModelWatch *watch; /* NULL: nobody */
    void *watch_argument;
    void *parts;   /* which parameter is which: the architecture's own struct, plain memory */
};

/* ---- building ---- */

#define MODEL_NUMBERS_MOST ((size_t)1 << 28) /* 1 GiB, and four times that while it learns */

/* Parameters are drawn in the order in which they are added, so the same seed makes the same model. */
typedef struct Builder {
    Model *model;
    Random random;
    bool counting; /* nothing is made, only counted */
    size_t total;
    bool failed;   /* a custom part could not list its parameters (see error), or there are too many parameters */
    Error *error;
} Builder;

/* A new parameter's number. Uniform from -scale to scale. */
int build_matrix(Builder *builder, const char *name, int rows, int columns, double scale);
int build_row(Builder *builder, const char *name, int columns, double scale);
/* Normal: embeddings. */
int build_table(Builder *builder, const char *name, int rows, int columns, double deviation);
/* All the same: 0 or 1. */
int build_constant(Builder *builder, const char *name, int columns, bool one);

static inline Tensor *model_tensor(Model *model, Tape *tape, int index)
{
    return tape_parameter(tape, &model->parameters, index);
}

/* The numbers of a linear layer's parameters: [in,out], [out] or NO_BIAS. */
enum { NO_BIAS = -1 };
typedef struct LinearParts {
    int weight, bias;
} LinearParts;

/* The output layer's loss, [1]: features [T,B,H], T x B targets. */
static inline Tensor *model_output_loss(Model *model, Tape *tape, Tensor *features, LinearParts output,
                                        const int *targets, LossScale scale)
{
    return op_output_loss(tape, features, model_tensor(model, tape, output.weight),
                          model_tensor(model, tape, output.bias), targets, scale);
}

/* Whether an answer may go on: see ModelWatch. */
static inline bool model_goes_on(const Model *model, int step, int most)
{
    return model->watch == NULL || model->watch(model->watch_argument, step, most);
}

/* custom.c: adds the parameters of a custom part as PREFIX.NAME; their numbers into numbers. */
int custom_build(Builder *builder, const char *prefix, const CustomParameter *list, int count, int *numbers);

/* greedy.c: the index of the largest value, the first of equal ones. */
int largest(const real *values, int count);
/* greedy.c: the most likely token of a row of logits, except <PAD> and <SOS>. */
int most_likely_token(const real *row, int V);
/* greedy.c: log of the sum of exp(logits [V]); log softmax(logits)[token], in nats, which is that token's less the sum. */
double log_sum(const real *logits, int V);
double log_probability(const real *logits, int V, int token);
/* beam.c: whether an answer of this length ends here, <EOS> or not: see BeamOptions. */
bool answer_is_full(Tape *tape, int length, int most, size_t memory);

/* x with the configuration's dropout, if the tape has random numbers (training); else x itself. */
Tensor *model_dropout(const Model *model, Tape *tape, Tensor *x);

/* ---- decoder.c: shared by decoders ---- */

/* The rows of x [.., rows, H] (rank 2 or 3) that are named, without gradients; NULL stays NULL. */
Tensor *decoder_pick(Arena *arena, const Tensor *x, const int *rows, int count);
/* Whether each row i belongs to the same sentence as row rows[i]: then encoded sources need not move. */
bool decoder_same_sentences(const Decoder *decoder, const int *rows, int count);

/* ---- observers ---- */

/* Shows the tensor to the observer, unless one of the two is NULL. */
void observe(Observer *observer, const TraceKey *key, int step, int steps, Tensor *tensor);

/* Where a cell by steps shows what it computes. */
struct CustomTell {
    Observer *observer; /* NULL: nobody */
    TraceKey where;     /* without a quantity */
    int step, steps;
};

/* model_trace.c: the trace of a given answer, made on the caller's tape, which has been reset; `also` sees everything. */
Trace *model_trace_on(Model *model, Tape *tape, Observer *also, const Trace *answer);

/* ---- the descriptor of a kind of model ---- */

struct Architecture {
    /* Adds all parameters and sets model->parts. */
    void (*build)(Builder *builder);
    /* The mean cross-entropy of a batch, see model_loss; and over how many tokens, see model_loss_tokens. NULL: over the
     * targets' tokens. */
    Tensor *(*loss)(Model *model, Tape *tape, const Batch *batch, LossScale scale);
    long (*loss_tokens)(const Batch *batch);
    /* All logits [T,B,V] with the right tokens read; they are NULL if a custom part failed. inputs, when not
     * NULL, receives the vectors of the source's tokens, [S,B,E], as tensors of their own that gradients can
     * be asked of. The function itself is NULL for kinds that do not generate a target token by token. */
    Tensor *(*logits)(Model *model, Tape *tape, const Batch *batch, Tensor **inputs);
    /* Whether its matrix products have a row for each position, not only for each sentence: training then knows into
     * how many micro-batches it can cut a large batch, each reusing the memory of the one before. */
    bool positions_at_once;
    /* decoder.h; logits are [rows, model_answer_vocabulary]. `open` returns the argument of the other two. */
    void *(*open)(Decoder *decoder, const Batch *batch);
    Tensor *(*step)(Decoder *decoder, const int *tokens, Tensor **weights);
    void (*select)(Decoder *decoder, const int *rows, int count);
};

extern const Architecture recurrent_architecture, transformer_architecture, causal_architecture, masked_architecture;

struct Decoder {
    Model *model;
    Tape *tape;
    Observer *observer;
    int steps;              /* that will be taken; 0: not known */
    int step;               /* of the next one */
    int rows;
    int source_length;      /* S */
    int *source_lengths;    /* [rows] */
    int *sentence;          /* [rows]: of the batch */
    void *state;            /* the architecture's own */
};

#endif
