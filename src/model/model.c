/* model.c: what a model consists of: names, bounds, parameters and their first values. */
#include "model/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_parts.h"

enum { HIDDEN_LEAST = 4, HIDDEN_MOST = 1024, VOCABULARY_MOST = 1 << 20 };

static const char *const cell_names[] = {"gru"};
static const char *const attention_names[] = {"none", "dot", "additive"};
enum { CELLS = sizeof cell_names / sizeof *cell_names };
enum { ATTENTIONS = sizeof attention_names / sizeof *attention_names };

const char *cell_name(CellKind cell) { return cell_names[cell]; }

const char *attention_name(AttentionKind attention) { return attention_names[attention]; }

/* The place of name in the list, or -1 with a message that names them all. */
static int parse_name(const char *name, const char *const *names, int count, const char *what, Error *error)
{
    char known[128] = "";
    for (int i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0)
            return i;
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    error_set(error, ERROR_USAGE, TEXT("%s=%s is not known: there is %s", "%s=%s 값은 없습니다. 쓸 수 있는 값: %s"),
              what, name, known);
    return -1;
}

bool cell_parse(const char *name, CellKind *cell, Error *error)
{
    int index = parse_name(name, cell_names, CELLS, "cell", error);
    if (index >= 0)
        *cell = (CellKind)index;
    return index >= 0;
}

bool attention_parse(const char *name, AttentionKind *attention, Error *error)
{
    int index = parse_name(name, attention_names, ATTENTIONS, "attention", error);
    if (index >= 0)
        *attention = (AttentionKind)index;
    return index >= 0;
}

static bool within(const char *what, int value, int least, int most, Error *error)
{
    if (value >= least && value <= most)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("%s=%d is out of bounds: it may be %d to %d", "%s=%d: 범위를 벗어났습니다. %d에서 %d까지 쓸 수 있습니다"),
                     what, value, least, most);
}

static bool configuration_check(const ModelConfiguration *given, Error *error)
{
    if (!within("hidden", given->hidden, HIDDEN_LEAST, HIDDEN_MOST, error) ||
        !within("embedding", given->embedding, 1, HIDDEN_MOST, error) ||
        !within("source_vocabulary", given->source_vocabulary, TOKEN_FIRST, VOCABULARY_MOST, error) ||
        !within("target_vocabulary", given->target_vocabulary, TOKEN_FIRST, VOCABULARY_MOST, error))
        return false;
    if ((int)given->cell < 0 || given->cell >= (int)CELLS || (int)given->attention < 0 ||
        given->attention >= (int)ATTENTIONS)
        return error_set(error, ERROR_USAGE, TEXT("no such kind of model", "그런 종류의 모델은 없습니다"));
    if (given->bidirectional && given->hidden % 2 != 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("bidirectional=yes halves the hidden state: hidden=%d must be even",
                              "bidirectional=yes는 은닉 상태를 반씩 나눕니다. hidden=%d 대신 짝수를 쓰십시오"),
                         given->hidden);
    return true;
}

/* ---- parameters ---- */

typedef struct Builder {
    Model *model;
    Random random;
} Builder;

static int add_matrix(Builder *builder, const char *name, int rows, int columns, Start start, double scale)
{
    int shape[] = {rows, columns};
    return parameters_add(&builder->model->parameters, name, 2, shape, start, scale, &builder->random);
}

static int add_row(Builder *builder, const char *name, int columns, double scale)
{
    return parameters_add(&builder->model->parameters, name, 1, &columns, START_UNIFORM, scale, &builder->random);
}

/* Values between -1/sqrt(H) and 1/sqrt(H): small enough that no gate starts closed. */
static CellParameters add_cell(Builder *builder, const char *prefix, int inputs, int hidden)
{
    static const char *const parts[] = {"input_weight", "input_bias", "recurrent_weight", "recurrent_bias"};
    char names[4][PARAMETER_NAME];
    for (int i = 0; i < 4; i++)
        snprintf(names[i], sizeof names[i], "%s.%s", prefix, parts[i]);
    double scale = 1 / sqrt(hidden);
    CellParameters cell;
    cell.input_weight = add_matrix(builder, names[0], inputs, 3 * hidden, START_UNIFORM, scale);
    cell.input_bias = add_row(builder, names[1], 3 * hidden, scale);
    cell.recurrent_weight = add_matrix(builder, names[2], hidden, 3 * hidden, START_UNIFORM, scale);
    cell.recurrent_bias = add_row(builder, names[3], 3 * hidden, scale);
    return cell;
}

static void add_encoder(Builder *builder)
{
    Model *model = builder->model;
    const ModelConfiguration *c = &model->configuration;
    int hidden = c->bidirectional ? c->hidden / 2 : c->hidden;
    model->source_embedding =
        add_matrix(builder, "encoder.embedding", c->source_vocabulary, c->embedding, START_NORMAL, 1);
    model->encoder_forward = add_cell(builder, "encoder.forward", c->embedding, hidden);
    if (c->bidirectional)
        model->encoder_backward = add_cell(builder, "encoder.backward", c->embedding, hidden);
}

static void add_attention(Builder *builder)
{
    Model *model = builder->model;
    int H = model->configuration.hidden;
    double scale = 1 / sqrt(H);
    if (model->configuration.attention == ATTENTION_ADDITIVE) {
        model->context_weight = add_matrix(builder, "decoder.context_weight", H, 3 * H, START_UNIFORM, scale);
        model->query_weight = add_matrix(builder, "attention.query_weight", H, H, START_UNIFORM, scale);
        model->query_bias = add_row(builder, "attention.query_bias", H, scale);
        model->key_weight = add_matrix(builder, "attention.key_weight", H, H, START_UNIFORM, scale);
        model->score_vector = add_row(builder, "attention.score_vector", H, scale);
    }
    model->feature_weight = add_matrix(builder, "attention.feature_weight", 2 * H, H, START_UNIFORM, 1 / sqrt(2 * H));
    model->feature_bias = add_row(builder, "attention.feature_bias", H, 1 / sqrt(2 * H));
}

static void add_decoder(Builder *builder)
{
    Model *model = builder->model;
    const ModelConfiguration *c = &model->configuration;
    model->target_embedding =
        add_matrix(builder, "decoder.embedding", c->target_vocabulary, c->embedding, START_NORMAL, 1);
    model->decoder = add_cell(builder, "decoder", c->embedding, c->hidden);
    if (model_has_attention(model))
        add_attention(builder);
    double scale = 1 / sqrt(c->hidden);
    model->output_weight = add_matrix(builder, "output.weight", c->hidden, c->target_vocabulary, START_UNIFORM, scale);
    model->output_bias = add_row(builder, "output.bias", c->target_vocabulary, scale);
}

Model *model_open(const ModelConfiguration *configuration, Error *error)
{
    ModelConfiguration given = *configuration;
    if (given.embedding == 0)
        given.embedding = given.hidden;
    if (!configuration_check(&given, error))
        return NULL;
    Model *model = memory_new(1, sizeof *model);
    model->configuration = given;
    Builder builder = {.model = model};
    random_seed_for(&builder.random, given.seed, "model");
    add_encoder(&builder);
    add_decoder(&builder);
    parameters_allocate(&model->parameters, 1);
    return model;
}

void model_close(Model *model)
{
    if (model == NULL)
        return;
    parameters_free(&model->parameters);
    free(model);
}

const ModelConfiguration *model_configuration(const Model *model) { return &model->configuration; }

Parameters *model_parameters(Model *model) { return &model->parameters; }

bool model_has_attention(const Model *model) { return model->configuration.attention != ATTENTION_NONE; }
