/* commands_model.c: `model`: makes, chooses and lists models. */
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"
#include "view/short_text.h"
#include "view/table.h"

typedef struct ModelCall {
    ModelConfiguration model;
    const char *name;
} ModelCall;
static const Option model_rows[] = {
    {"name", OPTION_TEXT, OPTION_AT(ModelCall, name),
     .otherwise = {"from cell and attention, or the kind", "셀과 어텐션 또는 종류의 이름"},
     .help = {"Name of the model.", "모델의 이름."}},
    {0},
};
static const OptionPart model_parts[] = {{&model_options, offsetof(ModelCall, model), NULL}, {0}};
static const Options model_call = {model_rows, model_parts, sizeof(ModelCall)};

/* The line that makes such a model: "model" and what differs from the defaults, for its kind and size; the size if
 * nothing does, since `model` alone lists the models. */
static json_t *made_by(const ModelConfiguration *c)
{
    OptionList list = options_list(&model_options);
    ModelConfiguration usual, settled;
    Buffer line = {0};
    buffer_add(&line, "model");
    options_defaults(&model_options, &usual);
    settled = usual;
    settled.kind = c->kind;
    settled.hidden = c->hidden;
    configuration_settle(&settled);
    for (int i = 0; i < list.count; i++) {
        Buffer text[3] = {{0}, {0}, {0}};
        option_text(&list.at[i], c, &text[0]);
        option_text(&list.at[i], &settled, &text[1]);
        option_text(&list.at[i], &usual, &text[2]);
        bool differs = strcmp(buffer_text(&text[0]), buffer_text(&text[1])) != 0 ||
            (list.at[i].option->fallback != NULL && strcmp(buffer_text(&text[1]), buffer_text(&text[2])) != 0);
        if (differs && option_applies(&list, i, c))
            buffer_format(&line, " %s=%s", list.at[i].option->name, buffer_text(&text[0]));
        for (int k = 0; k < 3; k++)
            buffer_free(&text[k]);
    }
    if (strchr(buffer_text(&line), ' ') == NULL)
        buffer_format(&line, " hidden=%d", c->hidden);
    json_t *value = json_string(buffer_text(&line));
    buffer_free(&line);
    return value;
}

static json_t *describe(const ModelInfo *info)
{
    json_t *value = json_pack("{s:s, s:I, s:I, s:o, s:s, s:b}", "name", info->name, "parameters",
                              (json_int_t)info->parameters, "steps", (json_int_t)info->steps, "loss",
                              json_finite(info->loss), "data", info->data, "current", info->current);
    json_object_update_new(value, options_value(&model_options, info->configuration));
    json_object_set_new(value, "made_by", made_by(info->configuration));
    return value;
}

/* "attention = dot hidden = 8": suggests the line without the blanks. */
static bool blanks_within(const char *words, Error *error)
{
    Buffer joined = {0};
    for (const char *at = words; *at != '\0'; at++) {
        bool before = at[strspn(at, " ")] == '=', after = at > words && at[-1] == '=';
        if (*at != ' ' || (!before && !after))
            buffer_add_char(&joined, *at);
    }
    error_set(error, ERROR_USAGE, TEXT("model does not understand '%.40s': write options without blanks, 'model %.80s'",
                                       "model 명령에서 '%.40s' 부분을 이해할 수 없습니다. 옵션은 빈칸 없이 'model %.80s'처럼 씁니다"),
              words, buffer_text(&joined));
    buffer_free(&joined);
    return false;
}

/* Chooses a model by name; if the name is a kind, cell or attention, the error shows how to make such a model. */
static bool choose(Lab *lab, const Arguments *arguments, Error *error)
{
    const char *name = arguments->words;
    if (strstr(name, " =") != NULL || strstr(name, "= ") != NULL)
        return blanks_within(name, error);
    OptionList list = options_list(&model_options);
    int meant = options_with_choice(&list, name);
    if (lab_use(lab, name, error))
        return true;
    if (meant >= 0)
        error_set(error, ERROR_USAGE, TEXT("there is no model '%.40s': make one with 'model %s=%.40s'",
                                           "'%.40s' 모델은 없습니다. 'model %s=%.40s' 명령으로 만드십시오"), name,
                  list.at[meant].option->name, name);
    return false;
}

