#!/usr/bin/env bash
# lua_parts.sh: cells and attentions written in Lua: they learn what the built-in ones learn, every command works on them,
# what is wrong with them is told, and nothing that they do ends the program.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

# ---- a line that defines one ----
says 'an attention that is typed says how to use it' 'attention("mine", { score = function(p, q, k) return op.row_sums(k * q) end })' \
    'The attention mine is defined.' 'model attention=mine' 'gradcheck("mine")'
with='--lang ko' says 'a cell too, over several lines' $'cell("c", { parameters = function(E, H) return { W = { E, H } } end,\n  step = function(p, x, h) return h end })' \
    'c 셀을 정의했습니다' 'model cell=c` 명령으로 이 셀을 쓰는' 'gradcheck("c")` 함수로'
with='--lang ko' says 'and an attention' 'attention("a", { score = function(p, q, k) return op.row_sums(k * q) end })' \
    'a 어텐션을 정의했습니다' 'model attention=a` 명령으로 이' 'gradcheck("a")` 함수로'
prints 'not among other Lua' 'attention("mine", { score = function(p, q, k) return op.row_sums(k * q) end }) print("then")' 'then'

# ---- copies of built-in parts: the same parameters in the same order, so the same first values ----
cat >"$scratch/copies.lua" <<'END'
local function linear3(t, W, b, H)
  local all = op.linear(t, W, b)
  return op.slice(all, 1, H), op.slice(all, H + 1, H), op.slice(all, 2 * H + 1, H)
end
cell("own-gru", {
  parameters = function(E, H) return { a = { E, 3 * H }, b = { 3 * H }, c = { H, 3 * H }, d = { 3 * H } } end,
  step = function(p, x, h, tell)
    if collect then collectgarbage() end
    local H = shape(h)[2]
    local xr, xz, xn = linear3(x, p.a, p.b, H)
    local hr, hz, hn = linear3(h, p.c, p.d, H)
    local r = tell("reset", op.sigmoid(xr + hr))
    local z = tell("update", op.sigmoid(xz + hz))
    local one = tensor{{1}} -- a tensor of numbers among those of the model
    local n = op.tanh(xn + r * hn) * one
    return (1 - z) * h + z * n, { candidate = n }
  end,
})
cell("own-lstm", {
  memory = true,
  parameters = function(E, H) return { a = { E, 4 * H }, b = { 4 * H }, c = { H, 4 * H }, d = { 4 * H } } end,
  step = function(p, x, h, c)
    local H = shape(h)[2]
    local all = op.linear(x, p.a, p.b) + op.linear(h, p.c, p.d)
    local function part(i) return op.slice(all, (i - 1) * H + 1, H) end
    local i, f, g, o = part(1):sigmoid(), part(2):sigmoid(), part(3):tanh(), part(4):sigmoid()
    local new = f * c + i * g
    return o * op.tanh(new), new, { input = i, forget = f }
  end,
})
attention("own-dot", { score = function(p, query, keys) return op.row_sums(keys * query) end })
function same(a, b, options)
  local loss, answer = {}, {}
  for i, kinds in ipairs { a, b } do
    model { cell = kinds[1], attention = kinds[2], hidden = 8, name = "m" .. i, layers = options and options.layers,
            bidirectional = options and options.bidirectional, feeding = options and options.feeding }
    loss[i] = train { steps = 12, validate_every = 0 }.loss
    answer[i] = translate("a b c").answer
  end
  assert(math.abs(loss[1] - loss[2]) < 1e-4, ("%.6f %.6f"):format(loss[1], loss[2]))
  assert(answer[1] == answer[2])
  print("the same")
end
END
begin='dofile("copies.lua") data{task = "copy", length = {2, 4}, symbols = 5}'
prints 'a GRU in Lua learns as the built-in one' "$begin same({'gru', 'dot'}, {'own-gru', 'dot'})" 'the same'
prints 'an LSTM with its memory' "$begin same({'lstm', 'none'}, {'own-lstm', 'none'})" 'the same'
prints 'dot attention' "$begin same({'gru', 'dot'}, {'gru', 'own-dot'})" 'the same'
prints 'both, in two layers and directions, with feeding' \
    "$begin same({'gru', 'dot'}, {'own-gru', 'own-dot'}, {layers = 2, bidirectional = true, feeding = true})" 'the same'
