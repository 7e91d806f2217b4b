-- The first lesson: what one context vector loses, and what attention keeps. Every figure comes from the learner's own
-- models; a check looks at what was trained and measured, not at how the command was spelt.

local lengths, long = { 5, 10, 20, 30, 50 }, 50
local size = 64

-- The row of one length alone: a row of several lengths ("5-11") says nothing of its shortest.
local function row_at(result, length)
  for _, row in ipairs(result.by_length) do
    if row.lengths[1] == length and row.lengths[2] == length then return row end
  end
end

-- The first of the lengths at which fewer than half of the tokens are right, and the one before it, which still had half.
-- Nothing where one of the lengths was not measured; false where no length falls below half.
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

local function percent(share) return string.format("%.0f", 100 * share) end

-- The model by its name in the list that `model` gives.
local function find_model(name)
  for _, info in ipairs(model{}.models) do
    if info.name == name then return info end
  end
end

local function current_model()
  for _, info in ipairs(model{}.models) do
    if info.current then return info end
  end
end

-- A GRU of the size of which the texts speak, with nothing added that would make another comparison.
local function is_like_ours(info, attention)
  return info.attention == attention and info.hidden == size and info.cell == "gru" and info.layers == 1 and
         not info.bidirectional and info.data == "copy"
end

-- A training step passes when the current model has this attention, is of the lesson's size and has learned long enough.
local function trained(attention, least_steps)
  return function(result, lesson)
    if result.command ~= "train" then return nil end
    local info = find_model(result.model)
    if info.attention ~= attention then return false, lesson.step .. "-other" end
    if info.data ~= "copy" then return false, lesson.step .. "-data" end
    if not is_like_ours(info, attention) then return false, lesson.step .. "-size" end
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

-- Letters with an accent, and marks outside ASCII, as they are without.
local undressed = {
  ["á"] = "a", ["à"] = "a", ["â"] = "a", ["ä"] = "a", ["ç"] = "c", ["é"] = "e", ["è"] = "e", ["ê"] = "e", ["ë"] = "e",
  ["É"] = "e", ["í"] = "i", ["ï"] = "i", ["î"] = "i", ["ñ"] = "n", ["ó"] = "o", ["ô"] = "o", ["ö"] = "o", ["ú"] = "u",
  ["û"] = "u", ["ü"] = "u", ["“"] = "", ["”"] = "", ["‘"] = "", ["’"] = "", ["「"] = "", ["」"] = "", ["…"] = "", ["–"] = " ", ["—"] = " ",
  ["，"] = "", ["。"] = "", ["？"] = "", ["！"] = "",
}

-- Small letters without accents, marks and quotation marks: an answer in other dress is the same answer.
local function plain(text)
  text = text:lower():gsub("[\xCC\xCD][\x80-\xBF]", ""):gsub("[\xC3\xE2\xE3\xEF][\x80-\xBF]+", function(letters)
    return (letters:gsub(utf8.charpattern, undressed))
  end)
  return (text:gsub("%-", " "):gsub("%p", ""):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- How many words are said while the largest weight lies on another word than the one they translate.
local function looks_beside(result)
  local beside = 0
  for i, row in ipairs(result.weights) do
    if i < #result.weights and result.alignment[i] ~= largest(row) - 1 then beside = beside + 1 end
  end
  return beside
end

-- A held-out sentence that the model translates rightly, if there is one looking at the true partner of each word: who
-- goes by its looks then finds the sentence. What a model learned decides how often it looks one word beside.
local function held_out_and_right(name)
  local best, least
  for seed = 1, 60 do
    local result = attend{ model = name, length = 5, seed = seed }
    local beside = looks_beside(result)
    if result.answer == result.reference and (not best or beside < least) then best, least = result, beside end
    if least == 0 then break end
  end
  return best, least
end

-- The shares of held-out rows of so many letters that have the letter at each place right.
local function right_by_place(name, length, rows)
  local shares = {}
  for place = 1, length do shares[place] = 0 end
  for seed = 1, rows do
    local result = translate{ model = name, length = length, seed = seed }
    local said, wanted = result.answer:gmatch("%S+"), result.reference:gmatch("%S+")
    for place = 1, length do
      if said() == wanted() then shares[place] = shares[place] + 1 / rows end
    end
  end
  return shares
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
      check = trained("none", 800) },
    { id = "measure", try = "accuracy lengths=5,10,20,30,50", after = "accuracy",
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        if not is_like_ours(find_model(result.model), "none") then return false, "measure-other" end
        local fell, before = fell_below_half(result)
        if fell == nil then return false, "measure-lengths" end
        if fell == false then return false, "measure-strong" end
        local short, far = row_at(result, lengths[1]), row_at(result, long)
        lesson.memory.fell = fell.lengths[1]
        lesson.memory.fell_tokens = percent(fell.token_accuracy)
        lesson.memory.before = before and before.lengths[1]
        lesson.memory.before_tokens = before and percent(before.token_accuracy)
        lesson.memory.plain_short = percent(short.token_accuracy)
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
      check = trained("dot", 800) },
    { id = "compare", try = "compare gru-none gru-dot lengths=5,10,20,30,50", after = { "compare", "accuracy" },
      check = function(result, lesson)
        local measured = result
        if result.command == "compare" then
          measured = nil
          for _, one in ipairs(result.models) do
            if is_like_ours(find_model(one.model), "dot") then measured = one.accuracy end
          end
          if not measured then return false, "compare-other" end
        elseif not is_like_ours(find_model(result.model), "dot") then
          return false, "compare-other"
        end
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
      -- Skipped steps leave nothing to ask about: the text then says where it is found.
      prepare = function(lesson) lesson.memory.no_map = not lesson.memory.seen and "`lesson back`" or nil end,
      check = function(answer, lesson)
        if not lesson.memory.seen then return false, "read" end
        if plain(answer) == plain(lesson.memory.seen) then return true end
        return false, "read-wrong"
      end },
    { id = "byhand", ask = "text", remember = "byhand",
      prepare = function(lesson)
        lesson.memory.no_translator = not lesson.memory.translator and "`lesson skip`" or nil
        if lesson.memory.puzzle_answer or not lesson.memory.translator then return end
        local result, beside = held_out_and_right(lesson.memory.translator)
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
      try = { "data task=copy length=5..50", "model attention=none hidden=128 name=wide", "train steps=800",
              "accuracy lengths=5,10,20,50" },
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        local info = find_model(result.model)
        if info.attention ~= "none" or info.hidden <= size or info.data ~= "copy" then return false, "bigger-other" end
        if info.steps < 600 then return false, "bigger-short" end
        local far = row_at(result, long)
        if not far then return false, "bigger-lengths" end
        lesson.memory.wide_hidden = info.hidden
        lesson.memory.wide_long = percent(far.token_accuracy)
        lesson.memory.wide_long_exact = percent(far.exact_match)
        return true
      end },
    { id = "end" },
  },
}
