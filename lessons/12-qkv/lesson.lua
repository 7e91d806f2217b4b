-- Query, key, value: the attention of a GRU recomputed under these names, then that of a Transformer, whose keys and
-- values are vectors of their own. Then one role at a time is exchanged: values, keys, the query.

local percent, find_model = common.percent, common.find_model
local example, answer = "친구는 오늘 집에서 일했다", "my friend worked at home today"
local twin, other = "그들은 오늘 학교에서 공부했다", "할머니께서는 신문을 읽으실 것이다"
local cross, pairs_of_sentences = "decoder.layer1.cross.", 30
local look = "attend step=3 " .. example
local same_map = "trace name=attention.weights forced=yes " .. example

local recurrent = { kind = "recurrent", cell = "gru", attention = "dot", hidden = 48, layers = 1, bidirectional = false,
                    data = "ko-en grammar" }
local transformer = { kind = "transformer", hidden = 48, layers = 1, heads = 1, data = "ko-en grammar" }

-- One lookup: the query's product with each key, softmax, and the values averaged with these weights.
local function attention(query, keys, values, scale)
  local weights, sum, average = {}, 0, {}
  for j, key in ipairs(keys) do
    local product = 0
    for unit, number in ipairs(query) do product = product + number * key[unit] end
    weights[j] = math.exp(product / scale)
    sum = sum + weights[j]
  end
  for j, value in ipairs(values) do
    weights[j] = weights[j] / sum
    for unit, number in ipairs(value) do average[unit] = (average[unit] or 0) + weights[j] * number end
  end
  return weights, average
end

local function largest_difference(one, two)
  local most = 0
  for i, number in ipairs(one) do most = math.max(most, math.abs(number - two[i])) end
  return most
end

-- Calls attention() with what `trace` lists under these names, for every step of the example's answer. Keeps how far
-- its weights and averages are from the model's at most (NAME_weights, NAME_contexts), and whether it is only rounding.
local function recompute(memory, name, traced, scale)
  local function rows(of) return trace(example, { name = of }).values end
  local keys, values = rows(traced.key), rows(traced.value)
  local weights, contexts = rows("attention.weights"), rows(traced.context)
  local of_weights, of_contexts = 0, 0
  for i, query in ipairs(rows(traced.query)) do
    local ours, average = attention(query, keys, values, scale)
    of_weights = math.max(of_weights, largest_difference(ours, weights[i]))
    of_contexts = math.max(of_contexts, largest_difference(average, contexts[i]))
  end
  local shown = string.format("%.7f", of_weights)
  memory[name .. "_weights"], memory[name .. "_contexts"] = shown, string.format("%.7f", of_contexts)
  common.either(memory, math.max(of_weights, of_contexts) < 1e-4, name .. "_same", name .. "_differ", shown)
end

-- The check of a step that trains: the model is as it should be, and translates the example.
local function trained(fields)
  return function(result, lesson)
    if result.command ~= "train" then return nil end
    if not common.has(find_model(result.model), fields) then return false, lesson.step .. "-other" end
    if result.total_steps < 300 then return false, lesson.step .. "-short" end
    return true
  end
end

