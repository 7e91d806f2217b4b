/* commands_model.c: `model`: making one, choosing one, listing them. */
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"
#include "view/short_text.h"
#include "view/table.h"

static const Option model_options[] = {
    {"kind", OPTION_CHOICE, "recurrent", 0, 0, "recurrent|transformer|causal|masked",
     {"recurrent cells; a Transformer; its decoder alone (GPT's shape); its encoder alone (BERT's)",
      "순환 셀, 트랜스포머, 그 디코더만(GPT의 꼴), 그 인코더만(BERT의 꼴)"}},
    {"cell", OPTION_CELL, "gru", 0, 0, "gru|lstm|rnn", {"kind of recurrent cell", "순환 셀의 종류"}},
    {"attention", OPTION_ATTENTION, "dot", 0, 0, "none|dot|scaled|general|additive",
     {"none: one context vector; dot, scaled, general: products; additive: Bahdanau's",
      "none: 컨텍스트 벡터 하나, dot·scaled·general: 곱으로 비교, additive: 바흐다나우 어텐션"}},
    {"layers", OPTION_INTEGER, NULL, 1, 4, NULL,
     {"layers of the encoder, and of the decoder (1; where not recurrent 2)", "인코더와 디코더 각각의 층 수(기본 1, 순환 모델이 아니면 2)"}},
    {"heads", OPTION_INTEGER, "4", 1, 16, NULL,
     {"attention heads of a layer, where not recurrent; they divide hidden", "순환 모델이 아닐 때 한 층의 어텐션 헤드 수(hidden의 약수)"}},
    {"positions", OPTION_CHOICE, "sinusoidal", 0, 0, "sinusoidal|learned",
     {"how a model that is not recurrent knows places", "순환 모델이 아닐 때 위치를 나타내는 방법"}},
    {"feeding", OPTION_YES_NO, "no", 0, 0, NULL,
     {"the decoder's cell also reads what the step before ended in", "디코더 셀이 앞 단계의 결과 벡터도 읽을지 여부"}},
    {"dropout", OPTION_NUMBER, "0", 0, 0.9, NULL,
     {"share left out between layers and before the output, in training", "학습 중 층 사이와 출력 앞에서 빠뜨리는 비율"}},
    {"input", OPTION_CHOICE, "embedding", 0, 0, "embedding|one-hot|bag",
     {"what the cells read; bag: the encoder only counts the words", "셀이 읽는 입력. bag: 인코더가 단어의 개수만 셈"}},
    {"hidden", OPTION_INTEGER, "64", 4, 1024, NULL, {"size of the hidden state", "은닉 상태의 크기"}},
    {"embedding", OPTION_INTEGER, NULL, 1, 1024, NULL, {"size of an embedding (as hidden)", "임베딩의 크기(기본은 hidden과 같음)"}},
    {"bidirectional", OPTION_YES_NO, "no", 0, 0, NULL,
     {"the encoder reads both ways, half the hidden state each", "인코더가 양방향으로 읽을지 여부(은닉 상태를 반씩 나눔)"}},
    {"seed", OPTION_INTEGER, "1", 0, 1e15, NULL, {"of the first weights", "초기 가중치의 시드"}},
    {"name", OPTION_TEXT, NULL, 0, 0, NULL, {"what to call it (cell-attention, or the kind)", "모델의 이름(기본은 셀-어텐션 또는 종류)"}},
    {0},
};

static json_t *describe(const ModelInfo *info)
{
    const ModelConfiguration *c = info->configuration;
    json_t *value = json_pack("{s:s, s:s, s:i, s:f, s:i, s:I, s:I, s:I, s:o, s:s, s:b}", "name", info->name, "kind",
                              kind_name(c->kind), "layers", c->layers, "dropout", c->dropout, "hidden", c->hidden, "seed",
                              (json_int_t)c->seed, "parameters", (json_int_t)info->parameters, "steps",
                              (json_int_t)info->steps, "loss", json_finite(info->loss), "data", info->data, "current",
                              info->current);
    json_t *own = c->kind == KIND_RECURRENT
                      ? json_pack("{s:s, s:s, s:s, s:b, s:i, s:b}", "cell", configuration_cell_name(c), "attention",
                                  configuration_attention_name(c), "input", input_name(c->input), "feeding", c->feeding,
                                  "embedding", c->embedding, "bidirectional", c->bidirectional)
                      : json_pack("{s:i, s:s}", "heads", c->heads, "positions", positions_name(c->positions));
    json_object_update_new(value, own);
    return value;
}

