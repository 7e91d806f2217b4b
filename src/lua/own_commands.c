/* own_commands.c: the commands `cell` and `attention`, which list the parts that models are built from and whose
 * help teaches how to write one, and `formula`, which shows what operations compute and what Lua's functions do. */
#include "lua/lua_host.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "engine/cells.h"
#include "engine/op.h"
#include "lua/function_list.h"
#include "lua/lua_ops.h"
#include "model/custom.h"
#include "repl/command.h"
#include "repl/results.h"

/* The purpose of each engine operation, in a line of at most 54 columns. An operation that is not here shows its
 * formula instead, and tests/lua_parts.sh fails. */
typedef struct Meaning {
    const char *name; /* Operation.name */
    Sentence text;
} Meaning;

static const Meaning meanings[] = {
    {"add", {"sum of two tensors, number by number", "두 텐서를 원소별로 더합니다"}},
    {"subtract", {"difference of two tensors, number by number", "두 텐서를 원소별로 뺍니다"}},
    {"multiply", {"product of two tensors, number by number", "두 텐서를 원소별로 곱합니다"}},
    {"scale", {"every number times one factor", "모든 원소에 같은 수를 곱합니다"}},
    {"one_minus", {"one minus every number, as (1 - z) in a GRU", "1에서 원소를 뺍니다. GRU의 (1 - z)"}},
    {"tanh", {"squashes numbers to -1..1", "값을 -1과 1 사이로 줄입니다"}},
    {"sigmoid", {"squashes numbers to 0..1, as gates need", "값을 0과 1 사이로 줄입니다. 게이트에 씁니다"}},
    {"relu", {"keeps positive numbers, makes all others 0", "양수는 그대로 두고 나머지는 0으로 만듭니다"}},
    {"softmax", {"makes each row probabilities that add up to 1", "행마다 합이 1인 확률로 바꿉니다"}},
    {"sum", {"all numbers added up to one", "모든 원소를 더해 숫자 하나로 만듭니다"}},
    {"row_sums", {"each row's numbers added up", "행마다 원소를 더합니다"}},
    {"concat", {"puts the columns of two tensors side by side", "두 텐서의 열을 나란히 이어 붙입니다"}},
    {"slice", {"takes some columns, such as those of one gate", "열의 일부를 뽑습니다. 예: 게이트 하나의 열"}},
    {"reshape", {"the same numbers in another shape", "원소는 그대로 두고 모양만 바꿉니다"}},
    {"step", {"takes one time step of a sequence", "시퀀스에서 한 시점을 꺼냅니다"}},
    {"stack", {"makes a sequence of time steps", "시점들을 쌓아 시퀀스로 만듭니다"}},
    {"matmul", {"product of matrices", "행렬을 곱합니다"}},
    {"linear", {"a linear layer: weights and a bias", "가중치를 곱하고 편향을 더하는 선형 층입니다"}},
    {"linear_relu", {"a linear layer and its relu at once", "선형 층과 relu를 한 번에 계산합니다"}},
    {"linear_tanh", {"a linear layer plus a tensor, then tanh", "선형 층에 값을 더하고 tanh까지 한 번에 합니다"}},
    {"linear_add", {"a linear layer plus a residual", "선형 층의 결과를 잔차 연결에 더합니다"}},
    {"embedding", {"looks up a vector for each token", "토큰마다 임베딩 벡터를 찾습니다"}},
    {"attention", {"dot product attention: scores, weights, contexts", "내적 어텐션의 스코어, 가중치, 컨텍스트입니다"}},
    {"attention_additive", {"additive (Bahdanau's) attention, likewise", "가산(바흐다나우) 어텐션의 스코어, 가중치, 컨텍스트입니다"}},
    {"repeat", {"copies a matrix, once for each position", "행렬을 위치의 수만큼 복사합니다"}},
    {"weigh", {"a context vector from your own scores", "주어진 스코어로 컨텍스트 벡터를 만듭니다"}},
    {"gru_additive", {"Bahdanau's decoder: GRU and attention, all steps", "바흐다나우 디코더: 모든 시점의 GRU와 어텐션입니다"}},
    {"multi_head_attention", {"a Transformer's attention, in several heads", "트랜스포머의 멀티 헤드 어텐션입니다"}},
    {"positions", {"adds the positional encoding to each token", "토큰마다 위치 인코딩을 더합니다"}},
    {"layer_norm", {"each row to mean 0 and variance 1, then gain, bias", "행마다 평균 0, 분산 1로 맞추는 층 정규화입니다"}},
    {"gelu", {"a smooth relu, used in GPT and BERT", "매끄러운 relu로, GPT와 BERT에서 씁니다"}},
    {"dropout", {"makes some numbers 0 at random, while training", "훈련할 때 원소 일부를 무작위로 0으로 만듭니다"}},
    {"output_loss", {"output layer and cross entropy, block by block", "출력층과 교차 엔트로피를 블록별로 계산합니다"}},
    {"cross_entropy", {"the loss: -log of the right token's probability", "손실: 정답 토큰 확률의 -log 값입니다"}},
};

