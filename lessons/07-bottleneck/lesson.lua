-- One vector for a row of any length: where it stops being enough, which letters a probe still finds in it, what happens when
-- another row's vector is handed over, and what longer training and a larger vector change, one at a time.

local percent, with_commas, find_model, row_at = common.percent, common.with_commas, common.find_model, common.row_at
local lengths, long = { 5, 10, 20, 30, 50 }, 50
local size, least_steps = 64, 800
local alphabet, probed_length, probe_learns, probe_tests = 20, 20, 600, 150

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

-- One layer of GRU cells in one direction, without attention, on the lesson's data.
local function is_ours(info, hidden)
  return common.has(info, { attention = "none", hidden = hidden or size, cell = "gru", layers = 1, bidirectional = false, data = "copy" })
end

-- ---- the probe ----
-- A linear map from the encoder's last state to the letters of the row, a scale of 20 letters for each place, fitted by
-- least squares on some rows of the test set and tried on others. The network is not changed by it.

-- Rows of this length: the last state, with a 1 before it for the bias, and the letters as numbers.
local function states(first, last)
  local list = {}
  for seed = first, last do
    local result = trace{ length = probed_length, seed = seed, name = "encoder.forward.state" }
    local row, item = result.values[#result.values], { state = { 1 }, letters = {} }
    for i = 1, #row do item.state[i + 1] = row[i] end
    for letter in result.source:gmatch("%S+") do item.letters[#item.letters + 1] = letter:byte() - 96 end
    list[#list + 1] = item
  end
  return list
end

-- Solves A X = B by Gauss's elimination; A is symmetric and positive, so that no rows need to be exchanged. B becomes X.
local function solve(A, B)
  for k = 1, #A do
    for i = k + 1, #A do
      local factor = A[i][k] / A[k][k]
      for j = k, #A do A[i][j] = A[i][j] - factor * A[k][j] end
      for j = 1, #B[i] do B[i][j] = B[i][j] - factor * B[k][j] end
    end
  end
  for k = #A, 1, -1 do
    for i = k + 1, #A do
      for j = 1, #B[k] do B[k][j] = B[k][j] - A[k][i] * B[i][j] end
    end
    for j = 1, #B[k] do B[k][j] = B[k][j] / A[k][k] end
  end
end

-- The map's weights: a row for each number of the state, a column for each place and letter.
local function fit(list)
  local n, A, B = #list[1].state, {}, {}
  for i = 1, n do
    A[i], B[i] = {}, {}
    for j = 1, n do A[i][j] = i == j and 0.1 or 0 end -- a little on the diagonal: ridge regression
    for j = 1, probed_length * alphabet do B[i][j] = 0 end
  end
  for _, item in ipairs(list) do
    for i, value in ipairs(item.state) do
      local products, sums = A[i], B[i]
      for j = 1, n do products[j] = products[j] + value * item.state[j] end
      for place, letter in ipairs(item.letters) do
        local column = (place - 1) * alphabet + letter
        sums[column] = sums[column] + value
      end
    end
  end
  solve(A, B)
  return B
end

local function read_letter(weights, state, place)
  local best, most
  for letter = 1, alphabet do
    local sum, column = 0, (place - 1) * alphabet + letter
    for i = 1, #state do sum = sum + state[i] * weights[i][column] end
    if not most or sum > most then best, most = letter, sum end
  end
  return best
end

-- For each place of a row: the share of new rows whose letter the probe reads out of the current model's last state.
local function probe()
  local weights, shares = fit(states(1, probe_learns)), {}
  local tests = states(probe_learns + 1, probe_learns + probe_tests)
  for place = 1, probed_length do
    local right = 0
    for _, item in ipairs(tests) do
      if read_letter(weights, item.state, place) == item.letters[place] then right = right + 1 end
    end
    shares[place] = right / probe_tests
  end
  return shares
end

-- For each place: the share of the same rows whose letter the decoder writes there.
local function written()
  local shares = {}
  for place = 1, probed_length do shares[place] = 0 end
  for seed = probe_learns + 1, probe_learns + probe_tests do
    local result = translate{ length = probed_length, seed = seed }
    local said, wanted = result.answer:gmatch("%S+"), result.reference:gmatch("%S+")
    for place = 1, probed_length do
      if said() == wanted() then shares[place] = shares[place] + 1 / probe_tests end
    end
  end
  return shares
end

-- Bars of some places, for a block of code.
local function places_drawn(shares)
  local lines = {}
  for _, place in ipairs{ 1, 2, 3, 5, 10, 15, 18, 19, 20 } do
    lines[#lines + 1] = string.format("    %2d  %s", place, common.bar(shares[place]))
  end
  return table.concat(lines, "\n")
end

local function middle(shares) return common.mean({ table.unpack(shares, 6, 15) }) end

-- Which end of a row is read better: at least twice as often as the other.
local function better_end(shares)
  local first, last = shares[1], shares[probed_length]
  return first > 2 * last and "first" or last > 2 * first and "last" or "alike"
end

-- In how many of these rows the vector of another row makes the decoder write that other row's answer.
local function taken_over(rows)
  local same = 0
  common.hand_over(rows, function(_, other, answer) same = same + (answer == other.answer and 1 or 0) end)
  return same
end

return {
  title = { en = "One vector for a whole sentence?", ko = "문장 전체를 벡터 하나에?" },
  minutes = 12,
  prepare = function(lesson) -- for those who skip the training
    local memory = lesson.memory
    memory.plain, memory.plain_steps, memory.more_steps = memory.plain or "plain", memory.plain_steps or 1000, memory.more_steps or 2000
  end,
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
    { id = "plain", try = { "model attention=none hidden=64 name=plain", "train steps=1000" }, keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        local info, memory = find_model(result.model), lesson.memory
        if info.attention ~= "none" then return false, "plain-other" end
        if info.data ~= "copy" then return false, "plain-data" end
        if not is_ours(info) then return false, "plain-size" end
        if result.total_steps < least_steps then return false, "plain-short" end
        memory.plain, memory.plain_steps, memory.more_steps = info.name, result.total_steps, 2 * result.total_steps
        memory.plain_loss, memory.plain_parameters = string.format("%.2f", result.loss), with_commas(info.parameters)
        return true
      end },
    { id = "own", try = "translate s e q l a b", after = "translate", bare = "translate",
      check = function(result, lesson)
        if result.unknown > 0 or #result.source_tokens < 3 then return false, "own-unknown" end
        lesson.memory.own, lesson.memory.own_answer = result.source, result.answer
        return true
      end },
    { id = "measure", try = "accuracy lengths=5,10,20,30,50", after = "accuracy",
      guess = function(_, lesson) return common.guessed(lesson.memory.guess and 50, "token_accuracy", lesson.memory.guess) end,
      check = function(result, lesson)
        local memory = lesson.memory
        if not is_ours(find_model(result.model)) then return false, "measure-other" end
        local fell, before = fell_below_half(result)
        if fell == nil then return false, "measure-lengths" end
        if fell == false then return false, "measure-strong" end
        memory.fell, memory.fell_tokens = fell.lengths[1], percent(fell.token_accuracy)
        memory.before, memory.before_tokens = before and before.lengths[1], before and percent(before.token_accuracy)
        memory.fell_first = not before and memory.fell or nil
        memory.plain_five = percent(row_at(result, 5).token_accuracy)
        memory.plain_ten, memory.plain_thirty = percent(row_at(result, 10).token_accuracy), percent(row_at(result, 30).token_accuracy)
        memory.plain_long, memory.plain_long_exact = percent(row_at(result, long).token_accuracy), percent(row_at(result, long).exact_match)
        return true, before and "measure-between" or "measure-first"
      end },
    { id = "bits", ask = "number", least = 0, most = 100000, remember = "worked",
      check = function(answer)
        if math.abs(answer - 50 * math.log(20, 2)) < 3 then return true end
        return false, answer == 1000 and "bits-product" or nil
      end },
    { id = "probe-guess", ask = "choice", remember = "guess_probe", choices = {
        { id = "last", en = "the last ones: they were read last", ko = "마지막 글자: 가장 나중에 읽었으므로" },
        { id = "first", en = "the first ones", ko = "처음 글자" },
        { id = "alike", en = "all alike, each a little", ko = "모두 비슷하게 조금씩" } } },
    { id = "probe", try = { "model {{plain}}", "trace name=encoder.forward.state step=21 length=20" }, after = "trace",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.current_model()
        if not is_ours(info) or info.steps < least_steps or result.name ~= "encoder.forward.state" then return false, "probe-other" end
        local shares, said = probe(), written()
        memory.probe_bars, memory.written_bars = places_drawn(shares), places_drawn(said)
        memory.probe_first, memory.probe_last, memory.probe_middle = percent(shares[1]), percent(shares[probed_length]), percent(middle(shares))
        memory.probe_end = better_end(shares)
        memory.unused = shares[1] > said[1] + 0.05 and percent(said[1]) or nil
        memory.used = not memory.unused and percent(said[1]) or nil
        memory.keeps_first, memory.keeps_last, memory.keeps_alike = nil, nil, nil
        memory["keeps_" .. memory.probe_end] = percent(memory.probe_end == "last" and shares[probed_length] or shares[1])
        return common.passed(lesson, memory.guess_probe, memory.probe_end)
      end },
    { id = "born-guess", ask = "choice", remember = "guess_born", choices = {
        { id = "first", en = "the first letter as well: a vector fills up, and what comes later finds no room", ko = "역시 첫 글자: 벡터가 차면 나중 글자는 들어갈 자리가 없습니다" },
        { id = "last", en = "the last letter", ko = "마지막 글자" },
        { id = "none", en = "nothing: it has learned nothing yet", ko = "아무것도 못 읽습니다: 아직 배운 것이 없습니다" } } },
    { id = "born", try = { "model attention=none hidden=64 name=newborn", "trace name=encoder.forward.state step=21 length=20" }, after = "trace",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.current_model()
        if not is_ours(info) or info.steps > 0 or result.name ~= "encoder.forward.state" then return false, "born-other" end
        local shares = probe()
        memory.born_bars = places_drawn(shares)
        memory.born_first, memory.born_last = percent(shares[1]), percent(shares[probed_length])
        local found = math.max(shares[1], shares[probed_length]) < 0.2 and "none" or better_end(shares)
        memory.born_other_end = found ~= memory.probe_end and memory.probe_last or nil
        memory.born_same_end = found == memory.probe_end and memory.probe_last or nil
        return common.passed(lesson, memory.guess_born, found)
      end },
    { id = "gates", try = { "model {{plain}}", "gates length=8" }, after = "gates",
      check = function(result, lesson)
        local info = common.current_model()
        if not is_ours(info) or info.steps < least_steps or result.side ~= "encoder" then return false, "gates-other" end
        local means = result.update_mean
        local first, last = means[1], means[#means - 1]
        lesson.memory.z_first, lesson.memory.z_last = common.two(first), common.two(last)
        return true, first > last and "gates-falls" or "gates-otherwise"
      end },
    { id = "gaze-guess", ask = "choice", remember = "guess_gaze", choices = {
        { id = "other", en = "t s r q p: it knows nothing of a b c d e", ko = "t s r q p: a b c d e에 대해서는 아는 것이 없습니다" },
        { id = "mixed", en = "a mixture of both", ko = "둘이 섞인 것" },
        { id = "same", en = "a b c d e: it did read that, after all", ko = "a b c d e: 읽은 것은 이것이므로" } } },
    { id = "gaze", try = { "model {{plain}}", "patch encoder.forward.state step=6 from=\"t s r q p\" a b c d e" }, after = "patch",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.current_model()
        if not is_ours(info) or info.steps < least_steps or not common.is_handed_over(result) then return false, "gaze-other" end
        memory.gaze_before, memory.gaze_after, memory.gaze_from = result.before.answer, result.after.answer, result.other.answer
        memory.gaze_count = taken_over(30)
        memory.gaze_all = memory.gaze_count >= 27 and "30" or nil
        memory.gaze_some = memory.gaze_count < 27 and "30" or nil
        local found = result.after.answer == result.other.answer and "other" or result.after.answer == result.before.answer and "same" or "mixed"
        return common.passed(lesson, memory.guess_gaze, found)
      end },
    { id = "longer", try = { "model {{plain}}", "train steps={{more_steps}}", "accuracy lengths=5,10,20,30,50" }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        local ten, far = row_at(result, 10), row_at(result, long)
        if not is_ours(info) or info.steps < 2 * (memory.plain_steps or least_steps) then return false, "longer-other" end
        if not (ten and far) then return false, "longer-lengths" end
        memory.longer_steps, memory.longer_ten, memory.longer_long = info.steps, percent(ten.token_accuracy), percent(far.token_accuracy)
        return true
      end },
    { id = "wide", try = { "model attention=none hidden=128 name=wide", "train steps={{plain_steps}}", "accuracy lengths=5,10,20,30,50" },
      after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        local ten, far = row_at(result, 10), row_at(result, long)
        if info.hidden < 2 * size or not is_ours(info, info.hidden) then return false, "wide-other" end
        if info.steps ~= (memory.plain_steps or info.steps) or info.steps == 0 then return false, "wide-steps" end
        if not (ten and far) then return false, "wide-lengths" end
        memory.wide_hidden, memory.wide_parameters = info.hidden, with_commas(info.parameters)
        memory.wide_ten, memory.wide_long = percent(ten.token_accuracy), percent(far.token_accuracy)
        local plain, longer = tonumber(memory.plain_ten), tonumber(memory.longer_ten)
        if not (plain and longer) then return true end
        local moved = (longer > plain + 5 and 1 or 0) + (tonumber(memory.wide_ten) > plain + 5 and 1 or 0)
        memory.both_move, memory.one_moves, memory.none_moves = nil, nil, nil
        memory.longer_moved = longer > plain + 5 and memory.longer_ten or nil
        memory[moved == 2 and "both_move" or moved == 1 and "one_moves" or "none_moves"] = memory.plain_ten
        return true
      end },
    { id = "which", ask = "choice", choices = {
        { id = "vector", en = "the number of values that the decoder gets", ko = "디코더가 받는 값의 개수" },
        { id = "states", en = "the number of states that the encoder computes and then leaves unused", ko = "인코더가 계산하고도 쓰지 않는 상태의 개수" },
        { id = "parameters", en = "the number of parameters", ko = "매개변수의 개수" } },
      check = function(answer) return answer == "states", answer ~= "states" and "which-wrong" or nil end },
    { id = "end",
      prepare = function(lesson)
        local memory = lesson.memory
        memory.end_bars = common.bars{ { "5", memory.plain_five }, { "10", memory.plain_ten }, { "30", memory.plain_thirty },
                                       { "50", memory.plain_long } }
      end },
  },
}
