/* configuration.c: the options of a model, and which of them go together. */
#include "model/configuration.h"

#include <string.h>

#include "base/batch.h"
#include "base/language.h"
#include "engine/cells.h"
#include "model/scores.h"

enum { VOCABULARY_MOST = 1 << 20, ONE_HOT_MOST = 1024 };

/* ---- names ---- */

const char *kind_name(int kind)
{
    static const char *const names[] = {"recurrent", "transformer", "causal", "masked"};
    return kind >= 0 && kind <= KIND_MASKED ? names[kind] : NULL;
}

const char *configuration_cell_name(const ModelConfiguration *c)
{
    return c->custom_cell != NULL ? c->custom_cell->name : c->cell != NULL ? c->cell->name : cells[0]->name;
}

const char *configuration_attention_name(const ModelConfiguration *c)
{
    return c->custom_attention != NULL ? c->custom_attention->name : c->attention != NULL ? c->attention->name : "none";
}

bool configuration_attends(const ModelConfiguration *c) { return c->attention != NULL || c->custom_attention != NULL; }

bool configuration_context_first(const ModelConfiguration *c)
{
    return c->attention != NULL && c->attention->before_cell;
}

static int place_of(ChoiceName *choice, const char *name)
{
    int i = 0;
    while (choice(i) != NULL && strcmp(choice(i), name) != 0)
        i++;
    return choice(i) != NULL ? i : -1;
}

static void choose_cell(void *configuration, int i)
{
    ModelConfiguration *c = configuration;
    c->cell = cell_find(cell_name(i));
    c->custom_cell = c->cell == NULL ? custom_cell_find(cell_name(i)) : NULL;
}

static int chosen_cell(const void *configuration) { return place_of(cell_name, configuration_cell_name(configuration)); }

static void choose_attention(void *configuration, int i)
{
    ModelConfiguration *c = configuration;
    c->attention = score_find(attention_name(i));
    c->custom_attention = c->attention == NULL ? custom_attention_find(attention_name(i)) : NULL;
}

static int chosen_attention(const void *configuration)
{
    return place_of(attention_name, configuration_attention_name(configuration));
}

/* ---- the table ---- */

#define AT(field) OPTION_AT(ModelConfiguration, field)