static const char *operation_meaning(const Operation *operation)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].name, operation->name) == 0)
            return sentence_now(meanings[i].text);
    const RecurrentCell *cell = cell_find(operation->name);
    if (cell != NULL)
        return sentence_now(cell->summary);
    return operation->formula != NULL ? operation->formula : "";
}

/* ---- lists ---- */

/* What `cell` and `attention` list: a summary NULL is that of a part of the user's own. */
typedef struct Parts {
    const char *key; /* of the value */
    ChoiceName *name;
    const char *(*summary)(const char *name);
    Sentence help;
} Parts;

static const Parts cell_parts = {
    "cells", listed_cell_name, cell_summary,
    {"`model cell=NAME` uses one. `help cell` shows how to write another.",
     "`model cell=이름`으로 사용합니다. 새로 쓰는 법은 `help cell`에 있습니다."}};
static const Parts attention_parts = {
    "attentions", listed_attention_name, attention_summary,
    {"`model attention=NAME` uses one. `help attention` shows how to write another.",
     "`model attention=이름`으로 사용합니다. 새로 쓰는 법은 `help attention`에 있습니다."}};

/* {name, own} of each. */
static bool run_parts(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const Parts *parts = strcmp(arguments->command->name, "cell") == 0 ? &cell_parts : &attention_parts;
    json_t *list = json_array();
    (void)repl;
    (void)error;
    for (int i = 0; parts->name(i) != NULL; i++)
        json_array_append_new(list, json_pack("{s:s, s:b}", "name", parts->name(i), "own",
                                              parts->summary(parts->name(i)) == NULL));
    result->value = json_pack("{s:o}", parts->key, list);
    return true;
}

static void show_parts(const json_t *value, Canvas *canvas)
{
    enum { BESIDE = 12 };
    const Parts *parts = json_object_get(value, cell_parts.key) != NULL ? &cell_parts : &attention_parts;
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(value, parts->key), i, part) {
        bool own = json_is_true(json_object_get(part, "own"));
        const char *meaning = parts->summary(json_text(part, "name"));
        if (own || meaning == NULL) {
            prose_format(canvas, STYLE_CODE, 2, "%s%s", json_text(part, "name"),
                         own ? TEXT(" (written in Lua)", " (Lua로 쓴 것)") : "");
            continue;
        }
        int row = canvas_rows(canvas);
        canvas_write(canvas, row, 2, STYLE_CODE, json_text(part, "name"));
        if (BESIDE + utf8_width(meaning) <= canvas_columns(canvas))
            canvas_write(canvas, row, BESIDE, STYLE_PLAIN, meaning);
        else
            canvas_prose(canvas, STYLE_PLAIN, 4, meaning);
    }
    canvas_marked(canvas, 0, sentence_now(parts->help));
}

