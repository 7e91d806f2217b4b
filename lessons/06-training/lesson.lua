-- Training: what the loss is, what a learning rate does, what the decoder reads while it learns, padding, and overfitting on a
-- small file beside a grammar that never runs out.

local percent, two = common.percent, common.two
local file = "ko-en.tsv"

-- A step that waits for three models by their names, each trained for this many steps.
local function collect(memory, result, names, least)
  if not names[result.model] then return false end
  if result.total_steps < least then return false end
  memory[names[result.model]] = two(result.validation_loss)
  return true
end

-- Goes on learning this one sentence: after how many steps in all it is right, and what 30 more do to other sentences.
local function by_heart(result, memory)
  local last, taken, before = result, 1, accuracy{ count = 100 }.token_accuracy
  while last.answer ~= last.reference and taken < 40 do
    last, taken = step(result.source, { target = result.reference }), taken + 1
  end
  common.either(memory, last.answer == last.reference, "one_steps", "one_never", taken)
  for _ = 1, 30 do step(result.source, { target = result.reference, lr = 0.01 }) end
  local after = accuracy{ count = 100 }.token_accuracy
  memory.others_before, memory.others_after = percent(before), percent(after)
  common.either(memory, after < before - 0.02, "others_worse", "others_kept", percent(after))
end

