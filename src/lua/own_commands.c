/* own_commands.c: the commands `cell` and `attention`, which list what a model can be made of and whose help teaches how to
 * write one, and `formula`, which shows what the engine's operations compute. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "engine/op.h"
#include "lua/own_parts.h"
#include "repl/results.h"

/* ---- lists ---- */

/* {name, own} of a name in "a|b|c" or of those that were added. */
static json_t *parts_list(const char *built_in, const char *(*added)(int i))
{
    json_t *list = json_array();
    for (const char *at = built_in; *at != '\0'; at += strspn(at, "|")) {
        size_t length = strcspn(at, "|");
        json_array_append_new(list, json_pack("{s:s%, s:b}", "name", at, length, "own", 0));
        at += length;
    }
    for (int i = 0; added(i) != NULL; i++)
        json_array_append_new(list, json_pack("{s:s, s:b}", "name", added(i), "own", 1));
    return list;
}

/* NULL of one's own. */
static const char *part_meaning(const char *name)
{
    static const struct { const char *name; Sentence text; } meanings[] = {
        {"gru", {"two gates, update and reset", "게이트 둘: 업데이트와 리셋"}},
        {"lstm", {"three gates and a memory", "게이트 셋과 메모리"}},
        {"rnn", {"a tanh and no gates", "게이트 없이 tanh 하나"}},
        {"none", {"one context vector is all that links the two sides", "컨텍스트 벡터 하나로만 이음"}},
        {"dot", {"the product of the two states", "두 은닉 상태의 내적"}},
        {"scaled", {"the same, divided by sqrt(H)", "내적을 sqrt(H)로 나눔"}},
        {"general", {"a product with a matrix in between (Luong)", "사이에 행렬을 둔 내적(루옹)"}},
        {"additive", {"a layer with a tanh (Bahdanau)", "tanh 층 하나(바흐다나우)"}},
    };
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].name, name) == 0)
            return sentence_now(meanings[i].text);
    return NULL;
}

static void show_parts(const json_t *list, const char *help, Canvas *canvas)
{
    enum { BESIDE = 12 };
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *part = json_array_get(list, i);
        bool own = json_is_true(json_object_get(part, "own"));
        const char *meaning = part_meaning(json_text(part, "name"));
        if (own || meaning == NULL) {
            prose_format(canvas, STYLE_CODE, 2, "%s%s", json_text(part, "name"), own ? TEXT(" (written in Lua)", " (Lua로 쓴 것)") : "");
            continue;
        }
        int row = canvas_rows(canvas);
        canvas_write(canvas, row, 2, STYLE_CODE, json_text(part, "name"));
        if (BESIDE + utf8_width(meaning) <= canvas_columns(canvas))
            canvas_write(canvas, row, BESIDE, STYLE_PLAIN, meaning);
        else
            canvas_prose(canvas, STYLE_PLAIN, 4, meaning);
    }
    canvas_marked(canvas, 0, help);
}

static bool run_cell(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    (void)repl;
    (void)arguments;
    (void)error;
    result->value = json_pack("{s:o}", "cells", parts_list("gru|lstm|rnn", custom_cell_listed));
    return true;
}

static void show_cell(const json_t *value, Canvas *canvas)
{
    show_parts(json_object_get(value, "cells"),
               TEXT("`model cell=NAME` uses one. `help cell` shows how to write another.", "`model cell=이름`으로 사용합니다. 새로 쓰는 법은 `help cell`에 있습니다."), canvas);
}

static bool run_attention(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    (void)repl;
    (void)arguments;
    (void)error;
    result->value = json_pack("{s:o}", "attentions", parts_list("none|dot|scaled|general|additive", custom_attention_listed));
    return true;
}

static void show_attention(const json_t *value, Canvas *canvas)
{
    show_parts(json_object_get(value, "attentions"),
               TEXT("`model attention=NAME` uses one. `help attention` shows how to write another.", "`model attention=이름`으로 사용합니다. 새로 쓰는 법은 `help attention`에 있습니다."), canvas);
}

