-- One context vector against attention. Every figure comes from the learner's own models; a check
-- looks at what was trained and measured, not at how the command was spelt.

local percent, with_commas, largest = common.percent, common.with_commas, common.largest
local find_model, current_model, row_at = common.find_model, common.current_model, common.row_at
local lengths, long = { 5, 10, 20, 30, 50 }, 50
local size, least_steps = 64, 800

-- The first length at which fewer than half of the tokens are right, and the one before it, which still had half.
-- nil if one of the lengths was not measured; false if no length falls below half.
local function fell_below_half(result)
  local before
  for _, length in ipairs(lengths) do
    if not row_at(result, length) then return nil end
  end
  for _, length in ipairs(lengths) do
    local row = row_at(result, length)
    if row.token_accuracy < 0.5 then return row, before end
    before = row
  end
  return false
end

-- One layer of GRU cells in one direction on the lesson's data, with nothing added that would change a comparison.
local function is_like_ours(info, attention, hidden)
  return info.attention == attention and info.hidden == (hidden or size) and info.cell == "gru" and info.layers == 1 and
         not info.bidirectional and info.data == "copy"
end

-- Models that are compared need the same number of steps: if they differ, false and the section that says what to do.
local function same_steps(steps, lesson)
  local wanted = lesson.memory.none_steps or least_steps
  lesson.memory.steps, lesson.memory.missing = steps, math.max(wanted - steps, 0)
  if lesson.memory.none_steps and steps > wanted then return false, lesson.step .. "-long" end
  if steps < wanted then return false, lesson.step .. "-short" end
  return true
end

-- A training step passes if the current model has this attention and the lesson's size and was trained for long enough.
local function trained(attention)
  return function(result, lesson)
    if result.command ~= "train" then return nil end
    local info = find_model(result.model)
    if info.attention ~= attention then return false, lesson.step .. "-other" end
    if info.data ~= "copy" then return false, lesson.step .. "-data" end
    if not is_like_ours(info, attention) then return false, lesson.step .. "-size" end
    if attention == "none" then
      if result.total_steps < least_steps then return false, "plain-short" end
      lesson.memory.none_steps = result.total_steps
    else
      local same, feedback = same_steps(result.total_steps, lesson)
      if not same then return false, feedback end
    end
    lesson.memory[attention .. "_loss"] = string.format("%.3f", result.loss)
    lesson.memory[attention .. "_parameters"] = with_commas(info.parameters)
    lesson.memory[attention .. "_speed"] = with_commas(math.floor(result.tokens_per_second))
    return true
  end
end

-- For each place in strings of this length from the test set: the share of strings whose letter there is right.
local function right_by_place(name, length, strings)
  local shares = {}
  for place = 1, length do shares[place] = 0 end
  for seed = 1, strings do
    local result = translate{ model = name, length = length, seed = seed }
    local said, wanted = result.answer:gmatch("%S+"), result.reference:gmatch("%S+")
    for place = 1, length do
      if said() == wanted() then shares[place] = shares[place] + 1 / strings end
    end
  end
  return shares
end

