-- A GRU's gates on sentences: read them, work one number out by hand, freeze them and see what breaks. The model translates
-- English into Korean without attention, so that all it knows of a sentence went through the gates.

local two, mean = common.two, common.mean
local example, shorter, hidden_place = "my mother worked yesterday", "my mother worked", 4
local update, reset, candidate, state = "encoder.forward.update", "encoder.forward.reset", "encoder.forward.candidate", "encoder.forward.state"
local sentences, least_steps = 40, 800

local wanted = { cell = "gru", attention = "none", data = "en-ko grammar", layers = 1, bidirectional = false }

local function ours() return common.current_with(wanted) end

local function rows_of(name, sentence) return trace(sentence, { name = name }).values end

-- How many sentences of the test set keep their answer with what is forced now, and how many different answers there are.
local function kept()
  local same, answers, different = 0, {}, 0
  for seed = 1, sentences do
    local result = whatif{ length = 3 + seed % 4, seed = seed }
    if not result.changed then same = same + 1 end
    if not answers[result.after.answer] then
      answers[result.after.answer], different = true, different + 1
    end
  end
  return same, different
end

-- Whether one gate of the encoder alone is forced, to this value, at this step (nil: all) and unit (nil: all).
local function forces(result, gate, value, step, unit)
  local forced = result.forced and result.forced[1]
  return forced and #result.forced == 1 and forced.name:find("^encoder.*" .. gate .. "$") and forced.value == value and
         forced.step == step and forced.unit == unit
end

-- Words with the mean of their z, without <EOS>.
local function means(result)
  local lines, values = {}, {}
  for i, token in ipairs(result.source_tokens) do
    values[i] = mean(result.update[i])
    lines[i] = string.format("%s %s", token, two(values[i]))
  end
  return table.concat(lines, ", "), values
end

-- The mean of z at each place, over sentences of six words.
local function by_place()
  local sums, lines = {}, {}
  for seed = 1, sentences do
    for place, row in ipairs(gates{ length = 6, seed = seed }.update) do
      sums[place] = (sums[place] or 0) + mean(row) / sentences
    end
  end
  for place, value in ipairs(sums) do lines[place] = two(value) end
  return table.concat(lines, ", "), sums
end

-- A unit to work out by hand: at the second word, with a z that is neither 0 nor 1, whose past and candidate differ most.
local function pick_unit(memory)
  local z, h, new = rows_of(update, example), rows_of(state, example), rows_of(candidate, example)
  local best, gap
  for unit = 1, #z[2] do
    local difference = math.abs(h[1][unit] - new[2][unit])
    if z[2][unit] > 0.15 and z[2][unit] < 0.4 and math.abs(h[2][unit]) > 0.1 and (not gap or difference > gap) then best, gap = unit, difference end
  end
  best = best or 1
  local gate, past, proposed = two(z[2][best]), two(h[1][best]), two(new[2][best])
  memory.unit, memory.z, memory.keeps, memory.past, memory.proposed = best, gate, two(1 - gate), past, proposed
  memory.kept_part, memory.new_part = two((1 - gate) * past), two(gate * proposed)
  memory.right = tonumber(two((1 - gate) * past + gate * proposed))
  memory.swapped = gate * past + (1 - gate) * proposed
  memory.engine = two(h[2][best])
end