static const Option option_rows[] = {
    {"kind", OPTION_CHOICE, AT(kind), .fallback = "recurrent", .choice = kind_name,
     .choice_aliases = "gpt=causal|bert=masked",
     .help = {"Recurrent cells; a Transformer; decoder only (like GPT); encoder only (like BERT).",
              "순환 셀, 트랜스포머, 디코더만(GPT형), 인코더만(BERT형)."}},
    {"cell", OPTION_CHOICE, AT(cell), .fallback = "gru", .choice = cell_name, .listed = listed_cell_name,
     .choice_aliases = "vanilla=rnn|elman=rnn", .means = MEANS_PART, .choose = choose_cell, .chosen = chosen_cell,
     .applies = "kind=recurrent", .help = {"Recurrent cell.", "순환 셀의 종류."}},
    {"attention", OPTION_CHOICE, AT(attention), .fallback = "dot", .choice = attention_name, .listed = listed_attention_name,
     .choice_aliases = "bahdanau=additive|luong=dot", .means = MEANS_PART,
     .choose = choose_attention, .chosen = chosen_attention, .applies = "kind=recurrent",
     .help = {"none: one context vector. dot, scaled, general: a product scores each source position (Luong). additive: a small "
              "network does (Bahdanau).",
              "none: 컨텍스트 벡터 하나. dot·scaled·general: 내적으로 스코어를 계산(루옹). additive: 작은 신경망으로 계산(바흐다나우의 가산 어텐션)."}},
    {"layers", OPTION_WHOLE, AT(layers), .least = 1, .most = LAYERS_MOST, .otherwise = {"1; 2 unless kind=recurrent", "1, kind=recurrent가 아니면 2"},
     .help = {"Layers of the encoder, and as many of the decoder.", "인코더와 디코더 각각의 층 수."}},
    {"heads", OPTION_WHOLE, AT(heads), .fallback = "4", .least = 1, .most = HEADS_MOST, .applies = "kind=transformer|causal|masked",
     .help = {"Attention heads in a layer. Must divide hidden.", "한 층의 어텐션 헤드 수. hidden의 약수여야 합니다."}},
    {"positions", OPTION_CHOICE, AT(positions), .fallback = "sinusoidal", .choices = "sinusoidal|learned|none",
     .applies = "kind=transformer|causal|masked", .help = {"Positional encoding. none: the encoder cannot tell the order of its tokens.",
              "위치 인코딩의 종류. none: 인코더가 토큰의 순서를 알 수 없습니다."}},
    {"input_feeding", OPTION_YES_NO, AT(input_feeding), .fallback = "no", .aliases = "feeding", .applies = "kind=recurrent",
     .help = {"The decoder's cell also reads the previous step's attentional vector (Luong).",
              "디코더 셀이 직전 단계의 어텐션 벡터도 입력으로 받습니다(루옹의 입력 피딩)."}},
    {"decoder_start", OPTION_CHOICE, AT(decoder_start), .fallback = "encoder", .choices = "encoder|zero", .newer = true, .applies = "kind=recurrent",
     .help = {"Initial state of the decoder: the encoder's last state, or zeros. With attention=none zero cuts the decoder off from the "
              "source.",
              "디코더의 초기 상태: 인코더의 마지막 상태 또는 0. attention=none에 zero를 쓰면 디코더가 소스를 전혀 볼 수 없습니다."}},
    {"dropout", OPTION_NUMBER, AT(dropout), .fallback = "0", .least = 0, .most = 0.9,
     .help = {"Dropout probability in training, between layers and before the output layer.",
              "훈련할 때 층 사이와 출력층 앞에 적용하는 드롭아웃 확률."}},
    {"input", OPTION_CHOICE, AT(input), .fallback = "embedding", .choices = "embedding|one-hot|bag", .applies = "kind=recurrent",
     .help = {"Input of the cells. bag: the encoder counts the tokens and does not know their order.",
              "셀에 넣는 입력. bag: 인코더가 토큰의 개수만 세고 순서는 모릅니다."}},
    {"hidden", OPTION_WHOLE, AT(hidden), .fallback = "64", .least = 4, .most = 1024, .help = {"Size of the hidden state.", "은닉 상태의 크기."}},
    {"embedding", OPTION_WHOLE, AT(embedding), .least = 1, .most = 1024, .applies = "kind=recurrent input=embedding|bag",
     .otherwise = {"as hidden", "hidden과 같음"}, .help = {"Size of an embedding.", "임베딩의 크기."}},
    {"bidirectional", OPTION_YES_NO, AT(bidirectional), .fallback = "no", .applies = "kind=recurrent",
     .help = {"The encoder reads in both directions; each has half of the hidden state.",
              "인코더가 양방향으로 읽습니다. 은닉 상태를 반씩 나눕니다."}},
    {"seed", OPTION_WHOLE, AT(seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed of the initial weights.", "초기 가중치의 시드."}},
    {0},
};
const Options model_options = {option_rows, .size = sizeof(ModelConfiguration)};

bool configuration_choose(ModelConfiguration *configuration, const char *option, const char *name, Error *error)
{
    OptionList list = options_list(&model_options);
    const OptionValue value = {.type = GIVEN_TEXT, .text = name};
    return option_put(&list.at[options_find(&list, option)], configuration, &value, error);
}

/* ---- what goes together ---- */

static bool vocabulary_fits(const char *name, int size, int most, Error *error)
{
    const Option bounds = {.name = name, .type = OPTION_WHOLE, .size = sizeof size, .least = TOKEN_FIRST, .most = most};
    const OptionValue value = {.type = GIVEN_NUMBER, .number = size};
    return option_put(&(OptionPlace){.option = &bounds}, &(int){0}, &value, error);
}

static bool recurrent_check(const ModelConfiguration *c, Error *error)
{
    if (c->bidirectional && c->hidden % 2 != 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("bidirectional=yes halves the hidden state: hidden=%d must be even",
                              "bidirectional=yes는 은닉 상태를 반씩 나눕니다. hidden=%d 대신 짝수를 쓰십시오"),
                         c->hidden);
    if (c->input_feeding && !configuration_attends(c))
        return error_set(error, ERROR_USAGE,
                         TEXT("input_feeding=yes feeds the attentional vector back into the decoder: choose an attention, such as "
                              "attention=dot",
                              "input_feeding=yes는 어텐션 벡터를 디코더에 다시 넣습니다. attention=dot처럼 어텐션을 고르십시오"));
    if (c->input == INPUT_BAG && (configuration_attends(c) || c->bidirectional))
        return error_set(error, ERROR_USAGE,
                         TEXT("input=bag makes one vector of the whole source, so that there is nothing to attend to "
                              "and no direction: use attention=none bidirectional=no",
                              "input=bag은 소스 전체를 벡터 하나로 만들므로 어텐션을 줄 대상도, 읽는 방향도 없습니다. "
                              "attention=none bidirectional=no를 쓰십시오"));
    return c->input != INPUT_ONE_HOT || (vocabulary_fits("source_vocabulary", c->source_vocabulary, ONE_HOT_MOST, error) &&
                                         vocabulary_fits("target_vocabulary", c->target_vocabulary, ONE_HOT_MOST, error));
}

static bool transformer_check(const ModelConfiguration *c, Error *error)
{
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

bool configuration_check(const ModelConfiguration *c, Error *error)
{
    return options_check(&model_options, c, error) &&
           vocabulary_fits("source_vocabulary", c->source_vocabulary, VOCABULARY_MOST, error) &&
           vocabulary_fits("target_vocabulary", c->target_vocabulary, VOCABULARY_MOST, error) &&
           (c->kind == KIND_RECURRENT ? recurrent_check(c, error) : transformer_check(c, error));
}

void configuration_settle(ModelConfiguration *c)
{
    bool recurrent = c->kind == KIND_RECURRENT;
    ModelConfiguration usual;
    options_defaults(&model_options, &usual);
    if (c->embedding == 0 || (recurrent && c->input == INPUT_ONE_HOT))
        c->embedding = c->hidden;
    if (c->layers == 0)
        c->layers = recurrent ? 1 : 2;
    if (c->heads == 0 || recurrent)
        c->heads = usual.heads;
    if (recurrent) {
        if (c->custom_cell != NULL)
            c->cell = NULL;
        else if (c->cell == NULL)
            c->cell = cells[0];
        c->positions = POSITIONS_SINUSOIDAL;
        return;
    }
    c->cell = cells[0];
    c->attention = NULL;
    c->custom_cell = NULL;
    c->custom_attention = NULL;
    c->input = INPUT_EMBEDDING;
    c->bidirectional = c->input_feeding = false;
    c->decoder_start = DECODER_START_ENCODER;
}
