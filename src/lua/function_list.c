/* function_list.c: what scripts find besides Lua's own library and the commands. tests/lua_page.py compares the list with
 * what a running program has. */
#include "lua/function_list.h"

#include <string.h>

static const LuaFunction functions[] = {
    /* ---- making tensors ---- */
    {"tensor", "tensor(numbers)",
     {"a tensor of these numbers: nested lists (up to 4 deep), one number, or a copy of a tensor",
      "주어진 수로 텐서를 만듭니다. 수 하나, 겹친 리스트(4겹까지), 복사할 텐서를 넣을 수 있습니다"},
     "tensor{{1, 2}, {3, 4}}"},
    {"zeros", "zeros(M, N, ...)", {"a tensor [M,N,...] of zeros, of 1 to 4 dimensions", "0으로 채운 텐서 [M,N,...]. 차원은 1~4개입니다"}, "zeros(2, 3)"},
    {"random", "random(M, N, ..., {seed =, normal =})",
     {"a tensor [M,N,...] of random numbers: uniform from 0 to 1, or with normal = true of mean 0 and deviation 1; the same in "
      "each run of the script",
      "무작위 수의 텐서 [M,N,...]. 0에서 1까지 고르게 뽑고, normal = true이면 평균 0, 표준 편차 1인 정규 분포에서 뽑습니다. 스크립트를 다시 "
      "실행해도 같은 수가 나옵니다"},
     "random(2, 3, {seed = 1})"},
    {"parameter", "parameter(M, N, ..., {scale =, seed =})",
     {"a tensor [M,N,...] to be learned, uniform from -scale to scale (default: 1 / sqrt(M)); parameter(t) copies the tensor t",
      "학습할 텐서 [M,N,...]. -scale에서 scale까지 고르게 뽑습니다(기본값 1 / sqrt(M)). parameter(t)는 텐서 t를 복사합니다"},
     "parameter(2, 3, {seed = 1})"},
    {"detach", "detach(t)",
     {"a copy of the tensor's numbers without the record of their computation: it can be changed and outlives the step",
      "계산 기록 없이 텐서의 수만 복사합니다. 값을 바꿀 수 있고, 단계가 끝나도 남습니다"},
     "t = detach(op.tanh(tensor{1, 2}))\nt[1] = 5\nt"},
    /* ---- reading tensors ---- */
    {"shape", "shape(t)", {"the extents of a tensor, as a list", "텐서의 모양을 리스트로 돌려줍니다"}, "shape(zeros(2, 3))"},
    {"t:table", "t:table()", {"the numbers as nested lists", "텐서의 수를 겹친 리스트로 돌려줍니다"}, "tensor{{1, 2}, {3, 4}}:table()[2]"},
    {"t:number", "t:number()", {"the number of a tensor that has one only", "원소가 하나뿐인 텐서의 수를 돌려줍니다"}, "op.sum(tensor{1, 2, 3}):number()"},
    /* ---- gradients ---- */
    {"backward", "backward(loss)",
     {"computes the gradient of the loss, a tensor of one number, for all tensors that it was computed from",
      "손실(원소가 하나인 텐서)을 계산하는 데 쓰인 모든 텐서의 그래디언트를 구합니다"},
     "x = tensor{1, 2, 3}\nbackward(op.sum(x * x))\ngrad(x)"},
    {"grad", "grad(t)", {"the gradient that backward left at t, a tensor of the same shape", "backward가 구한 t의 그래디언트. 모양은 t와 같습니다"},
     "x = tensor{0, 1}\nbackward(op.sum(op.tanh(x)))\ngrad(x)"},
    {"descend", "descend(parameters, lr)",
     {"a step of gradient descent, p = p - lr * grad(p), for each parameter of the list",
      "경사 하강 한 단계. 리스트의 모든 매개변수를 p = p - lr * grad(p)로 바꿉니다"},
     "w = parameter(tensor{3})\nbackward(op.sum(w * w))\ndescend({w}, 0.1)\nw"},
    {"forget", "forget()",
     {"begins a new record of operations, as backward does by itself, so that a loop without backward does not grow",
      "연산 기록을 새로 시작합니다. backward 없이 반복할 때 기록이 늘어나지 않게 합니다(backward 뒤에는 저절로 새로 시작합니다)"},
     "for i = 1, 1000 do y = op.tanh(tensor{i}) forget() end\ny"},
    {"gradcheck", "gradcheck(f, inputs) | gradcheck(name)",
     {"compares the gradients of f(inputs), or of your cell or attention of that name, with numerical ones: a table, whose ok "
      "says whether all agree within 0.001",
      "f(inputs) 또는 그 이름으로 정의한 셀이나 어텐션의 그래디언트를 수치 미분과 비교합니다. 결과 테이블의 ok는 상대 오차가 모두 0.001 이하인지를 뜻합니다"},
     "gradcheck(function(x) return op.tanh(x) end, {tensor{1, 2}}).ok"},
    /* ---- parts of models ---- */
    {"cell", "cell(name, {parameters =, step =, memory =})",
     {"defines a cell: parameters(E, H) returns shapes; step(p, x, h, tell) gets x [B,E] and h [B,H] and returns the next state "
      "[B,H] (`help cell`)",
      "셀을 정의합니다. parameters(E, H)는 모양을 돌려주고, step(p, x, h, tell)은 x [B,E]와 h [B,H]를 받아 다음 상태 [B,H]를 돌려줍니다(`help cell`)"},
     "cell(\"plain\", {\n"
     "  parameters = function(E, H) return {W = {E + H, H}} end,\n"
     "  step = function(p, x, h)\n"
     "    return op.tanh(op.matmul(op.concat(x, h), p.W))\n"
     "  end\n"
     " })\n"
     "gradcheck(\"plain\").ok"},
    {"attention", "attention(name, {parameters =, score =})",
     {"defines an attention: score(p, query, keys) gets query [B,H] and keys [S,B,H] and returns scores [S,B] (`help attention`)",
      "어텐션을 정의합니다. score(p, query, keys)는 query [B,H]와 keys [S,B,H]를 받아 스코어 [S,B]를 돌려줍니다(`help attention`)"},
     "attention(\"plain_dot\", {\n"
     "  score = function(p, query, keys)\n"
     "    return op.row_sums(keys * query)\n"
     "  end\n"
     " })\n"
     "gradcheck(\"plain_dot\").ok"},
    {"formula", "formula(name)",
     {"the shapes, formula and gradient of an operation as a text; without a name, the names of all operations",
      "연산의 모양, 수식, 그래디언트를 문자열로 돌려줍니다. 이름이 없으면 모든 연산의 이름을 돌려줍니다"},
     "formula(\"tanh\")"},
    /* ---- pictures and text ---- */
    {"plot", "plot(y, ..., {x =, names =, title =, x_label =, log =})",
     {"draws up to 4 curves, each a list or tensor [N] of at most 10,000 numbers, over x (default: 1 to N); log is \"x\", \"y\" "
      "or \"xy\" for logarithmic axes",
      "곡선을 4개까지 그립니다. 곡선마다 수 10,000개까지의 리스트나 텐서 [N]을 넣습니다. x가 없으면 1부터 N까지이며, log는 로그 눈금을 쓸 축 \"x\", "
      "\"y\", \"xy\"입니다"},
     "plot({4, 2, 1}, {4, 3, 3}, {names = {\"with\", \"without\"}})"},
    {"heatmap", "heatmap(values, {rows =, columns =, title =, low =, high =})",
     {"draws lists of numbers or a tensor [N] or [M,N] as shades, of at most 32,768 cells; rows and columns are lists of names",
      "수의 리스트들이나 텐서 [N], [M,N]을 명암으로 그립니다. 칸은 32,768개까지이며, rows와 columns는 이름의 리스트입니다"},
     "heatmap({{.1, .9}, {.6, .4}}, {rows = {\"I\", \"go\"},\n  columns = {\"나는\", \"간다\"}})"},
    {"show", "show(result) | show(t)",
     {"draws what a command or gradcheck returned, or each matrix of a tensor (the first 6) as a heat map",
      "명령이나 gradcheck가 돌려준 결과를 보여 줍니다. 텐서는 행렬마다(처음 6개까지) 히트맵으로 그립니다"},
     "show(tensor{{1, 2}, {3, 4}})"},
    {"print", "print(value, ...)", {"writes values as people read them, tables and tensors too", "값을 사람이 읽기 좋게 출력합니다. 테이블과 텐서도 됩니다"},
     "print({1, 2, name = \"x\"}, 0.1 + 0.2)"},
    /* ---- files ---- */
    {"io.open", "io.open(file, mode)",
     {"as in Lua: reads any file, and writes below the current folder only; not in lessons",
      "Lua와 같습니다. 파일은 모두 읽을 수 있지만 현재 폴더 아래에만 쓸 수 있습니다. 수업에는 없습니다"},
     "io.open(\"missing.txt\")"},
    {"io.lines", "io.lines(file, ...)", {"the lines of a file, for a loop; not in lessons", "파일의 줄을 차례로 돌려줍니다. 수업에는 없습니다"},
     "pcall(io.lines, \"missing.txt\")"},
    {"io.write", "io.write(text, ...)", {"prints texts as they are; not in lessons", "문자열을 그대로 출력합니다. 수업에는 없습니다"},
     "io.write(\"a\", \"b\\n\")"},
    {"dofile", "dofile(file)", {"runs a script; not in lessons", "스크립트를 실행합니다. 수업에는 없습니다"}, "pcall(dofile, \"missing.lua\")"},
    {"require", "require(name)",
     {"what name.lua of the program's folders scripts and lessons returns, which is run once",
      "프로그램의 scripts와 lessons 폴더에서 name.lua를 한 번 실행하고 그 반환값을 돌려줍니다"},
     "require(\"common\").percent(0.35)"},
    /* ---- tables ---- */
    {"op", "op.NAME(...)", {"the operations that Lua can call; they are methods of tensors too", "Lua에서 부를 수 있는 연산의 테이블. 텐서의 메서드로도 부를 수 있습니다"},
     "tensor{0, 1}:tanh()"},
    {"ans", "ans, ans[N]",
     {"the last result of a typed command as a table, the N-th, and with a negative N one before it; nil before the first",
      "입력한 명령의 마지막 결과. ans[N]은 N번째 결과이고, N이 음수이면 그만큼 앞선 결과입니다. 결과가 나오기 전에는 nil입니다"},
     "formula sum\nans.meaning"},
    {"arg", "arg[N]", {"in a script file: the words of its command line, arg[0] its name", "스크립트 파일에서 명령줄의 인자. arg[0]은 스크립트의 이름입니다"},
     "type(arg)"},
    {"seqlab.text", "seqlab.text({en =, ko =})", {"the text in the language of the session", "두 언어 가운데 현재 언어의 문자열을 고릅니다"},
     "seqlab.text{en = \"yes\", ko = \"네\"}"},
    {"seqlab.language", "seqlab.language", {"the language of the session: \"en\" or \"ko\"", "현재 언어: \"en\" 또는 \"ko\""}, "seqlab.language"},
    {"seqlab.version", "seqlab.version", {"the version of the program, a text", "프로그램의 버전(문자열)"}, "type(seqlab.version)"},
    {"seqlab.command", "seqlab.command({name =, summary =, options =, run =})",
     {"adds a command: run(given) gets the options by name and the other words as given.words, and returns the result; not in "
      "lessons",
      "명령을 추가합니다. run(given)은 옵션을 이름으로, 나머지 단어를 given.words로 받아 결과를 돌려줍니다. 수업에는 없습니다"},
     "seqlab.command{name = \"double\", summary = \"twice\",\n"
     "  run = function(given) return {answer = 2 * given.words} end}\n"
     "double 21"},
    /* ---- operations ---- */
    {.name = "op.add", .usage = "op.add(a, b), a + b", .example = "tensor{{1, 2}, {3, 4}} + tensor{10, 20}"},
    {.name = "op.subtract", .usage = "op.subtract(a, b), a - b", .example = "1 - tensor{0.25, 1}"},
    {.name = "op.multiply", .usage = "op.multiply(a, b), a * b", .example = "tensor{{1, 2}, {3, 4}} * tensor{{10}, {100}}"},
    {.name = "op.scale", .usage = "op.scale(a, number), a * number, a / number", .example = "tensor{1, 2} / 2"},
    {.name = "op.one_minus", .usage = "op.one_minus(a), 1 - a", .example = "op.one_minus(tensor{0.25, 1})"},
    {.name = "op.tanh", .usage = "op.tanh(a)", .example = "op.tanh(tensor{-1, 0, 1})"},
    {.name = "op.sigmoid", .usage = "op.sigmoid(a)", .example = "op.sigmoid(tensor{-1, 0, 1})"},
    {.name = "op.relu", .usage = "op.relu(a)", .example = "op.relu(tensor{-1, 0, 1})"},
    {.name = "op.gelu", .usage = "op.gelu(a)", .example = "op.gelu(tensor{-1, 0, 1})"},
    {.name = "op.softmax", .usage = "op.softmax(a)", .example = "op.softmax(tensor{{1, 2, 3}, {0, 0, 0}})"},
    {.name = "op.sum", .usage = "op.sum(a)", .example = "op.sum(tensor{{1, 2}, {3, 4}})"},
    {.name = "op.row_sums", .usage = "op.row_sums(a)", .example = "op.row_sums(tensor{{1, 2}, {3, 4}})"},
    {.name = "op.matmul", .usage = "op.matmul(a, b)", .example = "op.matmul(tensor{{1, 2}, {3, 4}}, tensor{{1}, {10}})"},
    {.name = "op.linear", .usage = "op.linear(x, weight, bias)", .example = "op.linear(tensor{{1, 2}}, tensor{{1}, {10}}, tensor{100})"},
    {.name = "op.concat", .usage = "op.concat(a, b)", .example = "op.concat(tensor{{1, 2}}, tensor{{3}})"},
    {.name = "op.slice", .usage = "op.slice(a, from, count)", .example = "op.slice(tensor{{1, 2, 3, 4}}, 2, 2)"},
    {.name = "op.step", .usage = "op.step(a, t), a[t]", .example = "op.step(tensor{{{1, 2}}, {{3, 4}}}, 2)"},
    {.name = "op.stack", .usage = "op.stack(list), op.stack(a, b, ...)", .example = "op.stack{tensor{{1, 2}}, tensor{{3, 4}}}"},
    {.name = "op.reshape", .usage = "op.reshape(a, M, N, ...)", .example = "op.reshape(tensor{1, 2, 3, 4}, 2, 2)"},
    {.name = "op.layer_norm", .usage = "op.layer_norm(x, gain, bias)", .example = "op.layer_norm(tensor{{1, 2, 3}}, tensor{1, 1, 1}, zeros(3))"},
    {.name = "op.weigh", .usage = "op.weigh(scores, values)", .example = "op.weigh(tensor{{0}, {1}}, tensor{{{1, 0}}, {{0, 1}}})"},
};

const LuaFunction *lua_functions(int *count)
{
    *count = (int)(sizeof functions / sizeof *functions);
    return functions;
}

const LuaFunction *lua_function_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}
