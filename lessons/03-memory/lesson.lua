-- How a recurrent state forgets: networks name the first letter of a row, for rows of growing length; the gradient by distance
-- says why one kind of cell does not learn it.

local percent = common.percent
local steps, rate, file = 600, 0.002, "first-letter.tsv"

-- How a number near 0 is written: 0.0173, then 2.6e-05.
local function small(number) return string.format(number >= 0.001 and "%.4f" or "%.1e", number) end

-- The gradient's share at a distance, of gradients' result.
local function share_at(result, distance)
  for _, row in ipairs(result.rows) do
    if row.distance == distance then return row.share end
  end
end

-- The commands that train and measure a network on rows of up to `longest` letters.
local function commands(cell, longest)
  return { string.format("data file=%s max=%d", file, longest), "model attention=none hidden=64 cell=" .. cell,
           string.format("train steps=%d lr=%s", steps, rate), "accuracy count=200" }
end

-- A step passes when a network of this cell was trained on rows up to this length and measured.
local function measured(cell, longest, name)
  return function(result, lesson)
    local info = common.find_model(result.model)
    if not info or info.cell ~= cell or info.hidden ~= 64 or info.layers ~= 1 or info.attention ~= "none" then
      return false, lesson.step .. "-other"
    end
    local most = 0
    for _, row in ipairs(result.by_length) do most = math.max(most, row.lengths[2]) end
    if most > longest or most < longest - 3 then return false, lesson.step .. "-data" end
    if info.steps ~= steps then return false, lesson.step .. "-steps" end
    lesson.memory[name] = percent(result.exact_match)
    return true
  end
end

local function gradient_of(cell, distance_names)
  return function(result, lesson)
    local info = common.find_model(result.model)
    if not info or info.cell ~= cell or not share_at(result, 20) then return false, lesson.step .. "-other" end
    for distance, name in pairs(distance_names) do lesson.memory[name] = small(share_at(result, distance)) end
    return true, nil, info
  end
end

