/* model.c: what a model is made from: names, bounds, parameters and their first values. */
#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_parts.h"

enum { HIDDEN_LEAST = 4, HIDDEN_MOST = 1024, VOCABULARY_MOST = 1 << 20, ONE_HOT_MOST = 1024 };
static const size_t numbers_most = (size_t)1 << 28; /* 1 GiB, and four times that while it learns */

static const char *const kind_names[] = {"recurrent", "transformer", "causal", "masked"};
static const char *const cell_names[] = {"gru", "lstm", "rnn"};
static const char *const attention_names[] = {"none", "dot", "scaled", "general", "additive"};
static const char *const input_names[] = {"embedding", "one-hot", "bag"};
static const char *const position_names[] = {"sinusoidal", "learned"};

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

const char *kind_name(ModelKind kind) { return kind_names[kind]; }
const char *input_name(InputKind input) { return input_names[input]; }
const char *positions_name(PositionKind positions) { return position_names[positions]; }

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

#define PARSER(function, Kind, names, what)                             \
    bool function(const char *name, Kind *kind, Error *error)           \
    {                                                                   \
        int index = parse_name(name, names, COUNT(names), what, error); \
        if (index >= 0)                                                 \
            *kind = (Kind)index;                                        \
        return index >= 0;                                              \
    }
PARSER(kind_parse, ModelKind, kind_names, "kind")
PARSER(cell_parse, CellKind, cell_names, "cell")
PARSER(attention_parse, AttentionKind, attention_names, "attention")
PARSER(input_parse, InputKind, input_names, "input")
PARSER(positions_parse, PositionKind, position_names, "positions")
#undef PARSER

const char *configuration_cell_name(const ModelConfiguration *c)
{
    return c->cell == CELL_CUSTOM ? c->custom_cell->name : cell_names[c->cell];
}

const char *configuration_attention_name(const ModelConfiguration *c)
{
    return c->attention == ATTENTION_CUSTOM ? c->custom_attention->name : attention_names[c->attention];
}

/* A name that is not known may be one of Lua's whose definition did not run yet, as in a file that is opened. */
static bool undefined(const char *command, Error *error)
{
    if (error == NULL)
        return false;
    Error hint = {0};
    error_set(&hint, ERROR_USAGE,
              TEXT("one that was written in Lua has to be defined first, as by dofile(\"FILE.lua\") ('help %s')",
                   "Lua로 쓴 것이라면 dofile(\"파일.lua\") 등으로 먼저 정의해야 합니다('help %s')"),
              command);
    error_prefix(&hint, "%s; ", error->message);
    *error = hint;
    return false;
}

bool configuration_parse_cell(ModelConfiguration *c, const char *name, Error *error)
{
    c->custom_cell = custom_cell_find(name);
    if (c->custom_cell == NULL)
        return cell_parse(name, &c->cell, error) || undefined("cell", error);
    c->cell = CELL_CUSTOM;
    return true;
}

bool configuration_parse_attention(ModelConfiguration *c, const char *name, Error *error)
{
    c->custom_attention = custom_attention_find(name);
    if (c->custom_attention == NULL)
        return attention_parse(name, &c->attention, error) || undefined("attention", error);
    c->attention = ATTENTION_CUSTOM;
    return true;
}

/* ---- bounds ---- */

static bool within(const char *what, int value, int least, int most, Error *error)
{
    if (value >= least && value <= most)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("%s=%d is out of bounds: it may be %d to %d", "%s=%d: 범위를 벗어났습니다. %d에서 %d까지 쓸 수 있습니다"),
                     what, value, least, most);
}

static bool dropout_check(double rate, Error *error)
{
    if (rate >= 0 && rate <= 0.9)
        return true;
    return error_set(error, ERROR_USAGE, TEXT("dropout=%g is out of bounds: it may be 0 to 0.9", "dropout=%g: 범위를 벗어났습니다. 0에서 0.9까지 쓸 수 있습니다"),
                     rate);
}

static bool kinds_known(const ModelConfiguration *c)
{
    bool cell = c->cell == CELL_CUSTOM ? c->custom_cell != NULL : (int)c->cell >= 0 && (int)c->cell < COUNT(cell_names);
    bool attention = c->attention == ATTENTION_CUSTOM
                         ? c->custom_attention != NULL
                         : (int)c->attention >= 0 && (int)c->attention < COUNT(attention_names);
    return (int)c->kind >= 0 && (int)c->kind < COUNT(kind_names) && cell && attention &&
           (int)c->input >= 0 && (int)c->input < COUNT(input_names) && (int)c->positions >= 0 &&
           (int)c->positions < COUNT(position_names);
}

