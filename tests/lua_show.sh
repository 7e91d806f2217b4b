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
says 'tables that are no results' "$begin spoil_all({help(), help('model'), data(), model(), train{steps = 6, checkpoints = 3, validate_every = 2}, checkpoint(), accuracy{count = 10}, compare('none dot', {steps = 2, hidden = 8, count = 5})}, 300)" 'all shown'
says 'of what looks into a model' "$begin r = {} for _, f in ipairs{translate, attend, gates, trace, trust, beam, sample} do r[#r + 1] = f('a b c') end for _, n in ipairs{'decoder.state', 'attention.weights'} do r[#r + 1] = trace('a b c', {name = n}) end r[#r + 1] = beam('a b c', {tree = 'all'}) r[#r + 1] = gradients{length = 4, count = 2} force('z', {value = 0}) r[#r + 1] = whatif('a b c') r[#r + 1] = force('prefix a') spoil_all(r, 600)" 'all shown'
says 'of pictures and subwords' "$begin r = {} data{task = 'picture'} model{attention = 'dot', hidden = 8} for _, f in ipairs{data, attend, beam, accuracy} do r[#r + 1] = f(f ~= accuracy and f ~= data and 'HELLO' or {}) end data{grammar = 'ko-en', tokens = 'subword', merges = 30} r[#r + 1] = tokens('나는 학교에', {steps = true}) spoil_all(r, 200)" 'all shown'
says 'a table that loses its entries while it is shown' \
    't = setmetatable({}, {__mode = "v"}) for i = 1, 400 do t[("k"):rep(60) .. i] = {i} end print(t) t = setmetatable({}, {__mode = "v"}) for i = 1, 24 do t[i] = {} for j = 1, 300 do t[i][j] = j end end print(t) print("alive")' alive
says 'a key of many bytes' 'k = ("x"):rep(1e7) t = {} for i = 1, 30 do t[i] = {[k] = i, b = 2} end print(t) print(#k)' 10000000
finish
