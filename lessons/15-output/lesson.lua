-- Choosing the output: greedy against beam on the same model; whose fault a wrong answer is (the search's or the model's), wider
-- beams, the length penalty, sampling; and whether a beam does more than a handful of samples.

local percent, two, find_model = common.percent, common.two, common.find_model
local wanted = { attention = "dot", cell = "gru", data = "ko-en grammar", layers = 1 }
local sentences, few, least_steps, tiny = 200, 60, 400, 1e-3
local narrow, wide = 4, 16
local ordinary = "sample length=5 seed=1 n=5" -- not the example, on which greedy and beam part: there the model is unsure

-- Sentence number i of the survey: a request, and the same as it is typed. The lengths are as frequent as in the tables of `accuracy`,
-- so that their figures can stand beside each other.
local lengths = { 2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 8 }
local function length_of(i) return lengths[i % #lengths + 1] end
local function long(i) return 5 + i % 4 end -- where a length penalty has something to do
local function request(i, more, length)
  local drawn = more or {}
  drawn.length, drawn.seed = length or length_of(i), i
  return drawn
end
local function typed(i, length) return string.format("length=%d seed=%d", length or length_of(i), i) end

local function best_of_beam(i, width, penalty, length)
  local result = beam(request(i, { width = width, length_penalty = penalty }, length))
  return result.answers[1], result
end

-- log P of the right answer, <EOS> included.
local function reference_log_probability(i)
  local found = explain("loss", request(i))
  return -found.loss * #found.steps
end

-- Where the beam's answer leaves the greedy one: both tokens with the probability that the model gives them there. nil if the tree
-- lacks one of them.
local function parting(greedy, found)
  local nodes, parent, step = found.nodes, 0, 1
  local best = found.answers[1].target_tokens
  local function child(token)
    for i, node in ipairs(nodes) do
      if node.step == step and node.parent == parent and node.token == token then
        return i, math.exp(node.log_probability - (parent > 0 and nodes[parent].log_probability or 0))
      end
    end
  end
  while best[step] and best[step] == greedy.target_tokens[step] do
    local next_parent = child(best[step])
    if not next_parent then return nil end
    parent, step = next_parent, step + 1
  end
  local _, first = child(greedy.target_tokens[step] or "")
  local _, second = child(best[step] or "")
  if first and second then return step, greedy.target_tokens[step], first, best[step], second end
end

-- The example of the lesson: if possible one where the beam is right and greedy is not; then the one that gains most log P.
local function better_example(kept, i, greedy, best, gain)
  local mended = best.answer == greedy.reference
  if not kept or (mended and not kept.mended) or (mended == kept.mended and gain > kept.gain) then
    return { i = i, mended = mended, gain = gain }
  end
  return kept
end

-- Greedy and beam on all sentences, by log P alone.
local function survey(memory)
  local count = { more = 0, less = 0, mended = 0, broken = 0, wrong = 0, search = 0 }
  local example, blamed
  for i = 1, sentences do
    local greedy, best = translate(request(i)), best_of_beam(i, narrow, 0)
    local gain = best.answer ~= greedy.answer and best.log_probability - greedy.log_probability or 0
    local right, now_right = greedy.answer == greedy.reference, best.answer == greedy.reference
    count.more = count.more + (gain > tiny and 1 or 0)
    count.less = count.less + (gain < -tiny and 1 or 0)
    count.mended = count.mended + (now_right and not right and 1 or 0)
    count.broken = count.broken + (right and not now_right and 1 or 0)
    if gain > tiny then example = better_example(example, i, greedy, best, gain) end
    if not right then
      count.wrong = count.wrong + 1
      local is_search = reference_log_probability(i) > greedy.log_probability
      count.search = count.search + (is_search and 1 or 0)
      if not is_search then blamed = blamed or i end
    end
  end
  for name, value in pairs(count) do memory[name] = value end
  memory.drawn, memory.blamed = example and typed(example.i), typed(blamed or example and example.i or 1)
  memory.example_mended = example and example.mended or nil
  memory.no_example = not example and "`lesson skip`" or nil
  return example and example.i
end

local function keep_example(memory, i)
  local greedy, best, found = translate(request(i)), best_of_beam(i, narrow, 0)
  memory.source, memory.reference = greedy.source, greedy.reference
  memory.greedy, memory.best = greedy.answer, best.answer
  memory.greedy_log, memory.best_log = two(greedy.log_probability), two(best.log_probability)
  memory.times_right = math.exp(best.log_probability - greedy.log_probability)
  local step, first, first_share, second, second_share = parting(greedy, found)
  memory.parting, memory.first, memory.second = step, first, second
  memory.first_share, memory.second_share = first_share and two(first_share), second_share and two(second_share)
  common.either(memory, memory.example_mended, "is_mended", "not_mended", best.answer)
end

local function ours(result) return common.has(find_model(result.model or common.current_model().name), wanted) end

-- How long the best answers of a beam to long sentences are beside the right ones, in percent, and how many are right.
local function lengths_with(penalty)
  local words, expected, right = 0, 0, 0
  for i = 1, few do
    local best, found = best_of_beam(i, 8, penalty, long(i))
    for _ in best.answer:gmatch("%S+") do words = words + 1 end
    for _ in found.reference:gmatch("%S+") do expected = expected + 1 end
    right = right + (best.answer == found.reference and 1 or 0)
  end
  return 100 * words / expected, right
end

-- A long sentence whose best answer another length penalty changes: if possible one that it makes right.
local function penalized_example()
  local changed
  for i = 1, 2 * few do
    local best, found = best_of_beam(i, 8, 0, long(i))
    local other = best_of_beam(i, 8, 3, long(i)).answer
    if other ~= best.answer and other == found.reference then return typed(i, long(i)) end
    changed = changed or other ~= best.answer and typed(i, long(i)) or nil
  end
  return changed
end

-- Of all samples of so many sentences the share that is right, and how many different answers a sentence got on average.
local function samples_with(temperature)
  local right, all, different = 0, 0, 0
  for i = 1, few do
    local found, seen = sample(request(i, { n = 5, temperature = temperature })), {}
    for _, one in ipairs(found.answers) do
      all, right = all + 1, right + (one.answer == found.reference and 1 or 0)
      different = different + (seen[one.answer] and 0 or 1)
      seen[one.answer] = true
    end
  end
  return right / all, different / few
end

-- How many of the first sentences greedy gets right.
local function greedy_right(count)
  local right = 0
  for i = 1, count do
    local found = translate(request(i))
    right = right + (found.answer == found.reference and 1 or 0)
  end
  return right
end

-- How many sentences the most probable of 8 samples, a beam and greedy get right.
local function race()
  local best_sample, by_beam = 0, 0
  for i = 1, 2 * few do
    local found = sample(request(i, { n = 8, temperature = 0.5 }))
    local top = found.answers[1]
    for _, one in ipairs(found.answers) do
      if one.log_probability > top.log_probability then top = one end
    end
    best_sample = best_sample + (top.answer == found.reference and 1 or 0)
    by_beam = by_beam + (best_of_beam(i, narrow, 0).answer == found.reference and 1 or 0)
  end
  return best_sample, by_beam, greedy_right(2 * few)
end

local function is_example(result, memory) return memory.no_example or result.source == memory.source end

return {
  title = { en = "Choosing the output", ko = "답 고르기" },
  minutes = 12,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 100, remember = "guess" },
    { id = "train", try = { "data grammar=ko-en length=2..8", "model attention=dot hidden=64 name=writer", "train steps=600 lr=0.006" },
      keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        if not common.has(find_model(result.model), wanted) then return false, "train-other" end
        if result.total_steps < least_steps then return false, "train-short" end
        local i = survey(lesson.memory)
        if i then keep_example(lesson.memory, i) end
        return true
      end },
    { id = "greedy", needs = { "more", "train" }, try = "translate {{drawn}}", after = "translate",
      prepare = function(lesson) lesson.memory.drawn = lesson.memory.drawn or "length=5" end,
      check = function(result, lesson)
        if not is_example(result, lesson.memory) then return false, "greedy-other" end
        return true
      end },
    { id = "beam", needs = { "more", "train" }, try = "beam {{drawn}} width=4 n=4 length_penalty=0", after = "beam",
      check = function(result, lesson)
        if not is_example(result, lesson.memory) or result.width < narrow or result.length_penalty > 0 then return false, "beam-other" end
        return true
      end },
    { id = "times", needs = { "more", "train" }, ask = "number", least = 0, most = 1e9, remember = "times_answer",
      check = function(answer, lesson)
        local right = lesson.memory.times_right
        if not right or math.abs(answer / right - 1) < 0.06 then return true end
        return false, "times-wrong"
      end },
    { id = "count", needs = { "more", "train" }, try = { "accuracy", "accuracy beam=4 length_penalty=0" }, after = "accuracy",
      check = function(result, lesson)
        local memory = lesson.memory
        if not ours(result) or not memory.more then return false, "count-other" end
        if result.beam == 1 then
          memory.exact_greedy = percent(result.exact_match)
          return nil
        end
        memory.exact_narrow = percent(result.exact_match)
        memory.more_share = percent(memory.more / sentences)
        memory.more_bars = common.bars{ { seqlab.text { en = "beam", ko = "빔" }, memory.more_share, memory.guess } }
        common.either(memory, memory.less > 0, "less_probable", "none_less", memory.less)
        common.either(memory, memory.mended > memory.broken, "gained", "not_gained", memory.mended - memory.broken)
        if not memory.guess then return true end
        return true, math.abs(memory.guess - tonumber(memory.more_share)) <= 7 and "count-near" or "count-far"
      end },
    { id = "blame", ask = "integer", least = 0, most = 100, remember = "guess_search" },
    { id = "fault", needs = { "more", "train" }, try = { "translate {{blamed}}", "explain loss {{blamed}}" }, after = "explain",
      prepare = function(lesson) lesson.memory.blamed = lesson.memory.blamed or "length=5" end,
      check = function(result, lesson)
        local memory = lesson.memory
        if result.of ~= "loss" or not memory.wrong then return false, "fault-other" end
        memory.right_log = two(-result.loss * #result.steps)
        memory.wrong_log = two(translate(result.source).log_probability)
        common.either(memory, -result.loss * #result.steps > translate(result.source).log_probability, "is_search", "is_model", memory.right_log)
        memory.search_share = memory.wrong > 0 and percent(memory.search / memory.wrong) or "0"
        memory.search_bars = common.bars{ { seqlab.text { en = "search", ko = "탐색" }, memory.search_share, memory.guess_search } }
        common.either(memory, memory.search < memory.wrong / 2, "mostly_model", "mostly_search", memory.search_share)
        return true
      end },
    { id = "wider", ask = "choice", remember = "guess_wide", choices = {
        { id = "better", en = "clearly more right answers", ko = "맞힌 문장이 뚜렷이 늘어납니다" },
        { id = "same", en = "about as many", ko = "거의 그대로입니다" },
        { id = "worse", en = "clearly fewer", ko = "뚜렷이 줄어듭니다" } } },
    { id = "wide", try = "accuracy beam=16 length_penalty=0", after = "accuracy",
      check = function(result, lesson)
        local memory = lesson.memory
        if not ours(result) or result.beam < wide then return false, "wide-other" end
        memory.exact_wide = percent(result.exact_match)
        local gain = tonumber(memory.exact_wide) - tonumber(memory.exact_narrow or memory.exact_wide)
        memory.wide_better, memory.wide_same, memory.wide_worse = nil, nil, nil
        local found = gain > 2 and "better" or gain < -2 and "worse" or "same"
        memory["wide_" .. found] = memory.exact_wide
        return common.passed(lesson, memory.guess_wide, found)
      end },
    { id = "shorter", ask = "choice", remember = "guess_length", choices = {
        { id = "shorter", en = "shorter than the right ones", ko = "정답보다 짧습니다" },
        { id = "same", en = "as long as the right ones", ko = "정답과 길이가 같습니다" },
        { id = "longer", en = "longer", ko = "정답보다 깁니다" } } },
    { id = "penalty", after = "beam",
      try = { "beam {{penalized}} width=8 n=5 length_penalty=0", "beam {{penalized}} width=8 n=5 length_penalty=3" },
      prepare = function(lesson)
        local memory, info = lesson.memory, common.current_model()
        local found = not memory.penalized and info and ours{ model = info.name } and penalized_example()
        memory.penalized = memory.penalized or found or memory.blamed or "length=5"
      end,
      check = function(result, lesson)
        local memory = lesson.memory
        if result.length_penalty == 0 then return nil end
        if not ours(result) or result.width < 8 then return false, "penalty-other" end
        local none, right_none = lengths_with(0)
        local some, right_some = lengths_with(1)
        local much, right_much = lengths_with(3)
        memory.length_none, memory.length_some, memory.length_much = string.format("%.0f", none), string.format("%.0f", some), string.format("%.0f", much)
        memory.right_none, memory.right_some, memory.right_much = right_none, right_some, right_much
        common.either(memory, none < 98 and much > none + 3, "penalty_lengthens", "penalty_little", memory.length_much)
        local found = none < 98 and "shorter" or none > 102 and "longer" or "same"
        return common.passed(lesson, memory.guess_length, found)
      end },
    { id = "dice", ask = "integer", least = 0, most = 100, remember = "guess_sample" },
    { id = "sample", try = { ordinary, ordinary .. " temperature=0.5", ordinary .. " temperature=2" }, after = "sample",
      check = function(result, lesson)
        local memory = lesson.memory
        if not ours(result) then return false, "sample-other" end
        if result.temperature <= 1 then return nil end
        local bars = {}
        for name, temperature in pairs { cool = 0.5, plain = 1, hot = 2 } do
          local right, different = samples_with(temperature)
          memory["right_" .. name], memory["different_" .. name] = percent(right), string.format("%.1f", different)
        end
        memory.right_greedy = percent(greedy_right(few) / few)
        bars[1] = { seqlab.text { en = "greedy", ko = "탐욕적" }, memory.right_greedy }
        for i, one in ipairs { { "0.5", memory.right_cool }, { "1", memory.right_plain, memory.guess_sample }, { "2", memory.right_hot } } do
          bars[i + 1] = { "T = " .. one[1], one[2], one[3] }
        end
        memory.sample_bars = common.bars(bars)
        if not memory.guess_sample then return true end
        return true, math.abs(memory.guess_sample - tonumber(memory.right_plain)) <= 10 and "sample-near" or "sample-far"
      end },
    { id = "bet", ask = "choice", remember = "guess_race", choices = {
        { id = "beam", en = "the beam of 4, clearly", ko = "너비 4의 빔이 뚜렷이 앞섭니다" },
        { id = "even", en = "about even", ko = "거의 같습니다" },
        { id = "samples", en = "the best of 8 samples, clearly", ko = "표본 여덟 개 가운데 고른 것이 뚜렷이 앞섭니다" } } },
    { id = "rival", try = "sample {{drawn}} n=8 temperature=0.5", after = "sample",
      check = function(result, lesson)
        local memory = lesson.memory
        if not ours(result) or #result.answers < 8 or result.temperature ~= 0.5 then return false, "rival-other" end
        memory.race_samples, memory.race_beam, memory.race_greedy = race()
        memory.raced = 2 * few
        local ahead = memory.race_beam - memory.race_samples
        local found = ahead > 5 and "beam" or ahead < -5 and "samples" or "even"
        local gains = math.max(memory.race_beam, memory.race_samples) - memory.race_greedy > 5
        for _, name in ipairs{ "even", "beam", "samples", "nothing" } do memory["race_is_" .. name] = nil end
        memory["race_is_" .. (found == "even" and not gains and "nothing" or found)] = memory.race_samples
        return common.passed(lesson, memory.guess_race, found)
      end },
    { id = "zero", ask = "choice", choices = {
        { id = "uniform", en = "every word becomes equally likely", ko = "모든 단어의 확률이 같아집니다" },
        { id = "beam", en = "the answers become those of a beam", ko = "빔 서치의 답이 됩니다" },
        { id = "greedy", en = "the answers become greedy's", ko = "탐욕적 디코딩의 답이 됩니다" } },
      check = function(answer) return answer == "greedy", answer ~= "greedy" and "zero-wrong" or nil end },
    { id = "end" },
  },
}
