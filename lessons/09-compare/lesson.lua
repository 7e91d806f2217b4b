-- Bottleneck against attention: same data, seed, size and steps; then what attention costs a step, whose score is whose, and
-- two other explanations put to the test: more parameters, more training. At last rows on which nothing is gained.

local percent, with_commas, find_model = common.percent, common.with_commas, common.find_model
local row_at, accuracy_of = common.row_at, common.accuracy_of
local steps, few_steps = 800, 400
local rows_to_copy, measured = "data task=copy length=5..50", "lengths=10,30,50"
local pairs_of_rows = 30
local example = "h e l l o t h e r e i a m f a r f r o m h o m e"

-- One GRU layer in one direction on the lesson's rows, after this many steps.
local function is_ours(info, attention, hidden, trained)
  return common.has(info, { attention = attention, hidden = hidden or 64, cell = "gru", layers = 1, bidirectional = false, data = "copy",
                            steps = trained })
end

-- Keeps a measurement of letters right under NAME_ten, NAME_thirty, NAME_fifty; false if a length is missing.
local function keep_rows(result, memory, name)
  local places = { ten = 10, thirty = 30, fifty = 50 }
  for key, length in pairs(places) do
    if not row_at(result, length) then return false end
    memory[name .. "_" .. key] = percent(row_at(result, length).token_accuracy)
  end
  memory[name .. "_exact"] = percent(row_at(result, 50).exact_match)
  return true
end

-- Which of the two trainings took longer, and how much; a small difference says nothing.
local function keep_times(memory)
  memory.looking_slower, memory.looking_even, memory.looking_quicker = nil, nil, nil
  local plain, looking = tonumber(memory.plain_seconds), tonumber(memory.looking_seconds)
  if not plain or plain == 0 then return end
  local more = 100 * (looking / plain - 1)
  memory[more > 10 and "looking_slower" or more < -10 and "looking_quicker" or "looking_even"] = string.format("%.0f", math.abs(more))
end

local function trained(attention, name)
  return function(result, lesson)
    if result.command ~= "train" then return nil end
    local info, memory = find_model(result.model), lesson.memory
    if not is_ours(info, attention) or result.model ~= name then return false, lesson.step .. "-other" end
    if result.total_steps ~= steps then return false, lesson.step .. "-steps" end
    memory[name .. "_loss"], memory[name .. "_seconds"] = string.format("%.2f", result.loss), string.format("%.1f", result.seconds)
    memory[name .. "_parameters"] = with_commas(info.parameters)
    if name == "looking" then keep_times(memory) end
    return true
  end
end

-- How many places of an answer agree with these words, from the first on.
local function agreeing(answer, wanted)
  local said, count = common.words(answer), 0
  for i, word in ipairs(wanted) do count = count + (said[i] == word and 1 or 0) end
  return count
end

-- Of rows that get the last state of another row: the share of letters that are still their own, and the other row's.
local function letters_kept()
  local own, others, all = 0, 0, 6 * pairs_of_rows
  common.hand_over(pairs_of_rows, function(one, other, answer)
    own, others = own + agreeing(answer, common.words(one.source)), others + agreeing(answer, common.words(other.source))
  end)
  return own / all, others / all
end

-- Letters right at 2, 3 and 4 without and with attention: at which lengths attention gains, and how much at most. False if a
-- length is missing.
local function keep_short(without, with, memory)
  local lists, most = { without = {}, with = {}, even = {}, gain = {} }, 0
  for length = 2, 4 do
    local one, two = row_at(without, length), row_at(with, length)
    if not (one and two) then return false end
    local gain = 100 * (two.token_accuracy - one.token_accuracy)
    table.insert(lists.without, percent(one.token_accuracy))
    table.insert(lists.with, percent(two.token_accuracy))
    table.insert(gain > 3 and lists.gain or lists.even, length)
    most = math.max(most, gain)
  end
  local function listed(list) return list[1] and table.concat(list, ", ") end
  memory.short, memory.short_looking = listed(lists.without), listed(lists.with)
  memory.even_lengths, memory.gain_lengths = listed(lists.even), listed(lists.gain)
  memory.some_gain = lists.gain[1] and string.format("%.0f", most)
  return true
end

-- A time beside the longest of them, for a block of code.
local function time_bar(name, time, longest) return string.format("    %-9s %s", name, common.bar(time / longest, nil, string.format("%6.1f ms", time))) end