/* ---- formulas ---- */

static json_t *operation_value(const Operation *operation)
{
    json_t *value = json_pack("{s:s, s:s}", "name", operation->name, "meaning", operation_meaning(operation));
    json_object_set_new(value, "op", json_boolean(ops_callable(operation->name)));
    json_object_set_new(value, "shapes", json_string(operation->shapes != NULL ? operation->shapes : ""));
    json_object_set_new(value, "formula", json_string(operation->formula != NULL ? operation->formula : ""));
    json_object_set_new(value, "gradient", json_string(operation->gradient_formula != NULL ? operation->gradient_formula : ""));
    return value;
}

static bool run_formula(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const Operation *all[OPS_MOST], *operation = ops_find(arguments->words);
    const char *names[OPS_MOST];
    int count = ops_list(all);
    (void)repl;
    if (operation != NULL) {
        result->value = operation_value(operation);
        return true;
    }
    json_t *list = json_array();
    for (int i = 0; i < count; i++) {
        names[i] = all[i]->name;
        json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "name", names[i], "meaning", operation_meaning(all[i]), "op",
                                              ops_callable(names[i])));
    }
    result->value = json_pack("{s:o}", "operations", list);
    if (arguments->words[0] == '\0')
        return true;
    const char *nearest = nearest_name(arguments->words, names, (size_t)count);
    return nearest != NULL ? error_set(error, ERROR_USAGE, TEXT("there is no operation '%.40s': did you mean 'formula %s'?", "'%.40s' 연산은 없습니다. 혹시 'formula %s'입니까?"), arguments->words, nearest)
                           : error_set(error, ERROR_USAGE, TEXT("there is no operation '%.40s': 'formula' lists them", "'%.40s' 연산은 없습니다. 'formula'를 입력하면 목록이 나옵니다"), arguments->words);
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
        show_operations(list, true, TEXT("To call in Lua, as `op.tanh(x)`:", "Lua에서 `op.tanh(x)`처럼 부르는 연산:"), canvas);
        show_operations(list, false, TEXT("For the models alone:", "모델만 쓰는 연산:"), canvas);
        canvas_marked(canvas, 0, TEXT("`formula gru` shows the shapes, the formula and the gradient of one.",
                                      "`formula gru`는 연산 하나의 모양, 수식, 그래디언트를 보여 줍니다."));
        return;
    }
    canvas_prose(canvas, STYLE_PLAIN, 0, json_text(value, "meaning"));
    show_line(canvas, TEXT("shapes", "모양"), json_text(value, "shapes"));
    show_line(canvas, TEXT("formula", "수식"), json_text(value, "formula"));
    show_line(canvas, TEXT("gradient", "그래디언트"), json_text(value, "gradient"));
}

/* ---- what both languages show ---- */

#define CELL_EXAMPLE \
    "```\n" \
    "cell(\"mgu\", {\n" \
    "  parameters = function(E, H)\n" \
    "    return { Wf = { E + H, H }, bf = { H },\n" \
    "             Wh = { E + H, H }, bh = { H } }\n" \
    "  end,\n" \
    "  step = function(p, x, h, tell)\n" \
    "    local xh = op.concat(x, h)\n" \
    "    local f = tell(\"forget\",\n" \
    "      op.sigmoid(op.linear(xh, p.Wf, p.bf)))\n" \
    "    local xfh = op.concat(x, f * h)\n" \
    "    local new = op.tanh(op.linear(xfh, p.Wh, p.bh))\n" \
    "    return (1 - f) * h + f * new\n" \
    "  end,\n" \
    "})\n" \
    "```\n\n"

#define ATTENTION_EXAMPLE \
    "```\n" \
    "attention(\"bilinear\", {\n" \
    "  parameters = function(H)\n" \
    "    return { W = { H, H } }\n" \
    "  end,\n" \
    "  score = function(p, query, keys)\n" \
    "    return op.row_sums(keys * op.matmul(query, p.W))\n" \
    "  end,\n" \
    "})\n" \
    "```\n\n"

