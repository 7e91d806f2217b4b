-- The first lesson: what one context vector loses, and what attention keeps. Every figure comes from the learner's own
-- models; a check looks at what was trained and measured, not at how the command was spelt.

local long = 50

-- The first length in a measurement at which fewer than half of the tokens are right, and the share there.
local function fell_below_half(result)
  for _, row in ipairs(result.by_length) do
    if row.tokens < 0.5 then return row.lengths[1], row.tokens end
  end
end

local function row_at(result, length)
  for _, row in ipairs(result.by_length) do
    if row.lengths[1] <= length and length <= row.lengths[2] then return row end
  end
end

local function percent(share) return string.format("%.0f", 100 * share) end

-- The model by its name in the list that `model` gives.
local function find_model(name)
  for _, info in ipairs(model{}.models) do
    if info.name == name then return info end
  end
end

-- A training step passes when the current model has this attention and has learned long enough.
local function trained(attention, least_steps)
  return function(result, lesson)
    if result.command ~= "train" then return nil end
    local info = find_model(result.model)
    if info.attention ~= attention then return false, lesson.step .. "-other" end
    if result.total_steps < least_steps then return false, lesson.step .. "-short" end
    lesson.memory[attention .. "_loss"] = string.format("%.3f", result.loss)
    return true
  end
end

-- The place of the largest number in a list.
local function largest(list)
  local best = 1
  for i, value in ipairs(list) do if value > list[best] then best = i end end
  return best
end

local sentence = "나는 어제 도서관에 갔다"

