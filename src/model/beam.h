/* beam.h: beam search and sampling. */
#ifndef SEQLAB_MODEL_BEAM_H
#define SEQLAB_MODEL_BEAM_H

#include "model/model.h"

enum { BEAM_MOST = 32, SAMPLES_MOST = 32 };

/* ---- beam search ---- */

/* At each step every unfinished answer is extended by its most likely tokens, and the `width` best of all these are
 * kept. An answer that ends in <EOS> is finished and keeps its place, so that the beam narrows (Sutskever et al. 2014):
 * with width 1 it is the greedy answer. Answers are ranked by log P / ((5 + length) / 6)^length_penalty (Wu et al.
 * 2016), where the length includes <EOS>; length_penalty 0: by log P only, which prefers short answers. Answers without
 * <EOS> come last. */
typedef struct BeamOptions {
    int width;       /* 1 to BEAM_MOST */
    double length_penalty;
    int most;        /* longest answer in tokens */
    size_t memory;   /* bytes; answers are also cut when the computation needs more; 0: 512 MiB */
} BeamOptions;
extern const Options beam_options; /* of width and length_penalty */

typedef enum {
    BEAM_KEPT,      /* continued in the next step */
    BEAM_FINISHED,  /* <EOS>, or the longest length */
    BEAM_DROPPED    /* others were better */
} BeamFate;

/* A candidate token. Those of one step are adjacent, the best first: all that were kept, then the next `width`. */
typedef struct BeamNode {
    int step;               /* from 0 */
    int parent;             /* the node that it continues; -1 at the first step */
    int token;
    double log_probability; /* of the answer up to here, nats */
    double score;           /* with the length penalty */
    int looked_at;          /* the source position with the largest weight at this step; -1 without attention */
    BeamFate fate;
} BeamNode;

typedef struct BeamAnswer {
    int *tokens;            /* without <EOS> */
    int *looked_at;         /* [count] */
    int count;
    bool ended;             /* with <EOS> */
    double log_probability, score;
    int node;               /* its last */
} BeamAnswer;

typedef struct Beam {
    int node_count, node_room;
    BeamNode *nodes;
    int considered;         /* all candidate tokens, including those without a node */
    int answer_count;       /* up to width, the best first */
    BeamAnswer *answers;
} Beam;

/* source: ids with <EOS>. Close the result; it has no answer if the model's watch stopped the search. */
Beam *model_beam(Model *model, const int *source, int source_count, const BeamOptions *options);
void beam_close(Beam *beam); /* NULL is fine */

/* ---- sampling ---- */

/* Each token is drawn from softmax(logits / temperature): if top_k > 0, only from the `top_k` most likely tokens (Fan
 * et al. 2018), and of these from the fewest whose probabilities add up to `top_p` (Holtzman et al. 2020). */
typedef struct SampleOptions {
    double temperature; /* 0: always the most likely token; 1: the model's distribution */
    int top_k;          /* 0: all */
    double top_p;       /* 0 or 1: all */
    int count;          /* samples: 1 to SAMPLES_MOST */
    uint64_t seed;      /* the same seed draws the same answers */
    int most;           /* longest answer */
    size_t memory;      /* as a beam's */
} SampleOptions;
extern const Options sample_options; /* all but the seed, most and memory */

typedef struct Sample {
    int *tokens;            /* without <EOS> */
    int count;
    bool ended;
    double log_probability; /* under the model itself, at temperature 1 */
} Sample;

/* options->count samples, to be freed by samples_free. */
Sample *model_samples(Model *model, const int *source, int source_count, const SampleOptions *options);
void samples_free(Sample *samples, int count);

#endif
