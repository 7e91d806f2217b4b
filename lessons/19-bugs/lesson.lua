-- Bug lab: five models with one fault each. Three have a part written here, which the learner does not read; the other two were made or
-- trained with an option that hides in a function below. Each fault is suspected, measured, and compared with the mended model.

local percent, two, find_model, row_at = common.percent, common.two, common.find_model, common.row_at
local cases = { "one", "two", "three", "four", "five" }

-- ---- the parts ----

-- A query compared with itself: the same score at every place.
attention("case1", { score = function(_, query, keys) return op.row_sums(keys * 0 + query * query) end })

-- A GRU; mix(z, h, new) makes the next state.
local function gru(mix, mask)
  return {
    mask = mask,
    parameters = function(E, H)
      return { Wz = { E + H, H }, bz = { H }, Wr = { E + H, H }, br = { H }, Wh = { E + H, H }, bh = { H } }
    end,
    step = function(p, x, h, tell)
      local both = op.concat(x, h)
      local z = tell("update", op.sigmoid(op.linear(both, p.Wz, p.bz)))
      local r = tell("reset", op.sigmoid(op.linear(both, p.Wr, p.br)))
      return mix(z, h, op.tanh(op.linear(op.concat(x, r * h), p.Wh, p.bh)))
    end,
  }
end
local function keep_or_take(z, h, new) return (1 - z) * h + z * new end
cell("sound", gru(keep_or_take))
cell("case3", gru(function(z, h, new) return z * h + z * new end))
cell("case4", gru(keep_or_take, false))

-- ---- the five models ----

-- Makes what is not there yet, chooses data and model.
local function choose(name, pairs_of, make)
  data(pairs_of)
  if not find_model(name) then make() end
  model(name)
end

local function two_ready()
  choose("two", { task = "copy", length = { 3, 6 } }, function() model{ attention = "none", hidden = 32, decoder_start = "zero", name = "two" } end)
end
local function five_ready()
  choose("five", { task = "summary" }, function()
    model{ attention = "dot", hidden = 32, name = "five" }
    train{ steps = 400, lr = 0.006, padding = "learned" }
  end)
end

-- ---- what the steps share ----

local function is_ours(result, name, steps)
  local info = find_model(name)
  return result.model == name and info and info.steps >= steps
end

-- Keeps the loss that the training reported, of a model and of its mended twin.
local function keep_loss(memory, name)
  local info = find_model(name)
  memory[name .. "_loss"] = info and info.loss and two(info.loss)
end

-- The shares of tokens right at some lengths, "95, 40 and 12%" without the sign.
local function shares(result, lengths)
  local list = {}
  for i, length in ipairs(lengths) do
    local row = row_at(result, length)
    if not row then return nil end
    list[i] = percent(row.token_accuracy)
  end
  return table.concat(list, ", ")
end

-- The check of a case's first step: its model is there, and was measured.
local function symptom(name, steps, keep)
  return function(result, lesson)
    if result.command ~= "accuracy" then return nil end
    if not is_ours(result, name, steps) then return false, name .. "-other" end
    keep_loss(lesson.memory, name)
    if keep(result, lesson.memory) then return true end
    return false, name .. "-lengths"
  end
end

-- The question which measurement decides. Whichever is chosen is run and shown; judge returns what it found, or nil if it does not
-- decide. run: the measurements by the choice's id; ready: makes the model.
local function look(name, run, judge, choices, ready)
  return { id = name .. "-look", needs = { name .. "_loss", name }, ask = "choice", choices = choices,
    check = function(answer, lesson)
      if ready then ready() end
      if not find_model(name) then return false, name .. "-look-model" end
      model(name)
      local result = run[answer]()
      show(result)
      local found = judge(result, lesson.memory)
      if found == nil then return false, name .. "-look-more" end
      local suspect = lesson.memory[name .. "_suspect"]
      lesson.memory[name .. "_suspected"] = suspect and (suspect == found and 1 or 0) or nil
      return common.passed(lesson, suspect, found)
    end }