#define FORMULA_EXAMPLE \
    "```\n" \
    "x = tensor{{1, 2}, {3, 4}}\n" \
    "W = parameter(2, 3)\n" \
    "loss = op.sum(op.tanh(op.matmul(x, W)))\n" \
    "backward(loss)\n" \
    "grad(W)\n" \
    "descend({W}, 0.1)\n" \
    "```\n\n"

/* ---- the commands ---- */

static const Command cell_command = {
    .name = "cell",
    .usage = {"cell", "cell"},
    .summary = {"list the cells; its help shows how to write one", "셀의 목록을 봅니다. 도움말에 새로 쓰는 법이 있습니다"},
    .help = {"A **cell** is what a recurrent model does at one token: it reads a vector `x` and its state `h`, and makes the next "
             "state. You can write one in Lua. This is the minimal gated unit (Zhou et al. 2016), a GRU with one gate less:\n\n"
             CELL_EXAMPLE
             "- `parameters(E, H)` says what there is to learn, for inputs of E numbers and states of H: names, each with a shape, "
             "`{ rows, columns }` or `{ columns }`. First values are drawn between -1/sqrt(H) and 1/sqrt(H); `{ H, scale = 0 }` "
             "begins at zero. The encoder and the decoder have parameters of their own.\n"
             "- `step(p, x, h, tell)` gets the parameters by name, `x` [B, E] and `h` [B, H]: B sentences at once, a row each. It "
             "returns the new state [B, H].\n"
             "- `tell(name, t)` shows a gate, a tensor [B, H] like the state, to `gates`, `trace` and `whatif`, and hands it on. Or return the gates after the "
             "state: `return new, { forget = f }`; those can be seen, but not forced.\n"
             "- With `memory = true` there is a second vector, as in an LSTM: `step(p, x, h, c, tell)` returns the new `h` and "
             "`c`.\n\n"
             "Nobody writes the gradients: operations are recorded, and training goes back over the record. But a number that was "
             "read out (`t[1][2]`, `t:table()`, `detach(t)`) is a number and no longer part of it. `gradcheck(\"mgu\")` compares "
             "the gradients with measured slopes and finds such cuts.\n\n"
             "Then it is a cell like any other:\n\n"
             "- `model cell=mgu attention=dot`, `train`, `gates`, `attend`, `translate`, `accuracy`\n"
             "- `save` keeps the numbers, not the Lua: run the definition before `open`.\n\n"
             "An error in the function ends the training and tells where; the model stays as it was. `formula` lists the "
             "operations; scripts/mgu.lua has this cell with a training run.",
             "**셀**은 순환 모델이 토큰 하나에서 하는 일입니다. 벡터 `x`와 은닉 상태 `h`를 읽고 다음 은닉 상태를 만듭니다. 셀은 "
             "Lua로 직접 쓸 수 있습니다. 다음은 GRU에서 게이트를 하나 줄인 minimal gated unit(Zhou 외 2016)입니다.\n\n"
             CELL_EXAMPLE
             "- `parameters(E, H)`는 입력의 크기가 E, 은닉 상태의 크기가 H일 때 학습할 매개변수의 이름과 모양을 정합니다. 모양은 "
             "`{ 행, 열 }`이나 `{ 열 }`입니다. 처음 값은 -1/sqrt(H)와 1/sqrt(H) 사이에서 뽑으며, `{ H, scale = 0 }`이면 0에서 "
             "시작합니다. 인코더와 디코더는 매개변수를 따로 가집니다.\n"
             "- `step(p, x, h, tell)`은 매개변수 `p`, 입력 `x` [B, E], 은닉 상태 `h` [B, H]를 받습니다. 문장 B개를 한 행씩 한꺼번에 "
             "계산해 새 은닉 상태 [B, H]를 반환합니다.\n"
             "- `tell(이름, t)`는 은닉 상태와 모양이 같은 [B, H] 텐서인 게이트를 `gates`, `trace`, `whatif`에 보여 주고 그대로 돌려줍니다. 은닉 상태 다음에 "
             "`return new, { forget = f }`처럼 반환해도 되지만, 그러면 볼 수는 있어도 값을 바꿔 볼 수는 없습니다.\n"
             "- `memory = true`이면 LSTM처럼 벡터가 하나 더 있습니다. `step(p, x, h, c, tell)`이 새 `h`와 `c`를 반환합니다.\n\n"
             "그래디언트는 쓰지 않아도 됩니다. 연산이 기록되고, 훈련할 때 그 기록을 거꾸로 따라갑니다. 다만 읽어 낸 숫자(`t[1][2]`, "
             "`t:table()`, `detach(t)`)는 그저 숫자라서 기록에서 끊어집니다. `gradcheck(\"mgu\")`는 그래디언트를 직접 잰 기울기와 "
             "견주어 그런 곳을 찾아냅니다.\n\n"
             "이제 다른 셀과 똑같이 쓸 수 있습니다.\n\n"
             "- `model cell=mgu attention=dot`, `train`, `gates`, `attend`, `translate`, `accuracy`\n"
             "- `save`는 숫자만 저장하고 Lua는 저장하지 않습니다. `open`하기 전에 정의를 먼저 실행하십시오.\n\n"
             "함수에서 오류가 나면 훈련이 끝나고 그 위치를 알려 주며, 모델은 그대로 남습니다. 연산의 목록은 `formula`에, 이 셀을 "
             "훈련하는 예는 scripts/mgu.lua에 있습니다."},
    .run = run_cell,
    .show = show_cell,
};