static bool run_model(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lab *lab = repl_lab(repl);
    const ModelCall *call = arguments->options;
    ModelInfo info;
    if (arguments->words[0] != '\0' && arguments->given != 0 && strchr(arguments->words, '=') == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("give either a model's name, to choose it, or options, to make one (name=... names it)",
                              "이름만 써서 모델을 고르거나, 옵션만 써서 새로 만드십시오(새 모델의 이름은 name=...)"));
    if (arguments->words[0] != '\0' && !choose(lab, arguments, error))
        return false;
    if (arguments->given != 0 && !lab_model(lab, call->name, &call->model, error))
        return false;
    json_t *list = json_array();
    for (int i = 0; i < lab_model_count(lab); i++)
        if (lab_model_info(lab, i, &info))
            json_array_append_new(list, describe(&info));
    if (!lab_current_info(lab, &info)) {
        json_decref(list);
        return error_set(error, ERROR_USAGE,
                         TEXT("there is no model yet: make one with 'model attention=none' or 'model attention=dot'",
                              "아직 모델이 없습니다. 'model attention=none'이나 'model attention=dot'으로 만드십시오"));
    }
    bool listing = arguments->words[0] == '\0' && arguments->given == 0;
    result->value = listing ? json_object() : describe(&info);
    if (arguments->given != 0 && info.replaced > 0)
        json_object_set_new(result->value, "replaced", json_integer((json_int_t)info.replaced));
    json_object_set_new(result->value, "models", list);
    return true;
}

static void show_list(const json_t *list, Canvas *canvas)
{
    TableRows rows = {0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *model = json_array_get(list, i);
        char parameters[32], loss[32] = "-";
        if (json_is_number(json_object_get(model, "loss")))
            snprintf(loss, sizeof loss, "%.3f", json_double(model, "loss"));
        table_rows_add(&rows, "%s%.70s\t%s\t%d\t%s\t%ld\t%s",
                       json_is_true(json_object_get(model, "current")) ? "* " : "  ", json_text(model, "name"),
                       json_text(model, "data"), json_whole(model, "hidden"),
                       grouped_text((long)json_integer_value(json_object_get(model, "parameters")), parameters),
                       (long)json_integer_value(json_object_get(model, "steps")), loss);
    }
    table_rows_draw(&rows, canvas,
                    TEXT("model\tdata\t>hidden\t>parameters\t>steps\t>loss", "모델\t데이터\t>은닉\t>매개변수\t>단계\t>손실"));
    canvas_prose(canvas, STYLE_DIM, 0, TEXT("* marks the current model; 'model NAME' chooses another.",
                                            "* 표시가 현재 모델입니다. 'model 이름'으로 다른 모델을 고릅니다."));
}

