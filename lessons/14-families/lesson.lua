-- What became of the Transformer: an encoder that fills gaps (BERT), a decoder that writes on (GPT), and both
-- together with several tasks named by a prefix (T5), each trained small and asked. Where does the prefix act, and what
-- does sharing cost?

local percent, find_model, row_at, accuracy_of = common.percent, common.find_model, common.row_at, common.accuracy_of
local sentences, length = "data grammar=en-ko length=3..6", 6
local tasks, measured = "data tasks=copy,reverse,sort length=3..7 symbols=10", "lengths=4,6"
local steps, sentences_asked, rows_asked = 600, 120, 40

local bert = { kind = "masked", layers = 1, hidden = 32, data = "en-ko grammar" }
local gpt = { kind = "causal", layers = 2, hidden = 32, data = "copy,reverse,sort" }
local t5 = { kind = "transformer", layers = 1, hidden = 32, data = "copy,reverse,sort" }

local function is(info, fields) return info ~= nil and common.has(info, fields) end

-- A check of `train`: this model, for so many steps or more.
local function trained(fields, least)
  return function(result, lesson)
    if result.command ~= "train" then return nil end
    local info = find_model(result.model)
    if not is(info, fields) then return false, lesson.step .. "-other" end
    if info.steps < least then return false, lesson.step .. "-short" end
    lesson.memory[result.model .. "_parameters"] = common.with_commas(info.parameters)
    return true
  end
end

-- What BERT puts at place `at` of these words when that one is hidden, and all from `first` to `last` too.
local function filled(list, at, first, last)
  local shown = {}
  for i, word in ipairs(list) do shown[i] = (i == at or (i >= first and i <= last)) and "<UNK>" or word end
  return common.words(translate(table.concat(shown, " ")).answer)[at]
end

-- What stands before the gap of a sentence, and the word that was put in.
local function gap_of(result)
  for i, token in ipairs(result.source_tokens) do
    if token == "<UNK>" then return table.concat(result.source_tokens, " ", 1, i - 1), result.target_tokens[i] end
  end
end

