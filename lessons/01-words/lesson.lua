-- Words to numbers: tokens and their numbers, a bag of words and what it loses, embeddings, and three ways to cut text. What is
-- said of the bag is measured on three tasks that differ in how much order matters.

local percent, two = common.percent, common.two

-- Words of a kind, to look for neighbors of the same kind.
local kinds = {
  person = { "I", "he", "she", "we", "mother", "brother", "child", "doctor", "teacher" },
  time = { "yesterday", "today", "tomorrow", "often", "always" },
  act = { "ate", "slept", "worked", "played", "studied", "reads", "writes", "drinks" },
  thing = { "book", "letter", "apple", "water", "milk", "music" },
}

local function cosine(a, b)
  local sum, aa, bb = 0, 0, 0
  for i = 1, #a do sum, aa, bb = sum + a[i] * b[i], aa + a[i] ^ 2, bb + b[i] ^ 2 end
  return sum / math.sqrt(aa * bb)
end

-- The embeddings of all these words, each with its kind.
local function embeddings()
  local list = {}
  for kind, words in pairs(kinds) do
    for _, word in ipairs(words) do
      local row, vector = trace(word, { name = "encoder.embedding" }).values[1], {}
      for i = 1, #row do vector[i] = row[i] end
      list[#list + 1] = { word = word, kind = kind, vector = vector }
    end
  end
  table.sort(list, function(a, b) return a.word < b.word end)
  return list
end

local function nearest(list, item)
  local best, closeness
  for _, other in ipairs(list) do
    local value = other ~= item and cosine(item.vector, other.vector) or -2
    if not closeness or value > closeness then best, closeness = other, value end
  end
  return best, closeness
end

-- In how many percent of the words the nearest neighbor is of the same kind, by the model and by chance; and some examples.
local function neighbors(memory)
  local list, same, chance, lines = embeddings(), 0, 0, {}
  for _, item in ipairs(list) do
    local best, closeness = nearest(list, item)
    if best.kind == item.kind then same = same + 1 end
    chance = chance + (#kinds[item.kind] - 1) / (#list - 1)
    if item.word == "yesterday" or item.word == "mother" or item.word == "book" or item.word == "slept" then
      lines[#lines + 1] = string.format("- %s: %s (%s)", item.word, best.word, two(closeness))
    end
  end
  memory.neighbor_lines, memory.neighbor_words = table.concat(lines, "\n"), #list
  memory.same_kind, memory.chance = percent(same / #list), percent(chance / #list)
end

-- Trains nothing itself: a step passes when both models, bag and order, were measured on this data.
local function both_measured(data_name, name)
  return function(result, lesson)
    local memory, info = lesson.memory, common.find_model(result.model)
    if info.data ~= data_name or info.steps < 400 or info.attention ~= "none" then return false, lesson.step .. "-other" end
    if info.input ~= "bag" and info.input ~= "embedding" then return false, lesson.step .. "-other" end
    memory[name .. "_" .. info.input] = percent(result.exact_match)
    return memory[name .. "_bag"] and memory[name .. "_embedding"] and true or nil
  end
end

-- Keeps how many tokens a text became without <EOS>, and how many of them are unknown.
local function count_tokens(result, memory, name)
  memory[name .. result.kind], memory[name .. result.kind .. "_unknown"] = #result.tokens - 1, result.unknown
end

-- The words of a bag with their counts, as one text.
local function words_of(bag)
  local list = {}
  for i, row in ipairs(bag) do list[i] = row.token .. " " .. row.count end
  table.sort(list)
  return table.concat(list, ", ")
end

local function commands(data)
  return { data, "model attention=none hidden=64 input=bag name=bag", "train steps=600 lr=0.006", "accuracy count=200",
           "model attention=none hidden=64 name=order", "train steps=600 lr=0.006", "accuracy count=200" }
end

return {
  title = { en = "From words to numbers", ko = "단어에서 수로" },
  minutes = 10,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 100, remember = "guess" },
    { id = "tokens", try = { "data grammar=en-ko length=2..5", "tokens my brother met the teacher" }, after = "tokens",
      check = function(result, lesson)
        lesson.memory.vocabulary, lesson.memory.numbers = result.vocabulary, result.vocabulary * 64
        lesson.memory.numbers_shown = common.with_commas(lesson.memory.numbers)
        return true
      end },
    { id = "own", try = "tokens the zebra drinks coffee", after = "tokens",
      check = function(result, lesson)
        local unknown = result.unknown > 0
        common.either(lesson.memory, unknown, "own_unknown", "own_known", unknown and result.unknown or #result.tokens - 1)
        return true
      end },
    { id = "target", try = "tokens side=target 형은 선생님을 만났다", after = "tokens",
      check = function() return true end },
    { id = "matrix", needs = { "vocabulary", "tokens" }, ask = "integer", least = 0, most = 1000000, remember = "worked",
      check = function(answer, lesson)
        local memory = lesson.memory
        if not memory.numbers or answer == memory.numbers then return true end
        return false, answer == memory.vocabulary + 64 and "matrix-sum" or nil
      end },
    { id = "bag", try = { "tokens bag=yes my brother met the teacher", "tokens bag=yes the teacher met my brother" }, after = "tokens",
      check = function(result, lesson)
        if not result.bag then return false, "bag-other" end
        local last, now = lesson.memory.last_bag, { text = result.text, words = words_of(result.bag) }
        lesson.memory.last_bag = now
        return last and last.text ~= now.text and last.words == now.words or nil
      end },
    { id = "sentences", try = commands("data grammar=en-ko length=2..5"), after = "accuracy", keep = { "bag", "order" },
      check = function(result, lesson)
        local passed, feedback = both_measured("en-ko grammar", "sentences")(result, lesson)
        if not passed then return passed, feedback end
        local gain = tonumber(lesson.memory.sentences_embedding) - tonumber(lesson.memory.sentences_bag)
        lesson.memory.bag_ahead, lesson.memory.order_little, lesson.memory.order_gains = nil, nil, nil
        lesson.memory[gain < 0 and "bag_ahead" or gain <= 15 and "order_little" or "order_gains"] = string.format("%.0f", math.abs(gain))
        return true
      end },
    { id = "swap", try = { "model bag", "translate my brother met the teacher", "translate the teacher met my brother" }, after = "translate",
      check = function(result, lesson)
        local info = common.current_model()
        if info.input ~= "bag" then return false, "swap-other" end
        local memory = lesson.memory
        local one, other = translate("my brother met the teacher"), translate("the teacher met my brother")
        memory.swap_answer, memory.swap_same = one.answer, one.answer == other.answer and one.log_probability == other.log_probability
        memory.swaps = (memory.swaps or 0) + 1
        return memory.swaps >= 2 or nil
      end },
    { id = "copy", try = commands("data task=copy length=2..6 symbols=10"), after = "accuracy",
      guess = function(result, lesson)
        return common.find_model(result.model).input == "bag" and common.guessed(lesson.memory.guess, "exact_match") or nil
      end,
      check = function(result, lesson)
        local passed, feedback = both_measured("copy", "copy")(result, lesson)
        if not passed then return passed, feedback end
        if not lesson.memory.guess then return true end
        return true, math.abs(lesson.memory.guess - tonumber(lesson.memory.copy_bag)) <= 10 and "copy-near" or "copy-far"
      end },
    { id = "rival-guess", ask = "choice", remember = "guess_sort", choices = {
        { id = "well", en = "it sorts well", ko = "잘합니다" }, { id = "badly", en = "it sorts badly too", ko = "역시 못합니다" } } },
    { id = "rival", try = commands("data task=sort length=2..6 symbols=10"), after = "accuracy",
      check = function(result, lesson)
        local passed, feedback = both_measured("sort", "sort")(result, lesson)
        if not passed then return passed, feedback end
        local well = tonumber(lesson.memory.sort_bag) > 50 and "well" or "badly"
        local able = well == "well" and tonumber(lesson.memory.sort_bag) > tonumber(lesson.memory.copy_bag or 0) + 20
        common.either(lesson.memory, able, "bag_able", "bag_weak", lesson.memory.sort_bag)
        return common.passed(lesson, lesson.memory.guess_sort, well)
      end },
    { id = "embedding", try = { "data grammar=en-ko length=2..5", "model attention=none hidden=64 embedding=8 name=dense",
                                "train steps=600 lr=0.01", "trace name=encoder.embedding step=1 yesterday" }, after = "trace",
      check = function(result, lesson)
        local info = common.current_model()
        if info.data ~= "en-ko grammar" or info.input ~= "embedding" or info.steps < 200 then return false, "embedding-other" end
        neighbors(lesson.memory)
        return true
      end },
    { id = "cut", try = { "data file=ko-en.tsv swap=yes tokens=word", "tokens I visited the libraries", "data file=ko-en.tsv swap=yes tokens=character",
                          "tokens I visited the libraries", "data file=ko-en.tsv swap=yes tokens=subword", "tokens I visited the libraries" },
      after = "tokens",
      check = function(result, lesson)
        count_tokens(result, lesson.memory, "english_")
        return lesson.memory.english_word and lesson.memory.english_character and lesson.memory.english_subword and true or nil
      end },
    { id = "korean", try = { "data file=ko-en.tsv tokens=word", "tokens 도서관에서도 읽었다", "data file=ko-en.tsv tokens=subword", "tokens 도서관에서도 읽었다" },
      after = "tokens",
      check = function(result, lesson)
        local memory = lesson.memory
        count_tokens(result, memory, "korean_")
        if result.kind == "subword" then
          local known = memory.korean_subword_unknown == 0
          common.either(memory, known, "korean_all_known", "korean_some_unknown", known and memory.korean_subword or memory.korean_subword_unknown)
          memory.korean_stem = nil
          for _, token in ipairs(result.tokens) do
            if token.token:gsub("%s", "") == "도서관" then memory.korean_stem = "도서관" end
          end
        end
        return memory.korean_word and memory.korean_subword and true or nil
      end },
    { id = "which", ask = "choice", choices = {
        { id = "sentiment", en = "whether a review praises or complains, from its words", ko = "상품 후기에 쓰인 단어를 보고 칭찬인지 불만인지 가리는 일" },
        { id = "who", en = "who bit whom in \"dog bites man\"", ko = "dog bites man을 읽고 누가 누구를 물었는지 알아내는 일" } },
      check = function(answer) return answer == "who" end },
    { id = "end",
      prepare = function(lesson)
        local memory = lesson.memory
        local text = seqlab.text
        memory.end_bars = common.bars{
          { text { en = "copy bag", ko = "출력 가방" }, memory.copy_bag, memory.guess },
          { text { en = "copy order", ko = "출력 순서" }, memory.copy_embedding },
          { text { en = "sort bag", ko = "정렬 가방" }, memory.sort_bag },
          { text { en = "sort order", ko = "정렬 순서" }, memory.sort_embedding } }
      end },
  },
}