/* What the kind has not would be passed over without a word. */
static bool fits_kind(const Arguments *arguments, Error *error)
{
    if (strcmp(arguments_text(arguments, "kind", ""), "recurrent") != 0)
        return arguments_without(arguments, "cell|attention|feeding|input|bidirectional", "kind=recurrent", error);
    bool embeds = strcmp(arguments_text(arguments, "input", ""), "one-hot") != 0;
    return arguments_without(arguments, "heads|positions", "kind=transformer, causal, masked", error) &&
           (embeds || arguments_without(arguments, "embedding", "input=embedding, bag", error));
}

static bool make(Lab *lab, const Arguments *arguments, Error *error)
{
    ModelConfiguration configuration = {
        .hidden = (int)arguments_integer(arguments, "hidden", 64),
        .embedding = (int)arguments_integer(arguments, "embedding", 0),
        .bidirectional = arguments_yes(arguments, "bidirectional", false),
        .feeding = arguments_yes(arguments, "feeding", false),
        .layers = (int)arguments_integer(arguments, "layers", 0),
        .heads = (int)arguments_integer(arguments, "heads", 0),
        .dropout = arguments_number(arguments, "dropout", 0),
        .seed = (uint64_t)arguments_integer(arguments, "seed", 1),
    };
    return fits_kind(arguments, error) &&
           kind_parse(arguments_text(arguments, "kind", "recurrent"), &configuration.kind, error) &&
           positions_parse(arguments_text(arguments, "positions", "sinusoidal"), &configuration.positions, error) &&
           configuration_parse_cell(&configuration, arguments_text(arguments, "cell", "gru"), error) &&
           configuration_parse_attention(&configuration, arguments_text(arguments, "attention", "dot"), error) &&
           input_parse(arguments_text(arguments, "input", "embedding"), &configuration.input, error) &&
           lab_model(lab, arguments_text(arguments, "name", NULL), &configuration, error);
}

/* "attention = dot hidden = 8" was meant as options. */
static bool blanks_within(const char *words, Error *error)
{
    Buffer joined = {0};
    for (const char *at = words; *at != '\0'; at++) {
        bool before = at[strspn(at, " ")] == '=', after = at > words && at[-1] == '=';
        if (*at != ' ' || (!before && !after))
            buffer_add_char(&joined, *at);
    }
    error_set(error, ERROR_USAGE, TEXT("model does not know what to do with '%.40s': options are written without blanks, 'model %.80s'",
                                       "model 명령에서 '%.40s' 부분을 이해할 수 없습니다. 옵션은 빈칸 없이 'model %.80s'처럼 씁니다"),
              words, buffer_text(&joined));
    buffer_free(&joined);
    return false;
}

/* Chooses a model by its name, or says how a model of that kind, cell or attention is made. */
static bool choose(Lab *lab, const Arguments *arguments, Error *error)
{
    const char *name = arguments->words;
    if (strstr(name, " =") != NULL || strstr(name, "= ") != NULL)
        return blanks_within(name, error);
    const Option *meant = option_with_choice(arguments->command, name);
    if (lab_use(lab, name, error))
        return true;
    if (meant != NULL)
        error_set(error, ERROR_USAGE, TEXT("there is no model '%.40s': 'model %s=%.40s' makes one", "'%.40s' 모델은 없습니다. 'model %s=%.40s' 명령으로 만드십시오"), name,
                  meant->name, name);
    return false;
}

static bool run_model(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lab *lab = repl_lab(repl);
    ModelInfo info;
    if (arguments->words[0] != '\0' && arguments->given > 0 && strchr(arguments->words, '=') == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("either a model's name, to choose it, or options, to make one (name=... names it)",
                              "이름만 써서 모델을 고르거나, 옵션만 써서 새로 만드십시오(새 모델의 이름은 name=...)"));
    if (arguments->words[0] != '\0' && !choose(lab, arguments, error))
        return false;
    if (arguments->given > 0 && !make(lab, arguments, error))
        return false;
    json_t *list = json_array();
    for (int i = 0; i < lab_model_count(lab); i++)
        if (lab_model_info(lab, i, &info))
            json_array_append_new(list, describe(&info));
    if (!lab_current_info(lab, &info)) {
        json_decref(list);
        return error_set(error, ERROR_USAGE,
                         TEXT("there is no model yet: 'model attention=none' or 'model attention=dot' makes one", "아직 모델이 없습니다. 'model attention=none'이나 'model attention=dot'으로 만드십시오"));
    }
    bool listing = arguments->words[0] == '\0' && arguments->given == 0;
    result->value = listing ? json_object() : describe(&info);
    if (arguments->given > 0 && info.replaced > 0)
        json_object_set_new(result->value, "replaced", json_integer((json_int_t)info.replaced));
    json_object_set_new(result->value, "models", list);
    return true;
}