prints 'also when all is collected at each step' "collect = true $begin same({'gru', 'dot'}, {'own-gru', 'own-dot'})" 'the same'
session '--threads 1' "$begin model{cell = 'own-gru', attention = 'own-dot', hidden = 8} print(('%.9f'):format(train{steps = 9}.loss))"
one=$said
session '--threads 3' "$begin model{cell = 'own-gru', attention = 'own-dot', hidden = 8} print(('%.9f'):format(train{steps = 9}.loss))"
[ -n "$one" ] && [ "$one" = "$said" ] && report OK 'the numbers do not depend on the threads' || report NOT 'the numbers do not depend on the threads' "$one $said"

# ---- gradcheck ----
prints 'gradcheck of parts by name' 'dofile("copies.lua") print(gradcheck("own-gru").ok, gradcheck("own-lstm").ok, gradcheck("own-dot").ok)' 'true    true    true'
says 'whose functions call no command' 'cell("sly", {parameters = function(E, H) print(pcall(tokens, "a b")) return {W = {E, H}} end, step = function(p, x, h) return op.tanh(op.matmul(x, p.W)) end}) gradcheck("sly")' "'tokens' cannot be used inside a cell"
says 'with all parameters' 'dofile("copies.lua") print(gradcheck("own-lstm"))' 'p.a ' 'p.d ' 'x ' 'h ' 'c ' 'agree'
prints 'it finds a gradient that was cut' 'cell("cut", {parameters = function(E, H) return {W = {E, H}} end, step = function(p, x, h) return op.tanh(op.matmul(x, p.W)) * detach(h) end}) print(gradcheck("cut").ok)' 'false'
fails 'and a shape that is wrong' 'attention("wide", {score = function(p, query, keys) return query * keys end}) gradcheck("wide")' 'wide: ' '[3, 2]' '[3, 2, 4]'
leak='cell("leak", {parameters = function(E, H) return {W = {E, H}} end, step = function(p, x, h, tell) LAST return op.tanh(op.matmul(x, p.W)) + h, told end})'
fails 'what is told has to have the shape of the state' "${leak/LAST/'tell("gate", x)'} gradcheck('leak')" 'gate: tell takes a tensor'
fails 'also where it is returned' "${leak/LAST/'told = {gate = x}'} gradcheck('leak')" 'gate: tell takes a tensor'
fails 'and a name that a model takes' "${leak/LAST/'tell("state", h)'} gradcheck('leak')" "'state' is not a valid name"
fails 'and not too often' "${leak/LAST/'for i = 1, 17 do tell("g" .. i, h) end'} gradcheck('leak')" 'at most 16'
prints 'what fits is told' "${leak/LAST/'for i = 1, 16 do tell("g" .. i, h) end told = {gate = h}'} print(gradcheck('leak').ok)" 'true'
printf '%s\n' "${leak/LAST/'tell("gate", x)'}" 'data{task = "copy"} model{cell = "leak", hidden = 8, embedding = 5} train{steps = 1}' >"$scratch/leak.lua"
said=$(cd "$scratch" && "$program" leak.lua 2>&1)
[ "$(grep -c 'stack traceback' <<<"$said")" = 1 ] && report OK 'an error in a step has one traceback' || report NOT 'an error in a step has one traceback' "$said"
fails 'of a name that there is not' 'gradcheck("nothing")' "no cell or attention 'nothing'"

# ---- every command ----
own="$begin model{cell = 'own-gru', attention = 'own-dot', hidden = 8} train{steps = 5}"
says 'attend' "$own show(attend('a b'))" 'a b'
says 'gates by name' "$own show(gates('a b'))" 'update gate' 'reset gate'
says 'both what is told and what is returned' "$own"$'\ntrace a b' 'decoder.update' 'decoder.candidate'
says 'what is told can be forced' "$own"$'\nforce z value=0\nwhatif a b' 'update = 0' 'now:'
prints 'by its own name too, and it counts' "cell('mgu', {parameters = function(E, H) return {W = {E + H, H}} end, step = function(p, x, h, tell) local f = tell('open', op.sigmoid(op.matmul(op.concat(x, h), p.W))) return (1 - f) * h + f end}) data{task = 'copy', length = {2, 4}, symbols = 5} model{cell = 'mgu', hidden = 8} force('open', {value = 0}) w = whatif('a b') print(#w.without_effect, w.log_probability_difference ~= 0)" '0       true'
says 'beam' "$own"$'\nbeam a b' 'a'
says 'sample' "$own"$'\nsample a b' 'a'
prints 'accuracy' "$own print(accuracy{count = 5}.command)" 'accuracy'
says 'compare' "$begin compare('none own-dot', {steps = 2, hidden = 8, count = 5}) print('compared')" 'compared'
says 'bench' "$begin"$'\nbench cell=own-gru attention=own-dot hidden=8 seconds=0.1' 'own-gru'
says 'they are listed' "$begin"$'\ncell\nattention' 'own-gru (written in Lua)' 'own-dot (written in Lua)'
says 'those built in with what they are' $'cell\nattention\nlang ko\ncell\nattention' 'gru       two gates' 'lstm      three gates' \
    'rnn       a tanh' 'none      one context' 'dot       the product' 'scaled    the same' 'general   a product' 'additive  a layer' \
    '게이트 둘' '사이에 행렬을 둔 내적'
