/* model_family.h: one small configuration of everything that a model can be, for tests that hold for all of them. */
#ifndef SEQLAB_TESTS_MODEL_FAMILY_H
#define SEQLAB_TESTS_MODEL_FAMILY_H

#include "engine/cells.h"
#include "model/model.h"
#include "model/scores.h"
#include "test.h"

typedef struct FamilyMember {
    const char *name;
    ModelConfiguration configuration; /* vocabularies and seed are filled in by family_model */
} FamilyMember;

static const FamilyMember family[] = {
    {"gru none", {.attention = NULL}},
    {"gru none both", {.attention = NULL, .bidirectional = true}},
    {"gru dot", {.attention = &dot_score}},
    {"gru dot both", {.attention = &dot_score, .bidirectional = true}},
    {"gru scaled", {.attention = &scaled_score}},
    {"gru general both", {.attention = &general_score, .bidirectional = true}},
    {"gru additive", {.attention = &additive_score}},
    {"gru additive both", {.attention = &additive_score, .bidirectional = true}},
    {"gru additive, two layers", {.attention = &additive_score, .layers = 2}},
    {"gru dot feeding", {.attention = &dot_score, .input_feeding = true}},
    {"gru additive feeding both", {.attention = &additive_score, .input_feeding = true, .bidirectional = true}},
    {"gru dot, three layers, both", {.attention = &dot_score, .layers = 3, .bidirectional = true}},
    {"lstm none", {.cell = &lstm_cell, .attention = NULL}},
    {"lstm general, two layers, both",
     {.cell = &lstm_cell, .attention = &general_score, .layers = 2, .bidirectional = true}},
    {"lstm additive both", {.cell = &lstm_cell, .attention = &additive_score, .bidirectional = true}},
    {"lstm scaled feeding, two layers", {.cell = &lstm_cell, .attention = &scaled_score, .input_feeding = true, .layers = 2}},
    {"rnn none", {.cell = &rnn_cell, .attention = NULL}},
    {"rnn dot, four layers, both", {.cell = &rnn_cell, .attention = &dot_score, .layers = 4, .bidirectional = true}},
    {"rnn additive", {.cell = &rnn_cell, .attention = &additive_score}},
    {"gru dot one-hot both", {.attention = &dot_score, .input = INPUT_ONE_HOT, .bidirectional = true}},
    {"lstm additive one-hot", {.cell = &lstm_cell, .attention = &additive_score, .input = INPUT_ONE_HOT}},
    {"gru bag", {.attention = NULL, .input = INPUT_BAG}},
    {"lstm bag, two layers", {.cell = &lstm_cell, .attention = NULL, .input = INPUT_BAG, .layers = 2}},
    {"transformer", {.kind = KIND_TRANSFORMER}},
    {"transformer learned, three layers, two heads",
     {.kind = KIND_TRANSFORMER, .layers = 3, .heads = 2, .positions = POSITIONS_LEARNED}},
    {"transformer without positions", {.kind = KIND_TRANSFORMER, .positions = POSITIONS_NONE}},
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
    Model *model = model_open(&configuration, &error);
    if (model == NULL)
        fail_msg("%s: %s", family[member].name, error.message);
    return model;
}

static inline int family_member(const char *name)
{
    int member = 0;
    while (strcmp(family[member].name, name) != 0)
        if (++member == FAMILY)
            fail_msg("no %s", name);
    return member;
}

#endif
