-- Attention at one decoder step, worked out by hand: score, softmax, context, output. Then the weights are forced: onto
-- another word, onto the same word, onto one word for all steps. The model translates English into Korean.

local two, largest = common.two, common.largest
local example, translation, step = "she went to the library yesterday", "그녀는 어제 도서관에 갔다", 3
local sentences, least_steps = 40, 800

local wanted = { cell = "gru", attention = "dot", data = "en-ko grammar", layers = 1, bidirectional = false }

local function ours() return common.current_with(wanted) end

local function whole(number) return string.format("%.0f", number) end -- without commas, which Lua does not read

-- The largest products of a sum, one a line, and the rest of it; and what the rounded numbers add up to.
local function sum_of(number)
  local lines, total, sum = {}, 0, number.sums[1]
  for i, term in ipairs(sum.terms) do
    lines[i] = string.format("- %s * %s", two(term.left_value), two(term.right_value))
    total = total + two(term.left_value) * two(term.right_value)
  end
  return table.concat(lines, "\n"), two(sum.rest), total + two(sum.rest)
end

-- The unit in which the three words that weigh most have the most different states, so that the average is seen to be one.
local function telling_unit(units)
  local best, widest
  for unit = 1, units do
    local least, most = math.huge, -math.huge
    for _, term in ipairs(explain("attend " .. example, { step = step, unit = unit }).context.sums[1].terms) do
      least, most = math.min(least, term.right_value), math.max(most, term.right_value)
    end
    if not widest or most - least > widest then best, widest = unit, most - least end
  end
  return best
end

-- Everything that the four sums need, from what `explain` finds.
local function work_out(memory)
  local found = explain("attend " .. example, { step = step, unit = telling_unit(common.current_model().hidden) })
  local lines, score_sum = {}, 0
  for i, share in ipairs(found.shares) do
    lines[i] = string.format("- %s: e = %s, exp(e) = %s", share.token, two(share.score), two(share.exp))
    score_sum = score_sum + share.score
  end
  memory.written, memory.looked, memory.place = found.said, found.token_text, found.token
  memory.score_terms, memory.score_rest, memory.score_right = sum_of(found.score)
  memory.score = two(found.score.value)
  memory.score_lines, memory.exp_sum = table.concat(lines, "\n"), two(found.exp_sum)
  memory.weight_right, memory.weight = found.weight.value, two(found.weight.value)
  memory.share_of_scores = found.score.value / score_sum
  memory.unit = found.unit
  memory.context_terms, memory.context_rest, memory.context_right = sum_of(found.context)
  memory.context = two(found.context.value)
  memory.word_exp, memory.word_sum = whole(found.words[1].exp), whole(found.word_sum)
  memory.output_right, memory.output = found.words[1].share, two(found.words[1].share)
  memory.vocabulary = found.vocabulary
end

-- A question whose answer is memory[name .. "_right"], in these bounds. wrong: the section for an answer that has the value memory[other].
local function sum_question(name, least, most, other, wrong)
  return { id = name, needs = { "score_right", "train" }, ask = "number", least = least, most = most, remember = name .. "_answer",
    prepare = function(lesson)
      if ours() and not lesson.memory.score_right then work_out(lesson.memory) end
    end,
    check = function(answer, lesson)
      local right = lesson.memory[name .. "_right"]
      local percent = name == "weight" and answer > 1 and answer / 100 -- its bounds let a division of the scores in
      local near = name == "score" and 0.055 or 0.016 -- a score of several units may be rounded to one digit
      if not right or math.abs((percent or answer) - right) < near then return true end
      if other and math.abs(answer - lesson.memory[other]) < 0.011 then return false, wrong end
      return false, name .. "-wrong"
    end }
end

-- The one intervention, if it puts all attention on one place, at this step (nil: all steps).
local function forced_look(result, at)
  local forced = result.forced and result.forced[1]
  return forced and #result.forced == 1 and forced.name == "attention.weights" and forced.look and forced.step == at and forced.look
end

-- In the test set the decoder writes its second word while it is made to look at one place: where it looks anyway, and
-- where it looks for its third word. How often the word stays, and how often it writes the third one already.
local function look_elsewhere(memory)
  memory.tried, memory.same_kept, memory.other_kept, memory.other_obeys = 0, 0, 0, 0
  for seed = 1, sentences do
    local drawn = { length = 4 + seed % 3, seed = seed }
    local result = attend(drawn)
    local words, here, there = result.target_tokens, largest(result.weights[2]), largest(result.weights[3] or result.weights[2])
    if #words >= 4 and here ~= there then
      force("attention", { step = 2, look = here })
      local same = whatif(drawn).after.target_tokens[2]
      force("clear")
      force("attention", { step = 2, look = there })
      local other = whatif(drawn).after.target_tokens[2]
      force("clear")
      memory.tried = memory.tried + 1
      memory.same_kept = memory.same_kept + (same == words[2] and 1 or 0)
      memory.other_kept = memory.other_kept + (other == words[2] and 1 or 0)
      memory.other_obeys = memory.other_obeys + (other == words[3] and 1 or 0)
    end
  end
end

-- How many sentences of the test set keep their answer when every step looks at the last place alone.
local function kept_with_fixed_gaze()
  local same = 0
  for seed = 1, sentences do
    local drawn = { length = 4 + seed % 3, seed = seed }
    force("clear")
    force("attention", { look = drawn.length + 1 })
    if not whatif(drawn).changed then same = same + 1 end
  end
  force("clear")
  return same
end

local function translated(result) return result.answer == translation end