/* ---- formulas ---- */

static json_t *function_value(const LuaFunction *function)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "name", function->name, "meaning", sentence_now(function->text), "usage",
                     function->usage, "example", function->example);
}

static bool is_operation(const LuaFunction *function) { return strncmp(function->name, "op.", 3) == 0; }

static json_t *operation_value(const Operation *operation)
{
    json_t *value = json_pack("{s:s, s:s}", "name", operation->name, "meaning", operation_meaning(operation));
    char *name = text_format("op.%s", operation->name);
    const LuaFunction *called = lua_function_find(name); /* NULL: Lua does not call it */
    free(name);
    if (called != NULL) {
        json_object_set_new(value, "usage", json_string(called->usage));
        json_object_set_new(value, "example", json_string(called->example));
    }
    json_object_update_new(value, json_pack("{s:b, s:s, s:s, s:s}", "op", ops_callable(operation->name), "shapes",
                                            operation->shapes != NULL ? operation->shapes : "", "formula",
                                            operation->formula != NULL ? operation->formula : "", "gradient",
                                            operation->gradient_formula != NULL ? operation->gradient_formula : ""));
    return value;
}

/* The functions of Lua that are no operations. */
static json_t *functions_value(void)
{
    int count;
    const LuaFunction *all = lua_functions(&count);
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        if (!is_operation(&all[i]))
            json_array_append_new(list, function_value(&all[i]));
    return list;
}

/* Operations, then Lua's functions. */
static const char *formula_name(int i)
{
    const Operation *all[OPS_MOST];
    int operations = ops_list(all), count;
    const LuaFunction *functions = lua_functions(&count);
    if (i < operations)
        return all[i]->name;
    for (int at = 0, rest = i - operations; at < count; at++)
        if (!is_operation(&functions[at]) && rest-- == 0)
            return functions[at].name;
    return NULL;
}

static bool run_formula(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const Operation *all[OPS_MOST], *operation = ops_find(arguments->words);
    const LuaFunction *function = operation == NULL ? lua_function_find(arguments->words) : NULL;
    const char *names[2 * OPS_MOST];
    int count = ops_list(all);
    (void)repl;
    if (function != NULL && is_operation(function))
        operation = ops_find(function->name + 3);
    else if (function != NULL) {
        result->value = function_value(function);
        return true;
    }
    if (operation != NULL) {
        result->value = operation_value(operation);
        return true;
    }
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "name", all[i]->name, "meaning",
                                              operation_meaning(all[i]), "op", ops_callable(all[i]->name)));
    result->value = json_pack("{s:o, s:o}", "operations", list, "functions", functions_value());
    if (arguments->words[0] == '\0')
        return true;
    for (count = 0; count < 2 * OPS_MOST && formula_name(count) != NULL; count++)
        names[count] = formula_name(count);
    const char *nearest = nearest_name(arguments->words, names, (size_t)count);
    return error_set(error, ERROR_USAGE,
                     nearest != NULL ? TEXT("there is no operation or function '%.40s': did you mean 'formula %s'?",
                                            "'%.40s' 연산이나 함수는 없습니다. 혹시 'formula %s'입니까?")
                                     : TEXT("there is no operation or function '%.40s': '%s' lists them",
                                            "'%.40s' 연산이나 함수는 없습니다. '%s'를 입력하면 목록이 나옵니다"),
                     arguments->words, nearest != NULL ? nearest : "formula");
}

static void show_line(Canvas *canvas, const char *title, const char *text)
{
    if (text[0] == '\0')
        return;
    canvas_prose(canvas, STYLE_HEADING, 0, title);
    char *equations = memory_string(text), *next = equations;
    while (next != NULL) { /* a row each */
        char *end = strstr(next, "; ");
        if (end != NULL)
            *end = '\0';
        canvas_prose(canvas, STYLE_PLAIN, 2, next);
        next = end != NULL ? end + 1 + strspn(end + 1, " ") : NULL;
    }
    free(equations);
}

