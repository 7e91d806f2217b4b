-- Your own data, honestly: what is left out of a file and what nobody notices; training pairs learned by heart beside new ones; what
-- the scores mean, several right answers, the spread of seeds; and what some two thousand pairs cannot teach.

local percent, find_model = common.percent, common.find_model
local file, drawn_most = "ko-en.tsv", 150
local wanted = { attention = "dot", hidden = 64, cell = "gru", layers = 1, bidirectional = true, data = file }
local early_steps, all_steps = 250, 700

local function one(number) return string.format("%.1f", number) end

-- How many words of one text are in the other.
local function shared(text, other)
  local has, count = {}, 0
  for _, word in ipairs(common.words(other)) do has[word] = true end
  for _, word in ipairs(common.words(text)) do count = count + (has[word] and 1 or 0) end
  return count
end

-- The first source word that the vocabulary lacks; nil if there is none.
local function unknown_word(result)
  local words = common.words(result.source)
  for i, token in ipairs(result.source_tokens) do
    if token == "<UNK>" then return words[i] or token end
  end
end

-- What the current model writes for sentences of the test set: of the words of the right answers, the share that is in its answer,
-- and in its answer to another sentence; both also by whether all source words are known.
local function overlap(memory)
  local own, others, all, before = 0, 0, 0, nil
  local parts = { [true] = { words = 0, found = 0, count = 0, exact = 0 }, [false] = { words = 0, found = 0, count = 0, exact = 0 } }
  for seed = 1, drawn_most do
    local result = translate{ seed = seed }
    local strange = unknown_word(result)
    local part, words, found = parts[strange ~= nil], #common.words(result.reference), shared(result.reference, result.answer)
    own, all, others = own + found, all + words, others + shared(result.reference, before or "")
    part.words, part.found, part.count = part.words + words, part.found + found, part.count + 1
    part.exact = part.exact + (result.answer == result.reference and 1 or 0)
    if strange and not memory.unknown_word then memory.unknown_drawn, memory.unknown_word = "seed=" .. seed, strange end
    before = result.answer
  end
  memory.own_words, memory.other_words = percent(own / all), percent(others / all)
  common.either(memory, own > 1.3 * others, "tells_apart", "frequent_only", memory.other_words)
  for name, part in pairs { strange = parts[true], known = parts[false] } do
    memory[name .. "_share"] = percent(part.count / drawn_most)
    memory[name .. "_words"] = part.words > 0 and percent(part.found / part.words) or nil
    memory[name .. "_exact"] = part.count > 0 and percent(part.exact / part.count) or nil
  end
end

local function is_ours(result) return common.has(find_model(result.model), wanted) and find_model(result.model) end

local function keep_scores(memory, name, result)
  memory[name .. "_bleu"], memory[name .. "_exact_test"] = one(result.bleu), one(100 * result.exact_match)
  memory[name .. "_tokens"], memory[name .. "_errors"] = percent(result.token_accuracy), percent(result.error_rate)
end

-- All test sentences, of which there are some two hundred.
local function is_whole_test(result) return not result.file_pairs and result.count >= 150 end

local function near(lesson, name, guess, found, within)
  if not guess then return true end
  return true, name .. (math.abs(guess - found) <= within and "-near" or "-far")
end

local train_it, measure = "train steps=250 lr=0.01 decay=none", "accuracy count=1000"

