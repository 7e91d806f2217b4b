-- Your own part: an attention is a line of Lua. It is checked by its shape, by its gradient, by training and by its map; then four faults, of
-- which each of these checks finds another.

local percent, find_model, row_at = common.percent, common.find_model, common.row_at
local steps = 400
local rows, measured = "data task=copy length=3..12", "lengths=3,6,12 count=100"

-- ---- lines ----

-- What a learner may type as a score, and the lines that a digit stands for.
local offered = { "-op.row_sums((keys - query) * (keys - query))", "op.row_sums(keys * query) * 0.1", "op.row_sums(op.tanh(keys + query))" }
local lines = {
  mine = "op.row_sums(keys * query)",
  minus = "-op.row_sums(keys * query)",
  cut = "op.row_sums(detach(keys) * query)",
  idea = "op.row_sums(keys * 0 + query * query)",
  changed = offered[1],
}

-- Makes an attention of a line of Lua that computes the scores. Raises what is wrong with it.
local function define(name, line)
  local known = { op = op, detach = detach, shape = shape, zeros = zeros, tensor = tensor }
  local made = assert(load("return function(p, query, keys) return " .. line .. " end", "=score", "t", known))
  attention(name, { score = made() })
end
for _, name in ipairs{ "mine", "changed", "minus", "cut", "idea" } do define(name, lines[name]) end

-- Defines the line and shows whether its gradients agree: ok, or nil and what is wrong.
local function try_line(name, line)
  local defined, why = pcall(define, name, line)
  if not defined then return nil, why end
  local checked, result = pcall(gradcheck, name)
  if not checked then return nil, result end
  print(result)
  return result.ok
end

-- What Lua or the engine says about a line, as feedback of a check, without the place in this file.
local function words(message)
  local text = tostring(message):gsub("^%S*lesson%.lua:%d+: ", ""):gsub("score:1: ", "")
  text = seqlab.text { en = "This line cannot be used: ", ko = "쓸 수 없는 줄입니다: " } .. text
  return { en = text, ko = text }
end

-- ---- models ----

local function is_ours(info, name)
  return info and common.has(info, { attention = name, hidden = 32, cell = "gru", data = "copy", layers = 1 }) and info.steps >= steps
end

local function accuracy_of(result, name)
  for _, one in ipairs(result.models or {}) do
    if one.model == name then return one.accuracy end
  end
end

-- Keeps under the model's name: its loss, letters right in all and at 12.
local function keep(memory, name, found)
  memory[name .. "_loss"] = string.format("%.4f", find_model(name).loss)
  memory[name .. "_all"], memory[name .. "_far"] = percent(found.token_accuracy), percent(row_at(found, 12).token_accuracy)
end

-- A variant is made, trained, and compared with mine.
local function compared(name, attention_name, judge)
  return { id = name, keep = { "mine", name },
    try = { "model attention=" .. attention_name .. " hidden=32 name=" .. name, "train steps=400 lr=0.006",
            "compare mine " .. name .. " " .. measured }, after = { "compare" },
    check = function(result, lesson)
      local mine, other = accuracy_of(result, "mine"), accuracy_of(result, name)
      if not (mine and other and row_at(mine, 12) and row_at(other, 12)) then return false, "built-in-other" end
      if not is_ours(find_model("mine"), "mine") or not is_ours(find_model(name), attention_name) then return false, "built-in-other" end
      keep(lesson.memory, "mine", mine)
      keep(lesson.memory, name, other)
      return judge(lesson, other.token_accuracy - mine.token_accuracy, mine, other)
    end }
end

-- "as well": within 6 points of all letters.
local function verdict(gain) return gain > 0.06 and "better" or gain < -0.06 and "worse" or "even" end

