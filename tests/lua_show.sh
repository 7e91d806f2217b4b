#!/usr/bin/env bash
# lua_show.sh: a script may change a result before it shows it: whatever it makes of it, the picture ends in order.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

# Takes something out of a result, shortens a list, or puts something else in its place, at places drawn by a seed.
cat >"$scratch/spoil.lua" <<'LUA'
local strange = { 0, -1, 2, 1e9, -1e9, 2 ^ 40, 1e300, 0 / 0, 0.5, "", "x y", ("가"):rep(300), true, {}, { 1 }, { {} }, { "a", "b" } }
local function copy(value)
  if type(value) ~= "table" then return value end
  local other = {}
  for key, inner in pairs(value) do other[key] = copy(inner) end
  return other
end
local function any_key(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  return keys[math.random(#keys)]
end
local function spoil(t, top)
  local key = any_key(t)
  if key == nil or key == "command" and top then return end
  if type(t[key]) == "table" and math.random() < 0.75 then return spoil(t[key]) end
  local way = math.random(3)
  if way == 1 then
    t[key] = nil
  elseif way == 2 and #t > 0 then
    for i = #t, math.random(#t), -1 do t[i] = nil end
  else
    t[key] = copy(strange[math.random(#strange)])
  end
end
function spoil_all(results, rounds)
  math.randomseed(7)
  for round = 1, rounds do
    local result = copy(results[round % #results + 1])
    for i = 1, math.random(3) do spoil(result, true) end
    pcall(show, result)
  end
  print("all shown")
end
LUA
begin='dofile("spoil.lua") data{task = "copy", length = {3, 5}, symbols = 6} model{attention = "dot", hidden = 8}'
says 'tables that are no results' "$begin spoil_all({help(), help('model'), data(), model(), train{steps = 6, checkpoints = 3, validate_every = 2}, checkpoint(), curves(), curves{steps = {2, 5}}, accuracy{count = 10}, compare('none dot', {steps = 2, hidden = 8, count = 5})}, 300)" 'all shown'
says 'of what looks into a model' "$begin r = {} for _, f in ipairs{translate, attend, gates, trace, trust, beam, sample} do r[#r + 1] = f('a b c') end for _, n in ipairs{'decoder.state', 'attention.weights'} do r[#r + 1] = trace('a b c', {name = n}) end r[#r + 1] = beam('a b c', {tree = 'all'}) r[#r + 1] = gradients{length = 4, count = 2} force('z', {value = 0}) r[#r + 1] = whatif('a b c') r[#r + 1] = force('prefix a') spoil_all(r, 600)" 'all shown'
says 'of pictures and subwords' "$begin r = {} data{task = 'picture'} model{attention = 'dot', hidden = 8} for _, f in ipairs{data, attend, beam, accuracy} do r[#r + 1] = f(f ~= accuracy and f ~= data and 'HELLO' or {}) end data{grammar = 'ko-en', tokens = 'subword', merges = 30} r[#r + 1] = tokens('나는 학교에', {steps = true}) spoil_all(r, 200)" 'all shown'
says 'a table that loses its entries while it is shown' \
    't = setmetatable({}, {__mode = "v"}) for i = 1, 400 do t[("k"):rep(60) .. i] = {i} end print(t) t = setmetatable({}, {__mode = "v"}) for i = 1, 24 do t[i] = {} for j = 1, 300 do t[i][j] = j end end print(t) print("alive")' alive
says 'a key of many bytes' 'k = ("x"):rep(1e7) t = {} for i = 1, 30 do t[i] = {[k] = i, b = 2} end print(t) print(#k)' 10000000

# ---- pictures of a script's own numbers ----
says 'plot draws curves and says their ends' 'plot({4, 2, 1, 0/0}, {4, 3, 3, 3}, {title = "loss", names = {"with", "without"}, x = {1, 10, 100, 1000}, log = "x", x_label = "step"})' \
    'loss' 'step  1 ' '1,000' 'with: first 4, last 1, lowest 1 (x = 100), highest 4 (x = 1). 1 of 4 points' 'without: first 4, last 3, lowest 3 (x = 10)'
says 'and tensors of one dimension' 'plot(tensor{1, 3, 2})' 'First 1, last 2, lowest 1 (x = 1), highest 3 (x = 2).'
says 'heatmap names the largest' 'heatmap({{0.1, 0.9}, {0.6, 0.4}}, {rows = {"I", "go"}, columns = {"나는", "간다"}})' '나는' '.90' \
    'Rows: 2, columns: 2; smallest number 0.1, largest 0.9 in row 1 (I), column 2'
says 'heatmap counts what is not finite' 'heatmap{0/0, -1e300, 5}' 'Rows: 1, columns: 3; smallest number 5' 'Not' 'finite: 2.'
says 'show draws each matrix of a tensor' 'show(tensor{{{1, 2}}, {{3, 4}}}) show(zeros(8, 1, 1))' '[2, 1, 2] [2]' 'largest 4 in row 1, column 2' 'The first 6 of 8'
said=$("$program" --json -e 'heatmap({{1, 0/0}}, {title = "t"})' -e 'plot({1, 2})')
[ "$said" = '{"command":"heatmap","values":[[1,null]],"title":"t"}
{"command":"plot","curves":[[1,2]]}' ] && report OK 'pictures as JSON' || report NOT 'pictures as JSON' "$said"
prints 'random numbers are the same each time' 'a, b = random(2, 3, {seed = 5}), random({2, 3}, {seed = 5}) print(op.sum(a - b):number() == 0, #a, #a[1])' 'true    2       3'
prints 'uniform and normal' 'a, b = random(100000), random(100000, {normal = true}) m = (op.sum(b * b) / 100000):number() print(math.abs((op.sum(a) / 100000):number() - 0.5) < 0.01, math.abs(m - 1) < 0.02)' $'true    true'
for line in 'plot()' 'plot({})' 'plot({1, "a"})' 'plot({1}, {foo = 1})' 'plot({1, 2}, {x = {1}})' 'plot({1}, {names = {"a", "b"}})' 'plot({1}, {log = "z"})' 'plot(zeros(2, 2))' \
    'plot(zeros(20000))' 'plot({1}, {2}, {3}, {4}, {5})' 'plot({1}, {title = ("x"):rep(201)})' 'heatmap({{1, 2}, {3}})' 'heatmap(zeros(2, 2, 2))' 'heatmap(zeros(1000, 1000))' \
    'heatmap({1}, {low = 0/0})' 't = {} t[1] = t heatmap(t)' 't = {} t[1] = t plot({1}, {names = t})' 'show(zeros(4096, 512))' 'show(3)' 'random()' 'random(2, {sede = 1})' 'random(2, {seed = "5"})' 'random(2, {seed = -1})' 'random(2, {seed = 1.5})' 'random(2, {normal = 1})' 'parameter(2, {scale = true})'; do
    printf 'if pcall(function() %s end) then print([[accepted: %s]]) end\n' "$line" "$line"
done >"$scratch/refused.lua"
says 'what they refuse' 'dofile("refused.lua") print("the end")' 'the end' ! accepted
finish