end

local function accuracy_of(result, name)
  for _, one in ipairs(result.models or {}) do
    if one.model == name then return one.accuracy end
  end
end

-- The mended twin, compared: keep(broken, mended, memory) gets both measurements.
local function mended(name, commands, keep)
  local twin = name .. "-mended"
  return { id = twin, needs = { name .. "_loss", name }, try = commands, after = { "compare" }, keep = { name, twin },
    check = function(result, lesson)
      local broken, right, info = accuracy_of(result, name), accuracy_of(result, twin), find_model(twin)
      if not (broken and right) or info.steps < (find_model(name) or info).steps or info.data ~= (find_model(name) or info).data then return false, "one-mended-other" end
      keep_loss(lesson.memory, name)
      keep_loss(lesson.memory, twin)
      keep(broken, right, lesson.memory)
      return true
    end }
end
local function keep_tokens(name)
  return function(broken, right, memory)
    memory[name .. "_tokens"], memory[name .. "_mended_tokens"] = percent(broken.token_accuracy), percent(right.token_accuracy)
    common.either(memory, right.token_accuracy > broken.token_accuracy + 0.05, name .. "_helps", name .. "_helps_not", percent(right.token_accuracy))
  end
end

-- ---- what is measured ----

-- One: the difference of the largest and the smallest weight of a row, at most.
local function judge_map(result, memory)
  if result.command ~= "attend" then return nil end
  local widest = 0
  for _, row in ipairs(result.weights) do
    local least, most = 1, 0
    for _, weight in ipairs(row) do least, most = math.min(least, weight), math.max(most, weight) end
    widest = math.max(widest, most - least)
  end
  memory.one_spread, memory.one_places = two(widest), #result.source_tokens
  memory.one_weight = two(1 / #result.source_tokens)
  return widest < 0.02 and "flat" or "else"
end

local function judge_link(result)
  if result.command == "gradients" then
    local largest = 0
    for _, row in ipairs(result.rows) do largest = math.max(largest, row.norm) end
    return largest == 0 and "cut" or "else"
  elseif result.command == "patch" then
    return not result.changed and "cut" or "else"
  end
end

-- How many different answers 20 rows get.
local function count_answers(memory)
  local seen, count = {}, 0
  for seed = 1, 20 do
    local answer = translate{ length = 5, seed = seed }.answer
    if not seen[answer] then seen[answer], count = true, count + 1 end
  end
  memory.two_answers = count
end

-- Three: the states with the update gate held at 0 at the 5th letter.
local function closed_at_five()
  force("clear")
  force("encoder.forward.update", { value = 0, step = 5 })
  local result = trace{ name = "encoder.forward.state", forced = true, length = 8 }
  force("clear")
  return result
end
local function judge_gate(result, memory)
  if result.command ~= "trace" then return nil end
  local moved, size = 0, 0
  for unit = 1, #result.values[4] do
    moved = moved + (result.values[5][unit] - result.values[4][unit]) ^ 2
    size = size + result.values[4][unit] ^ 2
  end
  memory.three_moved, memory.three_size = two(math.sqrt(moved)), two(math.sqrt(size))
  return moved > 0.01 * size and "keep" or "else"
end

-- Four: each length by itself, nothing is padded.
local function judge_padding(result, memory)
  if result.command ~= "accuracy" then return nil end
  for _, row in ipairs(result.by_length) do
    if row.lengths[1] ~= row.lengths[2] then return nil end
  end
  memory.four_alone = percent(result.token_accuracy)
  local gap = tonumber(memory.four_alone) - tonumber(memory.four_mixed or 0)
  memory.four_gap = string.format("%.0f", gap)
  common.either(memory, gap > 15, "four_batch", "four_no_batch", memory.four_gap)
  return gap > 15 and "padding" or "else"
end

-- Five: the mean loss of single sentences that it learned from, in which nothing is padded.
local function judge_loss(result, memory)
  if result.command ~= "step" then return nil end
  step("undo")
  local sum = 0
  for seed = 1, 20 do
    sum = sum + step{ seed = seed }.loss_before
    step("undo")
  end
  memory.five_single, memory.five_first = two(sum / 20), two(result.loss_before)
  local padding = sum / 20 > find_model("five").loss + 0.2
  common.either(memory, padding, "five_padding", "five_overfit", memory.five_single)
  return padding and "padding" or "overfit"
end

-- In how many cases the reported loss is clearly higher than that of the mended twin, and in how many the suspicion was right.
local function count_told(memory)
  memory.told, memory.silent, memory.measured_cases, memory.suspected, memory.looked = 0, 0, 0, 0, 0
  local lines = {}
  for i, name in ipairs(cases) do
    local suspected = memory[name .. "_suspected"]
    memory.suspected, memory.looked = memory.suspected + (suspected or 0), memory.looked + (suspected and 1 or 0)
    local broken, right = tonumber(memory[name .. "_loss"]), tonumber(memory[name .. "-mended_loss"])
    if broken and right then
      memory.measured_cases = memory.measured_cases + 1
      local tells = broken > 1.25 * right + 0.05
      memory[tells and "told" or "silent"] = memory[tells and "told" or "silent"] + 1
      lines[#lines + 1] = string.format("    %d   %6.2f   %6.2f   %s", i, broken, right, tells and "!" or "-")
    end
  end
  memory.loss_lines = lines[1] and table.concat(lines, "\n")
  if memory.measured_cases == 0 then memory.told, memory.measured_cases = nil, nil end
  if memory.looked == 0 then memory.suspected, memory.looked = nil, nil end
end

return {
  title = { en = "Bug lab: five broken models", ko = "버그 실험실: 고장 난 모델 다섯 개" },
  minutes = 14,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 5, remember = "guess" },

    { id = "one", try = { "data task=copy length=3..12", "model attention=case1 hidden=32 name=one", "train steps=400 lr=0.006", "accuracy lengths=3,6,12 count=100" },
      keep = "one",
      check = symptom("one", 400, function(result, memory)
        memory.one_shares = shares(result, { 3, 6, 12 })
        return memory.one_shares ~= nil
      end) },
    { id = "one-suspect", needs = { "one_loss", "one" }, ask = "choice", remember = "one_suspect", choices = {
        { id = "flat", en = "the attention does not compare anything: it looks at all places alike", ko = "어텐션이 아무것도 비교하지 않고 모든 자리를 똑같이 봅니다" },
        { id = "forgets", en = "the encoder forgets the first letters", ko = "인코더가 앞 글자를 잊습니다" },
        { id = "short", en = "no fault: it was trained too briefly", ko = "고장이 아니라 훈련이 짧았습니다" } } },
    look("one", {
        attend = function() return attend{ length = 6 } end,
        gates = function() return gates{ length = 6 } end,
        gradients = function() return gradients{ length = 6 } end }, judge_map, {
        { id = "gates", en = "gates length=6: how much of the past each unit keeps", ko = "gates length=6: 유닛이 과거를 얼마나 남기는지" },
        { id = "attend", en = "attend length=6: the map of one row", ko = "attend length=6: 한 문자열의 어텐션 맵" },
        { id = "gradients", en = "gradients length=6: how far back the loss reaches", ko = "gradients length=6: 손실이 얼마나 멀리까지 닿는지" } }),
    mended("one", { "data task=copy length=3..12", "model attention=dot hidden=32 name=one-mended", "train steps=400 lr=0.006",
                    "compare one one-mended lengths=3,6,12 count=100" },
      function(_, right, memory) memory.one_mended_shares = shares(right, { 3, 6, 12 }) end),

    { id = "two", try = { "train steps=300 lr=0.006", "accuracy lengths=3,6 count=100" }, keep = "two", prepare = two_ready,
      check = symptom("two", 300, function(result, memory)
        memory.two_shares = shares(result, { 3, 6 })
        count_answers(memory)
        return memory.two_shares ~= nil
      end) },
    { id = "two-suspect", needs = { "two_loss", "two" }, ask = "choice", remember = "two_suspect", choices = {
        { id = "dead", en = "the encoder: its states are the same whatever it reads", ko = "인코더: 무엇을 읽든 상태가 같습니다" },
        { id = "cut", en = "the link: the decoder never gets what the encoder has read", ko = "연결: 인코더가 읽은 것이 디코더에 전해지지 않습니다" },
        { id = "output", en = "the output layer: it cannot say most letters", ko = "출력층: 글자를 대부분 쓰지 못합니다" } } },
    look("two", {
        states = function() return states{ length = 6 } end,
        patch = function() return patch("encoder.forward.state", { from = "zero", length = 6 }) end,
        gradients = function() return gradients{ length = 6 } end }, judge_link, {
        { id = "states", en = "states length=6: how far apart the encoder's states are", ko = "states length=6: 인코더의 상태가 서로 얼마나 먼지" },
        { id = "patch", en = "patch encoder.forward.state from=zero: put zeros in the place of all its states", ko = "patch encoder.forward.state from=zero: 인코더의 상태를 모두 0으로 바꾸기" },
        { id = "gradients", en = "gradients length=6: how much of the loss reaches them", ko = "gradients length=6: 손실의 그래디언트가 상태에 얼마나 닿는지" } }, two_ready),
    mended("two", { "data task=copy length=3..6", "model attention=none hidden=32 name=two-mended", "train steps=300 lr=0.006",
                    "compare two two-mended lengths=3,6 count=100" },
      function(_, right, memory) memory.two_mended_shares = shares(right, { 3, 6 }) end),

    { id = "three", try = { "data file=first-letter.tsv max=30", "model cell=case3 attention=none hidden=32 name=three", "train steps=400 lr=0.005",
                            "accuracy lengths=2,10,30 count=100" }, keep = "three",
      check = symptom("three", 400, function(result, memory)
        memory.three_shares = percent(result.token_accuracy)
        return true
      end) },
    { id = "three-suspect", needs = { "three_loss", "three" }, ask = "choice", remember = "three_suspect", choices = {
        { id = "vanish", en = "the rows are long: the gradient does not get back to the first letter", ko = "문자열이 길어 그래디언트가 첫 글자까지 닿지 않습니다" },
        { id = "keep", en = "the update gate: closed, it does not keep the state", ko = "업데이트 게이트: 닫혀 있어도 상태를 지키지 못합니다" },
        { id = "reset", en = "the reset gate: it hides the past from the candidate", ko = "리셋 게이트: 후보가 과거를 보지 못하게 합니다" } } },
    look("three", {
        gates = function() return gates{ length = 8 } end,
        gradients = function() return gradients{ length = 20 } end,
        force = closed_at_five }, judge_gate, {
        { id = "gates", en = "gates length=8: the values of both gates", ko = "gates length=8: 두 게이트의 값" },
        { id = "gradients", en = "gradients length=20: the norm by distance", ko = "gradients length=20: 거리에 따른 노름" },
        { id = "force", en = "force encoder.forward.update value=0 step=5: close the update gate at the 5th letter, and see what the state does there", ko = "force encoder.forward.update value=0 step=5: 5번째 글자에서 업데이트 게이트를 닫고 상태를 보기" } }),
    mended("three", { "data file=first-letter.tsv max=30", "model cell=sound attention=none hidden=32 name=three-mended", "train steps=400 lr=0.005",
                      "compare three three-mended lengths=2,10,30 count=100" }, keep_tokens("three")),

    { id = "four", try = { "data task=reverse length=2..6 symbols=10", "model cell=case4 attention=none hidden=32 name=four", "train steps=400 lr=0.01",
                           "accuracy groups=1" }, keep = "four",
      check = symptom("four", 400, function(result, memory)
        if #result.by_length > 1 then return false end
        memory.four_mixed = percent(result.token_accuracy)
        memory.four_expected = percent(math.exp(-find_model("four").loss))
        return true
      end) },
    { id = "four-suspect", needs = { "four_loss", "four" }, ask = "choice", remember = "four_suspect", choices = {
        { id = "overfit", en = "overfitting: it knows its training rows by heart", ko = "과적합: 훈련한 문자열만 외웠습니다" },
        { id = "chain", en = "a chain: in training it reads right letters, here its own, and one mistake leads to the next", ko = "연쇄: 훈련할 때는 정답 글자를 읽지만 여기서는 자기 글자를 읽어, 실수가 실수를 부릅니다" },
        { id = "padding", en = "the neighbors: shorter rows are padded to the longest of their batch, and that changes the answer", ko = "이웃: 짧은 문자열은 배치에서 가장 긴 것에 맞춰 패딩되는데, 그 패딩이 답을 바꿉니다" } } },
    look("four", {
        other = function() return accuracy{ groups = 1, seed = 2 } end,
        alone = function() return accuracy{} end,
        gates = function() return gates{ length = 4 } end }, judge_padding, {
        { id = "other", en = "accuracy groups=1 seed=2: the same on 200 other rows", ko = "accuracy groups=1 seed=2: 다른 문자열 200개로 똑같이" },
        { id = "alone", en = "accuracy: each length by itself, so that nothing is padded", ko = "accuracy: 길이마다 따로 모아 패딩 없이" },
        { id = "gates", en = "gates length=4: the values at each letter of one row", ko = "gates length=4: 한 문자열의 글자마다 게이트 값" } }),
    { id = "four-mended", needs = { "four_loss", "four" }, try = { "data task=reverse length=2..6 symbols=10", "model cell=sound attention=none hidden=32 name=four-mended",
                                  "train steps=400 lr=0.01", "accuracy groups=1" }, keep = { "four", "four-mended" },
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end
        if not is_ours(result, "four-mended", 400) or #result.by_length > 1 then return false, "one-mended-other" end
        local memory, broken = lesson.memory, tonumber(lesson.memory.four_mixed or 0)
        keep_loss(memory, "four-mended")
        memory.four_mended_mixed = percent(result.token_accuracy)
        common.either(memory, 100 * result.token_accuracy > broken + 10, "four_helps", "four_helps_not", memory.four_mended_mixed)
        return true
      end },

    { id = "five", try = { "model", "accuracy" }, keep = "five", prepare = five_ready,
      check = symptom("five", 400, function(result, memory)
        memory.five_perplexity, memory.five_test = two(result.perplexity), two(math.log(result.perplexity))
        return true
      end) },
    { id = "five-suspect", needs = { "five_loss", "five" }, ask = "choice", remember = "five_suspect", choices = {
        { id = "overfit", en = "overfitting: the training sentences are easy for it, new ones are not", ko = "과적합: 훈련한 문장은 쉽고 새 문장은 어렵습니다" },
        { id = "padding", en = "the loss counts something easy that is no word", ko = "손실에 단어가 아닌 쉬운 것이 들어 있습니다" },
        { id = "hard", en = "the test sentences are longer", ko = "평가 문장이 더 깁니다" } } },
    look("five", {
        attend = function() return attend{ length = 20 } end,
        other = function() return accuracy{ seed = 2 } end,
        step = function() return step{} end }, judge_loss, {
        { id = "attend", en = "attend length=20: the map of one sentence", ko = "attend length=20: 한 문장의 어텐션 맵" },
        { id = "other", en = "accuracy seed=2: 200 other test sentences", ko = "accuracy seed=2: 다른 평가 문장 200개" },
        { id = "step", en = "step: the loss of one training sentence by itself, a batch of one", ko = "step: 훈련 문장 하나만으로 된 배치의 손실" } }, five_ready),
    mended("five", { "data task=summary", "model attention=dot hidden=32 name=five-mended", "train steps=400 lr=0.006", "compare five five-mended" },
      keep_tokens("five")),

    { id = "end", prepare = function(lesson) count_told(lesson.memory) end },
  },
}
