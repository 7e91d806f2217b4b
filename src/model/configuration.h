/* configuration.h: the options of a model, with their names and bounds. */
#ifndef SEQLAB_MODEL_CONFIGURATION_H
#define SEQLAB_MODEL_CONFIGURATION_H

#include "base/options.h"
#include "model/custom.h"

typedef struct RecurrentCell RecurrentCell; /* engine/cells.h */
typedef struct ScoreFunction ScoreFunction; /* model/scores.h */

typedef enum { KIND_RECURRENT, KIND_TRANSFORMER, KIND_CAUSAL, KIND_MASKED } ModelKind;
typedef enum {
    INPUT_EMBEDDING, /* a learned row for each token */
    INPUT_ONE_HOT,   /* a row of zeros with a single one, on both sides */
    INPUT_BAG        /* the encoder sees how often each token occurs, not where: one vector, no order */
} InputKind;
typedef enum { DECODER_START_ENCODER, DECODER_START_ZERO } DecoderStart;
typedef enum { POSITIONS_SINUSOIDAL, POSITIONS_LEARNED, POSITIONS_NONE } PositionKind;

enum { LAYERS_MOST = 4, HEADS_MOST = 16, POSITIONS_MOST = 512 };

typedef struct ModelConfiguration {
    ModelKind kind;
    const RecurrentCell *cell;               /* recurrent; NULL: the first in the list, if no custom one is set */
    const ScoreFunction *attention;          /* recurrent; NULL: none, if no custom one is set */
    const CustomCell *custom_cell;           /* in the place of cell */
    const CustomAttention *custom_attention; /* in the place of attention; its query is the state after the step */
    InputKind input;          /* recurrent */
    bool bidirectional;       /* recurrent: the encoder reads both ways */
    bool input_feeding;       /* recurrent, with attention */
    DecoderStart decoder_start; /* recurrent; DECODER_START_ZERO: the decoder does not get the encoder's last state */
    int heads;                /* the others: 0 is 4; divides hidden */
    PositionKind positions;   /* the others; learned ones are the same from POSITIONS_MOST on */
    int layers;               /* 1 to LAYERS_MOST, in the encoder and in the decoder; 0: 1, and 2 for the others */
    double dropout;           /* 0 to 0.9, while training: between layers, and before the output; of the others
                                 of what each part of a layer adds */
    int hidden;               /* 4 to 1024; even where bidirectional */
    int embedding;            /* 0: as hidden */
    int source_vocabulary; /* sizes, special tokens counted */
    int target_vocabulary;
    uint64_t seed;         /* of the first values */
} ModelConfiguration;

/* All but the sizes of the vocabularies, which come from the data. */
extern const Options model_options;

/* Replaces each 0 that means "default" by the default, and resets options that the kind does not have. */
void configuration_settle(ModelConfiguration *configuration);
/* Whether the settled options fit together. */
bool configuration_check(const ModelConfiguration *configuration, Error *error);

/* Names as people type them: "recurrent"; "gru"; "dot". */
const char *kind_name(int kind); /* NULL past the last */
const char *configuration_cell_name(const ModelConfiguration *configuration);
const char *configuration_attention_name(const ModelConfiguration *configuration);
/* Whether a decoder has attention, and whether it comes before its cell, which then reads the context. */
bool configuration_attends(const ModelConfiguration *configuration);
bool configuration_context_first(const ModelConfiguration *configuration);
/* False with the names there are. */
bool configuration_choose(ModelConfiguration *configuration, const char *option, const char *name, Error *error);

#endif
