-- Four scores on the same sentences: as many steps for each, then as much time, another learning rate, Bahdanau's score
-- in Luong's place. At last why `scaled` divides by sqrt(H), and for which H that helps.

local percent, two, find_model = common.percent, common.two, common.find_model
local hidden, steps, least_count = 48, 300, 200
local sentence, answer = "나는 어제 도서관에 갔다", "I went to the library"
local training, measuring = "train steps=300 lr=0.02", "accuracy count=300"
local benchmark = "hidden=48 batch=64 vocab=256 length=5 seconds=0.5"
local race = "steps=150 batch=16 lr=0.01"

-- Bahdanau's score, but in Luong's place: what is written in Lua gets the state after the step as its query.
attention("additive-after", {
  parameters = function(H) return { W = { H, H }, b = { H }, U = { H, H }, v = { H, 1 } } end,
  score = function(p, query, keys)
    return op.row_sums(op.matmul(op.tanh(op.linear(query, p.W, p.b) + op.matmul(keys, p.U)), p.v))
  end,
})

local function is_ours(info, score, trained)
  local fields = { attention = score, hidden = hidden, cell = "gru", layers = 1, bidirectional = false,
                   input_feeding = false, data = "ko-en grammar", steps = trained }
  return info and common.has(info, fields)
end

-- Keeps by how many points one share is ahead of another, or behind; what lies within three points counts as level.
local function keep_order(memory, name, one, other)
  memory[name .. "_ahead"], memory[name .. "_behind"], memory[name .. "_level"] = nil, nil, nil
  if not (one and other) then return end
  local gap = tonumber(one) - tonumber(other)
  memory[name .. (gap > 3 and "_ahead" or gap < -3 and "_behind" or "_level")] = string.format("%.0f", math.abs(gap))
end

-- The same for what explains additive's lead over dot; without a lead there is nothing to explain.
local function keep_doubt(memory, name, one, other)
  keep_order(memory, name, memory.lead_ahead and one, other)
  memory.no_lead = memory.lead_level or memory.lead_behind
end

-- The check of a step that trains a model and measures it: keeps the words right as memory[name], then calls `learn`.
local function measured(name, score, learn)
  return function(result, lesson)
    local memory = lesson.memory
    local trained = name == "longer" and memory.same_steps or steps
    if not is_ours(find_model(result.model), score, trained) then return false, "dot-other" end
    if result.count < least_count then return false, "dot-few" end
    memory[name] = percent(result.token_accuracy)
    if learn then return learn(memory, lesson) end
    return true
  end
end

local scores = { "dot", "general", "scaled", "additive" }

-- The four bars, and which of them is the longest.
local function keep_four(memory, lesson)
  local list, best = {}, nil
  for i, name in ipairs(scores) do
    list[i] = { name, memory[name] }
    if memory[name] and (not best or tonumber(memory[name]) > tonumber(memory[best])) then best = name end
  end
  memory.four, memory.best = common.bars(list), best
  keep_order(memory, "lead", memory.additive, memory.dot)
  return common.passed(lesson, memory.guess, best)
end

-- How much each of the first three rows of the map changes at most when the state of step 2 is 0; the words stay.
local function changes(name, source)
  local function weights()
    return trace(source, { model = name, name = "attention.weights", forced = true }).values
  end
  force("clear")
  force("prefix " .. answer)
  local before = weights()
  force("decoder.state", { step = 2, value = 0 })
  local after, rows = weights(), {}
  for i = 1, 3 do
    rows[i] = 0
    for j, weight in ipairs(before[i]) do rows[i] = math.max(rows[i], math.abs(weight - after[i][j])) end
  end
  return rows
end

-- The first row that changes; 0 if none does.
local function first_change(rows)
  for i, change in ipairs(rows) do
    if change > 0.005 then return i end
  end
  return 0
end

-- Whether the answer's words are held, and the state of step 2 is forced and nothing else.
local function state_is_forced()
  local found = force("")
  local one = #found.forced == 1 and found.forced[1]
  local state = one and common.has(one, { name = "decoder.state", step = 2, value = 0 }) and not one.unit
  return state and found.prefix == answer
end

-- The largest weight that softmax makes of these scores, each divided by `divisor`.
local function largest_weight(row, divisor)
  local sum, most = 0, 0
  for _, score in ipairs(row) do
    local power = math.exp(score / divisor)
    sum, most = sum + power, math.max(most, power)
  end
  return most / sum
end

-- The largest weight in an untrained model's first row, and what it would be with scores divided by sqrt(H): means over
-- ten strings.
local function untrained_weights(info)
  local plain, divided = {}, {}
  for seed = 1, 10 do
    local row = trace({ model = info.name, name = "attention.scores", length = 5, seed = seed }).values[1]
    plain[seed], divided[seed] = largest_weight(row, 1), largest_weight(row, math.sqrt(info.hidden))
  end
  return two(common.mean(plain)), two(common.mean(divided))
