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
    return true
  end
end

local sentence = "나는 어제 도서관에 갔다"

-- Letters without their accent; marks outside ASCII become nothing or a blank.
local undressed = {
  ["á"] = "a", ["à"] = "a", ["â"] = "a", ["ä"] = "a", ["ç"] = "c", ["é"] = "e", ["è"] = "e", ["ê"] = "e", ["ë"] = "e",
  ["É"] = "e", ["í"] = "i", ["ï"] = "i", ["î"] = "i", ["ñ"] = "n", ["ó"] = "o", ["ô"] = "o", ["ö"] = "o", ["ú"] = "u",
  ["û"] = "u", ["ü"] = "u", ["“"] = "", ["”"] = "", ["‘"] = "", ["’"] = "", ["「"] = "", ["」"] = "", ["…"] = "", ["–"] = " ", ["—"] = " ",
  ["，"] = "", ["。"] = "", ["？"] = "", ["！"] = "",
}

-- In small letters, without accents, punctuation and quotation marks: only the words of an answer count.
local function plain(text)
  text = text:lower():gsub("[\xCC\xCD][\x80-\xBF]", ""):gsub("[\xC3\xE2\xE3\xEF][\x80-\xBF]+", function(letters)
    return (letters:gsub(utf8.charpattern, undressed))
  end)
  return (text:gsub("%-", " "):gsub("%p", ""):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- Keeps in memory each word of the answer with the largest weight of its row, and from the row in which this weight is
-- smallest the two source words with the largest weights. Returns the number of words.
local function keep_map(result, memory)
  local words, shares, weakest, row = {}, {}, nil, nil
  for i, word in ipairs(result.target_tokens) do
    local weights = result.weights[i]
    if not word:find("^<") then
      words[#words + 1], shares[#words + 1] = word, weights[largest(weights)]
      if not weakest or shares[#words] < shares[weakest] then weakest, row = #words, weights end
    end
  end
  if not weakest then return 0 end
  local first = largest(row)
  local second = largest(row, first)
  memory.words, memory.shares, memory.map_rows = words, shares, #words
  memory.word, memory.weakest = words[weakest], shares[weakest]
  memory.seen, memory.seen_share = result.source_tokens[first], percent(row[first])
  memory.second, memory.second_share = result.source_tokens[second], percent(row[second])
  memory.rest_share = percent(1 - row[first])
  memory.answer = result.answer
  return #words
end

-- The largest weight in the row of a word of the answer, the smallest if it was written twice; nil for other words.
local function share_of(word, memory)
  local share
  for i, written in ipairs(memory.words) do
    if plain(written) == word and (not share or memory.shares[i] < share) then share = memory.shares[i] end
  end
  return share
end

-- How many words are written while the largest weight is on another source word than the aligned one.
local function looks_beside(result)
  local beside = 0
  for i, row in ipairs(result.weights) do
    if i < #result.weights and result.alignment[i] ~= largest(row) - 1 then beside = beside + 1 end
  end
  return beside
end

-- A sentence of the test set that the model translates correctly, if possible with the largest weight of every row on
-- the aligned word: then the largest weights lead to the translation. Some models often look one word beside it.
local function translated_correctly(name)
  local best, least
  for seed = 1, 60 do
    local result = attend{ model = name, length = 5, seed = seed }
    local beside = looks_beside(result)
    if result.answer == result.reference and (not best or beside < least) then best, least = result, beside end
    if least == 0 then break end
  end
  return best, least
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

-- "1. 그녀는": the source word with the largest weight, for each word that is written.
local function list_of_looks(result)
  local lines = {}
  for i, row in ipairs(result.weights) do
    lines[#lines + 1] = string.format("%d. %s", i, result.source_tokens[largest(row)])
  end
  return table.concat(lines, "\n")
end

-- "- 학교에: to school": the English words that are aligned with each source word, for those who read no Korean.
local function list_of_words(result)
  local lines = {}
  for place, source in ipairs(result.source_tokens) do
    local words = {}
    for i, word in ipairs(result.target_tokens) do
      if result.alignment[i] == place - 1 then words[#words + 1] = word end
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
        if result.name ~= "copy" or result.source_vocabulary ~= 24 then return false, "task-copy" end
        if shortest ~= 5 or longest ~= long then return false, "task-other" end
        return true
      end },
    { id = "predict", ask = "integer", least = 1, most = long, remember = "guess" },
    { id = "plain", try = { "model attention=none hidden=64", "train steps=1200" }, keep = true,
      check = trained("none") },
    { id = "measure", try = "accuracy lengths=5,10,20,30,50", after = "accuracy",
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        if not is_like_ours(find_model(result.model), "none") then return false, "measure-other" end
        local fell, before = fell_below_half(result)
        if fell == nil then return false, "measure-lengths" end
        if fell == false then return false, "measure-strong" end
        local ten, far = row_at(result, 10), row_at(result, long)
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
        local far = row_at(measured, long)
        if not far then return false, "compare-lengths" end
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
    { id = "korean", try = { "data grammar=ko-en length=2..10", "model attention=dot hidden=64 name=translator",
                             "train steps=1500 lr=0.006" }, keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        local info = find_model(result.model)
        if not info.data:find("ko-en", 1, true) then return false, "korean-other" end
        if info.attention == "none" then return false, "korean-plain" end
        if result.total_steps < 1000 then return false, "korean-short" end
        lesson.memory.translator = info.name
        return true
      end },
    { id = "look", try = { "attend " .. sentence, "attend length=4" }, after = "attend",
      check = function(result, lesson)
        if result.command ~= "attend" then return nil end
        if not current_model().data:find("ko-en", 1, true) then return false, "look-other" end
        if keep_map(result, lesson.memory) < 3 then return false, "look-again" end
        return true
      end },
    { id = "read", ask = "text", remember = "read",
      -- If the step before was skipped there is no map to ask about: the text then leads back to it.
      prepare = function(lesson) lesson.memory.no_map = not lesson.memory.words and "`lesson back`" or nil end,
      check = function(answer, lesson)
        local memory = lesson.memory
        if not memory.words then return false, "read" end
        local share = share_of(plain(answer), memory)
        -- As `weights=yes` prints them: weights that look the same count as equal.
        if share and percent(share) == percent(memory.weakest) then return true end
        memory.tried, memory.tried_share = share and answer or nil, share and percent(share) or nil
        return false, "read-wrong"
      end },
    { id = "byhand", ask = "text", remember = "byhand",
      prepare = function(lesson)
        lesson.memory.no_translator = not lesson.memory.translator and "`lesson skip`" or nil
        if lesson.memory.puzzle_answer or not lesson.memory.translator then return end
        local result, beside = translated_correctly(lesson.memory.translator)
        if not result then
          lesson.memory.no_translator = "`lesson skip`"
          return
        end
        lesson.memory.puzzle_beside = beside > 0 and beside or nil
        lesson.memory.puzzle_source = result.source
        lesson.memory.puzzle_answer = result.answer
        lesson.memory.puzzle_looks = list_of_looks(result)
        lesson.memory.puzzle_words = list_of_words(result)
      end,
      check = function(answer, lesson)
        if not lesson.memory.puzzle_answer then return false, "byhand" end
        if plain(answer) == plain(lesson.memory.puzzle_answer) then return true end
        return false, "byhand-wrong"
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