local function words(text)
  local list = {}
  for word in text:gmatch("[^%s?]+") do list[#list + 1], list[word] = word, true end
  return list
end

-- Translates the first of many pairs of sentences with the keys or values of the second. Of the words that stand in
-- only one of the two translations, keeps in percent how many are the first one's (ROLE_own) and the second one's
-- (ROLE_others); of all words, how many are in neither (ROLE_neither); and how many answers are the first's translation (ROLE_kept) or the second's (ROLE_whole).
local function keep_exchange(memory, role)
  local own, others, neither, all, kept, whole = 0, 0, 0, 0, 0, 0
  for seed = 1, pairs_of_sentences do
    local one, two = translate{ length = 4, seed = seed }, translate{ length = 4, seed = seed + 100 }
    local said = patch(cross .. role .. " " .. one.source, { from = two.source }).after.answer
    local ones, twos = words(one.answer), words(two.answer)
    for _, word in ipairs(words(said)) do
      own = own + (ones[word] and not twos[word] and 1 or 0)
      others = others + (twos[word] and not ones[word] and 1 or 0)
      neither, all = neither + (not ones[word] and not twos[word] and 1 or 0), all + 1
    end
    kept = kept + (said == one.answer and 1 or 0)
    whole = whole + (said == two.answer and 1 or 0)
  end
  local both = math.max(1, own + others)
  memory[role .. "_own"], memory[role .. "_others"] = percent(own / both), percent(others / both)
  memory[role .. "_neither"] = percent(neither / math.max(1, all))
  memory[role .. "_kept"], memory[role .. "_whole"] = kept, whole
end

local function is_patch(result, role, source)
  return common.has(common.current_model(), transformer) and result.name == cross .. role and not result.unit and
         result.source == example and result.other and result.other.source == source
end

-- Whose translation a patch led to: the other sentence's, still its own, or neither's (nil).
local function whose(result)
  local said = result.after.answer
  return said == result.other.answer and "other" or said == answer and "own" or nil
end

-- What the model writes first when the query of step 3 is asked in step 1: of so many sentences how often their third
-- word, and how often their first one.
local function query_answers()
  local all, third, first = 0, 0, 0
  for seed = 1, pairs_of_sentences do
    local one = translate{ length = 4, seed = seed }
    if #one.target_tokens >= 4 then
      local asked = patch(cross .. "query " .. one.source, { from = one.source, step = 1, at = 3 })
      local said = asked.after.target_tokens[1]
      all = all + 1
      third = third + (said == one.target_tokens[3] and 1 or 0)
      first = first + (said == one.target_tokens[1] and 1 or 0)
    end
  end
  return all, third, first
end

-- The map while the answer's words are held, and while this value is forced too.
local function forced_map(name, given)
  force("clear")
  force("prefix " .. answer)
  if name then force(name, given) end
  local weights = trace(example, { name = "attention.weights", forced = true }).values
  force("clear")
  return weights
end

local function map_change(one, two)
  local most = 0
  for i, row in ipairs(one) do most = math.max(most, two[i] and largest_difference(row, two[i]) or 1) end
  return common.two(most)
end

-- The names that are forced now.
local function forced_names()
  local names = {}
  for _, one in ipairs(force("").forced) do names[one.name] = one.value == 0 and not one.step and not one.unit end
  return names
end

return {
  title = { en = "Query, key, value", ko = "쿼리, 키, 값" },
  minutes = 12,
  steps = {
    { id = "book", ask = "choice", choices = {
        { id = "same", en = "the same page is opened, and something else is read there",
          ko = "같은 쪽을 펴고, 거기서 다른 글을 읽습니다" },
        { id = "moved", en = "another page is opened", ko = "다른 쪽을 폅니다" },
        { id = "none", en = "nothing changes", ko = "아무것도 달라지지 않습니다" } },
      check = function(answered) return answered == "same", answered ~= "same" and "book-wrong" or nil end },
    { id = "train", keep = true,
      try = { "data grammar=ko-en length=2..4", "model attention=dot hidden=48 name=gru", "train steps=500 lr=0.01" },
      check = trained(recurrent) },
    { id = "names", ask = "choice", choices = {
        { id = "query", en = "decoder.state: the states s of the decoder", ko = "decoder.state: 디코더의 상태 s" },
        { id = "both", en = "encoder.forward.state: the states h of the encoder",
          ko = "encoder.forward.state: 인코더의 상태 h" },
        { id = "embedding", en = "encoder.embedding: the words' embeddings", ko = "encoder.embedding: 단어의 임베딩" } },
      check = function(answered) return answered == "both", answered ~= "both" and "names-wrong" or nil end },
    { id = "same", try = "explain " .. look, after = "explain",
      check = function(result, lesson)
        if not common.current_with(recurrent) or result.of ~= "attend" then return false, "same-other" end
        local traced = { query = "decoder.state", key = "encoder.forward.state", value = "encoder.forward.state",
                         context = "attention.context" }
        recompute(lesson.memory, "gru", traced, 1)
        return true
      end },
    { id = "lookup", ask = "number", least = 0, most = 1000,
      check = function(answered)
        if math.abs(answered - 15) < 0.01 then return true end
        return false, math.abs(answered - 100 / 3) < 0.5 and "lookup-even" or nil
      end },
    { id = "separate", keep = true,
      try = { "model kind=transformer layers=1 heads=1 hidden=48", "train steps=400 lr=0.005 warmup=50" },
      check = function(result, lesson)
        local passed, section = trained(transformer)(result, lesson)
        if passed and translate(example).answer ~= answer then return false, "separate-short" end
        return passed, section
      end },
    { id = "again", try = "explain " .. look, after = "explain",
      check = function(result, lesson)
        if not common.current_with(transformer) or result.of ~= "attend" then return false, "again-other" end
        local traced = { query = cross .. "query", key = cross .. "key", value = cross .. "value",
                         context = cross .. "context" }
        recompute(lesson.memory, "transformer", traced, math.sqrt(48))
        return true
      end },
    { id = "values-guess", ask = "choice", remember = "guess_values", choices = {
        { id = "own", en = "my friend worked at home today: the map is the same",
          ko = "my friend worked at home today: 맵이 그대로이므로" },
        { id = "other", en = "they studied at school today: the values are theirs",
          ko = "they studied at school today: 값이 그 문장의 것이므로" },
        { id = "mixed", en = "a mixture of both", ko = "두 문장이 섞인 것" } } },
    { id = "values", try = "patch " .. cross .. "value from=\"" .. twin .. "\" " .. example, after = "patch",
      check = function(result, lesson)
        if not is_patch(result, "value", twin) then return false, "values-other" end
        local memory = lesson.memory
        memory.values_answer, memory.twin_answer = result.after.answer, result.other.answer
        keep_exchange(memory, "value")
        common.either(memory, tonumber(memory.value_others) > 80, "value_words", "value_mixed", memory.value_others)
        return common.passed(lesson, memory.guess_values, whose(result) or "mixed")
      end },
    { id = "keys-guess", ask = "choice", remember = "guess_keys", choices = {
        { id = "other", en = "my grandmother will read a newspaper: the keys are hers",
          ko = "my grandmother will read a newspaper: 키가 그 문장의 것이므로" },
        { id = "own", en = "my friend worked at home today, unchanged", ko = "my friend worked at home today 그대로" },
        { id = "lost", en = "neither: words get lost, move or change", ko = "어느 쪽도 아닙니다: 단어가 빠지거나 자리를 옮기거나 바뀝니다" } } },
    { id = "keys", try = "patch " .. cross .. "key from=\"" .. other .. "\" " .. example, after = "patch",
      check = function(result, lesson)
        if not is_patch(result, "key", other) then return false, "keys-other" end
        local memory = lesson.memory
        memory.keys_answer = result.after.answer
        memory.twin_keys = patch(cross .. "key " .. example, { from = twin }).after.answer
        keep_exchange(memory, "key")
        common.either(memory, tonumber(memory.key_own) > 80, "key_words", "key_mixed", memory.key_own)
        common.either(memory, memory.twin_keys == answer, "twin_keeps", "twin_breaks", memory.twin_keys)
        return common.passed(lesson, memory.guess_keys, whose(result) or "lost")
      end },
    { id = "query-guess", ask = "choice", remember = "guess_query", choices = {
        { id = "my", en = "my, the first word", ko = "my: 첫째 단어" },
        { id = "worked", en = "worked, the third word", ko = "worked: 셋째 단어" },
        { id = "else", en = "something else", ko = "그 밖의 단어" } } },
    { id = "query", after = "patch",
      try = "patch " .. cross .. "query step=1 at=3 from=\"" .. example .. "\" " .. example,
      check = function(result, lesson)
        local asked = is_patch(result, "query", example) and result.step == 1 and result.at == 3
        if not asked then return false, "query-other" end
        local memory = lesson.memory
        local query = trace(example, { name = cross .. "query" }).values[3]
        local row = forced_map(cross .. "query", { step = 1, values = query })[1]
        memory.query_rows = string.format("%.7f", largest_difference(row, forced_map()[3]))
        memory.query_answer = result.after.answer
        memory.query_all, memory.query_third, memory.query_first = query_answers()
        local first = result.after.target_tokens[1]
        return common.passed(lesson, memory.guess_query, (first == "my" or first == "worked") and first or "else")
      end },
    { id = "map-guess", ask = "choice", remember = "guess_map", choices = {
        { id = "same", en = "the same map", ko = "똑같은 맵" },
        { id = "even", en = "all weights equal", ko = "가중치가 모두 같은 맵" },
        { id = "other", en = "another map", ko = "다른 맵" } } },
    { id = "map", after = "trace",
      try = { "attend " .. example, "force clear", "force prefix " .. answer, "force " .. cross .. "value value=0",
              same_map, "force " .. cross .. "key value=0", same_map },
      check = function(result, lesson)
        local memory, names = lesson.memory, forced_names()
        if not common.current_with(transformer) or result.name ~= "attention.weights" or result.source ~= example or
           not names[cross .. "value"] then
          return false, "map-other"
        end
        if not names[cross .. "key"] then return nil end
        local map = forced_map()
        local change = map_change(map, forced_map(cross .. "value", { value = 0 }))
        memory.value_change, memory.key_change = change, map_change(map, forced_map(cross .. "key", { value = 0 }))
        common.either(memory, change == "0.00", "map_same", "map_moved", change)
        return common.passed(lesson, memory.guess_map, change == "0.00" and "same" or "other")
      end },
    { id = "self", ask = "choice", choices = {
        { id = "decoder", en = "from the decoder's states", ko = "디코더의 상태에서" },
        { id = "sentence", en = "from the words of the same sentence", ko = "같은 문장의 단어들에서" },
        { id = "table", en = "from a table that is the same for all sentences", ko = "모든 문장에 똑같이 쓰는 표에서" } },
      check = function(answered) return answered == "sentence", answered ~= "sentence" and "self-wrong" or nil end },
    { id = "end",
      prepare = function(lesson)
        local memory = lesson.memory
        memory.end_bars = common.bars{ { seqlab.text { en = "values", ko = "값" }, memory.value_others },
                                       { seqlab.text { en = "keys", ko = "키" }, memory.key_others } }
      end },
  },
}