return {
  title = { en = "Your own attention", ko = "나만의 어텐션" },
  minutes = 11,
  prepare = function(lesson) -- a new session does not know the learner's line yet
    if lesson.memory.line then pcall(define, "changed", lesson.memory.line) end
  end,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "worse", en = "it looks at the least fitting place, and learns badly", ko = "가장 맞지 않는 곳을 보게 되어 잘 배우지 못합니다" },
        { id = "even", en = "it learns as well as with the right sign", ko = "부호가 맞을 때만큼 잘 배웁니다" },
        { id = "error", en = "the program will not accept it", ko = "프로그램이 받아들이지 않습니다" } } },
    { id = "byhand", ask = "number",
      check = function(answer)
        if answer == 3 then return true end
        return false, answer == 1 and "byhand-score" or nil
      end },
    { id = "shape", ask = "choice", choices = {
        { id = "product", en = "keys * query: number by number", ko = "keys * query: 같은 차원끼리 곱하기" },
        { id = "matmul", en = "op.matmul(keys, query): the product of matrices", ko = "op.matmul(keys, query): 행렬의 곱" },
        { id = "sums", en = "op.row_sums(keys * query): number by number, each row added up", ko = "op.row_sums(keys * query): 같은 차원끼리 곱하여 행마다 더하기" } },
      check = function(answer)
        local typed = { product = "keys * query", matmul = "op.matmul(keys, query)", sums = lines.mine }
        local ok, why = try_line("mine", typed[answer])
        if ok == nil then
          define("mine", lines.mine)
          return false, words(why)
        end
        return ok
      end },
    { id = "train", try = { rows, "model attention=mine hidden=32 name=mine", "train steps=400 lr=0.006" }, keep = "mine",
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        if result.model ~= "mine" or not is_ours(find_model("mine"), "mine") then return false, "train-other" end
        lesson.memory.mine_loss = string.format("%.4f", result.loss)
        return true
      end },
    { id = "map", try = "attend a b a c a d", after = "attend",
      check = function(result, lesson)
        local info = common.current_model()
        if not info or info.attention ~= "mine" or #result.source_tokens < 4 then return false, "map-other" end
        local places = 0
        for i = 1, math.min(#result.weights, #result.source_tokens) do
          if common.largest(result.weights[i]) == i then places = places + 1 end
        end
        lesson.memory.map_answer, lesson.memory.map_on, lesson.memory.map_of = result.answer, places, #result.target_tokens
        return true
      end },
    { id = "same", ask = "choice", remember = "guess_same", choices = {
        { id = "same", en = "the same to four digits", ko = "소수점 아래 네 자리까지 같습니다" },
        { id = "near", en = "about the same", ko = "비슷하지만 똑같지는 않습니다" },
        { id = "other", en = "the built-in one is better", ko = "내장된 것이 더 낮습니다" } } },
    compared("built-in", "dot", function(lesson)
      local memory = lesson.memory
      local mine, other = find_model("mine").loss, find_model("built-in").loss
      memory.same_loss = memory["built-in_loss"]
      local found = math.abs(mine - other) < 0.0001 and "same" or math.abs(mine - other) < 0.05 and "near" or "other"
      return common.passed(lesson, memory.guess_same, found)
    end),
    { id = "change", ask = "lua",
      check = function(answer, lesson)
        local line = offered[tonumber(answer)] or answer
        local ok, why = try_line("changed", line)
        if ok == nil then return false, words(why) end
        lesson.memory.line = line
        return true, not ok and "change-cut" or nil
      end },
    compared("changed", "changed", function(lesson, gain)
      local memory = lesson.memory
      memory.changed_better, memory.changed_even, memory.changed_worse = nil, nil, nil
      memory["changed_" .. verdict(gain)] = string.format("%.0f", math.abs(memory.mine_all - memory.changed_all)) -- as they are shown
      return true
    end),
    compared("minus", "minus", function(lesson, gain)
      local memory, found = lesson.memory, verdict(gain)
      common.either(memory, found ~= "worse", "sign_learned", "sign_hurts", memory.minus_far)
      return common.passed(lesson, memory.guess, found == "worse" and "worse" or "even")
    end),
    { id = "find", ask = "choice", choices = {
        { id = "scaled", en = "op.row_sums(keys * query) * 0.5: half the product", ko = "op.row_sums(keys * query) * 0.5: 내적의 절반" },
        { id = "cut", en = "op.row_sums(detach(keys) * query): the product with a copy of the keys", ko = "op.row_sums(detach(keys) * query): 키를 복사한 내적" },
        { id = "distance", en = "-op.row_sums((keys - query) * (keys - query)): near is high", ko = "-op.row_sums((keys - query) * (keys - query)): 가까울수록 높음" } },
      check = function(answer)
        local typed = { scaled = "op.row_sums(keys * query) * 0.5", cut = lines.cut, distance = offered[1] }
        local ok = try_line("cut", typed[answer])
        define("cut", lines.cut)
        return not ok, ok and "find-agrees" or nil
      end },
    compared("cut", "cut", function(lesson, gain)
      common.either(lesson.memory, verdict(gain) == "worse", "cut_hurts", "cut_mild", lesson.memory.cut_far)
      return true
    end),
    { id = "idea", ask = "yes", remember = "guess_idea",
      check = function(answer, lesson)
        local ok = try_line("idea", lines.idea)
        common.either(lesson.memory, ok, "idea_agrees", "idea_found", "yes")
        return true, answer == (not ok) and "idea-right" or "idea-wrong"
      end },
    { id = "flat", try = { "model attention=idea hidden=32 name=idea", "train steps=200 lr=0.006", "attend a b a c a d" }, after = "attend", keep = "idea",
      check = function(result, lesson)
        local info = common.current_model()
        if not info or info.attention ~= "idea" or info.steps < 200 then return false, "flat-other" end
        local widest = 0
        for _, row in ipairs(result.weights) do
          widest = math.max(widest, math.max(table.unpack(row)) - math.min(table.unpack(row)))
        end
        lesson.memory.flat_spread = common.two(widest)
        return true
      end },
    { id = "end", prepare = function(lesson)
        local memory = lesson.memory
        memory.bars = common.bars{ { "dot", memory["built-in_all"] }, { "mine", memory.mine_all }, { "changed", memory.changed_all },
                                   { "minus", memory.minus_all }, { "cut", memory.cut_all } }
      end },
  },
}
