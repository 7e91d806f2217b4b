-- How an answer can be longer or shorter than what was read: encoder, decoder, <SOS> and <EOS>. One translation is followed
-- token by token; then <EOS> is forbidden, and forced too early.

local two, percent = common.two, common.percent
local example, least_steps, sentences = "I ate an apple", 800, 60
local eos = 3 -- <EOS> among the logits, counted from 1: <PAD>, <SOS>, <EOS>, <UNK>

local function ours() return common.current_with{ data = "en-ko grammar", attention = "none" } end
local function words_in(text) return select(2, text:gsub("%S+", "")) end

-- The probabilities that the model gave to the tokens of its answer, in their order.
local function probabilities(sentence)
  local result = trace(sentence, { name = "output.log_probability" })
  local list = {}
  for i, row in ipairs(result.values) do list[i] = math.exp(row[1]) end
  return list, result.target_tokens
end

local function listed(list, tokens)
  local lines = {}
  for i, value in ipairs(list) do lines[i] = string.format("- %s: %s", tokens[i], two(value)) end
  return table.concat(lines, "\n")
end

-- Of sentences of this length in the test set: how many translations have each number of words, and how many answers have
-- the right number.
local function count_words(length)
  local counts, right = {}, 0
  for seed = 1, sentences do
    local result = translate{ length = length, seed = seed }
    local wanted = words_in(result.reference)
    counts[wanted] = (counts[wanted] or 0) + 1
    if words_in(result.answer) == wanted then right = right + 1 end
  end
  local parts, most = {}, 0
  for number = 1, 12 do
    if counts[number] then
      parts[#parts + 1] = string.format("%d → %d", number, counts[number])
      most = math.max(most, counts[number])
    end
  end
  return table.concat(parts, ", "), right, most
end

-- Of the wrong answers to sentences of six words: how many there are, and how many end with P(<EOS>) above 0.9.
local function sure_and_wrong()
  local wrong, sure = 0, 0
  for seed = 1, sentences do
    local result = translate{ length = 6, seed = seed }
    if result.answer ~= result.reference then
      local list = probabilities(result.source)
      wrong = wrong + 1
      if list[#list] > 0.9 then sure = sure + 1 end
    end
  end
  return wrong, sure
end

local function first_forced(result) return result.forced and #result.forced == 1 and result.forced[1] or {} end

return {
  title = { en = "Four words in, three words out", ko = "네 단어를 읽고 세 단어로" },
  minutes = 10,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "counts", en = "it counts the words it read, and has learned how many to write", ko = "읽은 단어를 세고, 그에 맞는 단어 수를 배웠습니다" },
        { id = "token", en = "the end is a token like any other: it writes it when it is the most likely one", ko = "끝도 하나의 토큰입니다. 그 토큰의 확률이 가장 높을 때 출력합니다" },
        { id = "limit", en = "it writes on, and the program cuts the answer off", ko = "계속 출력하며, 프로그램이 답을 잘라 냅니다" } } },
    { id = "train", try = { "data grammar=en-ko length=2..6", "model attention=none hidden=64", "train steps=1200 lr=0.006" },
      keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        local info = common.find_model(result.model)
        if info.attention ~= "none" or info.data ~= "en-ko grammar" then return false, "train-other" end
        if result.total_steps < least_steps then return false, "train-short" end
        return true
      end },
    { id = "own", try = "translate the doctor drinks water", after = "translate", bare = "translate",
      check = function(result, lesson)
        if result.unknown > 0 then return false, "own-unknown" end
        local memory = lesson.memory
        memory.own, memory.own_answer = result.source, result.answer
        memory.own_in, memory.own_out = words_in(result.source), words_in(result.answer)
        return true
      end },
    { id = "machine", try = "machine " .. example, after = "machine",
      check = function(result, lesson)
        if result.source ~= example then return false, "machine-other" end
        return true
      end },
    { id = "follow", try = "trace name=output.log_probability " .. example, after = "trace",
      check = function(result, lesson)
        if result.source ~= example then return false, "follow-other" end
        local list, tokens = probabilities(example)
        local product, factors = 1, {}
        for i, value in ipairs(list) do
          factors[i] = two(value)
          product = product * tonumber(factors[i])
        end
        lesson.memory.rows, lesson.memory.factors = listed(list, tokens), table.concat(factors, " * ")
        lesson.memory.product, lesson.memory.tokens = product, #list
        lesson.memory.example_answer = result.answer
        return true
      end },
    { id = "product", needs = { "factors", "follow" }, ask = "number", least = 0, most = 1, remember = "worked",
      check = function(answer, lesson)
        local memory = lesson.memory
        if not memory.product then return true end
        memory.product_said = two(memory.product)
        return math.abs(answer - memory.product) < 0.015
      end },
    { id = "lie-guess", ask = "choice", choices = {
        { id = "goes-on", en = "you ate an apple: it writes on from the lie", ko = "너는 사과를 먹었다: 바꾼 단어에 이어서 씁니다" },
        { id = "returns", en = "you I ate an apple: it starts again with its own first word", ko = "너는 나는 사과를 먹었다: 원래의 첫 단어부터 다시 씁니다" },
        { id = "lost", en = "something that has nothing to do with apples", ko = "사과와 상관없는 문장" } } },
    { id = "lie", try = { "force prefix 너는", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        if result.source ~= example or not result.after.answer:find("^너는") then return false, "lie-other" end
        local memory = lesson.memory
        memory.lie_answer, memory.lie_goes_on = result.after.answer, result.after.answer == "너는 사과를 먹었다"
        common.either(memory, memory.lie_goes_on, "lie_on", "lie_off", memory.lie_answer)
        if not memory.lie_goes_on then return true end
        return common.passed(lesson, memory["lie-guess"], "goes-on")
      end },
    { id = "endless-guess", ask = "choice", choices = {
        { id = "stops", en = "it stops after 먹었다 all the same", ko = "그래도 '먹었다' 다음에 멈춥니다" },
        { id = "empty", en = "it writes empty words", ko = "빈 단어를 출력합니다" },
        { id = "on", en = "it writes on until the program stops it", ko = "프로그램이 멈출 때까지 계속 출력합니다" } } },
    { id = "endless", try = { "force clear", "force output.logits unit=3 value=-50", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        local forced = first_forced(result)
        if result.source ~= example or forced.name ~= "output.logits" or forced.unit ~= eos or forced.step or forced.value > -20 then
          return false, "endless-other"
        end
        lesson.memory.endless_answer, lesson.memory.endless_tokens = result.after.answer, #result.after.target_tokens
        return true
      end },
    { id = "early", try = { "force clear", "force output.logits step=2 unit=3 value=50", "whatif " .. example }, after = "whatif",
      check = function(result, lesson)
        local forced = first_forced(result)
        if result.source ~= example or forced.name ~= "output.logits" or forced.unit ~= eos or not forced.step or forced.value < 20 then
          return false, "early-other"
        end
        lesson.memory.early_step, lesson.memory.early_words = forced.step, words_in(result.after.answer)
        force("clear")
        local memory = lesson.memory
        return common.passed(lesson, memory.guess, "token")
      end },
    { id = "rival", try = "accuracy lengths=4,5 count=60", after = { "accuracy", "translate" },
      check = function(result, lesson)
        local memory = lesson.memory
        if not ours() then return false, "train-other" end
        memory.four, memory.four_right, memory.four_most = count_words(4)
        memory.five, memory.five_right, memory.five_most = count_words(5)
        local more = memory.four_right + memory.five_right - memory.four_most - memory.five_most
        memory.more_than_counting = more > 0 and more or nil
        memory.no_more = more <= 0 and memory.four_right + memory.five_right or nil
        return true
      end },
    { id = "doubt", ask = "integer", least = 0, most = 100, remember = "guess_sure",
      check = function(answer, lesson)
        local memory = lesson.memory
        if not ours() then return true end
        memory.wrong, memory.sure = sure_and_wrong()
        memory.sure_percent = memory.wrong > 0 and percent(memory.sure / memory.wrong) or nil
        memory.sure_bar = common.bars{ { "P > 0.9", memory.sure_percent, answer } }
        memory.no_wrong = memory.wrong == 0 and "0" or nil
        return true
      end },
    { id = "longer", ask = "choice", choices = {
        { id = "vector", en = "the size of the vector c", ko = "벡터 c의 크기" },
        { id = "steps", en = "how many times the encoder runs", ko = "인코더가 계산을 되풀이하는 횟수" },
        { id = "both", en = "both", ko = "둘 다" } },
      check = function(answer) return answer == "steps", answer ~= "steps" and "longer-wrong" or nil end },
    { id = "end", try = "machine " .. example .. " step=4" },
  },
}