static const Command attention_command = {
    .name = "attention",
    .usage = {"attention", "attention"},
    .summary = {"list the attentions; its help shows how to write one", "어텐션의 목록을 봅니다. 도움말에 새로 쓰는 법이 있습니다"},
    .help = {"An **attention** gives each source position a score, by comparing the decoder's state, the query, with the encoder's "
             "state there, the key. What follows is always the same: a softmax makes weights of the scores, and the context vector "
             "is the sum of the encoder's states, each by its weight. So an attention of your own is a function for the "
             "scores:\n\n"
             ATTENTION_EXAMPLE
             "- `parameters(H)` says what there is to learn, as in `help cell`; an attention may have none and leave it out.\n"
             "- `score(p, query, keys)` gets `query` [B, H], a row for each sentence, and `keys` [S, B, H], S positions of each. It "
             "returns the scores [S, B].\n"
             "- `keys * q` with [S, B, H] and [B, H] compares each key with its sentence's query; `op.row_sums` adds up each "
             "comparison's H numbers.\n"
             "- What lies past a sentence's end is left out afterwards: nothing needs to be masked.\n\n"
             "`gradcheck(\"bilinear\")` checks the gradients. Then `model attention=bilinear`, `train`, `attend`: the picture "
             "shows where it looks. scripts/local.lua has an attention that knows positions, with a training run.",
             "**어텐션**은 디코더의 상태인 쿼리를 인코더의 상태인 키와 견주어 원문의 자리마다 스코어를 줍니다. 그다음은 언제나 같습니다. "
             "스코어에 소프트맥스를 적용하면 어텐션 가중치가 되고, 인코더의 상태를 가중치만큼 더하면 컨텍스트 벡터가 됩니다. 그래서 "
             "어텐션을 직접 쓴다는 것은 스코어를 내는 함수를 쓰는 것입니다.\n\n"
             ATTENTION_EXAMPLE
             "- `parameters(H)`는 `help cell`에서처럼 학습할 매개변수를 정합니다. 매개변수가 없는 어텐션이라면 쓰지 않아도 됩니다.\n"
             "- `score(p, query, keys)`는 문장마다 한 행인 `query` [B, H]와 자리가 S개인 `keys` [S, B, H]를 받아 스코어 [S, B]를 "
             "반환합니다.\n"
             "- 모양이 [S, B, H]와 [B, H]인 `keys * q`는 키를 그 문장의 쿼리와 하나씩 견주고, `op.row_sums`는 그때마다 나온 숫자 H개를 "
             "더합니다.\n"
             "- 문장이 끝난 뒤의 자리는 나중에 저절로 빠지므로 가릴 필요가 없습니다.\n\n"
             "`gradcheck(\"bilinear\")`로 그래디언트를 확인하고, `model attention=bilinear`, `train`, `attend`를 차례로 입력하면 어디를 "
             "보는지 그림으로 볼 수 있습니다. 자리를 아는 어텐션을 훈련하는 예는 scripts/local.lua에 있습니다."},
    .run = run_attention,
    .show = show_attention,
};