return {
  title = { en = "How a state forgets", ko = "상태는 어떻게 잊을까" },
  minutes = 9,
  prepare = function(lesson) lesson.memory.name = lesson.memory.name or "k i m" end,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "30", en = "up to 30 letters", ko = "30자까지" },
        { id = "8", en = "up to 8 letters, not 30", ko = "8자까지. 30자는 어렵습니다" },
        { id = "4", en = "up to 4 letters, not 8", ko = "4자까지. 8자는 어렵습니다" },
        { id = "0", en = "not even 4", ko = "4자도 어렵습니다" } } },
    { id = "short", try = commands("rnn", 4), after = "accuracy", check = measured("rnn", 4, "rnn4") },
    { id = "own", try = "translate k i m", after = "translate", bare = "translate",
      check = function(result, lesson)
        if result.unknown > 0 or #result.source_tokens < 2 then return false, "own-unknown" end
        lesson.memory.name, lesson.memory.name_answer = result.source, result.answer
        return true
      end },
    { id = "eight", try = commands("rnn", 8), after = "accuracy", check = measured("rnn", 8, "rnn8") },
    { id = "thirty", try = commands("rnn", 30), after = "accuracy",
      check = function(result, lesson)
        local passed, feedback = measured("rnn", 30, "rnn30")(result, lesson)
        if not passed then return passed, feedback end
        local memory = lesson.memory
        local four, eight, thirty = tonumber(memory.rnn4), tonumber(memory.rnn8), tonumber(memory.rnn30)
        local shortest = result.by_length[1]
        local unlearned = four and 100 * (shortest.exact_match or 100) < four - 20
        memory.shortest = unlearned and string.format("%d–%d", table.unpack(shortest.lengths)) or nil
        memory.rnn30_short = unlearned and percent(shortest.exact_match) or nil
        if not (four and eight) then return true end
        local reached = thirty > 50 and "30" or eight > 50 and "8" or four > 50 and "4" or "0"
        return common.passed(lesson, memory.guess, reached)
      end },
    { id = "gradient", try = "gradients length=30", after = "gradients",
      check = function(result, lesson)
        local passed, feedback = gradient_of("rnn", { [5] = "rnn_five", [10] = "rnn_ten", [20] = "rnn_twenty" })(result, lesson)
        if passed then
          lesson.memory.factor = string.format("%.2f", math.max(share_at(result, 5) ^ (1 / 5), 0.05))
          lesson.memory.power = small(tonumber(lesson.memory.factor) ^ 10)
          common.either(lesson.memory, share_at(result, 20) < 0.1, "vanishes", "stays", lesson.memory.rnn_twenty)
          common.either(lesson.memory, tonumber(lesson.memory.factor) < 0.8, "shrinks", "holds", lesson.memory.power)
        end
        return passed, feedback
      end },
    { id = "power", needs = { "factor", "gradient" }, ask = "number", least = 0, most = 1, remember = "worked",
      check = function(answer, lesson)
        local factor = tonumber(lesson.memory.factor)
        if not factor then return true end
        local right = factor ^ 10
        return answer > 0.85 * right and answer < 1.15 * right
      end },
    { id = "gru-guess", ask = "integer", least = 0, most = 100, remember = "guess_gru" },
    { id = "gru", try = commands("gru", 30), after = "accuracy", keep = true, check = measured("gru", 30, "gru30"),
      guess = function(_, lesson) return common.guessed(lesson.memory.guess_gru, "exact_match") end },
    { id = "gru-gradient", try = { "gradients length=30", "translate {{name}}" }, after = "gradients",
      check = gradient_of("gru", { [5] = "gru_five", [10] = "gru_ten", [20] = "gru_twenty" }) },
    { id = "break", try = { "force encoder.forward.update value=0.5", "whatif length=20" }, after = "whatif",
      check = function(result, lesson)
        local forced = result.forced and result.forced[1]
        if not common.current_with{ cell = "gru", data = file } or not forced or #result.forced ~= 1 or forced.name ~= "encoder.forward.update" or
           forced.step or forced.unit or forced.value < 0.3 or forced.value > 0.7 then
          return false, "break-other"
        end
        local same = 0
        for seed = 1, 40 do
          if not whatif{ length = 20, seed = seed }.changed then same = same + 1 end
        end
        force("clear")
        lesson.memory.half_kept, lesson.memory.half_value = same, common.two(forced.value)
        common.either(lesson.memory, same < 10, "half_forgets", "half_keeps", same)
        return true
      end },
    { id = "newborn-guess", ask = "yes", remember = "guess_born" },
    { id = "newborn", try = { "model attention=none hidden=64 cell=gru name=newborn", "gradients length=30" }, after = "gradients",
      check = function(result, lesson)
        local info = common.find_model(result.model)
        if info.cell ~= "gru" or info.steps > 0 or not share_at(result, 20) then return false, "newborn-other" end
        lesson.memory.born_ten, lesson.memory.born_twenty = small(share_at(result, 10)), small(share_at(result, 20))
        common.either(lesson.memory, share_at(result, 10) < 0.5, "born_short", "born_long", lesson.memory.born_ten)
        return common.passed(lesson, lesson.memory.guess_born, share_at(result, 10) > 0.5)
      end },
    { id = "rival", try = { "model attention=none hidden=128 cell=rnn name=wide", "train steps=600 lr=0.002", "accuracy count=200",
                            "model attention=none hidden=64 cell=rnn name=long", "train steps=2400 lr=0.002", "accuracy count=200" },
      after = "accuracy",
      check = function(result, lesson)
        local info, memory = common.find_model(result.model), lesson.memory
        if info.cell ~= "rnn" or info.attention ~= "none" then return false, "rival-other" end
        if info.hidden >= 128 and info.steps == steps then
          memory.wide = percent(result.exact_match)
        elseif info.hidden == 64 and info.steps > 2 * steps then
          memory.long, memory.long_steps = percent(result.exact_match), info.steps
        else
          return false, "rival-other"
        end
        if not (memory.wide and memory.long) then return nil end
        common.either(memory, tonumber(memory.long) > tonumber(memory.rnn30 or 0) + 10, "time_helps", "time_fails", memory.long)
        return true
      end },
    { id = "meaning", ask = "choice", choices = {
        { id = "erased", en = "the letter has been erased from the state", ko = "그 글자는 상태에서 지워졌습니다" },
        { id = "learn", en = "a training step changes the network a thousandth as much for the sake of that letter", ko = "훈련 단계에서 그 글자 때문에 모델이 바뀌는 정도가 1000분의 1입니다" },
        { id = "wrong", en = "the answer is wrong", ko = "답이 틀립니다" } },
      check = function(answer) return answer == "learn", answer ~= "learn" and "meaning-" .. answer or nil end },
    { id = "end", try = "gates length=20",
      prepare = function(lesson)
        local memory = lesson.memory
        if common.find_model("gru-none") then model("gru-none") end
        memory.end_bars = common.bars{ { "RNN, 4", memory.rnn4 }, { "RNN, 8", memory.rnn8 }, { "RNN, 30", memory.rnn30 },
                                       { "GRU, 30", memory.gru30, memory.guess_gru } }
      end },
  },
}