return {
  title = { en = "Bottleneck against attention", ko = "병목과 어텐션, 나란히" },
  minutes = 13,
  prepare = function(lesson) lesson.memory.example_letters = #common.words(example) end,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 100, remember = "guess" },
    { id = "plain", try = { rows_to_copy, "model attention=none hidden=64 name=plain", "train steps=800" }, keep = "plain", check = trained("none", "plain") },
    { id = "looking", try = { "model attention=dot hidden=64 name=looking", "train steps=800" }, keep = "looking", check = trained("dot", "looking") },
    { id = "own", try = "translate " .. example, after = "translate", bare = "translate",
      check = function(result, lesson)
        local memory = lesson.memory
        if not (find_model("plain") and find_model("looking")) then return false, "own-other" end
        if result.unknown > 0 or #result.source_tokens < 4 then return false, "own-unknown" end
        memory.own, memory.own_plain = result.source, translate(result.source, { model = "plain" }).answer
        memory.own_looking = translate(result.source, { model = "looking" }).answer
        return true
      end },
    { id = "compare", try = "compare plain looking " .. measured, after = { "compare", "accuracy" },
      guess = function(_, lesson) return common.guessed(lesson.memory.guess, "token_accuracy", 50) end,
      check = function(result, lesson)
        local memory, plain, looking = lesson.memory, find_model("plain"), find_model("looking")
        local one, two = accuracy_of(result, "plain"), accuracy_of(result, "looking")
        if not (one and two) or not is_ours(plain, "none", 64, steps) or not is_ours(looking, "dot", 64, steps) then return false, "compare-other" end
        if not (keep_rows(one, memory, "plain") and keep_rows(two, memory, "looking")) then return false, "compare-lengths" end
        local gap = tonumber(memory.looking_fifty) - tonumber(memory.plain_fifty)
        memory.gap, memory.no_gap = gap > 10 and string.format("%.0f", gap) or nil, gap <= 10 and string.format("%.0f", gap) or nil
        if not memory.guess then return true end
        return true, math.abs(memory.guess - tonumber(memory.looking_fifty)) <= 10 and "compare-near" or "compare-far"
      end },
    { id = "lie-guess", ask = "choice", remember = "guess_lie", choices = {
        { id = "other", en = "t s r q p, as the model of lesson 7 did", ko = "t s r q p: 수업 7의 모델처럼" },
        { id = "own", en = "a b c d e all the same", ko = "그래도 a b c d e" },
        { id = "mixed", en = "some letters of both", ko = "두 문자열의 글자가 섞인 것" } } },
    { id = "lie", try = { "model looking", "patch encoder.forward.state step=6 from=\"t s r q p\" a b c d e" }, after = "patch",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.current_model()
        if not is_ours(info, "dot") or not common.is_handed_over(result) then return false, "lie-other" end
        local own, other = letters_kept()
        memory.lie_before, memory.lie_after, memory.lie_own, memory.lie_others = result.before.answer, result.after.answer, percent(own), percent(other)
        memory.lie_kept, memory.lie_lost = own > 0.8 and percent(own) or nil, own <= 0.8 and percent(own) or nil
        memory.lie_flawed = result.after.answer ~= result.source and #common.words(result.after.answer) or nil
        local source = common.words(result.source)
        local mine = agreeing(result.after.answer, source) / #source
        local found = mine > 0.8 and "own" or agreeing(result.after.answer, common.words(result.other.source)) / #source > 0.8 and "other" or "mixed"
        return common.passed(lesson, memory.guess_lie, found)
      end },
    { id = "names", ask = "choice", choices = {
        { id = "dot", en = "e = s · h", ko = "두 상태의 내적: e = s · h" },
        { id = "general", en = "e = s · (W h)", ko = "행렬을 거친 내적: e = s · (W h)" },
        { id = "additive", en = "e = v · tanh(W s + b + U h)", ko = "tanh 층을 거친 값: e = v · tanh(W s + b + U h)" } },
      check = function(answer) return answer == "additive", answer ~= "additive" and "names-wrong" or nil end },
    { id = "count", ask = "integer", least = 0, most = 1000000, remember = "worked",
      check = function(answer) return answer == 8320, answer == 8192 and "count-vectors" or nil end },
    { id = "score", try = { "model attention=additive hidden=64 name=bahdanau", "train steps=400", "explain attend step=3 h e l l o" }, after = "explain",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.current_model()
        if not is_ours(info, "additive") or info.steps < few_steps or result.of ~= "attend" then return false, "score-other" end
        memory.bahdanau_parameters, memory.rest = with_commas(info.parameters), nil
        local looking = find_model("looking")
        if looking then memory.difference = with_commas(info.parameters - looking.parameters) end
        return true
      end },
    { id = "race", try = { "model attention=dot hidden=64 name=luong", "train steps=400", "compare bahdanau luong " .. measured }, after = "compare",
      check = function(result, lesson)
        local memory, one, two = lesson.memory, find_model("bahdanau"), find_model("luong")
        local first, second = accuracy_of(result, "bahdanau"), accuracy_of(result, "luong")
        if not (first and second) or not is_ours(one, "additive") or not is_ours(two, "dot", 64, one.steps) then return false, "race-other" end
        if not (keep_rows(first, memory, "bahdanau") and keep_rows(second, memory, "luong")) then return false, "compare-lengths" end
        local ahead = tonumber(memory.luong_fifty) - tonumber(memory.bahdanau_fifty)
        memory.luong_ahead, memory.bahdanau_ahead, memory.even_race = nil, nil, nil
        memory[ahead > 5 and "luong_ahead" or ahead < -5 and "bahdanau_ahead" or "even_race"] = memory.luong_fifty
        return true
      end },
    { id = "cost-guess", ask = "integer", least = 0, most = 1000, remember = "guess_cost" },
    { id = "cost", try = { "bench attention=none length=30", "bench attention=dot length=30", "bench attention=additive length=30" }, after = "bench",
      check = function(result, lesson)
        local memory, row = lesson.memory, result.rows[1]
        local name = row.model:match("^gru%-(%a+)$")
        if not name or row.hidden ~= 64 or row.length ~= 30 then return false, "cost-other" end
        memory.times = memory.times or {}
        memory.times[name] = row.step_ms
        local none, dot, additive = memory.times.none, memory.times.dot, memory.times.additive
        if not (none and dot and additive) then return nil end
        local longest = math.max(none, dot, additive)
        memory.time_bars = table.concat({ time_bar("none", none, longest), time_bar("dot", dot, longest), time_bar("additive", additive, longest) }, "\n")
        memory.times = nil -- another visit measures all three again
        local more = 100 * (dot / none - 1)
        memory.dot_more, memory.dot_less, memory.additive_more, memory.dot_odd = nil, nil, nil, nil
        if dot > 1.1 * additive then -- the cheaper score took longer: something else kept the machine busy
          memory.dot_odd = string.format("%.1f", dot / additive)
          return true
        end
        memory[more >= 1 and "dot_more" or "dot_less"] = string.format("%.0f", more)
        memory.additive_more = additive > none and string.format("%.1f", additive / none) or nil
        if not memory.guess_cost then return true end
        return true, math.abs(memory.guess_cost - more) <= 20 and "cost-near" or "cost-far"
      end },
    { id = "even", try = { "model attention=none hidden=70 name=even", "train steps=800", "accuracy " .. measured }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        if info.hidden < 70 or not is_ours(info, "none", info.hidden, steps) then return false, "even-other" end
        if not keep_rows(result, memory, "even") then return false, "compare-lengths" end
        memory.even_hidden, memory.even_parameters = info.hidden, with_commas(info.parameters)
        local looking = tonumber(memory.looking_fifty)
        if not looking then return true end
        local reaches = tonumber(memory.even_fifty) > looking - 10
        memory.even_not, memory.even_too = not reaches and memory.looking_fifty or nil, reaches and memory.looking_fifty or nil
        return true
      end },
    { id = "longer", try = { "model plain", "train steps=800", "accuracy " .. measured }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        if not is_ours(info, "none") or info.steps < 2 * steps then return false, "longer-other" end
        if not keep_rows(result, memory, "longer") then return false, "compare-lengths" end
        memory.longer_steps = info.steps
        local looking = tonumber(memory.looking_fifty)
        if not looking then return true end
        local reaches = tonumber(memory.longer_fifty) > looking - 10
        memory.longer_not, memory.longer_too = not reaches and memory.looking_fifty or nil, reaches and memory.looking_fifty or nil
        return true
      end },
    { id = "doubt", try = { "data task=copy length=2..4", "model attention=none hidden=64 name=short", "train steps=600",
                            "model attention=dot hidden=64 name=short-looking", "train steps=600", "compare short short-looking lengths=2,3,4" },
      after = "compare",
      check = function(result, lesson)
        local memory, one, two = lesson.memory, find_model("short"), find_model("short-looking")
        local first, second = accuracy_of(result, "short"), accuracy_of(result, "short-looking")
        if not (first and second) or one.steps ~= two.steps or one.attention ~= "none" or two.attention == "none" then return false, "doubt-other" end
        if not keep_short(first, second, memory) then return false, "doubt-lengths" end
        return true
      end },
    { id = "which", ask = "choice", choices = {
        { id = "parameters", en = "the number of parameters", ko = "매개변수의 개수" },
        { id = "context", en = "the size of the context vector", ko = "컨텍스트 벡터의 크기" },
        { id = "scores", en = "the number of scores computed for each word written", ko = "단어 하나를 쓸 때 계산하는 스코어의 개수" } },
      check = function(answer) return answer == "scores", answer ~= "scores" and "which-wrong" or nil end },
    { id = "end",
      prepare = function(lesson)
        local memory = lesson.memory
        local text = seqlab.text
        memory.end_bars = common.bars{
          { text { en = "plain 10", ko = "없음 10자" }, memory.plain_ten },
          { text { en = "plain 50", ko = "없음 50자" }, memory.plain_fifty },
          { text { en = "looking 10", ko = "있음 10자" }, memory.looking_ten },
          { text { en = "looking 50", ko = "있음 50자" }, memory.looking_fifty, memory.guess } }
      end },
  },
}