says 'and by help, once each' "$begin"$' dofile("copies.lua")\nhelp model' '`cell=gru|lstm|rnn|own-lstm|own-gru`' '|additive|own-dot`'
says 'and where the name is misspelt' "$begin"$'\nmodel cell=own-grv' 'did you mean cell=own-gru?'
says 'formulas, at the prompt' $'formula gru\nformula' 'h_t = (1 - z)' 'layer_norm'
says 'first what Lua can call' 'formula' 'For Lua' 'row_sums' 'Only for the models:' 'multi_head_attention'
says 'one that is made of another' 'formula row_sums' 'a column of N ones'
session '' 'formula gru'
grep -qx '  z = sigmoid(z_x + z_h)' <<<"$said" && report OK 'each equation has a row' || report NOT 'each equation has a row' "$said"
says 'one says what it is for' 'formula tanh' 'squashes numbers' 'y = tanh(a)'
for language in en ko; do
    session "--lang $language --json" $'formula\nlang en\nfor name in formula():gmatch("%S+") do print(name) end'
    meanings=$(python3 -c 'import json, sys
import unicodedata
lines = sys.stdin.read().splitlines()
told = json.loads(lines[0])["operations"]
names = [line for line in lines[2:]]
wide = lambda text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
assert [each["name"] for each in told] == names and len(names) > 30 and len(set(names)) == len(names), names
for each in told:
    words = each["meaning"]
    assert "=" not in words and "\n" not in words, "no meaning: %s" % each["name"]
    assert (sys.argv[1] == "ko") == any("가" <= c <= "힣" for c in words), each
    assert 24 + wide(words) <= 80, "too wide: %s" % each
print("all")' "$language" <<<"$said" 2>&1)
    [ "$meanings" = all ] && report OK "formulas: each says what it is for ($language)" ||
        report NOT "formulas: each says what it is for ($language)" "$meanings: $said"
done
says '? explains a function of Lua' '?plot' 'plot(y, ...' 'example'
says 'but what help knows, help explains' $'?softmax\n?dropout' 'Turns scores into' 'dropout='
fails 'and an operation that there is not' 'formula grv' "did you mean 'formula gru'"
says 'help teaches' $'help cell\nhelp attention\nhelp formula' 'cell("mgu"' 'attention("bilinear"' 'backward(loss)'
sed -n 's/^  cell("mgu"/cell("mgu"/; /^cell("mgu"/,/^  })/p' <<<"$said" | sed 's/^  //' >"$scratch/from_help.lua"
prints "the help's cell works" 'dofile("from_help.lua") print(gradcheck("mgu").ok)' 'true'

fails 'a Transformer has no cells' "$begin"$'\nmodel kind=transformer cell=own-gru' 'cell= has no effect here; it applies only to kind=recurrent'
fails 'and its own attention' "$begin"$'\nmodel kind=causal attention=own-dot' 'attention= has no effect here; it applies only to kind=recurrent'
fails 'also when it is measured' "$begin"$'\nbench kind=masked cell=own-gru hidden=8 seconds=0.1' 'applies only to kind=recurrent'
says 'trust' "$own"$'\ntrust a b c' 'rank correlation'
# Its failures: counted here so that it fails in one pass and not in those before it.
cat >"$scratch/tired.lua" <<'END'
calls, most = 0, math.huge
cell("tired", {
  parameters = function(E, H) return { a = { E, H }, b = { H, H }, c = { H } } end,
  step = function(p, x, h)
    calls = calls + 1
    if calls > most then error("tired of it") end
    return op.tanh(op.linear(x, p.a, p.c) + op.linear(h, p.b, p.c))
  end,
})
END
tired='dofile("tired.lua") data{task = "copy", length = {4, 6}, symbols = 6} model{cell = "tired", attention = "dot", hidden = 8}'
fails 'trust says what failed where all steps are taken at once' "$tired trust('a b c d') most, calls = calls - 1, 0 trust('a b c d')" 'tired of it'
says 'gradients' "$own"$'\ngradients length=4 count=2' 'steps back'
says 'checkpoints' "$own"$'\ntrain steps=6 checkpoints=3\ncheckpoint 2\ntranslate a b\ncheckpoint last' 'has the parameters of checkpoint 2' 'has its trained parameters'
prints 'the same seed, the same numbers; another, others' "$begin function run(seed) model{cell = 'own-gru', attention = 'own-dot', hidden = 8, seed = seed} return train{steps = 5, seed = seed}.loss end a, b, c = run(1), run(1), run(2) print(a == b, a == c)" 'true    false'

# ---- files ----
prints 'a saved model comes back' "$own a = translate('a b c').answer save('m.safetensors') model{hidden = 8} open('m.safetensors') print(translate('a b c').answer == a, model().models[1].cell)" 'true    own-gru'
fails 'not without the definition' 'open m.safetensors' 'define it first'
fails 'in the same words for a new model' "$begin"$'\nmodel cell=mine' 'one written in Lua'
with='--lang ko' fails 'in Korean' 'open m.safetensors' '먼저'
fails 'nor with another of that name' 'dofile("copies.lua") cell("own-gru", {parameters = function(E, H) return {W = {E, H}} end, step = function(p, x, h) return h end}) open("m.safetensors")' 'encoder.forward.W is missing'
prints 'a model keeps the part that it was made with' "$own a = translate('a b').answer cell('own-gru', {parameters = function(E, H) return {} end, step = function() error('new') end}) print(translate('a b').answer == a)" 'true'

# ---- errors while training ----
broken='count = 0 cell("broken", {parameters = function(E, H) return {W = {E, H}} end, step = function(p, x, h) count = count + 1 if count > 100 then local function deep() error("planted") end deep() end return op.tanh(op.matmul(x, p.W) + h) end})'
session '' "$begin $broken"$'\nmodel{cell = "broken", hidden = 8}\ntrain steps=100000'
[ "$status" = 1 ] && grep -q 'step [0-9]*: cell broken: line:1: planted' <<<"$said" && grep -q "in local 'deep'" <<<"$said" &&
    report OK 'an error ends the training with its traceback' || report NOT 'an error ends the training with its traceback' "$said"
prints 'and the model is as it was' "$begin $broken model{cell = 'broken', hidden = 8} print(pcall(train, {steps = 100000}) == false) count = -1e9 n = model().models[1].steps print(n > 0, train{steps = 2}.total_steps == n + 2)" $'true\ntrue    true'
# step_fails TITLE BODY WORDS: a cell whose step has this body is refused while it trains, translates and is measured.
step_fails() {
    local line="$begin cell('c', {parameters = function(E, H) return {W = {E, H}} end, step = function(p, x, h, tell) $2 end}) model{cell = 'c', hidden = 8, attention = 'none'}"
    session '' "$line for _, f in ipairs{function() train{steps = 2} end, function() translate('a b') end, function() accuracy{count = 3} end, function() gates('a') end} do print(select(2, pcall(f))) end print('alive')"
    [ "$status" = 0 ] && [ "$(tr '\n' ' ' <<<"$said" | grep -oF -e "$3" | wc -l)" = 4 ] && [ "$(grep -c 'cell c: ' <<<"$said")" = 4 ] && grep -q alive <<<"$said" && report OK "$1" || report NOT "$1" "status $status: $said"
}
step_fails 'no state' 'return nil' 'cell c: line:1: the new state'
step_fails 'a state of another shape' 'return op.matmul(x, p.W):concat(h)' '16]'
step_fails 'a number' 'return 1' 'and is a number'
step_fails 'shapes that do not fit' 'return op.matmul(h, op.concat(p.W, p.W)) + h' 'to fit'
step_fails 'a command inside' 'train{} return h' "'train' cannot be used inside"
step_fails 'backward inside' 'backward(op.sum(h)) return h' 'cannot be called here'
step_fails 'what is told has another shape' 'tell("gate", x:concat(h)) return h' 'gate has to be a tensor ['
step_fails 'a name that is taken' 'tell("state", h) return h' "'state' is not a valid name"
says 'gates in a table that loses them' "$begin cell('c', {parameters = function() return {} end, step = function(p, x, h) local t = setmetatable({}, {__mode = 'v'}) for i = 1, 9 do t['a-long-name-of-a-gate-' .. i] = h * i end return h * 0.5, t end}) model{cell = 'c', hidden = 8} for i = 1, 30 do gates('a b') end print('alive')" alive
step_fails 'a NUL in a name' 'tell("g\0", h) return h' "'' is not a valid name"
step_fails 'returned gates that are none' 'return h, 3' 'not a number'
step_fails 'a yield' 'coroutine.yield() return h' 'attempt to yield'
for body in 'local function f() return 1 + f() end f()' 'local t = {} while true do t[#t + 1] = ("x"):rep(1e6) .. #t end'; do
    says "bounded: $body" "$begin cell('c', {parameters = function() return {} end, step = function(p, x, h) $body return h end}) model{cell = 'c', hidden = 8, attention = 'none'} print(select(2, pcall(train, {steps = 1, shards = 1}))) print('alive')" 'step 1' 'alive'
done
says 'a tensor that was kept is invalid, not read' "$begin kept = {} cell('c', {parameters = function() return {} end, step = function(p, x, h, tell) for _, t in ipairs(kept) do print(pcall(op.tanh, t)) print(t) kept = {} error('enough') end kept = {h, x, h * 2} keep = tell return h end}) model{cell = 'c', hidden = 8, attention = 'none'} pcall(train, {steps = 1}) print(pcall(keep, 'x', zeros(1, 8)))" \
    'false   this tensor belongs to a finished step' 'tensor of a step that is over' 'is called inside of step'
says 'also after an error' "$begin cell('c', {parameters = function() return {} end, step = function(p, x, h) kept = h error('x') end}) model{cell = 'c', hidden = 8, attention = 'none'} pcall(train, {steps = 1}) print(pcall(grad, kept), pcall(detach, kept))" 'false   false'
score_nan="$begin attention('a', {score = function(p, query, keys) return op.row_sums(keys * query) / 0 end}) model{attention = 'a', hidden = 8} print(pcall(train, {steps = 1}))"
says 'scores that are no numbers' "$score_nan" 'step 1: attention a: line:1: score holds infinity or NaN'
says 'but minus infinity forbids to look' "$begin attention('a', {score = function(p, query, keys) local S, B = shape(keys)[1], shape(keys)[2] local t = zeros(S, B) for j = 2, S do for b = 1, B do t[j][b] = -math.huge end end return op.row_sums(keys * query) + t end}) model{attention = 'a', hidden = 8} train{steps = 1} print(attend('a b').weights[1][1])" '1.0'
says 'numbers that are none' "$begin cell('c', {parameters = function() return {} end, step = function(p, x, h) return h * (0 / 0) end}) model{cell = 'c', hidden = 8, attention = 'none'} print(pcall(train, {steps = 1}))" 'cell c: line:1: the new state holds infinity or NaN'
prints 'where the model itself makes none of them, it still answers' "$begin cell('c', {parameters = function() return {} end, step = function(p, x, h) return h * 0 + 3e38 end}) model{cell = 'c', hidden = 8} print(translate('a b').source, translate('a b').log_probability, #sample('a b', {nucleus = 0.5, n = 2}).answers, #beam('a b').answers > 0)" 'a b     nil     2       true'
says 'a result of another computation' "$begin y = parameter(1, 8) * 2 cell('c', {parameters = function() return {} end, step = function(p, x, h) return h + y end}) model{cell = 'c', hidden = 8, attention = 'none'} print(pcall(train, {steps = 1}))" 'detach(t)'
prints 'coroutines and gradcheck inside are no trouble' "$begin cell('c', {parameters = function(E, H) return {W = {E, H}} end, step = function(p, x, h) local ok = gradcheck(op.tanh, tensor{1}).ok return coroutine.wrap(function() return op.tanh(op.matmul(x, p.W) + h) end)() end}) model{cell = 'c', hidden = 8, attention = 'none'} print(train{steps = 1}.steps)" '1'
# score_fails TITLE BODY WORDS: the same for the scores of an attention.
score_fails() {
    says "$1" "$begin attention('a', {score = function(p, query, keys) $2 end}) model{attention = 'a', hidden = 8} print(pcall(train, {steps = 1})) print(pcall(attend, 'a b'))" "$3"
}
score_fails 'scores of another shape' 'return query' 'score has to return a tensor ['
score_fails 'no scores' 'return 3' 'attention a: line:1: score has to return a tensor ['
score_fails 'an error' 'error("planted")' 'planted'

begin_c="$begin cell('c', {parameters = function() return {} end, step = function(p, x, h, tell)"
says 'a loop without end is told with its line' "$begin_c"$' while true do end return h end}) model{cell = "c", hidden = 8}\ntrain steps=1' 'cell c: line:1: this runs too long'
says 'a step that takes all memory' "$begin_c local big = op.concat(h, h) for i = 1, 12 do big = op.concat(big, big) end for i = 1, 1e9 do op.tanh(big) end return h end}) model{cell = 'c', hidden = 8} print(pcall(train, {steps = 1})) print(pcall(translate, 'a b')) print('alive')" \
    'step 1: cell c: line:1: a step of the model needs more than 1024 MiB' 'false   cell c: line:1: a step of the model' 'alive'
says 'also by numbers of its own' "$begin_c local all = zeros(1000, 1000) for i = 1, 1e9 do op.sum(all) end return h end}) model{cell = 'c', hidden = 8} print(pcall(train, {steps = 1})) print('alive')" 'more than 1024 MiB' 'alive'
says 'too much that is told' "$begin_c for i = 1, 1e9 do tell('g' .. i, h) end return h end}) model{cell = 'c', hidden = 8} print(pcall(train, {steps = 1}))" 'cell c: line:1: tell takes at most 16 values'
says 'definitions without end' "for i = 1, 3000 do good, why = pcall(cell, 'c', {parameters = function() return {} end, step = function(p, x, h) return h end}) end print(good, why)" 'false   1000 cells'
with='--lang ko' fails 'errors in Korean' "$begin_c return 1 end}) model{cell = 'c', hidden = 8}"$'\ntrain steps=1' '셀 c: line:1: 새 은닉 상태 자리에는'

# ---- definitions ----
step='step = function(p, x, h) return h end'
fails 'no step' 'cell("c", {parameters = function() return {} end})' 'needs step = function'
fails 'no parameters' "cell('c', {$step})" 'needs parameters = function'
fails 'another key' "cell('c', {parameters = function() return {} end, $step, stpe = 1})" "no 'stpe'"
fails 'no table' 'cell("c")' 'help cell'
fails 'a built-in name' "cell('gru', {parameters = function() return {} end, $step})" 'built in'
fails 'a name that is none' "cell('a b', {parameters = function() return {} end, $step})" 'is not a valid name'
fails 'a long name' "cell(('x'):rep(40), {parameters = function() return {} end, $step})" 'up to 31'
fails 'a shape that is none' "cell('c', {parameters = function(E, H) return {W = E} end, $step})" 'W needs a shape'
fails 'a shape of nothing' "cell('c', {parameters = function(E, H) return {W = {0, H}} end, $step})" 'from 1 to 65536'
fails 'a shape of half a number' "cell('c', {parameters = function(E, H) return {W = {E, H / 3}} end, $step})" 'from 1 to 65536'
fails 'a huge shape' "cell('c', {parameters = function(E, H) return {W = {65536, 65536}} end, $step})" 'more than'
fails 'three dimensions' "cell('c', {parameters = function(E, H) return {W = {E, H, 2}} end, $step})" 'W needs a shape'
fails 'a parameter without a name' "cell('c', {parameters = function(E, H) return {{E, H}} end, $step})" 'parameters have names'
fails 'a NUL behind a name' "cell('c', {parameters = function(E, H) return {W = {E, H}, ['W\0'] = {E, H}} end, $step})" 'parameters have names'
fails 'or in one' "cell('c\0d', {parameters = function() return {} end, $step})" 'up to 31'
fails 'or in a key' "cell('c', {parameters = function() return {} end, $step, ['step\0'] = 1})" "no ''"
fails 'a parameter that the model has itself' "$begin attention('a', {parameters = function(H) return {feature_weight = {H, H}} end, score = function(p, q, k) return op.row_sums(k * q) end}) model{attention = 'a', hidden = 8}" 'already has a parameter attention.feature_weight'
fails 'or its decoder' "$begin cell('c', {parameters = function(E, H) return {embedding = {E, H}} end, $step}) model{cell = 'c', hidden = 8}" 'already has a parameter decoder.embedding'
fails 'too many' "cell('c', {parameters = function(E, H) local t = {} for i = 1, 17 do t['p' .. i] = {H} end return t end, $step})" 'more than 16'
fails 'no table of parameters' "cell('c', {parameters = function() return 3 end, $step})" 'not a number'
fails 'a scale that is none' "cell('c', {parameters = function(E, H) return {W = {H, scale = 1e9}} end, $step})" 'may be 0 to 100'
fails 'names that depend on the size' "$begin cell('c', {parameters = function(E, H) return {['p' .. H] = {H}} end, $step}) model{cell = 'c', hidden = 8}" 'the same names'
fails 'an error in parameters' "$begin cell('c', {parameters = function(E, H) if H > 4 then error('planted') end return {} end, $step}) model{cell = 'c', hidden = 8}" 'planted'
fails 'an error only when the model is made' "$begin asked = 0 cell('c', {parameters = function(E, H) asked = asked + 1 if asked > 3 then error('planted') end return {W = {E, H}} end, $step}) model{cell = 'c', hidden = 8}" 'cell c: line:1: planted'
fails 'other data while a model is made' "$begin cell('c', {parameters = function(E, H) if H > 4 then data{grammar = 'ko-en'} end return {} end, $step}) model{cell = 'c', hidden = 8}" "'data' cannot be used inside"
fails 'more numbers than a model may have' "$begin cell('c', {parameters = function(E, H) local t = {} for i = 1, 16 do t['p' .. i] = {4096, 4096} end return t end, $step}) model{cell = 'c', hidden = 8}" 'the limit is'
says 'and the session goes on' "$begin for i = 1, 300 do pcall(cell, 'c', {parameters = function() return {} end, $step}) pcall(cell, 'd') end collectgarbage() print('alive')" 'alive'

# ---- Ctrl-C ----
# stopped TITLE BODY SIGNALS WORDS [COMMAND] [PAUSE]: SIGINT, so many times, while a cell with this step trains, or while the
# command runs; the program ends in order. The step itself tells that it has begun: no signal comes before it.
stopped() {
    printf '%s\n' "$begin" "cell('c', {parameters = function(E, H) return {W = {E, H}} end, step = function(p, x, h) if not begun then begun = true print('begun') end $2 return op.tanh(op.matmul(x, p.W) + h) end})" \
        "model{cell = 'c', hidden = 8}" "${5:-train steps=10000000}" 'print("after")' >"$scratch/lines"
    interrupts "$3" "${6:-0.3}"
    [ $status -lt 128 ] && grep -qE "$4" <<<"$said" && report OK "$1" || report NOT "$1" "status $status: $said"
}
stopped 'Ctrl-C ends the training after a step' '' 1 'topped|[Ii]nterrupted'
stopped 'a second one ends a function that does not end' 'while true do local s = ("x"):rep(1e5) end' 2 'cell c: .*was stopped'
stopped 'also where it comes in another call' 'for i = 1, 1e8 do end' 2 'cell c: .*was stopped' '' 0.7
stopped 'however long after the first' 'while true do local s = ("x"):rep(1e5) end' 2 'cell c: .*was stopped' '' 1.3
stopped 'where no job waits for the end of a step, the first one' 'for i = 1, 2e8 do end' 1 'cell c: .*was stopped' 'translate a b'

# ---- the worked examples ----
for script in mgu local; do
    said=$(cd "$scratch" && "$program" "$source_folder/scripts/$script.lua" 3 8 2>&1)
    [ "$(grep -c 'exact match' <<<"$said")" = 2 ] && grep -q 'The gradients agree' <<<"$said" && report OK "scripts/$script.lua" || report NOT "scripts/$script.lua" "$said"
done
said=$(cd "$scratch" && "$program" --lang ko "$source_folder/scripts/local.lua" 150 24 2>&1)
learned() { sed -n "s/^$1: .* 손실 \([0-9]*\)[.]\([0-9]*\), .*/\1\2/p" <<<"$said"; }
[ "$(learned local)" -lt $(($(learned general) - 200)) ] && report OK 'local attention copies better, in Korean' || report NOT 'local attention copies better, in Korean' "$said"
finish