-- Small letters and no final mark: an answer in other dress is the same answer.
local function plain(text)
  return (text:lower():gsub("[%.%?!]", ""):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- A held-out sentence that the model translates rightly, with its map.
local function held_out_and_right(name)
  local result
  for seed = 1, 40 do
    result = attend{ model = name, length = 5, seed = seed }
    if result.answer == result.reference then break end
  end
  return result
end

-- "1. 그녀는": the source word with the largest weight, for each word that is said.
local function list_of_looks(result)
  local lines = {}
  for i, row in ipairs(result.weights) do
    lines[#lines + 1] = string.format("%d. %s", i, result.source_tokens[largest(row)])
  end
  return table.concat(lines, "\n")
end

-- "- 학교에: to school": what each source word is in English, by the true partners, for those who read no Korean.
local function list_of_words(result)
  local lines = {}
  for place, source in ipairs(result.source_tokens) do
    local words = {}
    for i, word in ipairs(result.target_tokens) do
      if result.partners[i] == place - 1 then words[#words + 1] = word end
    end
    if #words > 0 then lines[#lines + 1] = string.format("- %s: %s", source, table.concat(words, " ")) end
  end
  return table.concat(lines, "\n")
end

return {
  title = { en = "One vector for a whole sentence?", ko = "문장 전체를 벡터 하나에?" },
  minutes = 15,
  steps = {
    { id = "why" },
    { id = "task", try = "data task=copy length=5..50",
      check = function(result)
        if result.command ~= "data" then return nil end
        local shortest, longest = result.lengths[1], result.lengths[2]
        if not result.endless or shortest > 5 or longest < long then return false, "task-other" end
        return true
      end },
    { id = "predict", ask = "integer", least = 1, most = long, remember = "guess" },
    { id = "plain", try = { "model attention=none hidden=64", "train steps=1200" }, keep = true,
      check = trained("none", 800) },
    { id = "measure", try = "accuracy lengths=5,10,20,30,50", after = "accuracy",
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        if find_model(result.model).attention ~= "none" then return false, "measure-other" end
        local short, far = row_at(result, 5), row_at(result, long)
        if not short or not far then return false, "measure-lengths" end
        local length, share = fell_below_half(result)
        if not length then return false, "measure-strong" end
        lesson.memory.fell = length
        lesson.memory.fell_tokens = percent(share)
        lesson.memory.plain_short = percent(short.tokens)
        lesson.memory.plain_long = percent(far.tokens)
        lesson.memory.plain_long_exact = percent(far.exact)
        return true
      end },
    { id = "gates", try = "gates length=8", after = "gates",
      check = function(result, lesson)
        if result.command ~= "gates" then return nil end
        local means, sum = result.update_mean, 0
        for _, mean in ipairs(means) do sum = sum + mean end
        local mean = sum / #means
        lesson.memory.z_first = string.format("%.2f", means[1])
        lesson.memory.z_last = string.format("%.2f", means[#means - 1])
        lesson.memory.z_mean = string.format("%.2f", mean)
        lesson.memory.left_10 = string.format("%.1f", 100 * (1 - mean) ^ 10)
        lesson.memory.left_50 = string.format("%.1f", 100 * (1 - mean) ^ 50)
        return true
      end },
    { id = "attention", try = { "model attention=dot hidden=64", "train steps=1200" }, keep = true,
      check = trained("dot", 800) },
    { id = "compare", try = "compare gru-none gru-dot lengths=5,10,20,30,50", after = { "compare", "accuracy" },
      check = function(result, lesson)
        local measured = result
        if result.command == "compare" then
          measured = nil
          for _, one in ipairs(result.models) do
            if find_model(one.model).attention == "dot" then measured = one.accuracy end
          end
          if not measured then return false, "compare-other" end
        elseif find_model(result.model).attention ~= "dot" then
          return false, "compare-other"
        end
        local far = row_at(measured, long)
        if not far then return false, "compare-lengths" end
        lesson.memory.dot_long = percent(far.tokens)
        lesson.memory.dot_long_exact = percent(far.exact)
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
    { id = "korean", try = { "data grammar=ko-en length=2..10", "model attention=dot hidden=64 name=translator",
                             "train steps=1500 rate=0.006" }, keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        local info = find_model(result.model)
        if not info.data:find("ko-en", 1, true) then return false, "korean-other" end
        if info.attention == "none" then return false, "korean-plain" end
        if result.total_steps < 1000 then return false, "korean-short" end
        lesson.memory.translator = info.name
        return true
      end },
    { id = "look", try = "attend " .. sentence, after = "attend",
      check = function(result, lesson)
        if result.command ~= "attend" then return nil end
        local words = result.target_tokens
        if #words < 3 then return false, "look-again" end
        -- The question that follows is about the last word before <EOS>.
        local row = #words
        while row > 1 and words[row]:find("^<") do row = row - 1 end
        lesson.memory.word = words[row]
        lesson.memory.seen = result.source_tokens[largest(result.weights[row])]
        lesson.memory.source = result.source
        lesson.memory.answer = result.answer
        return true
      end },
    { id = "read", ask = "text", remember = "read",
      check = function(answer, lesson)
        if plain(answer) == plain(lesson.memory.seen) then return true end
        return false, "read-wrong"
      end },
    { id = "byhand", ask = "text", remember = "byhand",
      prepare = function(lesson)
        if lesson.memory.puzzle_answer then return end
        local result = held_out_and_right(lesson.memory.translator)
        lesson.memory.puzzle_source = result.source
        lesson.memory.puzzle_answer = result.answer
        lesson.memory.puzzle_looks = list_of_looks(result)
        lesson.memory.puzzle_words = list_of_words(result)
      end,
      check = function(answer, lesson)
        if plain(answer) == plain(lesson.memory.puzzle_answer) then return true end
        return false, "byhand-wrong"
      end },
    { id = "bigger", after = { "accuracy", "compare", "train", "model", "data" },
      try = { "data task=copy length=5..50", "model attention=none hidden=128 name=wide", "train steps=800",
              "accuracy lengths=5,10,20,50" },
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        local info = find_model(result.model)
        if info.attention ~= "none" or info.hidden <= 64 then return false, "bigger-other" end
        local far = row_at(result, long)
        if not far then return false, "bigger-lengths" end
        lesson.memory.wide_hidden = info.hidden
        lesson.memory.wide_long = percent(far.tokens)
        lesson.memory.wide_long_exact = percent(far.exact)
        return true
      end },
    { id = "end" },
  },
}
