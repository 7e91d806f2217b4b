#!/usr/bin/env bash
# lua_tensors.sh: tensors in Lua: values, operations, gradients, gradcheck; and scripts that misuse them.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

# ---- values ----
prints 'a tensor is shown with its shape' 'tensor{{1, 2}, {3, 4}}' $'1  2\n3  4\ntensor [2, 2]'
prints 'print shows the same' 'print(tensor{1.5, -2})' $'1.5000  -2.0000\ntensor [2]'
prints 'numbers that are none' 'tensor{1/0, -1/0, 0/0}' $'inf  -inf  nan\ntensor [3]'
prints 'more dimensions, a matrix each' 'tensor{{{1, 2}}, {{3, 4}}}' $'[1]\n1  2\n[2]\n3  4\ntensor [2, 1, 2]'
session '' 'zeros(500, 500)'
[ "$(wc -l <<<"$said")" = 22 ] && grep -q '\.\.\.' <<<"$said" && report OK 'a large one is cut' || report NOT 'a large one is cut' "$said"
prints 'inside a table its shape alone' '{tensor{1, 2}}' '{<tensor [2]>}'
prints 'places count from 1' 't = tensor{{1, 2}, {3, 4}} print(t[1][2], t[2][1], #t, #t[1], t:shape()[2])' '2.0     3.0     2       2       2'
prints 'a number can be written' 't = tensor{{1, 2}, {3, 4}} t[2][1] = 7 print(t[2][1], t:table()[2][2])' '7.0     4.0'
prints 'a tensor of one number' 'print(tensor(3):number(), op.sum(tensor{1, 2}):number())' '3.0     3.0'
prints 'parameters are drawn anew, and the same each time' 'a, b = parameter(2, 3, {seed = 5}), parameter(2, 3, {seed = 5}) print(a[1][1] == b[1][1], a[1][1] ~= parameter(2, 3)[1][1])' 'true    true'

# ---- operations ----
prints 'operators' 'a, b = tensor{{1, 2}, {3, 4}}, tensor{{10, 20}, {30, 40}} print((a + b)[2][2], (b - a)[1][1], (a * b)[2][1], (a / 2)[1][1], (-a)[1][1], (1 - a)[1][2], (a - 1)[1][2], (2 * a + 1)[1][1])' \
    '44.0    9.0     90.0    0.5     -1.0    -1.0    1.0     3.0'
prints 'a row, a column, one number, a smaller one' 'a = tensor{{1, 2}, {3, 4}} print((a * tensor{10, 100})[2][2], (a * tensor{{10}, {100}})[2][1], (a * tensor{5})[1][2], (tensor{10, 100} - a)[1][2], (op.stack(a, a) * a)[2][2][2])' \
    '400.0   300.0   10.0    98.0    16.0'
prints 'products' 'W = tensor{{1, 2, 3}, {4, 5, 6}} x = tensor{{1, 1}} print(op.matmul(x, W), op.linear(x, W, tensor{10, 20, 30}))' \
    $'5  7  9\ntensor [1, 3] made by matmul    15  27  39\ntensor [1, 3] made by linear'
prints 'taking apart and putting together' 'a = tensor{{1, 2, 3}} c = op.concat(a, a) print(c:slice(3, 2):table(), c:reshape(3, 2)[3][1], op.stack{a, a}:step(2)[1][3], op.row_sums(c):number())' \
    '{{3, 1}}        2.0     3.0     12.0'
prints 'contexts by scores' 'v = op.stack{tensor{{1, 2}}, tensor{{3, 4}}} print(op.weigh(tensor{{0}, {0}}, v):table()[1])' '{2, 3}'
prints 'layer norm' 'print(op.layer_norm(tensor{{1, 3}}, tensor{1, 1}, tensor{0, 10})[1][2] > 10.99)' 'true'
prints 'softmax' 'print(op.softmax(tensor{{0, 0}}):table())' '{{0.5, 0.5}}'
says 'every operation of the engine that has no lengths is there' \
    'for name in ("add subtract multiply scale one_minus tanh sigmoid relu softmax sum concat slice reshape step stack matmul linear gelu layer_norm weigh"):gmatch("%S+") do assert(op[name] and #formula(name) > 0, name) end print("all")' 'all'