-- Hides a word of each sentence of the test set, with all others to be seen, only those on its left, or only those on
-- its right.
local function fill_gaps(memory)
  local both, left, right = 0, 0, 0
  for seed = 1, sentences_asked do
    local list = common.words(translate{ length = 4 + seed % 3, seed = seed }.reference)
    local at = 1 + seed % #list
    both = both + (filled(list, at, 0, 0) == list[at] and 1 or 0)
    left = left + (filled(list, at, at, #list) == list[at] and 1 or 0)
    right = right + (filled(list, at, 1, at) == list[at] and 1 or 0)
  end
  memory.both_right, memory.left_right, memory.right_right =
    percent(both / sentences_asked), percent(left / sentences_asked), percent(right / sentences_asked)
  memory.sentences_asked = sentences_asked
  memory.side_bars = common.bars{ { "w w ? w w", memory.both_right }, { "w w ?", memory.left_right },
                                  { "    ? w w", memory.right_right } }
  common.either(memory, both > 1.3 * math.max(left, right), "sides_both", "sides_one", memory.both_right)
end

-- What each task makes of some letters.
local makes = {
  copy = function(list) return table.concat(list, " ") end,
  reverse = function(list)
    local back = {}
    for i = #list, 1, -1 do back[#back + 1] = list[i] end
    return table.concat(back, " ")
  end,
  sort = function(list)
    local sorted = table.pack(table.unpack(list))
    table.sort(sorted)
    return table.concat(sorted, " ")
  end,
}

-- Calls see(letters, text) for rows of five letters in the test set whose three answers differ.
local function each_row(see)
  local count, seed = 0, 0
  while count < rows_asked do
    seed = seed + 1
    local list = table.pack(table.unpack(translate{ length = length, seed = seed }.source_tokens, 2, length))
    if makes.copy(list) ~= makes.reverse(list) and makes.copy(list) ~= makes.sort(list)
      and makes.reverse(list) ~= makes.sort(list) then
      count = count + 1
      see(list, table.concat(list, " "))
    end
  end
end

-- Which task an answer is of, or "none".
local function task_of(answer, list)
  for name, make in pairs(makes) do
    if answer == make(list) then return name end
  end
  return "none"
end

-- Of rows that are to be reversed, with what the model computed of the prefix in "sort ..." at this place: how many
-- are now sorted, reversed still, neither.
local function exchange_prefix(place)
  local count = { copy = 0, reverse = 0, sort = 0, none = 0 }
  each_row(function(list, text)
    local found = task_of(patch(place .. " reverse " .. text, { step = 1, from = "sort " .. text }).after.answer, list)
    count[found] = count[found] + 1
  end)
  return count
end

local function is_exchange(result, place)
  return is(common.current_model(), t5) and result.name == place and result.step == 1 and not result.unit
    and result.other and result.source:find("^reverse ") and result.other.source:find("^sort ")
end

-- Exact match at so many tokens, in per cent; nil if it was not measured.
local function six_right(result)
  local row = result and row_at(result, length)
  return row and percent(row.exact_match)
end

local function leader(one, two, first, second)
  return one > two + 4 and first or two > one + 4 and second or "same"
end

return {
  title = { en = "GPT, BERT and T5 in small", ko = "작은 GPT, BERT, T5" },
  minutes = 14,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 100, remember = "guess" },
    { id = "bert", try = { sentences, "model kind=masked layers=1 hidden=32 name=bert", "train steps=800 lr=0.004" },
      keep = "bert",
      check = trained(bert, 600) },
    { id = "measure", try = "accuracy", after = "accuracy",
      guess = function(_, lesson) return common.guessed(lesson.memory.guess, "token_accuracy") end,
      check = function(result, lesson)
        if not is(find_model(result.model), bert) then return false, "measure-other" end
        lesson.memory.filled_right = percent(result.token_accuracy)
        if not lesson.memory.guess then return true end
        return true, math.abs(lesson.memory.guess - tonumber(lesson.memory.filled_right)) <= 10 and "measure-near"
          or "measure-far"
      end },
    { id = "own", try = { "translate <UNK> are busy", "translate <UNK> is busy" }, after = "translate",
      bare = "translate",
      check = function(result, lesson)
        local memory = lesson.memory
        if not is(common.current_model(), bert) then return false, "own-other" end
        if result.answer == result.source then return false, "own-gap" end
        if not memory.first_asked or memory.first_asked == result.source then
          memory.first_asked, memory.first_filled = result.source, result.answer
          memory.first_before, memory.first_word = gap_of(result)
          return nil
        end
        local before, word = gap_of(result)
        local differs = word and before == memory.first_before and word ~= memory.first_word
        memory.second_filled, memory.first_asked, memory.own_right = result.answer, nil, differs and word or nil
        return true
      end },
    { id = "sides", needs = { "both_right", "bert" }, ask = "integer", least = 0, most = 100, remember = "guess_left",
      prepare = function(lesson)
        if is(common.current_model(), bert) and not lesson.memory.left_right then fill_gaps(lesson.memory) end
      end,
      check = function(answer, lesson)
        local left = tonumber(lesson.memory.left_right)
        if not left then return true end
        return true, math.abs(answer - left) <= 10 and "sides-near" or "sides-far"
      end },
    { id = "letters", try = { "data task=copy length=3..6 symbols=10",
      "model kind=masked layers=1 hidden=32 name=letters",
                              "train steps=300 lr=0.004", "accuracy" }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        if not is(info, { kind = "masked", data = "copy" }) or info.steps < 300 then return false, "letters-other" end
        memory.letters_right = percent(result.token_accuracy)
        common.either(memory, result.token_accuracy < 0.2, "letters_chance", "letters_more", memory.letters_right)
        return true
      end },
    { id = "gpt", try = { tasks, "model kind=causal layers=2 heads=2 hidden=32 name=gpt",
      "train steps=600 lr=0.003" }, keep = "gpt",
      check = trained(gpt, steps) },
    { id = "see", try = "heads side=decoder sort c a b", after = "heads",
      check = function(result)
        if not is(common.current_model(), gpt) or result.side ~= "decoder" then return false, "see-other" end
        return true
      end },
    { id = "t5", try = { "model kind=transformer layers=1 heads=2 hidden=32 name=t5", "train steps=600 lr=0.003" },
      keep = "t5",
      check = trained(t5, steps) },
    { id = "ask", try = { "translate copy d a c b", "translate reverse d a c b", "translate sort d a c b" },
      after = "translate",
      bare = "translate",
      check = function(result, lesson)
        local memory, list = lesson.memory, common.words(result.source)
        if not is(common.current_model(), t5) then return false, "ask-other" end
        local name = table.remove(list, 1)
        if result.unknown > 0 or not makes[name] then return false, "ask-prefix" end
        memory.tasks_asked = memory.tasks_asked or {}
        memory.tasks_asked[name] = result.answer
        if not (memory.tasks_asked.copy and memory.tasks_asked.reverse and memory.tasks_asked.sort) then return nil end
        memory.tasks_asked = nil
        return true
      end },
    { id = "race-guess", needs = { "t5_parameters", "t5" }, ask = "choice", remember = "guess_race", choices = {
        { id = "gpt", en = "GPT: two layers that see source and answer as one text",
          ko = "GPT: 소스와 답을 글 하나로 읽는 두 층" },
        { id = "t5", en = "T5: one layer that reads, one that writes", ko = "T5: 읽는 층 하나와 쓰는 층 하나" },
        { id = "same", en = "no difference worth speaking of", ko = "거의 같습니다" } } },
    { id = "race", try = "compare gpt t5 " .. measured, after = "compare",
      check = function(result, lesson)
        local memory, one, two = lesson.memory, accuracy_of(result, "gpt"), accuracy_of(result, "t5")
        local first, second = find_model("gpt"), find_model("t5")
        if not (one and two) or not is(first, gpt) or not is(second, t5)
          or first.steps ~= second.steps then
          return false, "race-other"
        end
        memory.gpt_six, memory.t5_six, memory.race_steps = six_right(one), six_right(two), first.steps
        if not (memory.gpt_six and memory.t5_six) then return false, "race-lengths" end
        local found = leader(tonumber(memory.gpt_six), tonumber(memory.t5_six), "gpt", "t5")
        memory.t5_ahead, memory.gpt_ahead, memory.race_even = nil, nil, nil
        memory[found == "t5" and "t5_ahead" or found == "gpt" and "gpt_ahead" or "race_even"] = memory.t5_six
        return common.passed(lesson, memory.guess_race, found)
      end },
    { id = "longer", try = { "model gpt", "train steps=600 lr=0.003", "accuracy " .. measured }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        if not is(info, gpt) or info.steps < 2 * steps then return false, "longer-other" end
        memory.longer_six, memory.longer_steps = six_right(result), info.steps
        if not memory.longer_six then return false, "race-lengths" end
        local t5_six = tonumber(memory.t5_six)
        memory.longer_reaches, memory.longer_behind = nil, nil
        if t5_six and t5_six >= 50 then
          common.either(memory, tonumber(memory.longer_six) > t5_six - 5, "longer_reaches", "longer_behind", memory.longer_six)
        end
        return true
      end },
    { id = "swap-guess", ask = "choice", remember = "guess_swap", choices = {
        { id = "reverse", en = "it still reverses: b c a d", ko = "그래도 뒤집습니다: b c a d" },
        { id = "sort", en = "it sorts: a b c d", ko = "정렬합니다: a b c d" },
        { id = "none", en = "neither: a mixture", ko = "어느 쪽도 아닌 뒤섞인 답" } } },
    { id = "swap", try = { "model t5", "patch encoder.input step=1 from=\"sort d a c b\" reverse d a c b" },
      after = "patch",
      check = function(result, lesson)
        local memory = lesson.memory
        if not is_exchange(result, "encoder.input") then return false, "swap-other" end
        local list = common.words(result.source)
        table.remove(list, 1)
        memory.swap_answer = result.after.answer
        local count = exchange_prefix("encoder.input")
        memory.swap_sort, memory.rows_asked = count.sort, rows_asked
        common.either(memory, count.sort > rows_asked / 2, "swap_turns", "swap_stays", count.sort)
        return common.passed(lesson, memory.guess_swap, task_of(result.after.answer, list))
      end },
    { id = "late", try = "patch encoder.state step=1 from=\"sort d a c b\" reverse d a c b", after = "patch",
      check = function(result, lesson)
        local memory = lesson.memory
        if not is_exchange(result, "encoder.state") then return false, "late-other" end
        memory.late_answer = result.after.answer
        local count = exchange_prefix("encoder.state")
        memory.late_sort, memory.late_reverse, memory.late_none = count.sort, count.reverse, count.none + count.copy
        memory.late_spread = count.reverse > count.sort + 4 and count.sort or nil
        memory.late_there = count.sort > count.reverse + 4 and count.sort or nil
        memory.late_some = memory.late_spread and memory.late_none > rows_asked / 4 and memory.late_none or nil
        return true
      end },
    { id = "bare-guess", ask = "choice", remember = "guess_bare", choices = {
        { id = "copy", en = "it copies them: the simplest of the three",
          ko = "그대로 씁니다: 셋 가운데 가장 쉬우므로" },
        { id = "any", en = "it does one of the three, now this, now that", ko = "그때그때 셋 가운데 하나를 합니다" },
        { id = "none", en = "none of the three", ko = "셋 가운데 어느 것도 하지 않습니다" } } },
    { id = "bare", try = "translate d a c b", after = "translate", bare = "translate",
      check = function(result, lesson)
        local memory, list = lesson.memory, common.words(result.source)
        if not is(common.current_model(), t5) then return false, "ask-other" end
        if result.unknown > 0 or #list < 3 or makes[list[1]] then return false, "bare-letters" end
        local count = { copy = 0, reverse = 0, sort = 0, none = 0 }
        each_row(function(letters, text)
          local found = task_of(translate(text).answer, letters)
          count[found] = count[found] + 1
        end)
        memory.bare_answer, memory.bare_none, memory.rows_asked = result.answer, count.none, rows_asked
        memory.bare_copy, memory.bare_reverse, memory.bare_sort = count.copy, count.reverse, count.sort
        local found = count.none > rows_asked / 2 and "none" or count.copy > rows_asked / 2 and "copy" or "any"
        common.either(memory, found == "none", "bare_lost", "bare_does", count.none)
        return common.passed(lesson, memory.guess_bare, found)
      end },
    { id = "solo-guess", needs = { "race_steps", "race" }, ask = "choice", remember = "guess_solo", choices = {
        { id = "solo", en = "the specialist: all its parameters are for one task",
          ko = "하나만 배운 모델: 매개변수를 모두 한 과제에 쓰므로" },
        { id = "t5", en = "T5: what it learns for one task serves the others",
          ko = "T5: 한 과제에서 배운 것이 다른 과제에도 쓰이므로" },
        { id = "same", en = "no difference worth speaking of", ko = "거의 같습니다" } } },
    { id = "solo", try = { "data tasks=reverse length=3..7 symbols=10",
      "model kind=transformer layers=1 heads=2 hidden=32 name=solo",
                           "train steps=200 lr=0.003", "accuracy lengths=6" }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        if not is(info, { kind = "transformer", layers = 1, hidden = 32, data = "reverse",
          steps = 200 }) then return false, "solo-other" end
        memory.solo_six = six_right(result)
        if not memory.solo_six then return false, "solo-lengths" end
        if not is(find_model("t5"), t5) then return true end
        local right = 0
        model("t5")
        each_row(function(list, text) right = right + (translate("reverse " .. text).answer == makes.reverse(list)
          and 1 or 0) end)
        memory.t5_reverse = percent(right / rows_asked)
        local found = leader(tonumber(memory.solo_six), tonumber(memory.t5_reverse), "solo", "t5")
        memory.solo_worse, memory.solo_better, memory.solo_even = nil, nil, nil
        memory[found == "t5" and "solo_worse" or found == "solo" and "solo_better" or "solo_even"] = memory.t5_reverse
        return common.passed(lesson, memory.guess_solo, found)
      end },
    { id = "which", ask = "choice", choices = {
        { id = "gpt", en = "GPT", ko = "GPT(디코더만)" },
        { id = "bert", en = "BERT", ko = "BERT(인코더만)" },
        { id = "t5", en = "T5", ko = "T5(인코더와 디코더)" } },
      check = function(answer) return answer == "gpt", answer ~= "gpt" and "which-wrong" or nil end },
    { id = "end" },
  },
}