return {
  title = { en = "Training, and when to stop", ko = "훈련, 그리고 멈출 때" },
  minutes = 13,
  steps = {
    { id = "why", ask = "integer", least = 1, most = 600, remember = "guess" },
    { id = "loss", ask = "number", least = 0, most = 400, remember = "worked",
      check = function(answer)
        if math.abs(answer - math.log(350)) < 0.05 then return true end
        return false, math.abs(answer + math.log(1 / 350)) > 300 and "loss-share" or "loss-wrong"
      end },
    { id = "fresh", try = { "data grammar=en-ko length=2..5", "model attention=none hidden=64", "accuracy count=50" }, after = "accuracy",
      check = function(result, lesson)
        local info = common.find_model(result.model)
        if info.steps > 0 or info.data ~= "en-ko grammar" then return false, "fresh-other" end
        lesson.memory.perplexity, lesson.memory.fresh_loss = string.format("%.0f", result.perplexity), two(math.log(result.perplexity))
        return true
      end },
    { id = "rate-guess", ask = "choice", remember = "guess_rate", choices = {
        { id = "slow", en = "a learning rate of 0.0001", ko = "학습률 0.0001" }, { id = "middle", en = "a learning rate of 0.01", ko = "학습률 0.01" },
        { id = "fast", en = "a learning rate of 0.3", ko = "학습률 0.3" } } },
    { id = "rate", try = { "model attention=none hidden=64 name=slow", "train steps=200 lr=0.0001", "model attention=none hidden=64 name=middle",
                           "train steps=200 lr=0.01", "model attention=none hidden=64 name=fast", "train steps=200 lr=0.3" }, after = "train",
      check = function(result, lesson)
        local memory = lesson.memory
        if not collect(memory, result, { slow = "slow", middle = "middle", fast = "fast" }, 200) then return false, "rate-other" end
        if not (memory.slow and memory.middle and memory.fast) then return nil end
        local best = "slow"
        for _, name in ipairs{ "middle", "fast" } do
          if tonumber(memory[name]) < tonumber(memory[best]) then best = name end
        end
        common.either(memory, best == "middle", "middle_best", "other_best", memory[best])
        memory.best_rate = ({ slow = "0.0001", middle = "0.01", fast = "0.3" })[best]
        return common.passed(lesson, memory.guess_rate, best)
      end },
    { id = "own", try = { "model middle", "translate she read a book" }, after = "translate", bare = "translate",
      check = function(result, lesson)
        lesson.memory.own, lesson.memory.own_answer = result.source, result.answer
        return true
      end },
    { id = "one-guess", ask = "choice", remember = "guess_one", choices = {
        { id = "right", en = "it answers this sentence correctly", ko = "이 문장을 바르게 번역합니다" },
        { id = "closer", en = "the right answer is more probable, but not yet the most probable", ko = "정답의 확률이 높아지지만 아직 가장 높지는 않습니다" },
        { id = "nothing", en = "nothing that one could see", ko = "눈에 띄는 변화가 없습니다" } } },
    { id = "one", try = { "model middle", "step length=5" }, after = "step",
      check = function(result, lesson)
        local memory = lesson.memory
        if result.model ~= "middle" or not result.loss_after then return false, "one-other" end
        local found = result.answer == result.reference and "right" or result.loss_after < 0.98 * result.loss_before and "closer" or "nothing"
        memory.one_source, memory.one_loss, memory.one_loss_after = result.source, two(result.loss_before), two(result.loss_after)
        by_heart(result, memory)
        return common.passed(lesson, memory.guess_one, found)
      end },
    { id = "forcing", try = { "model attention=none hidden=64 name=forced", "train steps=400 lr=0.006", "accuracy count=200",
                              "model attention=none hidden=64 name=free", "train steps=400 lr=0.006 teacher_forcing=0", "accuracy count=200" },
      after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.find_model(result.model)
        if (result.model ~= "forced" and result.model ~= "free") or info.steps < 200 then return false, "forcing-other" end
        memory[result.model] = percent(result.token_accuracy)
        memory[result.model .. "_loss"] = two(info.loss)
        if not (memory.forced and memory.free) then return nil end
        return true
      end },
    { id = "padding", ask = "number", least = 0, most = 100, remember = "padding",
      check = function(answer)
        return math.abs(answer - 50) < 0.6
      end },
    { id = "overfit", try = { "data file=ko-en.tsv swap=yes max=5", "model attention=none hidden=64 name=small",
                              "train steps=600 lr=0.006 validate_every=30 checkpoints=21" }, after = "train", keep = "small",
      guess = function(_, lesson) return lesson.memory.guess and { step = lesson.memory.guess } or nil end,
      check = function(result, lesson)
        local memory, info = lesson.memory, common.find_model(result.model)
        if info.data ~= file or result.model ~= "small" then return false, "overfit-other" end
        if result.total_steps < 500 then return false, "overfit-short" end
        memory.best_step, memory.best_loss = result.best_step, two(result.best_loss)
        memory.end_loss, memory.train_loss, memory.steps = two(result.validation_loss), two(result.loss), result.total_steps
        local turned = result.best_step < result.total_steps - 60 and result.validation_loss > result.best_loss + 0.1
        common.either(memory, turned, "overfits", "still_learns", result.best_step)
        return true
      end },
    { id = "rival", try = { "data grammar=en-ko length=2..5", "model attention=none hidden=64 name=endless",
                            "train steps=600 lr=0.006 validate_every=30" }, after = "train",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.find_model(result.model)
        if info.data ~= "en-ko grammar" or info.hidden ~= 64 then return false, "rival-other" end
        if result.total_steps ~= (memory.steps or 600) then return false, "rival-short" end
        memory.endless_step, memory.endless_loss, memory.endless_train = result.best_step, two(result.validation_loss), two(result.loss)
        common.either(memory, result.validation_loss < result.best_loss + 0.1, "no_harm", "harm", result.best_step)
        return true
      end },
    { id = "doubt-guess", needs = { "best_step", "overfit" }, ask = "choice", remember = "guess_tokens", choices = {
        { id = "best", en = "at the lowest validation loss", ko = "검증 손실이 가장 낮을 때" },
        { id = "last", en = "at the end", ko = "마지막" } } },
    { id = "doubt", needs = { "best_step", "overfit" }, try = { "model small", "checkpoint step={{best_step}}", "accuracy count=200", "checkpoint last", "accuracy count=200" },
      after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, common.find_model(result.model)
        local near = math.abs(info.steps - (memory.best_step or -100)) <= 40 -- the nearest checkpoint
        local name = memory.at_best and info.steps == memory.steps and "at_last" or near and "at_best"
        if result.model ~= "small" or not name then return false, "doubt-other" end
        memory[name], memory[name .. "_exact"] = string.format("%.1f", 100 * result.token_accuracy), string.format("%.1f", 100 * result.exact_match)
        if not memory.at_last then return nil end
        local last = tonumber(memory.at_last) > tonumber(memory.at_best)
        memory.last_better, memory.best_better = last and memory.at_last or nil, not last and memory.at_best or nil
        return common.passed(lesson, memory.guess_tokens, last and "last" or "best")
      end },
    { id = "which", ask = "choice", choices = {
        { id = "training", en = "the training loss falls and the validation loss falls", ko = "훈련 손실이 줄고 검증 손실도 줄어듭니다" },
        { id = "over", en = "the training loss falls and the validation loss rises", ko = "훈련 손실은 줄고 검증 손실은 커집니다" },
        { id = "rate", en = "both jump up", ko = "둘 다 갑자기 커집니다" } },
      check = function(answer) return answer == "over", answer ~= "over" and "which-" .. answer or nil end },
    { id = "end" },
  },
}
