-- LSTM beside GRU: parameters counted, time, accuracy over three seeds, with the same size and with as many parameters, and on
-- two tasks: "as good" depends on the task.

local percent, with_commas, mean = common.percent, common.with_commas, common.mean
local steps = 600

local function range(list)
  local lowest, highest = list[1], list[1]
  for _, value in ipairs(list) do lowest, highest = math.min(lowest, value), math.max(highest, value) end
  return string.format("%.0f–%.0f", lowest, highest), lowest, highest
end

local function values_of(memory, name)
  local list = {}
  for _, value in pairs(memory[name] or {}) do list[#list + 1] = value end
  return list
end

-- Keeps the share of right tokens and the speed of a run under its cell, size and seed; the training step's check measures, so
-- that nobody has to type it. Returns the model's row, or nil if it is not one that the lesson compares.
local function note_run(result, memory)
  local info = common.find_model(result.model)
  local name = info.cell == "gru" and info.hidden == 64 and "gru" or info.cell == "lstm" and info.hidden == 64 and "lstm" or
               info.cell == "lstm" and info.hidden == 54 and "even"
  local fits = common.has(info, { data = "copy", attention = "none", layers = 1, bidirectional = false, steps = steps })
  if not name or not fits then return nil end
  memory[name], memory[name .. "_speed"] = memory[name] or {}, memory[name .. "_speed"] or {}
  memory[name]["seed" .. info.seed] = 100 * accuracy{ count = 200 }.token_accuracy
  memory[name .. "_speed"]["seed" .. info.seed] = result.seconds
  memory[name .. "_parameters"] = with_commas(info.parameters)
  return info
end

-- What is known of both cells so far, as texts.
local function tell(memory, one, other)
  local first, second = values_of(memory, one), values_of(memory, other)
  local text_one, low_one, high_one = range(first)
  local text_two, low_two, high_two = range(second)
  memory.one_range, memory.other_range = text_one, text_two
  return low_two > high_one and "other" or low_one > high_two and "one" or "mixed"
end

local function count(table) local n = 0 for _ in pairs(table or {}) do n = n + 1 end return n end

return {
  title = { en = "LSTM beside GRU", ko = "LSTM과 GRU" },
  minutes = 10,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "gru", en = "the GRU", ko = "GRU입니다" }, { id = "lstm", en = "the LSTM", ko = "LSTM입니다" },
        { id = "same", en = "no clear difference over three seeds", ko = "시드 세 개로는 뚜렷한 차이가 없습니다" } } },
    { id = "cells", try = { "formula gru", "formula lstm" }, after = "formula",
      check = function(result, lesson)
        lesson.memory.formulas = (lesson.memory.formulas or 0) + 1
        return lesson.memory.formulas >= 2 or nil
      end },
    { id = "count", ask = "integer", least = 0, most = 1000000, remember = "worked",
      check = function(answer) return answer == 33280 end },
    { id = "first", try = { "data task=copy length=3..10", "model cell=gru attention=none hidden=64 seed=1 name=gru1", "train steps=600 lr=0.006",
                            "model cell=lstm attention=none hidden=64 seed=1 name=lstm1", "train steps=600 lr=0.006" }, after = "train",
      check = function(result, lesson)
        local memory = lesson.memory
        if not note_run(result, memory) then return false, "first-other" end
        if not (memory.gru and memory.lstm) then return nil end
        memory.gru_one, memory.lstm_one = percent(mean(values_of(memory, "gru")) / 100), percent(mean(values_of(memory, "lstm")) / 100)
        return true
      end },
    { id = "own", try = { "model lstm1", "translate h e l l o" }, after = "translate", bare = "translate",
      check = function(result, lesson)
        if result.unknown > 0 then return false, "own-unknown" end
        lesson.memory.own, lesson.memory.own_answer = result.source, result.answer
        return true
      end },
    { id = "seeds", try = { "model cell=gru attention=none hidden=64 seed=2 name=gru2", "train steps=600 lr=0.006",
                            "model cell=lstm attention=none hidden=64 seed=2 name=lstm2", "train steps=600 lr=0.006",
                            "model cell=gru attention=none hidden=64 seed=3 name=gru3", "train steps=600 lr=0.006",
                            "model cell=lstm attention=none hidden=64 seed=3 name=lstm3", "train steps=600 lr=0.006" }, after = "train",
      check = function(result, lesson)
        local memory = lesson.memory
        if not note_run(result, memory) then return false, "seeds-other" end
        if count(memory.gru) < 3 or count(memory.lstm) < 3 then return nil end
        local which = tell(memory, "gru", "lstm")
        memory.gru_range, memory.lstm_range = memory.one_range, memory.other_range
        local spent = mean(values_of(memory, "lstm_speed"))
        memory.time_share = percent(mean(values_of(memory, "gru_speed")) / spent)
        local winner = which == "other" and "lstm" or which == "one" and "gru" or "same"
        memory.clear_lstm, memory.clear_gru, memory.unclear = nil, nil, nil
        common.either(memory, winner ~= "same", "differed", "did_not_differ", memory.lstm_range)
        memory[winner == "same" and "unclear" or "clear_" .. winner] = memory.lstm_range
        return common.passed(lesson, memory.guess, winner)
      end },
    { id = "rival", try = { "model cell=lstm attention=none hidden=54 seed=1 name=even1", "train steps=600 lr=0.006",
                            "model cell=lstm attention=none hidden=54 seed=2 name=even2", "train steps=600 lr=0.006",
                            "model cell=lstm attention=none hidden=54 seed=3 name=even3", "train steps=600 lr=0.006" }, after = "train",
      check = function(result, lesson)
        local memory = lesson.memory
        if not note_run(result, memory) then return false, "rival-other" end
        if count(memory.even) < 3 then return nil end
        local which = count(memory.gru) >= 3 and tell(memory, "gru", "even")
        memory.even_range = (range(values_of(memory, "even")))
        memory.even_clear, memory.even_mixed, memory.even_behind = nil, nil, nil
        if which then
          memory[({ other = "even_clear", mixed = "even_mixed", one = "even_behind" })[which]] = memory.even_range
        end
        return true
      end },
    { id = "other-guess", ask = "choice", remember = "guess_far", choices = {
        { id = "lstm", en = "the LSTM, as before", ko = "이번에도 LSTM입니다" }, { id = "gru", en = "the GRU", ko = "GRU입니다" },
        { id = "both", en = "both learn it (9 of 10 rows or more)", ko = "둘 다 배웁니다(문자열 열 개 가운데 아홉 개 이상)" } } },
    { id = "other", try = { "data file=first-letter.tsv max=30", "model cell=gru attention=none hidden=64 name=far-gru", "train steps=600 lr=0.002",
                            "model cell=lstm attention=none hidden=64 name=far-lstm", "train steps=600 lr=0.002" }, after = "train",
      check = function(result, lesson)
        local info, memory = common.find_model(result.model), lesson.memory
        if info.data ~= "first-letter.tsv" or info.attention ~= "none" or info.steps < 300 then return false, "other-task" end
        memory["far_" .. info.cell] = percent(accuracy{ count = 200 }.exact_match)
        if not (memory.far_gru and memory.far_lstm) then return nil end
        local gru, lstm = tonumber(memory.far_gru), tonumber(memory.far_lstm)
        local found = gru >= 90 and lstm >= 90 and "both" or gru > lstm and "gru" or lstm > gru and "lstm"
        return common.passed(lesson, memory.guess_far, found)
      end },
    { id = "break", try = { "model lstm1", "force encoder.forward.forget value=0", "whatif a b c d" }, after = "whatif",
      check = function(result, lesson)
        local forced = result.forced and result.forced[1]
        local info = common.current_model()
        if info.cell ~= "lstm" or not forced or not forced.name:find("forget$") then return false, "break-other" end
        local same = 0
        for seed = 1, 40 do
          if not whatif{ length = 6, seed = seed }.changed then same = same + 1 end
        end
        force("clear")
        lesson.memory.break_before, lesson.memory.break_after, lesson.memory.break_kept = result.before.answer, result.after.answer, same
        return true
      end },
    { id = "claim", ask = "choice", choices = {
        { id = "always", en = "The GRU is always faster and just as good.", ko = "GRU는 언제나 더 빠르고 성능은 같다." },
        { id = "here", en = "On this task, at this size and these steps, over three seeds, these were the figures.", ko = "이 과제에서, 이 크기와 단계 수로, 시드 세 개로 훈련하니 이런 수치가 나왔다." },
        { id = "seed", en = "With seed 1 it won by some percent, so it is better.", ko = "시드 1에서 몇 퍼센트 앞섰으므로 더 좋다." } },
      check = function(answer) return answer == "here", answer ~= "here" and "claim-" .. answer or nil end },
    { id = "end", try = { "model lstm1", "gates h e l l o" },
      prepare = function(lesson)
        local memory = lesson.memory
        local function average(name) return memory[name] and mean(values_of(memory, name)) end
        memory.end_bars = common.bars{ { "GRU 64", average("gru") }, { "LSTM 64", average("lstm") }, { "LSTM 54", average("even") } }
      end },
  },
}