return {
  title = { en = "One vector for a whole sentence?", ko = "문장 전체를 벡터 하나에?" },
  minutes = 11,
  steps = {
    { id = "why" },
    { id = "task", try = "data task=copy length=5..50",
      check = function(result)
        if result.command ~= "data" then return nil end
        local shortest, longest = result.lengths[1], result.lengths[2]
        if result.name ~= "copy" or result.source_vocabulary ~= 24 then return false, "task-copy" end
        if shortest ~= 5 or longest ~= long then return false, "task-other" end
        return true
      end },
    { id = "predict", ask = "integer", least = 1, most = long, remember = "guess" },
    { id = "plain", try = { "model attention=none hidden=64", "train steps=1200" }, keep = true,
      check = trained("none") },
    { id = "measure", try = "accuracy lengths=5,10,20,30,50", after = "accuracy",
      guess = function(_, lesson) return common.guessed(lesson.memory.guess and 50, "token_accuracy", lesson.memory.guess) end,
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        if not is_like_ours(find_model(result.model), "none") then return false, "measure-other" end
        local fell, before = fell_below_half(result)
        if fell == nil then return false, "measure-lengths" end
        if fell == false then return false, "measure-strong" end
        local ten, far = row_at(result, 10), row_at(result, long)
        lesson.memory.plain_thirty = percent(row_at(result, 30).token_accuracy)
        lesson.memory.fell = fell.lengths[1]
        lesson.memory.fell_tokens = percent(fell.token_accuracy)
        lesson.memory.before = before and before.lengths[1]
        lesson.memory.before_tokens = before and percent(before.token_accuracy)
        lesson.memory.plain_ten = percent(ten.token_accuracy)
        lesson.memory.plain_long = percent(far.token_accuracy)
        lesson.memory.plain_long_exact = percent(far.exact_match)
        return true, before and "measure-between" or "measure-first"
      end },
    { id = "gates", try = "gates length=8", after = "gates",
      check = function(result, lesson)
        if result.command ~= "gates" then return nil end
        local info = current_model()
        if not is_like_ours(info, "none") or result.side ~= "encoder" then return false, "gates-other" end
        local means, right = result.update_mean, right_by_place(info.name, 20, 50)
        local first, last = means[1], means[#means - 1]
        lesson.memory.z_first = string.format("%.2f", first)
        lesson.memory.z_last = string.format("%.2f", last)
        lesson.memory.right_first = percent(right[1])
        lesson.memory.right_middle = percent(right[10])
        lesson.memory.right_last = percent(right[20])
        if right[1] > right[20] and first > last then return true, "gates-early" end
        return true, "gates-otherwise"
      end },
    { id = "attention", try = { "model attention=dot hidden=64", "train steps=1200" }, keep = true,
      check = trained("dot") },
    { id = "compare", try = "compare gru-none gru-dot lengths=5,10,20,30,50", after = { "compare", "accuracy" },
      check = function(result, lesson)
        local measured, plain_steps, dot_steps
        for _, one in ipairs(result.models or { { model = result.model, accuracy = result } }) do
          local info = find_model(one.model)
          if is_like_ours(info, "none") then plain_steps = info.steps end
          if is_like_ours(info, "dot") then measured, dot_steps = one.accuracy, info.steps end
        end
        if not measured then return false, "compare-other" end
        if plain_steps and plain_steps ~= dot_steps then return false, "compare-steps" end
        local ten, thirty, far = row_at(measured, 10), row_at(measured, 30), row_at(measured, long)
        if not (ten and thirty and far) then return false, "compare-lengths" end
        lesson.memory.dot_ten, lesson.memory.dot_thirty = percent(ten.token_accuracy), percent(thirty.token_accuracy)
        lesson.memory.dot_long = percent(far.token_accuracy)
        lesson.memory.dot_long_exact = percent(far.exact_match)
        return true
      end },
    { id = "map", try = "attend length=8", after = "attend",
      check = function(result, lesson)
        if result.command ~= "attend" then return nil end
        local on = 0
        for i, row in ipairs(result.weights) do
          if largest(row) == i then on = on + 1 end
        end
        lesson.memory.on_diagonal, lesson.memory.rows = on, #result.weights
        return true
      end },
    { id = "bigger", after = { "accuracy", "compare", "train", "model", "data" },
      try = { "data task=copy length=5..50", "model attention=none hidden=128 name=wide", "train steps=1200",
              "accuracy lengths=5,10,20,30,50" },
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        local memory, info = lesson.memory, find_model(result.model)
        local ten, far = row_at(result, 10), row_at(result, long)
        local longer = is_like_ours(info, "none") and info.steps > (memory.none_steps or least_steps)
        if not longer and (info.hidden < 2 * size or not is_like_ours(info, "none", info.hidden)) then
          return false, "bigger-other"
        end
        if not ten or not far then return false, "bigger-lengths" end
        if longer then
          memory.longer_steps = info.steps
          memory.longer_ten, memory.longer_long = percent(ten.token_accuracy), percent(far.token_accuracy)
          return false, "bigger-longer"
        end
        local same, feedback = same_steps(info.steps, lesson)
        if not same then return false, feedback end
        memory.wide_hidden, memory.wide_parameters = info.hidden, with_commas(info.parameters)
        memory.wide_ten, memory.wide_long = percent(ten.token_accuracy), percent(far.token_accuracy)
        memory.wide_long_exact = percent(far.exact_match)
        return true
      end },
    { id = "end" },
  },
}