-- For each word of the example: its z, and how much the log-probability of the answer falls when the word is skipped.
local function costs(memory)
  local result, lines, list = gates(example), {}, {}
  local _, values = means(result)
  for place = 1, #values - 1 do
    force("clear")
    force(update, { step = place, value = 0 })
    list[place] = -whatif(example).log_probability_difference
    lines[place] = string.format("%d. %s: z %s", place, result.source_tokens[place], two(values[place]))
  end
  force("clear")
  local costly, widest = common.largest(list), common.largest({ table.unpack(values, 1, #values - 1) })
  memory.cost_lines, memory.costly_place = table.concat(lines, "\n"), costly
  memory.costly, memory.costly_z, memory.cost = result.source_tokens[costly], two(values[costly]), string.format("%.1f", list[costly])
  memory.is_widest, memory.widest_word, memory.widest_cost = nil, nil, nil
  if costly == widest then
    memory.is_widest = two(values[widest])
  else
    memory.widest_word, memory.widest_z = result.source_tokens[widest], two(values[widest])
    memory.widest_cost = string.format("%.1f", list[widest])
  end
end

return {
  title = { en = "The gates of a GRU", ko = "GRU의 게이트" },
  minutes = 12,
  prepare = function(lesson) lesson.memory.sentence = lesson.memory.sentence or "the child will read a book" end,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "shorter", en = "exactly the translation of \"my mother worked\"", ko = "'my mother worked'를 번역한 것과 똑같은 답" },
        { id = "same", en = "the same translation as before: other units remember the word", ko = "원래와 같은 번역: 다른 유닛이 그 단어를 기억합니다" },
        { id = "broken", en = "nonsense: a gate cannot be frozen without harm", ko = "엉뚱한 답: 게이트를 고정하면 모델이 망가집니다" } } },
    { id = "train", try = { "data grammar=en-ko length=2..6", "model attention=none hidden=64", "train steps=1200 lr=0.006" },
      keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        local info = common.find_model(result.model)
        if not common.has(info, wanted) then return false, "train-other" end
        if result.total_steps < least_steps then return false, "train-short" end
        lesson.memory.steps, lesson.memory.example = result.total_steps, example
        return true
      end },
    { id = "own", try = "translate the child will read a book", after = "translate", bare = "translate",
      check = function(result, lesson)
        if result.unknown > 0 then return false, "own-unknown" end
        if #result.source_tokens < 4 then return false, "own-short" end
        lesson.memory.sentence, lesson.memory.answer = result.source, result.answer
        return true
      end },
    { id = "gates", try = "gates {{sentence}}", after = "gates",
      check = function(result, lesson)
        if not ours() or not result.update or #result.source_tokens < 2 then return false, "gates-other" end
        local memory, values = lesson.memory, nil
        memory.means, values = means(result)
        memory.widest = result.source_tokens[common.largest(values)]
        memory.by_place, memory.place_values = by_place()
        local places = memory.place_values
        local early, late = mean({ table.unpack(places, 1, 3) }), mean({ table.unpack(places, 4, 6) })
        memory.late = two(late)
        common.either(memory, early > late, "early_open", "early_shut", two(early))
        return true
      end },
    { id = "work", needs = { "right", "train" }, ask = "number", least = -2, most = 2, remember = "worked",
      prepare = function(lesson)
        if ours() then pick_unit(lesson.memory) end
      end,
      check = function(answer, lesson)
        local memory = lesson.memory
        if not memory.right then return true end
        if math.abs(answer - memory.right) < 0.011 then return true end
        return false, math.abs(answer - memory.swapped) < 0.011 and "work-swapped" or "work-wrong"
      end },
    { id = "product", try = "explain gates token=2 unit={{unit}} " .. example },
    { id = "zero", try = { "force clear", "force encoder.forward.update value=0", "whatif {{sentence}}" }, after = "whatif",
      check = function(result, lesson)
        if not ours() or not forces(result, "update", 0) then return false, "zero-other" end
        local memory = lesson.memory
        memory.zero_answer = result.after.answer
        memory.zero_kept, memory.zero_different = kept()
        return true
      end },
    { id = "skip", try = { "force clear", "force encoder.forward.update step=4 value=0", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        if not ours() or result.source ~= example or not forces(result, "update", 0, hidden_place) then return false, "skip-other" end
        local memory, short = lesson.memory, translate(shorter)
        memory.skip_before, memory.skip_answer, memory.short_answer = result.before.answer, result.after.answer, short.answer
        memory.equal = result.after.log_probability == short.log_probability
        memory.same_answer = result.before.answer == result.after.answer
        if memory.guess == "shorter" then return true, "skip-right" end
        return true, memory.guess and "skip-wrong" or nil
      end },
    { id = "which", ask = "choice", remember = "guess_worse", choices = {
        { id = "z", en = "the update gate held at 1: nothing is carried over directly", ko = "업데이트 게이트를 1로: 과거를 그대로 넘기지 않습니다" },
        { id = "r", en = "the reset gate held at 0: the candidate is made without the past", ko = "리셋 게이트를 0으로: 과거를 보지 않고 후보를 만듭니다" } } },
    { id = "freeze", try = { "force clear", "force encoder.forward.update value=1", "whatif " .. example,
                             "force clear", "force encoder.forward.reset value=0", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        local memory = lesson.memory
        if not ours() then return false, "freeze-other" end
        if forces(result, "update", 1) then
          memory.z_kept = kept()
        elseif forces(result, "reset", 0) then
          memory.r_kept = kept()
        else
          return false, "freeze-other"
        end
        if not (memory.z_kept and memory.r_kept) then return nil end
        force("clear")
        force(reset, { value = 1 })
        memory.open_kept = kept()
        force("clear")
        local mainly = memory.open_kept > memory.r_kept and memory.z_kept < memory.r_kept
        common.either(memory, mainly, "mainly_z", "not_mainly_z", memory.z_kept)
        local worse = memory.z_kept < memory.r_kept and "z" or memory.r_kept < memory.z_kept and "r" or "even"
        if worse == "even" then return true end
        return common.passed(lesson, memory.guess_worse, worse)
      end },
    { id = "rival", try = { "force clear", "force encoder.forward.update value=0.5", "whatif " .. example,
                            "force clear", "force encoder.forward.update unit=7 value=0", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        local memory, forced = lesson.memory, ours() and result.forced and result.forced[1]
        if forced and forces(result, "update", 0, nil, forced.unit) and forced.unit then
          memory.one_kept = kept()
        elseif forced and forces(result, "update", forced.value) and forced.value >= 0.3 and forced.value <= 0.7 then
          memory.half_kept = kept()
        else
          return false, "rival-other"
        end
        if not (memory.one_kept and memory.half_kept) then return nil end
        force("clear")
        common.either(memory, memory.one_kept >= 30 and memory.half_kept < 20, "one_stands", "one_fails", memory.one_kept)
        return true
      end },
    { id = "doubt", needs = { "costly_place", "train" }, ask = "integer", least = 1, most = 4, remember = "guess_costly",
      prepare = function(lesson)
        if ours() then costs(lesson.memory) end
      end,
      check = function(answer, lesson)
        if not lesson.memory.costly_place then return true end
        return common.passed(lesson, answer, lesson.memory.costly_place)
      end },
    { id = "other", ask = "choice", choices = {
        { id = "keeps", en = "the unit keeps its old value", ko = "유닛은 이전 값을 유지합니다" },
        { id = "takes", en = "the unit takes the candidate", ko = "유닛은 후보 값을 받습니다" },
        { id = "zero", en = "the unit becomes 0", ko = "유닛은 0이 됩니다" } },
      check = function(answer) return answer == "keeps", answer ~= "keeps" and "other-wrong" or nil end },
    { id = "end", try = "gates " .. example },
  },
}