return {
  title = { en = "Your own data, honestly", ko = "내 데이터로 훈련하고 제대로 평가하기" },
  minutes = 13,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 100, remember = "guess_new" },
    { id = "messy", try = "data file=messy.tsv", after = "data",
      check = function(result, lesson)
        if result.name ~= "messy.tsv" then return false, "messy-other" end
        lesson.memory.left_out = result.left_out
        lesson.memory.messy_pairs = result.training + result.validation + result.test
        return true
      end },
    { id = "left", needs = { "left_out", "messy" }, ask = "integer", least = 0, most = 30, remember = "left_answer",
      check = function(answer, lesson)
        if not lesson.memory.left_out or answer == lesson.memory.left_out then return true end
        return false, "left-wrong"
      end },
    { id = "blind", ask = "choice", choices = {
        { id = "column", en = "a sentence without a translation", ko = "번역이 없는 문장" },
        { id = "wrong", en = "a sentence with the translation of another one", ko = "다른 문장의 번역이 붙은 문장" },
        { id = "twice", en = "a pair that comes twice", ko = "두 번 나오는 쌍" } },
      check = function(answer) return answer == "wrong", answer ~= "wrong" and "blind-wrong" or nil end },
    { id = "load", try = "data file=ko-en.tsv max=4", after = "data",
      check = function(result, lesson)
        if result.name ~= file or result.skipped == 0 then return false, "load-other" end
        local memory = lesson.memory
        memory.training, memory.validation, memory.test = common.with_commas(result.training), result.validation, result.test
        memory.unknown_words, memory.vocabulary = percent(result.source_unknown), common.with_commas(result.source_vocabulary)
        return true
      end },
    { id = "train", try = { "model attention=dot hidden=64 bidirectional=yes name=first", train_it, measure }, keep = "first",
      after = { "train", "accuracy" },
      check = function(result, lesson)
        local memory, info = lesson.memory, is_ours(result)
        if not info then return false, "train-other" end
        if result.command == "train" then
          memory.early_loss, memory.early_validation = common.two(result.loss), common.two(result.validation_loss)
          memory.best_validation, memory.best_step = common.two(result.best_loss), result.best_step
          return nil
        end
        if info.steps < early_steps or not is_whole_test(result) then return false, "train-short" end
        keep_scores(memory, "early", result)
        return near(lesson, "train", memory.guess_new, 100 * result.exact_match, 3)
      end },
    { id = "errors", try = "accuracy errors=8 count=1000", after = "accuracy",
      check = function(result, lesson)
        if not is_ours(result) or not result.errors then return false, "errors-other" end
        local memory = lesson.memory
        memory.missed_token, memory.never = nil, nil
        for _, missed in ipairs(result.errors) do
          if missed.token == "<UNK>" then
            memory.never = missed.count
          elseif not memory.missed_token then
            memory.missed_token, memory.missed_times, memory.missed_count = missed.token, missed.missed, missed.count
          end
        end
        overlap(memory)
        return true
      end },
    { id = "heart", ask = "integer", least = 0, most = 100, remember = "guess_learned" },
    { id = "more", try = { "train steps=450 lr=0.01 decay=none", "accuracy file=ko-en.tsv length=1..4 count=2000" }, keep = "first", after = { "train", "accuracy" },
      check = function(result, lesson)
        local memory, info = lesson.memory, is_ours(result)
        if not info then return false, "more-other" end
        if result.command == "train" then
          memory.late_loss, memory.late_validation = common.two(result.loss), common.two(result.validation_loss)
          if result.best_loss < tonumber(memory.best_validation or "inf") then
            memory.best_validation = common.two(result.best_loss)
            memory.best_step = result.total_steps - result.steps + result.best_step
          end
          return nil
        end
        if info.steps < all_steps or not result.learned then return false, "more-short" end
        memory.learned_exact, memory.unseen_exact = percent(result.learned.exact_match), one(100 * result.unseen.exact_match)
        memory.heart_bars = common.bars{ { seqlab.text { en = "learned", ko = "배운 쌍" }, memory.learned_exact, memory.guess_learned },
                                         { seqlab.text { en = "new", ko = "새 쌍" }, memory.unseen_exact, memory.guess_new } }
        return near(lesson, "more", memory.guess_learned, 100 * result.learned.exact_match, 10)
      end },
    { id = "disagree", needs = { "late_validation", "more" }, try = measure, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, is_ours(result)
        if not info or info.steps < all_steps or not is_whole_test(result) then return false, "disagree-other" end
        keep_scores(memory, "late", result)
        local gain = tonumber(memory.late_bleu) - tonumber(memory.early_bleu or memory.late_bleu)
        common.either(memory, gain > 0.5, "bleu_rose", "bleu_fell", memory.late_bleu)
        return true
      end },
    { id = "ways-guess", ask = "integer", least = 0, most = 100, remember = "guess_ways" },
    { id = "ways", try = { "accuracy file=other-answers.tsv", "accuracy file=both-answers.tsv" }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, is_ours(result)
        if not info or info.steps < all_steps or not result.file_pairs then return false, "ways-other" end
        if result.file_pairs < 20 then
          memory.other_exact, memory.other_bleu = percent(result.exact_match), one(result.bleu)
          return nil
        end
        memory.both_exact, memory.both_bleu = percent(result.exact_match), one(result.bleu)
        return near(lesson, "ways", memory.guess_ways, tonumber(memory.other_exact or memory.both_exact), 10)
      end },
    { id = "edits", ask = "number", least = 0, most = 500, remember = "edits_answer",
      check = function(answer)
        if answer >= 42 and answer <= 43.5 then return true end
        return false, answer >= 59 and answer <= 61 and "edits-answer" or "edits-wrong"
      end },
    { id = "spread", ask = "number", least = 0, most = 100, remember = "guess_spread" },
    { id = "seeds", try = { "model attention=dot hidden=64 bidirectional=yes seed=11 name=second", train_it, measure,
                            "model attention=dot hidden=64 bidirectional=yes seed=12 name=third", train_it, measure }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, is_ours(result)
        if not info or info.steps ~= early_steps or not is_whole_test(result) then return false, "seeds-other" end
        if result.model ~= "second" and result.model ~= "third" then return false, "seeds-other" end
        keep_scores(memory, result.model, result)
        if not (memory.second_bleu and memory.third_bleu) then return nil end
        local list = { tonumber(memory.second_bleu), tonumber(memory.third_bleu), tonumber(memory.early_bleu) }
        memory.spread_bleu, memory.mean_bleu = one(math.max(table.unpack(list)) - math.min(table.unpack(list))), one(common.mean(list))
        if memory.late_bleu and memory.early_bleu then
          local rise = tonumber(memory.late_bleu) - tonumber(memory.early_bleu)
          common.either(memory, rise > tonumber(memory.spread_bleu), "rise_real", "rise_lost", one(rise))
        end
        return near(lesson, "seeds", memory.guess_spread, tonumber(memory.spread_bleu), 0.7)
      end },
    { id = "strange", needs = { "unknown_word", "errors" }, try = { "model first", "translate {{unknown_drawn}}" }, after = "translate",
      check = function(_, lesson)
        local memory, info = lesson.memory, common.current_with(wanted)
        if not info or info.steps < all_steps then return false, "strange-other" end
        overlap(memory)
        common.either(memory, tonumber(memory.known_exact or "0") < 25, "not_only_unknown", "only_unknown", memory.known_exact)
        return true
      end },
    { id = "peek", ask = "choice", choices = {
        { id = "fine", en = "Nothing: test sentences were not trained on", ko = "문제없습니다. 평가 데이터로 훈련하지 않았으니까요" },
        { id = "chosen", en = "The figure is too good: the test set helped to choose", ko = "수치가 실제보다 좋습니다. 평가 데이터로 골랐으니까요" },
        { id = "seeds", en = "The figure is too low: 20 models were needed", ko = "수치가 실제보다 나쁩니다. 모델이 스무 개나 필요했으니까요" } },
      check = function(answer) return answer == "chosen", answer ~= "chosen" and "peek-wrong" or nil end },
    { id = "end" },
  },
}