/* What does not go together in a recurrent model. */
static bool recurrent_check(const ModelConfiguration *c, Error *error)
{
    if (c->bidirectional && c->hidden % 2 != 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("bidirectional=yes halves the hidden state: hidden=%d must be even",
                              "bidirectional=yes는 은닉 상태를 반씩 나눕니다. hidden=%d 대신 짝수를 쓰십시오"),
                         c->hidden);
    if (c->feeding && c->attention == ATTENTION_NONE)
        return error_set(error, ERROR_USAGE,
                         TEXT("feeding=yes feeds what attention found back into the decoder: choose an attention, such "
                              "as attention=dot",
                              "feeding=yes는 어텐션이 찾은 것을 디코더에 다시 넣습니다. attention=dot처럼 어텐션을 "
                              "고르십시오"));
    if (c->input == INPUT_BAG && (c->attention != ATTENTION_NONE || c->bidirectional))
        return error_set(error, ERROR_USAGE,
                         TEXT("input=bag makes one vector of the whole source, so that there is nothing to attend to "
                              "and no direction: use attention=none bidirectional=no",
                              "input=bag은 원문 전체를 벡터 하나로 만들므로 어텐션을 줄 대상도, 읽는 방향도 없습니다. "
                              "attention=none bidirectional=no를 쓰십시오"));
    return c->input != INPUT_ONE_HOT ||
           (within("source_vocabulary", c->source_vocabulary, TOKEN_FIRST, ONE_HOT_MOST, error) &&
            within("target_vocabulary", c->target_vocabulary, TOKEN_FIRST, ONE_HOT_MOST, error));
}

/* What does not go together in the others. */
static bool transformer_check(const ModelConfiguration *c, Error *error)
{
    if (!within("heads", c->heads, 1, HEADS_MOST, error))
        return false;
    if (c->hidden % c->heads != 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("heads=%2$d: hidden=%1$d cannot be cut into %2$d equal parts",
                              "heads=%2$d: hidden=%1$d의 크기는 %2$d등분할 수 없습니다"),
                         c->hidden, c->heads);
    return c->embedding == c->hidden ||
           error_set(error, ERROR_USAGE,
                     TEXT("embedding=%d: a Transformer's embeddings are as wide as its layers, hidden=%d",
                          "embedding=%d: 트랜스포머의 임베딩은 층과 크기가 같아야 합니다(hidden=%d)"),
                     c->embedding, c->hidden);
}

static bool configuration_check(const ModelConfiguration *given, Error *error)
{
    if (!kinds_known(given))
        return error_set(error, ERROR_USAGE, TEXT("no such kind of model", "그런 종류의 모델은 없습니다"));
    return within("hidden", given->hidden, HIDDEN_LEAST, HIDDEN_MOST, error) &&
           within("embedding", given->embedding, 1, HIDDEN_MOST, error) &&
           within("layers", given->layers, 1, LAYERS_MOST, error) && dropout_check(given->dropout, error) &&
           within("source_vocabulary", given->source_vocabulary, TOKEN_FIRST, VOCABULARY_MOST, error) &&
           within("target_vocabulary", given->target_vocabulary, TOKEN_FIRST, VOCABULARY_MOST, error) &&
           (given->kind == KIND_RECURRENT ? recurrent_check(given, error) : transformer_check(given, error));
}

/* What a kind does not have is at its first value, whatever was asked for. */
static void fill_defaults(ModelConfiguration *c)
{
    bool recurrent = c->kind == KIND_RECURRENT;
    if (c->embedding == 0)
        c->embedding = c->hidden;
    if (c->layers == 0)
        c->layers = recurrent ? 1 : 2;
    if (recurrent) {
        c->heads = 0;
        c->positions = POSITIONS_SINUSOIDAL;
        return;
    }
    if (c->heads == 0)
        c->heads = 4;
    c->cell = CELL_GRU;
    c->attention = ATTENTION_NONE;
    c->custom_cell = NULL;
    c->custom_attention = NULL;
    c->input = INPUT_EMBEDDING;
    c->bidirectional = c->feeding = false;
}

/* ---- building ---- */

static int build(Builder *builder, const char *name, int rank, const int *shape, Start start, double scale)
{
    size_t count = 1;
    for (int i = 0; i < rank; i++)
        count *= (size_t)shape[i];
    builder->total += count;
    builder->failed = builder->failed || builder->total > numbers_most;
    if (builder->counting || builder->failed)
        return 0;
    if (parameters_find(&builder->model->parameters, name) >= 0) {
        builder->failed = true;
        error_set(builder->error, ERROR_USAGE, TEXT("the model has a parameter %s of its own: give that of the cell or attention another name",
                                                    "모델에 %s 매개변수가 이미 있습니다. 셀이나 어텐션의 매개변수 이름을 바꾸십시오"), name);
        return 0;
    }
    return parameters_add(&builder->model->parameters, name, rank, shape, start, scale, &builder->random);
}

int build_matrix(Builder *builder, const char *name, int rows, int columns, double scale)
{
    return build(builder, name, 2, (int[]){rows, columns}, START_UNIFORM, scale);
}