/* Those of the list that op has, or the others. */
static void show_operations(const json_t *list, bool callable, const char *title, Canvas *canvas)
{
    json_t *some = json_array(), *each;
    size_t i;
    json_array_foreach(list, i, each)
        if (json_is_true(json_object_get(each, "op")) == callable)
            json_array_append(some, each);
    canvas_marked(canvas, 0, title);
    show_meanings(some, "name", "meaning", canvas);
    canvas_blank(canvas);
    json_decref(some);
}

static void show_formula(const json_t *value, Canvas *canvas)
{
    const json_t *list = json_object_get(value, "operations");
    if (list != NULL) {
        show_operations(list, true, TEXT("For Lua, for example `op.tanh(x)`:", "Lua에서 `op.tanh(x)`처럼 부르는 연산:"), canvas);
        show_operations(list, false, TEXT("Only for the models:", "모델만 쓰는 연산:"), canvas);
        Buffer names = {0};
        size_t i;
        json_t *function;
        json_array_foreach(json_object_get(value, "functions"), i, function)
            buffer_format(&names, "%s%s", i > 0 ? "  " : "", json_text(function, "name"));
        canvas_marked(canvas, 0, TEXT("Other functions and tables of Lua:", "그 밖의 Lua 함수와 테이블:"));
        canvas_prose(canvas, STYLE_CODE, 2, buffer_text(&names));
        canvas_blank(canvas);
        buffer_free(&names);
        canvas_marked(canvas, 0, TEXT("`formula gru` shows the shapes, the formula and the gradient of one, `formula plot` "
                                      "a function's use.",
                                      "`formula gru`는 연산 하나의 모양, 수식, 그래디언트를, `formula plot`은 함수의 쓰임을 보여 줍니다."));
        return;
    }
    if (json_object_get(value, "usage") != NULL)
        canvas_prose(canvas, STYLE_CODE, 0, json_text(value, "usage"));
    canvas_prose(canvas, STYLE_PLAIN, 0, json_text(value, "meaning"));
    show_line(canvas, TEXT("shapes", "모양"), json_text(value, "shapes"));
    show_line(canvas, TEXT("formula", "수식"), json_text(value, "formula"));
    show_line(canvas, TEXT("gradient", "그래디언트"), json_text(value, "gradient"));
    if (json_object_get(value, "example") != NULL) {
        canvas_prose(canvas, STYLE_HEADING, 0, TEXT("example", "예"));
        canvas_prose(canvas, STYLE_CODE, 2, json_text(value, "example"));
    }
}

/* ---- the commands ---- */

static const Command cell_command = {
    .name = "cell",
    .usage = {"cell", "cell"},
    .summary = {"list the cells; its help shows how to write one", "셀의 목록을 봅니다. 도움말에 새로 쓰는 법이 있습니다"},
    .run = run_parts,
    .show = show_parts,
};

static const Command attention_command = {
    .name = "attention",
    .usage = {"attention", "attention"},
    .summary = {"list the attentions; its help shows how to write one", "어텐션의 목록을 봅니다. 도움말에 새로 쓰는 법이 있습니다"},
    .run = run_parts,
    .show = show_parts,
};

static const Command formula_command = {
    .name = "formula",
    .usage = {"formula | formula NAME", "formula | formula 이름"},
    .summary = {"what an operation or a function of Lua does", "연산이나 Lua 함수가 하는 일을 봅니다"},
    .words_wanted = true,
    .word_choice = formula_name,
    .run = run_formula,
    .show = show_formula,
};

bool own_commands_add(Repl *repl, LuaHost *host, Error *error)
{
    return repl_add_command(repl, &cell_command, host, error) &&
        repl_add_command(repl, &attention_command, host, error) && repl_add_command(repl, &formula_command, host, error);
}