return {
  title = { en = "Attention in four steps", ko = "네 단계로 보는 어텐션" },
  minutes = 11,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "to", en = "to: the third word, as it is writing its third word", ko = "to: 셋째 단어를 쓰고 있으므로 셋째 단어" },
        { id = "library", en = "library: the word that it is translating", ko = "library: 지금 번역하는 단어" },
        { id = "<EOS>", en = "<EOS>: the last state has read the whole sentence", ko = "<EOS>: 마지막 상태가 문장을 끝까지 읽었으므로" } } },
    { id = "train", try = { "data grammar=en-ko length=2..6", "model attention=dot hidden=64", "train steps=1200 lr=0.006" },
      keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        if not common.has(common.find_model(result.model), wanted) then return false, "train-other" end
        if result.total_steps < least_steps or not translated(translate(example)) then return false, "train-short" end
        lesson.memory.score_right = nil
        return true
      end },
    { id = "look", try = "attend " .. example, after = "attend",
      check = function(result, lesson)
        if not ours() or result.source ~= example or not translated(result) then return false, "look-other" end
        local memory = lesson.memory
        memory.looked_at = result.source_tokens[largest(result.weights[step])]
        memory.looked_weight = two(result.weights[step][largest(result.weights[step])])
        return common.passed(lesson, memory.guess, memory.looked_at)
      end },
    { id = "own", try = "attend my mother will read a book", after = "attend", bare = "attend",
      check = function(result, lesson)
        if not ours() then return false, "look-other" end
        if result.unknown > 0 or #result.source_tokens < 4 or result.source == example then return false, "own-again" end
        lesson.memory.own_answer = result.answer
        return true
      end },
    sum_question("score", -100, 100),
    sum_question("weight", -100, 100, "share_of_scores", "weight-plain"),
    sum_question("context", -100, 100),
    sum_question("output", 0, 1),
    { id = "explain", try = { "machine step=3 " .. example, "explain attend step=3 unit={{unit}} " .. example }, after = "explain",
      prepare = function(lesson) lesson.memory.unit = lesson.memory.unit or 1 end,
      check = function(result, lesson)
        if result.of ~= "attend" then return false, "explain-other" end
        return true
      end },
    { id = "lie", ask = "choice", remember = "guess_lie", choices = {
        { id = "same", en = "도서관에 (to the library) all the same: the decoder's state knows what comes next", ko = "그래도 도서관에: 디코더의 상태가 다음 단어를 알고 있습니다" },
        { id = "pointed", en = "어제 (yesterday) once more: it writes what it is made to look at", ko = "어제를 한 번 더: 보게 한 것을 씁니다" },
        { id = "end", en = "<EOS>: it gives up", ko = "<EOS>: 거기서 문장을 끝냅니다" } } },
    { id = "force", try = { "force clear", "force attention step=3 look=6", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        local memory, place = lesson.memory, forced_look(result, step)
        if not ours() or result.source ~= example or place ~= 6 then return false, "force-other" end
        memory.lie_word, memory.lie_answer = result.after.target_tokens[step], result.after.answer
        common.either(memory, memory.lie_word ~= "도서관에", "lie_changed", "lie_kept", memory.lie_word)
        memory.lie_result = memory.lie_word == "어제" and "pointed" or memory.lie_word == "도서관에" and "same" or
                            memory.lie_word == "<EOS>" and "end" or "else"
        return common.passed(lesson, memory.guess_lie, memory.lie_result)
      end },
    { id = "rival", try = { "force clear", "force attention step=3 look=5", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        if not ours() or result.source ~= example or forced_look(result, step) ~= 5 then return false, "rival-other" end
        lesson.memory.rival_word = result.after.target_tokens[step]
        force("clear")
        look_elsewhere(lesson.memory)
        common.either(lesson.memory, lesson.memory.same_kept > lesson.memory.other_kept, "where_matters", "any_breaks", lesson.memory.same_kept)
        return true
      end },
    { id = "gaze", try = { "force clear", "force attention look=7", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        if not ours() or result.source ~= example or forced_look(result) ~= 7 then return false, "gaze-other" end
        lesson.memory.gaze_answer = result.after.answer
        lesson.memory.gaze_kept = kept_with_fixed_gaze()
        common.either(lesson.memory, lesson.memory.gaze_kept > 0, "gaze_some", "gaze_none", lesson.memory.gaze_kept)
        return true
      end },
    { id = "doubt", ask = "integer", least = 0, most = 100, remember = "guess_aligned" },
    { id = "aligned", try = "accuracy", after = "accuracy",
      guess = function(_, lesson) return common.guessed(lesson.memory.guess_aligned, "alignment") end,
      check = function(result, lesson)
        if not ours() or not result.alignment then return false, "aligned-other" end
        local memory = lesson.memory
        memory.tokens_right, memory.aligned = common.percent(result.token_accuracy), common.percent(result.alignment)
        memory.not_aligned = string.format("%d", 100 - memory.aligned)
        common.either(memory, 100 - memory.aligned >= 10, "often_beside", "seldom_beside", memory.not_aligned)
        return true
      end },
    { id = "shift", ask = "choice", choices = {
        { id = "none", en = "nothing", ko = "아무것도 달라지지 않습니다" },
        { id = "sharper", en = "the largest weight grows", ko = "가장 큰 가중치가 더 커집니다" },
        { id = "flatter", en = "the weights become more equal", ko = "가중치가 서로 비슷해집니다" } },
      check = function(answer) return answer == "none", answer ~= "none" and "shift-wrong" or nil end },
    { id = "end", try = "attend " .. example },
  },
}