static const Command formula_command = {
    .name = "formula",
    .usage = {"formula | formula NAME", "formula | formula 이름"},
    .summary = {"what an operation computes, and its gradient", "연산이 무엇을 계산하는지와 그래디언트를 봅니다"},
    .help = {"`formula` tells what the operations are for, first those that can be called in Lua, then those that only the models use; "
             "`formula gru` shows the shapes, the formula and the gradient of one. In Lua:\n\n"
             FORMULA_EXAMPLE
             "- `tensor{...}`, `zeros(2, 3)`, `parameter(2, 3)` make tensors; `t[1][2]` counts from 1; `shape(t)`.\n"
             "- `+ - *` and `/` by a number; a row, a column or one number is fitted to the other shape. Operations are in `op`, "
             "and `x:tanh()` is `op.tanh(x)`.\n"
             "- `backward(loss)` finds all gradients, `grad(t)` returns one, `descend({W}, rate)` goes a step against them.\n"
             "- `gradcheck(f, {x, W})` compares the gradients of `f(x, W)` with measured slopes. Numbers have 24 bits, so that slopes "
             "are measured over 1/16 and 1/32 and may differ by a thousandth.\n\n"
             "`help cell` and `help attention` build parts of models of these.",
             "`formula`는 연산과 그 쓰임을 나열합니다. Lua에서 부를 수 있는 것이 먼저 나오고, 모델만 쓰는 것이 그 뒤에 나옵니다. `formula gru`는 "
             "그 연산의 모양, 수식, 그래디언트를 보여 줍니다. Lua에서는 이렇게 씁니다.\n\n"
             FORMULA_EXAMPLE
             "- `tensor{...}`, `zeros(2, 3)`, `parameter(2, 3)`로 텐서를 만듭니다. `t[1][2]`처럼 1부터 세며, 모양은 `shape(t)`입니다.\n"
             "- `+ - *`를 쓰고, `/`로는 숫자로만 나눕니다. 행, 열, 숫자 하나는 다른 쪽의 모양에 맞추어 줍니다. 연산은 `op`에 있고, "
             "`x:tanh()`는 `op.tanh(x)`와 같습니다.\n"
             "- `backward(loss)`는 그래디언트를 모두 구하고, `grad(t)`는 하나를 돌려주며, `descend({W}, 학습률)`은 그래디언트의 반대쪽으로 "
             "한 걸음 갑니다.\n"
             "- `gradcheck(f, {x, W})`는 `f(x, W)`의 그래디언트를 잰 기울기와 견줍니다. 숫자가 24비트라서 기울기를 1/16과 1/32에 "
             "걸쳐 재며, 1000분의 1까지는 다를 수 있습니다.\n\n"
             "`help cell`과 `help attention`에서는 이것으로 모델의 부품을 만듭니다."},
    .words_wanted = true,
    .run = run_formula,
    .show = show_formula,
};

bool own_commands_add(Repl *repl, LuaHost *host, Error *error)
{
    return repl_add_command(repl, &cell_command, host, error) && repl_add_command(repl, &attention_command, host, error) &&
           repl_add_command(repl, &formula_command, host, error);
}