static void show_list(const json_t *list, Canvas *canvas)
{
    enum { COLUMNS = 6, ROWS = 64 };
    const char *headings[COLUMNS] = {TEXT("model", "모델"), TEXT("data", "데이터"), TEXT("hidden", "은닉"),
                                     TEXT("parameters", "매개변수"), TEXT("steps", "단계"), TEXT("loss", "손실")};
    static const bool numeric[COLUMNS] = {false, false, true, true, true, true};
    const char *cells[ROWS * COLUMNS];
    char texts[ROWS][5][80];
    int rows = (int)json_array_size(list) < ROWS ? (int)json_array_size(list) : ROWS;
    for (int i = 0; i < rows; i++) {
        const json_t *model = json_array_get(list, (size_t)i);
        char (*t)[80] = texts[i];
        bool current = json_is_true(json_object_get(model, "current"));
        snprintf(t[0], 80, "%s%.70s", current ? "* " : "  ", json_text(model, "name"));
        snprintf(t[1], 80, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(model, "hidden")));
        grouped_text((long)json_integer_value(json_object_get(model, "parameters")), t[2]);
        snprintf(t[3], 80, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(model, "steps")));
        json_t *loss = json_object_get(model, "loss");
        snprintf(t[4], 80, json_is_number(loss) ? "%.3f" : "-", json_number_value(loss));
        const char *row[COLUMNS] = {t[0], json_text(model, "data"), t[1], t[2], t[3], t[4]};
        memcpy(cells + i * COLUMNS, row, sizeof row);
    }
    table_draw(canvas, &(Table){rows, COLUMNS, headings, cells, numeric, NULL});
    canvas_prose(canvas, STYLE_DIM, 0, TEXT("* is the current one; 'model NAME' chooses another.", "* 표시가 현재 모델입니다. 'model 이름'으로 다른 모델을 고릅니다."));
}

static void describe_extras(const json_t *value, Buffer *text)
{
    int layers = (int)json_integer_value(json_object_get(value, "layers"));
    const char *kind = json_text(value, "kind");
    if (layers > 1 && (strcmp(kind, "causal") == 0 || strcmp(kind, "masked") == 0))
        buffer_format(text, TEXT(" %d layers.", " 모두 %d층입니다."), layers);
    else if (layers > 1)
        buffer_format(text, TEXT(" %d layers on each side.", " 양쪽에 각각 %d층입니다."), layers);
    if (json_is_true(json_object_get(value, "bidirectional")))
        buffer_add(text, TEXT(" The encoder reads in both directions.", " 인코더는 양방향으로 읽습니다."));
    if (json_is_true(json_object_get(value, "feeding")))
        buffer_add(text, TEXT(" What attention found is fed into the next step.",
                              " 어텐션이 찾은 결과를 다음 단계의 입력에 넣습니다."));
    if (json_number_value(json_object_get(value, "dropout")) > 0)
        buffer_format(text, TEXT(" Dropout %g in training.", " 학습할 때 드롭아웃 %g."), json_number_value(json_object_get(value, "dropout")));
    if (strcmp(json_text(value, "input"), "one-hot") == 0)
        buffer_add(text, TEXT(" Tokens are one-hot vectors.", " 토큰은 원-핫 벡터입니다."));
    if (strcmp(json_text(value, "input"), "bag") == 0)
        buffer_add(text, TEXT(" The encoder sees a bag of words: how often each occurs, not where.",
                              " 인코더는 단어 가방만 봅니다. 단어가 몇 번 나오는지만 알고 어디에 나오는지는 모릅니다."));
}

/* As a sentence writes it; one's own as its author did. */
static const char *cell_title(const char *cell)
{
    return strcmp(cell, "gru") == 0 ? "GRU" : strcmp(cell, "lstm") == 0 ? "LSTM" : strcmp(cell, "rnn") == 0 ? "RNN" : cell;
}

/* With the word to type, where the term is another. */
static void describe_attention(const char *name, Buffer *text)
{
    const char *title = strcmp(name, "dot") == 0        ? "내적 어텐션"
                        : strcmp(name, "scaled") == 0   ? "스케일드 내적 어텐션"
                        : strcmp(name, "general") == 0  ? "루옹의 일반형 어텐션"
                        : strcmp(name, "additive") == 0 ? "바흐다나우 어텐션"
                                                        : NULL;
    if (language_now() == LANGUAGE_KOREAN && title != NULL)
        buffer_format(text, "%s(%s)", title, name);
    else
        buffer_format(text, TEXT("attention %s", "%s 어텐션"), name);
}