says 'formulas come from the engine' 'formula("gru")' 'h_t = (1 - z) *' 'dU = sum over t'
fails 'an operation that there is not' 'formula("grv")' "no operation 'grv'"
fails 'and one that is called' 'op.tahn(tensor{1})' "did you mean op.tanh?"
fails 'one that only the models use' 'op.linear_tanh(tensor{1})' "op.linear_tanh cannot be called"
session --json $'formula\nlang en\nfor name in pairs(op) do print(name) end'
called=$(python3 -c 'import json, sys
lines = sys.stdin.read().splitlines()
told = [each["name"] for each in json.loads(lines[0])["operations"] if each["op"]]
assert sorted(told) == sorted(lines[2:]) and len(told) > 20, (told, lines[2:])
print("all")' <<<"$said" 2>&1)
[ "$called" = all ] && report OK "formula tells which operations op has" || report NOT "formula tells which operations op has" "$called: $said"
fails 'one like no other' 'op.absolute(tensor{1})' "'formula' lists them"
with='--lang ko' says 'formulas in Korean' 'formula("tanh")' '수식'

# ---- gradients ----
prints 'backward' 'x = tensor{1, 2, 3} backward(op.sum(x * x)) print(grad(x))' $'2  4  6\ntensor [3]'
prints 'also of what is on the way' 'x = tensor{3} y = x * 2 z = op.sum(y * y) backward(z) print(grad(y):number(), grad(x):number(), y:number())' '12.0    24.0    6.0'
prints 'of a row' 't = tensor{{1, 2}, {3, 4}} backward(op.sum(t[2] * t[1])) print(grad(t)[2][1], grad(t[1]):table())' '1.0     {3, 4}'
prints 'it begins anew each time' 'x = tensor{2} for i = 1, 3 do backward(op.sum(x * x)) end print(grad(x):number())' '4.0'
prints 'two losses of one computation' 'x = tensor{2} y = x * x a, b = op.sum(y), op.sum(y * y) backward(a) backward(b) print(grad(x):number())' '32.0'
prints 'descend learns' 'W = parameter(1, 1) x, y = tensor{{1}, {2}}, tensor{{3}, {6}} for i = 1, 100 do e = op.matmul(x, W) - y backward(op.sum(e * e)) descend({W}, 0.05) end print(("%.3f"):format(W[1][1]))' '3.000'
prints 'a long loop does not grow' 'W = parameter(100, 100) for i = 1, 3000 do y = op.tanh(op.matmul(W, W)) backward(op.sum(y)) end print("done")' 'done'
prints 'nor one that keeps nothing' 'for i = 1, 2000 do local t = zeros(300, 300) end print("done")' 'done'
fails 'a gradient before backward' 'x = tensor{1} y = op.sum(x) grad(x)' 'no gradient of this tensor yet'
fails 'nor of what came after it' 'x = tensor{1} y = op.sum(x) backward(y) z = y * 2 grad(z)' 'no gradient of this tensor yet'
fails 'backward of more than one number' 'backward(tensor{1, 2} * 2)' 'tensor [2]'
fails 'backward of a tensor of numbers' 'backward(tensor{1})' 'needs the result of an operation'
fails 'values that changed in between' 'x = tensor{2} y = op.sum(x * x) x[1] = 5 backward(y)' 'were changed'
fails 'results of two computations' 'x = tensor{1} y = x * 2 backward(op.sum(y)) z = x * 3 print(y + z)' 'detach(t)'
prints 'detach mends that' 'x = tensor{1} y = x * 2 backward(op.sum(y)) z = x * 3 print((detach(y) + z):number())' '5.0'
prints 'forget begins a new one' 'x = tensor{1} y = x * 2 forget() z = x * 3 print(pcall(op.add, y, z) == false, y:number())' 'true    2.0'

# ---- gradcheck ----
says 'gradcheck draws its figures' 'gradcheck(function(x, W, b) return op.softmax(op.tanh(op.linear(x, W, b))) end, {tensor{{0.3, -0.2}, {1, 2}}, parameter(2, 3), parameter(3)})' \
    'backward    measured' 'The gradients agree' '[2, 3]'
prints 'and returns them' 'r = gradcheck(function(x) return x * x end, tensor{1, 2}) print(r.ok, r.inputs[1].numbers[2].at[1], #r.inputs[1].numbers, r.largest < 1e-4)' 'true    2       2       true'
prints 'named inputs come as a table' 'r = gradcheck(function(p) return p.a * p.b end, {a = tensor{1, 2}, b = tensor{3, 4}}) print(r.ok, r.inputs[1].name, r.inputs[2].name)' 'true    a       b'
says 'a gradient that was cut is found' 'gradcheck(function(x) return x * tensor{x[1], x[2]} end, tensor{1, 2})' 'do NOT agree'
prints 'so is a detach' 'print(gradcheck(function(x) return op.tanh(detach(x)) * x end, tensor{1, 2}).ok)' 'false'
says 'and an input that is not used' 'x = tensor{1} print(gradcheck(function(y) return x * 2 end, tensor{1}))' 'does not depend on it'
prints 'corners are no faults' 'r = gradcheck(op.relu, tensor{0, 1, -1, 0.01, -0.01, 0.05}) print(r.ok, r.inputs[1].corners)' 'true    1'
prints 'a gated cell agrees' $'function step(x, h, W, b) local f = op.sigmoid(op.linear(op.concat(x, h), W, b)) return (1 - f) * h + f * op.tanh(op.linear(op.concat(x, f * h), W, b)) end\nr = gradcheck(step, {parameter(3, 4), parameter(3, 5), parameter(9, 5), parameter(5)}) print(r.ok, r.largest < 3e-4)' 'true    true'
prints 'large and small values' 'print(gradcheck(function(x) return x * x * x end, tensor{100, -50, 0.001, 3}).ok, gradcheck(op.tanh, tensor{-8, 0, 1e-6}).ok)' 'true    true'
prints 'the inputs are as they were' 'x = tensor{1, 2} gradcheck(function(x) return x * x end, x) print(x:table())' '{1, 2}'
fails 'no tensor comes back' 'gradcheck(function(x) return 1 end, tensor{1})' 'has to return a tensor'
fails 'an error inside shows the way there' 'function f(x) error("planted") end gradcheck(f, tensor{1})' 'planted'
fails 'a function that is none' 'gradcheck(1, tensor{1})' 'takes a function and a table'
fails 'inputs that are none' 'gradcheck(op.tanh, {1, 2})' 'takes a function and a table'
prints 'after an error all goes on' 'pcall(gradcheck, function(x) error("x") end, tensor{1}) x = tensor{2} y = x * x backward(op.sum(y)) print(grad(x):number())' '4.0'
fails 'backward inside is refused' 'gradcheck(function(x) local y = op.sum(x) backward(y) return y end, tensor{1})' 'cannot be called here'
prints 'what a measured call left behind is told, not read' 'gradcheck(function(x) kept = x * 2 return kept end, tensor{1}) print(kept, (pcall(shape, kept)))' 'tensor of a step that is over   false'
prints 'results as JSON in a command' $'seqlab.command{name = "check", run = function() return gradcheck(op.tanh, tensor{1}) end}\ncheck().ok' 'true'

# ---- misuse ----
fails 'shapes that do not fit, both named' 'tensor{{1, 2}} + tensor{{1, 2, 3}}' 'b has the shape [1, 3]; it has to be [1, 2] or [2] to fit a [1, 2]'
with='--lang ko' fails 'in Korean' 'op.matmul(tensor{{1, 2}}, tensor{{1, 2, 3}})' 'b의 모양이 [1, 3]입니다. a [1, 2]에 맞추려면 [2, 3] 모양이어야'
prints 'and the next operation is right again' 'x = tensor{{1, 2}} pcall(op.matmul, x, x) pcall(op.concat, x, tensor{1}) print(pcall(op.matmul, x, x)) print((x + x):table())' \
    $'false   matmul: b has the shape [1, 2]; it has to be [2, 2] to fit a [1, 2]\n{{2, 4}}'
fails 'no tensor' 'op.tanh(3)' 'a tensor is needed'
fails 'no number' 'op.scale(tensor{1}, "x")' 'a number is needed'
fails 'division by a tensor' 'tensor{1} / tensor{2}' 'by numbers only'
fails 'lists of different lengths' 'tensor{{1, 2}, {3}}' 'equally long'
fails 'texts' 'tensor{1, "2"}' 'place 2 holds a string'
fails 'an empty list' 'tensor{}' 'empty'
fails 'a list that holds itself' 't = {} t[1] = t tensor(t)' 'deep'
fails 'one that holds itself further in' 't = {{1}, {2}} t[2] = t tensor(t)' 'equally long'
fails 'a list that claims to be long' 'tensor(setmetatable({}, {__len = function() return 1 << 60 end, __index = function() return 1 end}))' 'empty'
fails 'five dimensions' 'tensor{{{{{1}}}}}' 'deep'
fails 'a huge shape' 'zeros(100000, 100000)' '4194304 numbers at most'
fails 'an extent that overflows' 'zeros(1 << 40)' 'whole numbers from 1'
fails 'no extent' 'zeros(0)' 'whole numbers from 1'
fails 'half an extent' 'parameter(2.5, 1)' 'whole numbers from 1'
fails 'a huge product' 'a, b = zeros(4000000, 1), zeros(1, 4000000) op.matmul(a, b)' 'are the most'
fails 'a reshape that does not fit' 'op.reshape(tensor{1, 2, 3}, 2, 2)' '[3] does not fit into [2, 2]'
fails 'a slice beside it' 'op.slice(tensor{1, 2, 3}, 3, 2)' 'slice of a tensor [3]: count'
fails 'a step that is not there' 'op.step(zeros(2, 3), 3)' 'step of a tensor [2, 3]'
fails 'a step of a list' 'op.step(tensor{1, 2}, 1)' 'sequence has the shape [2]; it has to be [T, N, ..]'
fails 'a list and what stands beside it' 'op.stack({tensor{1}, tensor{2}}, tensor{3})' 'not both'
fails 'an argument too many' 'op.concat(tensor{{1}}, tensor{{2}}, tensor{{3}})' 'concat: 3 arguments are too many, 2 is the most'
fails 'to a method' 'tensor{1}:tanh(tensor{1})' 'tanh: 2 arguments are too many'
fails 'and to what is no operation' 'tensor({1}, {2})' 'tensor: 2 arguments are too many'
fails 'nothing to stack' 'op.stack{}' '1 to 4096'
fails 'different ones to stack' 'op.stack{tensor{1}, tensor{1, 2}}' '[1]'
fails 'stacking in stacks' 't = tensor{1} for i = 1, 9 do t = op.stack{t, t} end' 'at most 4'
fails 'a place that is not there' 'tensor{1, 2}[3]' 'no place 3 in a tensor [2]'
fails 'writing to a result' 't = tensor{1} * 2 t[1] = 3' 'detach(t)'
fails 'writing a row' 't = zeros(2, 2) t[1] = 3' 'one number at a time'
fails 'joining to text' 'print("t" .. tensor{1})' 'a tensor value'
fails 'memory without end' 'x = zeros(1000, 1000) while true do x = x * 2 end' '256 MiB'
fails 'tensors without end' 't = {} while true do t[#t + 1] = zeros(1000, 1000) end' '256 MiB'
prints 'and after that all goes on' 'print((pcall(function() local x = zeros(1000, 1000) while true do x = x * 2 end end))) collectgarbage() forget() collectgarbage() print(op.sum(zeros(1000, 1000) + 1):number())' $'false\n1000000.0'
says 'a tensor that the collector took has no memory' \
    'weak = setmetatable({}, {__mode = "k"}) do local t = tensor{{1, 2}} weak[t] = true weak[t * 2] = true weak[(t * 3)[1]] = true end forget() seen = 0 for i = 1, 200 do collectgarbage("step") for t in next, weak do seen = seen + 1 pcall(tostring, t) pcall(grad, t) pcall(op.tanh, t) pcall(detach, t) end forget() end collectgarbage() print(seen > 0, next(weak))' 'true    nil'
fails 'its metatable is locked' 'getmetatable(tensor{1}).__index = nil' 'attempt to index a boolean'
fails 'and cannot be had from another' 'setmetatable({}, getmetatable(tensor{1}))' 'nil or table expected'
says 'no tensor that is none' 'print(pcall(op.tanh, io.stdout), pcall(shape, {}), pcall(backward), pcall(grad, nil), pcall(descend, {{}}, 1), pcall(descend, tensor{1}, 1))' 'false'
finish