end

-- What the dot product of two random vectors is typically like: the root of the mean square over 500 pairs.
local function typical_product(H)
  local squares = {}
  for i = 1, 500 do
    local product = 0
    for _ = 1, H do product = product + 3 * (2 * math.random() - 1) * (2 * math.random() - 1) end
    squares[i] = product * product
  end
  return string.format("%.1f", math.sqrt(common.mean(squares)))
end

-- The letters right of dot and scaled, if compare trained both at this size on the lesson's strings.
local function raced(result, H)
  local found = {}
  for _, one in ipairs(result.models) do
    local info = find_model(one.model)
    if common.has(info, { data = "reverse", hidden = H, steps = 150 }) then
      found[info.attention] = percent(one.accuracy.token_accuracy)
    end
  end
  return found.dot, found.scaled
end

return {
  title = { en = "Four ways to score", ko = "스코어를 매기는 네 가지 방법" },
  minutes = 14,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "dot", en = "dot: it has nothing to learn, so nothing to learn wrongly",
          ko = "dot: 배울 것이 없으니 잘못 배울 것도 없습니다" },
        { id = "general", en = "general: a matrix between the two states", ko = "general: 두 상태 사이에 행렬이 있습니다" },
        { id = "scaled", en = "scaled: it tames large scores", ko = "scaled: 큰 스코어를 줄여 줍니다" },
        { id = "additive", en = "additive: a small network of its own", ko = "additive: 작은 신경망이 따로 있습니다" } } },
    { id = "dot", try = { "data grammar=ko-en length=2..6", "model attention=dot hidden=48", training, measuring },
      after = "accuracy", keep = true,
      check = measured("dot", "dot") },
    { id = "matrix", ask = "integer", least = -100, most = 100,
      check = function(answer) return answer == 7, answer == 5 and "matrix-dot" or nil end },
    { id = "general", try = { "model attention=general hidden=48", training, measuring }, after = "accuracy",
      check = measured("general", "general", function(memory)
        keep_order(memory, "freedom", memory.general, memory.dot)
        return true
      end) },
    { id = "scaled", try = { "model attention=scaled hidden=48", training, measuring }, after = "accuracy",
      check = measured("scaled", "scaled") },
    { id = "additive", try = { "model attention=additive hidden=48", training, measuring },
      after = "accuracy", keep = true,
      check = measured("additive", "additive", keep_four) },
    { id = "time-guess", ask = "integer", least = 0, most = 1000, remember = "guess_time" },
    { id = "time", try = { "bench attention=dot " .. benchmark, "bench attention=additive " .. benchmark },
      after = "bench",
      check = function(result, lesson)
        local memory, row = lesson.memory, result.rows[1]
        local name = row.model:match("^gru%-(%a+)$")
        local asked = name == "dot" or name == "additive"
        if not asked or row.hidden ~= hidden or row.length ~= 5 then return false, "time-other" end
        memory.times = memory.times or {}
        memory.times[name] = row.step_ms
        local dot, additive = memory.times.dot, memory.times.additive
        if not (dot and additive) then return nil end
        memory.times = nil -- another visit measures both again
        memory.dot_time, memory.additive_time = string.format("%.1f", dot), string.format("%.1f", additive)
        local more = additive / dot
        memory.same_steps = math.floor(math.max(steps + 10, math.min(2 * steps, steps * more)) / 10 + 0.5) * 10
        common.either(memory, more > 1.02, "more_time", "odd_time", string.format("%.0f", math.abs(100 * (more - 1))))
        return true
      end },
    { id = "same", needs = { "same_steps", "time" }, after = "accuracy",
      try = { "model attention=dot hidden=48 name=longer", "train steps={{same_steps}} lr=0.02", measuring },
      check = measured("longer", "dot", function(memory)
        keep_doubt(memory, "caught", memory.longer, memory.additive)
        return true
      end) },
    { id = "rate", try = { "model attention=dot hidden=48 name=faster", "train steps=300 lr=0.04", measuring },
      after = "accuracy",
      check = measured("faster", "dot", function(memory)
        keep_doubt(memory, "rate", memory.faster, memory.additive)
        return true
      end) },
    { id = "place-guess", ask = "choice", remember = "guess_place", choices = {
        { id = "1", en = "row 1", ko = "1행" },
        { id = "2", en = "row 2", ko = "2행" },
        { id = "3", en = "row 3", ko = "3행" } } },
    { id = "place", after = "trace",
      try = { "force clear", "force prefix " .. answer, "force decoder.state step=2 value=0",
              "trace model=gru-dot name=attention.weights forced=yes " .. sentence,
              "trace model=gru-additive name=attention.weights forced=yes " .. sentence },
      check = function(result, lesson)
        local memory, dot, additive = lesson.memory, find_model("gru-dot"), find_model("gru-additive")
        local both = is_ours(dot, "dot", steps) and is_ours(additive, "additive", steps)
        if not both then return false, "place-models" end
        if not state_is_forced() or result.name ~= "attention.weights" then return false, "place-other" end
        if not memory.traced_one then -- the second model is to be seen too
          memory.traced_one = true
          return nil
        end
        memory.traced_one = nil
        local first, second = changes("gru-additive", result.source), changes("gru-dot", result.source)
        force("clear")
        local lines = {}
        for i = 1, 3 do lines[i] = string.format("    %d     %s        %s", i, two(second[i]), two(first[i])) end
        memory.change_rows = table.concat(lines, "\n")
        memory.dot_row, memory.additive_row = first_change(second), first_change(first)
        return common.passed(lesson, memory.guess_place, tostring(memory.additive_row))
      end },
    { id = "rival", try = { "model attention=additive-after hidden=48", training, measuring }, after = "accuracy",
      check = measured("after", "additive-after", function(memory)
        keep_order(memory, "after", memory.after, memory.additive)
        keep_doubt(memory, "score", memory.after, memory.dot)
        return true
      end) },
    { id = "size", ask = "integer", least = 0, most = 10000,
      check = function(answer, lesson)
        if answer ~= 16 then return false, answer == 64 and "size-straight" or nil end
        for _, H in ipairs { 16, 64, 256 } do lesson.memory["product_" .. H] = typical_product(H) end
        return true
      end },
    { id = "spread", try = { "data task=reverse length=3..6", "model attention=dot hidden=32 name=small",
                             "model attention=dot hidden=256 name=large",
                             "trace model=small length=5 name=attention.weights step=1",
                             "trace model=large length=5 name=attention.weights step=1" },
      after = "trace",
      check = function(_, lesson)
        local memory, small, large = lesson.memory, find_model("small"), find_model("large")
        local untrained = { attention = "dot", data = "reverse", steps = 0 }
        local both = small and large and common.has(small, untrained) and common.has(large, untrained)
        if not both or small.hidden >= large.hidden then return false, "spread-other" end
        if not memory.looked_one then
          memory.looked_one = true
          return nil
        end
        memory.looked_one = nil
        memory.small_plain, memory.small_divided = untrained_weights(small)
        memory.large_plain, memory.large_divided = untrained_weights(large)
        return true
      end },
    { id = "race-guess", ask = "choice", remember = "guess_race", choices = {
        { id = "both", en = "scaled, at both sizes", ko = "두 크기 모두 scaled" },
        { id = "large", en = "scaled at 256, dot at 32", ko = "256에서는 scaled, 32에서는 dot" },
        { id = "dot", en = "dot, at both sizes", ko = "두 크기 모두 dot" },
        { id = "small", en = "dot at 256, scaled at 32", ko = "256에서는 dot, 32에서는 scaled" } } },
    { id = "race", after = "compare",
      try = { "compare dot scaled hidden=32 " .. race, "compare dot scaled hidden=256 " .. race },
      check = function(result, lesson)
        local memory = lesson.memory
        local small_dot, small_scaled = raced(result, 32)
        local large_dot, large_scaled = raced(result, 256)
        if small_dot and small_scaled then memory.small_dot, memory.small_scaled = small_dot, small_scaled
        elseif large_dot and large_scaled then memory.large_dot, memory.large_scaled = large_dot, large_scaled
        else return false, "race-other" end
        if not (memory.small_dot and memory.large_dot) then return nil end
        keep_order(memory, "small", memory.small_scaled, memory.small_dot)
        keep_order(memory, "large", memory.large_scaled, memory.large_dot)
        local small, large = memory.small_ahead ~= nil, memory.large_ahead ~= nil
        memory.as_told = not small and large and memory.large_ahead or nil
        memory.not_as_told = not memory.as_told and memory.large_scaled or nil
        local found = small and (large and "both" or "small") or (large and "large" or "dot")
        return common.passed(lesson, memory.guess_race, found)
      end },
    { id = "which", ask = "choice", choices = {
        { id = "dot", en = "dot", ko = "dot(내적)" },
        { id = "scaled", en = "scaled", ko = "scaled(나눈 내적)" },
        { id = "general", en = "general", ko = "general(행렬을 거친 내적)" } },
      check = function(answer) return answer == "general", answer ~= "general" and "which-wrong" or nil end },
    { id = "end",
      prepare = function(lesson)
        local memory = lesson.memory
        local list = {}
        for i, name in ipairs { "dot", "general", "scaled", "additive", "longer", "after" } do
          list[i] = { name, memory[name] }
        end
        memory.end_bars = common.bars(list)
      end },
  },
}