/* What the model is made of, in a sentence that goes on. */
static void describe_parts(const json_t *value, Buffer *text)
{
    const char *kind = json_text(value, "kind");
    int hidden = (int)json_integer_value(json_object_get(value, "hidden"));
    bool attention = strcmp(json_text(value, "attention"), "none") != 0;
    if (strcmp(kind, "recurrent") == 0) {
        buffer_format(text,
                      TEXT("An encoder and a decoder of %s cells, hidden state %d, ", "%s 셀로 된 인코더와 디코더입니다. 은닉 상태 크기 %d, "),
                      cell_title(json_text(value, "cell")), hidden);
        if (attention)
            describe_attention(json_text(value, "attention"), text);
        else
            buffer_add(text, TEXT("no attention: one context vector is all that links them", "어텐션 없음(컨텍스트 벡터 하나로만 이어짐)"));
        buffer_add(text, ". ");
        return;
    }
    if (strcmp(kind, "transformer") == 0)
        buffer_format(text, TEXT("A Transformer: an encoder and a decoder of self-attention, %d numbers a token", "트랜스포머입니다. 셀프 어텐션으로 된 인코더와 디코더이며 토큰마다 숫자 %d개"), hidden);
    else if (strcmp(kind, "causal") == 0)
        buffer_format(text, TEXT("A Transformer's decoder alone: it reads the source and goes on with the target, and each token sees what came before, %d numbers a token", "트랜스포머의 디코더만 있습니다. 원문을 읽고 번역문을 이어 쓰며, 토큰은 앞에 온 것만 봅니다. 토큰마다 숫자 %d개"), hidden);
    else
        buffer_format(text, TEXT("A Transformer's encoder alone: it sees the whole source and fills in what is hidden of it, %d numbers a token", "트랜스포머의 인코더만 있습니다. 원문 전체를 보고 가려진 토큰을 채웁니다. 토큰마다 숫자 %d개"), hidden);
    buffer_format(text, TEXT(", %d heads, %s. ", ", 헤드 %d개, %s. "),
                  (int)json_integer_value(json_object_get(value, "heads")),
                  strcmp(json_text(value, "positions"), "learned") == 0 ? TEXT("learned positions", "학습하는 위치 임베딩")
                                                                        : TEXT("sinusoidal positions", "사인·코사인 위치 인코딩"));
}

/* That a model took the name, and so the place, of a trained one; nothing where it did not. */
static void show_replaced(const json_t *value, const char *name, Canvas *canvas)
{
    if (json_object_get(value, "replaced") != NULL)
        prose_format(canvas, STYLE_WARNING, 0,
                     TEXT("The earlier model %1$s, with its %2$ld steps of training, is gone: the new one has its name. Another time, "
                          "'save' keeps a model, and 'model name=...' gives the next a name of its own.",
                          "%2$ld단계 훈련한 이전의 %1$s 모델은 사라졌습니다. 새 모델과 이름이 같기 때문입니다. 다음에는 'save'로 먼저 "
                          "저장하거나 'model name=...'으로 다른 이름을 붙이십시오."),
                     name, (long)json_integer_value(json_object_get(value, "replaced")));
}

static void show_model(const json_t *value, Canvas *canvas)
{
    char grouped[32];
    if (json_object_get(value, "name") == NULL) {
        show_list(json_object_get(value, "models"), canvas);
        return;
    }
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Model %s", "모델 %s"), json_text(value, "name"));
    Buffer text = {0};
    describe_parts(value, &text);
    buffer_format(&text, TEXT("%s numbers to learn; %ld steps so far. Data: %s.", "학습할 매개변수 %s개, 지금까지 훈련 %ld단계. 데이터: %s."),
                  grouped_text((long)json_integer_value(json_object_get(value, "parameters")), grouped),
                  (long)json_integer_value(json_object_get(value, "steps")), json_text(value, "data"));
    describe_extras(value, &text);
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
    show_replaced(value, json_text(value, "name"), canvas);
}

static const Command model_command = {
    .name = "model",
    .usage = {"model attention=dot hidden=64 | model NAME | model", "model attention=dot hidden=64 | model 이름 | model"},
    .summary = {"make a model, choose one, or list them", "모델을 만들거나 고르거나 목록을 봅니다"},
    .options = model_options,
    .words_wanted = true,
    .run = run_model,
    .show = show_model,
};

static const Command *const commands[] = {&model_command, NULL};
const Command *const *const model_family = commands;