/* The model's parts. */
static void describe_parts(const json_t *value, Buffer *text)
{
    const char *kind = json_text(value, "kind"), *cell = json_text(value, "cell");
    const char *attention = json_text(value, "attention");
    int hidden = json_whole(value, "hidden");
    if (strcmp(kind, "recurrent") == 0) {
        buffer_format(text,
                      TEXT("An encoder and a decoder of %s cells, hidden state %d, ", "%s 셀로 된 인코더와 디코더입니다. 은닉 상태 크기 %d, "),
                      cell_title(cell) != NULL ? cell_title(cell) : cell, hidden);
        if (strcmp(attention, "none") != 0 && attention_title(attention) != NULL)
            buffer_add(text, attention_title(attention));
        else if (strcmp(attention, "none") != 0) /* one written in Lua keeps its own name */
            buffer_format(text, TEXT("attention %s", "%s 어텐션"), attention);
        else
            buffer_add(text, TEXT("no attention: a single context vector links them", "어텐션 없음(컨텍스트 벡터 하나로만 연결됨)"));
        buffer_add(text, ". ");
        return;
    }
    if (strcmp(kind, "transformer") == 0)
        buffer_format(text, TEXT("A Transformer: an encoder and a decoder with self-attention, model dimension %d",
                                  "트랜스포머입니다. 인코더와 디코더에 셀프 어텐션을 쓰며, 모델 차원 %d"), hidden);
    else if (strcmp(kind, "causal") == 0)
        buffer_format(text, TEXT("A decoder-only Transformer: it reads the source and continues with the target; each "
                                 "token sees only the tokens before it; model dimension %d",
                                  "디코더만 있는 트랜스포머(GPT형)입니다. 소스에 이어 타깃을 생성하며, 각 토큰은 앞의 토큰만 봅니다. 모델 차원 %d"),
                      hidden);
    else
        buffer_format(text, TEXT("An encoder-only Transformer: it sees the whole source and fills in hidden tokens; "
                                 "model dimension %d",
                                  "인코더만 있는 트랜스포머(BERT형)입니다. 소스 전체를 보고 가려진 토큰을 채웁니다. 모델 차원 %d"), hidden);
    const char *positions = json_text(value, "positions");
    int heads = json_whole(value, "heads");
    if (heads == 1)
        buffer_add(text, TEXT(", 1 head", ", 헤드 1개"));
    else
        buffer_format(text, TEXT(", %d heads", ", 헤드 %d개"), heads);
    buffer_format(text, ", %s. ",
                  strcmp(positions, "learned") == 0 ? TEXT("learned positional embeddings", "학습하는 위치 임베딩")
                  : strcmp(positions, "none") == 0  ? TEXT("no positional encoding", "위치 인코딩 없음")
                                                    : TEXT("sinusoidal positional encoding", "사인·코사인 위치 인코딩"));
}

static void show_model(const json_t *value, Canvas *canvas)
{
    char grouped[32];
    if (json_object_get(value, "name") == NULL) {
        show_list(json_object_get(value, "models"), canvas);
        return;
    }
    long steps = (long)json_integer_value(json_object_get(value, "steps"));
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Model %s", "모델 %s"), json_text(value, "name"));
    Buffer text = {0};
    describe_parts(value, &text);
    buffer_format(&text,
                  TEXT(steps == 1 ? "%s parameters; trained for %ld step. Data: %s."
                                  : "%s parameters; trained for %ld steps. Data: %s.",
                       "매개변수 %s개, 지금까지 훈련 %ld단계. 데이터: %s."),
                  grouped_text((long)json_integer_value(json_object_get(value, "parameters")), grouped), steps,
                  json_text(value, "data"));
    buffer_format(&text, TEXT(" `%s` makes another like it.", " 똑같은 모델을 만드는 명령: `%s`"), json_text(value, "made_by"));
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_free(&text);
    /* Warns if the new model replaced a trained one of the same name. */
    if (json_object_get(value, "replaced") != NULL)
        prose_format(canvas, STYLE_WARNING, 0,
                     TEXT("Replaced the earlier model %1$s (%2$ld steps lost). To keep both, give the new one a name: "
                          "'model name=...'.",
                          "%2$ld단계 훈련한 이전의 %1$s 모델을 새 모델로 바꾸었습니다. 둘 다 두려면 "
                          "'model name=...'으로 다른 이름을 붙이십시오."),
                     json_text(value, "name"), (long)json_integer_value(json_object_get(value, "replaced")));
}

static const Command model_command = {
    .name = "model",
    .usage = {"model attention=dot hidden=64 | model NAME | model", "model attention=dot hidden=64 | model 이름 | model"},
    .summary = {"make a model, choose one, or list them", "모델을 만들거나 고르거나 목록을 봅니다"},
    .options = &model_call,
    .word_means = MEANS_MODEL,
    .words_wanted = true,
    .run = run_model,
    .show = show_model,
};

const Command *const model_family[] = {&model_command, NULL};