int build_row(Builder *builder, const char *name, int columns, double scale)
{
    return build(builder, name, 1, &columns, START_UNIFORM, scale);
}

int build_table(Builder *builder, const char *name, int rows, int columns, double deviation)
{
    return build(builder, name, 2, (int[]){rows, columns}, START_NORMAL, deviation);
}

int build_constant(Builder *builder, const char *name, int columns, bool one)
{
    return build(builder, name, 1, &columns, one ? START_ONE : START_ZERO, 0);
}

static const Architecture *architecture_of(ModelKind kind)
{
    static const Architecture *const architectures[] = {&recurrent_architecture, &transformer_architecture,
                                                        &causal_architecture, &masked_architecture};
    return architectures[kind];
}

/* Builds, or counts; false with a message where a custom part failed or the model is too large. */
static bool built(Builder *builder, const Architecture *architecture)
{
    architecture->build(builder);
    return builder->total > numbers_most
               ? error_set(builder->error, ERROR_USAGE,
                           TEXT("such a model would learn %zu numbers, and %zu are the most: choose a smaller hidden= or fewer layers=",
                                "그런 모델의 매개변수는 %zu개이고, %zu개까지 쓸 수 있습니다. hidden=이나 layers=를 줄이십시오"),
                           builder->total, numbers_most)
               : !builder->failed;
}

Model *model_open(const ModelConfiguration *configuration, Error *error)
{
    ModelConfiguration given = *configuration;
    fill_defaults(&given);
    if (model_parameter_total(&given, error) == 0) /* a custom part may fail to say what it needs */
        return NULL;
    Model *model = memory_new(1, sizeof *model);
    model->configuration = given;
    model->architecture = architecture_of(given.kind);
    Builder builder = {.model = model, .error = error};
    random_seed_for(&builder.random, given.seed, "model");
    if (!built(&builder, model->architecture)) { /* a custom part may say otherwise than the first time */
        model_close(model);
        return NULL;
    }
    parameters_allocate(&model->parameters, 1);
    return model;
}

size_t model_parameter_total(const ModelConfiguration *configuration, Error *error)
{
    Model model = {.configuration = *configuration};
    fill_defaults(&model.configuration);
    if (!configuration_check(&model.configuration, error))
        return 0;
    Builder builder = {.model = &model, .counting = true, .error = error};
    bool sound = built(&builder, architecture_of(model.configuration.kind));
    free(model.parts);
    return sound ? builder.total : 0;
}

void model_close(Model *model)
{
    if (model == NULL)
        return;
    parameters_free(&model->parameters);
    free(model->parts);
    free(model);
}

const ModelConfiguration *model_configuration(const Model *model) { return &model->configuration; }

Parameters *model_parameters(Model *model) { return &model->parameters; }

bool model_has_attention(const Model *model)
{
    return model->configuration.kind != KIND_RECURRENT || model->configuration.attention != ATTENTION_NONE;
}

bool model_has_custom_parts(const Model *model)
{
    return model->configuration.cell == CELL_CUSTOM || model->configuration.attention == ATTENTION_CUSTOM;
}

bool model_take_failure(Model *model, Error *error)
{
    bool failed = model->failure.kind != ERROR_NONE;
    if (failed && error != NULL)
        *error = model->failure;
    model->failure.kind = ERROR_NONE;
    return failed;
}

void model_watch(Model *model, ModelWatch *watch, void *argument)
{
    model->watch = watch;
    model->watch_argument = argument;
}

Tensor *model_loss(Model *model, Tape *tape, const Batch *batch, real denominator, real smoothing)
{
    return model->architecture->loss(model, tape, batch, (LossScale){denominator, smoothing});
}

long model_loss_tokens(const Model *model, const Batch *batch)
{
    if (model->architecture->loss_tokens != NULL)
        return model->architecture->loss_tokens(batch);
    long tokens = 0;
    for (int b = 0; b < batch->size; b++)
        tokens += batch->target_lengths[b];
    return tokens;
}

bool model_fills(const Model *model) { return model->configuration.kind == KIND_MASKED; }

int model_answer_vocabulary(const Model *model)
{
    return model_fills(model) ? model->configuration.source_vocabulary : model->configuration.target_vocabulary;
}

Tensor *model_logits(Model *model, Tape *tape, const Batch *batch)
{
    return model->architecture->logits(model, tape, batch, NULL);
}

bool model_has_logits(const Model *model)
{
    return model->architecture->logits != NULL;
}

Tensor *model_dropout(const Model *model, Tape *tape, Tensor *x)
{
    Random *random = tape_random(tape);
    return random != NULL ? op_dropout(tape, x, (real)model->configuration.dropout, random) : x;
}

void observe(Observer *observer, const TraceKey *key, int step, int steps, Tensor *tensor)
{
    if (observer != NULL && tensor != NULL)
        observer->see(observer, key, step, steps, tensor->value, (int)tensor_count(tensor));
}
