/* score.h: the descriptor of a score function, which compares a decoder's query with the encoder's states.
 *
 * One file, score_NAME.c, holds everything about one: its formula, its parameters, the same in plain operations, the
 * fused operation, and a ScoreFunction at the end, which the list in scores.h names. No other code depends on which one
 * it is. */
#ifndef SEQLAB_MODEL_SCORE_H
#define SEQLAB_MODEL_SCORE_H

#include "base/language.h"
#include "engine/ops.h"

enum { SCORE_PARAMETERS = 4 };

/* [H,H], or [H] where rank is 1; drawn between -1/sqrt(H) and 1/sqrt(H). */
typedef struct ScoreParameter {
    const char *name; /* "query_weight": in files "attention.query_weight" */
    int rank;
} ScoreParameter;

/* A decoder of one layer, whose cell reads contexts, from its start. */
typedef struct FusedDecoder {
    Sequence projected; /* x W + b of the cell's inputs without the context */
    CellWeights cell;   /* W: the rows of its W that read the context */
    Tensor *initial;    /* [B,H] */
} FusedDecoder;

/* p: its parameters, in the order of the descriptor. source: keys [S,B,H], and the encoder's states as values. */
typedef struct ScoreFunction {
    const char *name;        /* "dot", as people type it and files keep it */
    Sentence title, summary; /* "attention dot"; a line */
    const char *formula;
    ScoreParameter parameters[SCORE_PARAMETERS];
    bool before_cell; /* a step's query is the state before it, and its cell reads the context; else the state after it */

    Tensor *(*keys)(Tape *tape, Tensor *const *p, Tensor *states); /* NULL: the states themselves */
    /* In plain operations, for one sentence: query [1,H], keys [S,H] -> [S,1]. */
    Tensor *(*plain)(Tape *tape, Tensor *const *p, Tensor *query, Tensor *keys);
    /* Fused: queries [T,B,H] -> contexts [T,B,H]; T is 1 where the cell comes after. */
    Tensor *(*attend)(Tape *tape, Tensor *const *p, Tensor *queries, const Source *source, Tensor **weights);

    /* The whole decoder in one operation, only for this cell: [T,B,2H], states beside contexts. May be NULL. */
    const RecurrentCell *decoder_cell;
    Tensor *(*decoder)(Tape *tape, Tensor *const *p, const FusedDecoder *decoder, const Source *source, Tensor **weights);
} ScoreFunction;

static inline int score_parameters(const ScoreFunction *score)
{
    int count = 0;
    while (count < SCORE_PARAMETERS && score->parameters[count].name != NULL)
        count++;
    return count;
}

/* A plain score that is a product, without parameters: query [1,H], keys [S,H] -> [S,1]. */
static inline Tensor *score_products(Tape *tape, Tensor *const *p, Tensor *query, Tensor *keys)
{
    (void)p;
    return op_matmul(tape, keys, op_reshape(tape, query, 2, (int[]){query != NULL ? tensor_columns(query) : 1, 1}));
}

/* The same fused: for `attend`. */
static inline Tensor *score_attend_products(Tape *tape, Tensor *const *p, Tensor *queries, const Source *source,
                                            Tensor **weights)
{
    (void)p;
    return op_attention(tape, queries, source, 1, weights);
}

#endif
