/* model_family.h: one small configuration of everything that a model can be, for tests that hold for all of them. */
#ifndef SEQLAB_TESTS_MODEL_FAMILY_H
#define SEQLAB_TESTS_MODEL_FAMILY_H

#include "model/model.h"

typedef struct FamilyMember {
    const char *name;
    ModelConfiguration configuration; /* vocabularies and seed are filled in by family_model */
} FamilyMember;

static const FamilyMember family[] = {
    {"gru none", {.attention = ATTENTION_NONE}},
    {"gru none both", {.attention = ATTENTION_NONE, .bidirectional = true}},
    {"gru dot", {.attention = ATTENTION_DOT}},
    {"gru dot both", {.attention = ATTENTION_DOT, .bidirectional = true}},
    {"gru scaled", {.attention = ATTENTION_SCALED}},
    {"gru general both", {.attention = ATTENTION_GENERAL, .bidirectional = true}},
    {"gru additive", {.attention = ATTENTION_ADDITIVE}},
    {"gru additive both", {.attention = ATTENTION_ADDITIVE, .bidirectional = true}},
    {"gru additive, two layers", {.attention = ATTENTION_ADDITIVE, .layers = 2}},
    {"gru dot feeding", {.attention = ATTENTION_DOT, .input_feeding = true}},
    {"gru additive feeding both", {.attention = ATTENTION_ADDITIVE, .input_feeding = true, .bidirectional = true}},
    {"gru dot, three layers, both", {.attention = ATTENTION_DOT, .layers = 3, .bidirectional = true}},
    {"lstm none", {.cell = CELL_LSTM, .attention = ATTENTION_NONE}},
    {"lstm general, two layers, both",
     {.cell = CELL_LSTM, .attention = ATTENTION_GENERAL, .layers = 2, .bidirectional = true}},
    {"lstm additive both", {.cell = CELL_LSTM, .attention = ATTENTION_ADDITIVE, .bidirectional = true}},
    {"lstm scaled feeding, two layers", {.cell = CELL_LSTM, .attention = ATTENTION_SCALED, .input_feeding = true, .layers = 2}},
    {"rnn none", {.cell = CELL_RNN, .attention = ATTENTION_NONE}},
    {"rnn dot, four layers, both", {.cell = CELL_RNN, .attention = ATTENTION_DOT, .layers = 4, .bidirectional = true}},
    {"rnn additive", {.cell = CELL_RNN, .attention = ATTENTION_ADDITIVE}},
    {"gru dot one-hot both", {.attention = ATTENTION_DOT, .input = INPUT_ONE_HOT, .bidirectional = true}},
    {"lstm additive one-hot", {.cell = CELL_LSTM, .attention = ATTENTION_ADDITIVE, .input = INPUT_ONE_HOT}},
    {"gru bag", {.attention = ATTENTION_NONE, .input = INPUT_BAG}},
    {"lstm bag, two layers", {.cell = CELL_LSTM, .attention = ATTENTION_NONE, .input = INPUT_BAG, .layers = 2}},
    {"transformer", {.kind = KIND_TRANSFORMER}},
    {"transformer learned, three layers, two heads",
     {.kind = KIND_TRANSFORMER, .layers = 3, .heads = 2, .positions = POSITIONS_LEARNED}},
    {"causal", {.kind = KIND_CAUSAL, .layers = 1, .heads = 1}},
    {"causal learned", {.kind = KIND_CAUSAL, .positions = POSITIONS_LEARNED}},
    {"masked", {.kind = KIND_MASKED}},
    {"masked learned, one layer", {.kind = KIND_MASKED, .layers = 1, .heads = 2, .positions = POSITIONS_LEARNED}},
};
enum { FAMILY = sizeof family / sizeof *family };

/* Whether it says a target token by token: not so one that fills in its source. */
static inline bool family_speaks(int member) { return family[member].configuration.kind != KIND_MASKED; }

/* A model of 8 hidden units and embeddings of 5. */
static inline Model *family_model(int member, int source_vocabulary, int target_vocabulary)
{
    ModelConfiguration configuration = family[member].configuration;
    configuration.hidden = 8;
    configuration.embedding = configuration.kind == KIND_RECURRENT ? 5 : 8;
    configuration.source_vocabulary = source_vocabulary;
    configuration.target_vocabulary = target_vocabulary;
    configuration.seed = 3;
    Error error;
    return model_open(&configuration, &error);
}

#endif
