-- Maps of a translator that reads Korean and writes English: what jumps, what one word becomes, what has no word; then
-- leave-one-out beside the map, and a model that is right while it looks one place beside.

local percent, largest = common.percent, common.largest
local find_model, current_model = common.find_model, common.current_model
local sentences = 40

local sentence = "나는 어제 도서관에 갔다"

-- Letters without their accent; marks outside ASCII become nothing or a blank.
local undressed = {
  ["á"] = "a", ["à"] = "a", ["â"] = "a", ["ä"] = "a", ["ç"] = "c", ["é"] = "e", ["è"] = "e", ["ê"] = "e", ["ë"] = "e",
  ["É"] = "e", ["í"] = "i", ["ï"] = "i", ["î"] = "i", ["ñ"] = "n", ["ó"] = "o", ["ô"] = "o", ["ö"] = "o", ["ú"] = "u",
  ["û"] = "u", ["ü"] = "u", ["“"] = "", ["”"] = "", ["‘"] = "", ["’"] = "", ["「"] = "", ["」"] = "", ["…"] = "", ["–"] = " ", ["—"] = " ",
  ["，"] = "", ["。"] = "", ["？"] = "", ["！"] = "",
}

-- In small letters, without accents, punctuation, quotation marks and the end mark: only the words of an answer count.
local function plain(text)
  text = text:lower():gsub("<eos>%s*$", ""):gsub("[\xCC\xCD][\x80-\xBF]", ""):gsub("[\xC3\xE2\xE3\xEF][\x80-\xBF]+", function(letters)
    return (letters:gsub(utf8.charpattern, undressed))
  end)
  return (text:gsub("%-", " "):gsub("%p", ""):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- Keeps in memory the answer and, for each of its words, the two largest weights of its row and where they lie. Returns the
-- number of words.
local function keep_map(result, memory)
  local rows, least = {}, 1
  for i, word in ipairs(result.target_tokens) do
    local weights = result.weights[i]
    if not word:find("^<") then
      local first = largest(weights)
      local second = largest(weights, first)
      rows[#rows + 1] = { word = word, share = weights[first], seen = result.source_tokens[first],
                          second = result.source_tokens[second], second_share = percent(weights[second]) }
      least = math.min(least, weights[first])
    end
  end
  memory.rows, memory.map_rows, memory.word, memory.weakest = rows, #rows, nil, least
  for _, row in ipairs(rows) do memory.word = memory.word or row.share == least and row.word or nil end
  memory.answer = result.answer
  return #rows
end

-- The row of a word of the answer, the one with the smaller largest weight if it was written twice; nil for other words.
local function row_said(word, memory)
  local said
  for _, row in ipairs(memory.rows) do
    if plain(row.word) == word and (not said or row.share < said.share) then said = row end
  end
  return said
end

-- How many words are written while the largest weight is on another source word than the aligned one.
local function looks_beside(result)
  local beside = 0
  for i, row in ipairs(result.weights) do
    if i < #result.weights and result.alignment[i] ~= largest(row) - 1 then beside = beside + 1 end
  end
  return beside
end

-- A sentence of the test set that the model translates correctly, if possible with the largest weight of every row on
-- the aligned word: then the largest weights lead to the translation. Some models often look one word beside it.
local function translated_correctly(name)
  local best, least
  for seed = 1, 60 do
    local result = attend{ model = name, length = 5, seed = seed }
    local beside = looks_beside(result)
    if result.answer == result.reference and (not best or beside < least) then best, least = result, beside end
    if least == 0 then break end
  end
  return best, least
end

-- "1. 그녀는": the source word with the largest weight, for each word that is written.
local function list_of_looks(result)
  local lines = {}
  for i, row in ipairs(result.weights) do
    lines[#lines + 1] = string.format("%d. %s", i, result.source_tokens[largest(row)])
  end
  return table.concat(lines, "\n")
end

-- "- 학교에: to school": the English words that are aligned with each source word, for those who read no Korean.
local function list_of_words(result)
  local lines = {}
  for place, source in ipairs(result.source_tokens) do
    local words = {}
    for i, word in ipairs(result.target_tokens) do
      if result.alignment[i] == place - 1 then words[#words + 1] = word end
    end
    if #words > 0 then lines[#lines + 1] = string.format("- %s: %s", source, table.concat(words, " ")) end
  end
  return table.concat(lines, "\n")
end

-- In how many of the words of these sentences two of the three measures point at the same source word: the map's largest
-- weight (looked_at), the costliest word to leave out (left_out_at) and the largest gradient times input (gradient_at).
local function agreements()
  local words, map_left, map_gradient, left_gradient = 0, 0, 0, 0
  for seed = 1, 20 do
    for _, step in ipairs(trust{ length = 5, seed = seed }.steps) do
      words = words + 1
      map_left = map_left + (step.looked_at == step.left_out_at and 1 or 0)
      map_gradient = map_gradient + (step.looked_at == step.gradient_at and 1 or 0)
      left_gradient = left_gradient + (step.left_out_at == step.gradient_at and 1 or 0)
    end
  end
  return words, map_left, map_gradient, left_gradient
end

-- Of strings that a model reverses without a mistake: how many letters it writes, and for how many of them the largest weight
-- is on the letter itself, or one or two places from it.
local function places_of_looks(name)
  local letters, on, near, right = 0, 0, 0, 0
  for seed = 1, sentences do
    local result = attend{ model = name, length = 8, seed = seed }
    if result.answer == result.reference then
      right = right + 1
      for i = 1, 8 do
        local distance = math.abs(largest(result.weights[i]) - (9 - i))
        letters = letters + 1
        on = on + (distance == 0 and 1 or 0)
        near = near + ((distance == 1 or distance == 2) and 1 or 0)
      end
    end
  end
  return right, letters, on, near
end

-- The rows of a word of the answer: the source word with the largest weight, and that weight; nil if it was not written.
local function row_of(result, word)
  for i, written in ipairs(result.target_tokens) do
    if written == word then
      local place = largest(result.weights[i])
      return result.source_tokens[place], percent(result.weights[i][place])
    end
  end
end

-- Where the model looked most for each of the three words that 도서관에 becomes, and how many of them looked at 도서관에.
local function keep_three(result, memory)
  local places, there = {}, 0
  for _, word in ipairs { "to", "the", "library" } do
    local place = row_of(result, word)
    if place then places[#places + 1] = word .. " → " .. place end
    if place == "도서관에" then there = there + 1 end
  end
  memory.three_at, memory.three_all, memory.three_some = nil, nil, nil
  if #places < 3 then return end
  memory.three_at = table.concat(places, ", ")
  common.either(memory, there == 3, "three_all", "three_some", there)
end

return {
  title = { en = "Reading a map", ko = "어텐션 맵 읽기" },
  minutes = 9,
  steps = {
    { id = "why", ask = "choice", remember = "guess", choices = {
        { id = "noun", en = "at 도서관에 (to the library): its noun", ko = "도서관에: the가 붙는 명사" },
        { id = "end", en = "at <EOS>: there is nothing to see", ko = "<EOS>: 볼 것이 없으므로" },
        { id = "else", en = "somewhere else", ko = "그 밖의 다른 곳" } } },
    { id = "korean", try = { "data grammar=ko-en length=2..10", "model attention=dot hidden=64 name=translator",
                             "train steps=1500 lr=0.006" }, keep = true,
      check = function(result, lesson)
        if result.command ~= "train" then return nil end
        local info = find_model(result.model)
        if not info.data:find("ko-en", 1, true) then return false, "korean-other" end
        if info.attention == "none" then return false, "korean-plain" end
        if result.total_steps < 1000 then return false, "korean-short" end
        lesson.memory.translator = info.name
        return true
      end },
    { id = "look", try = "attend " .. sentence, after = "attend",
      check = function(result, lesson)
        if not current_model().data:find("ko-en", 1, true) then return false, "look-other" end
        local memory = lesson.memory
        if keep_map(result, memory) < 3 then return false, "look-again" end
        memory.the_at, memory.the_share = row_of(result, "the")
        memory.went_at, memory.went_share = row_of(result, "went")
        memory.jumps, memory.jumps_end, memory.jumps_not = nil, nil, nil
        if memory.went_at then
          memory[memory.went_at == "갔다" and "jumps" or memory.went_at == "<EOS>" and "jumps_end" or "jumps_not"] = memory.went_share
        end
        keep_three(result, memory)
        if result.source ~= sentence or not memory.the_at then return true end
        local found = memory.the_at == "<EOS>" and "end" or memory.the_at == "도서관에" and "noun" or "else"
        return common.passed(lesson, memory.guess, found)
      end },
    { id = "read", needs = { "rows", "look" }, ask = "text", remember = "read",
      check = function(answer, lesson)
        local memory = lesson.memory
        local row = row_said(plain(answer), memory)
        memory.tried, memory.tried_share = row and answer or nil, row and percent(row.share) or nil
        -- As `weights=yes` prints them: weights that look the same count as equal.
        if not row or memory.tried_share ~= percent(memory.weakest) then return false, "read-wrong" end
        memory.word, memory.seen, memory.seen_share = row.word, row.seen, memory.tried_share
        memory.second, memory.second_share, memory.rest_share = row.second, row.second_share, percent(1 - row.share)
        return true
      end },
    { id = "byhand", needs = { "puzzle_answer", "korean" }, ask = "text", remember = "byhand",
      prepare = function(lesson)
        if lesson.memory.puzzle_answer or not lesson.memory.translator then return end
        local result, beside = translated_correctly(lesson.memory.translator)
        if not result then return end
        lesson.memory.puzzle_beside = beside > 0 and beside or nil
        lesson.memory.puzzle_source = result.source
        lesson.memory.puzzle_answer = result.answer
        lesson.memory.puzzle_looks = list_of_looks(result)
        lesson.memory.puzzle_words = list_of_words(result)
      end,
      check = function(answer, lesson)
        local written, right = common.words(plain(answer)), common.words(plain(lesson.memory.puzzle_answer))
        lesson.memory.byhand_right = table.concat(written, " ") == table.concat(right, " ") or nil
        if lesson.memory.byhand_right then return true end
        table.sort(written)
        table.sort(right)
        return false, table.concat(written, " ") == table.concat(right, " ") and "byhand-order" or "byhand-wrong"
      end },
    { id = "agree", ask = "integer", least = 0, most = 100, remember = "guess_agree" },
    { id = "trust", try = "trust " .. sentence, after = "trust",
      check = function(result, lesson)
        if not current_model().data:find("ko-en", 1, true) then return false, "look-other" end
        local words, map_left, map_gradient, left_gradient = agreements()
        local memory = lesson.memory
        memory.trust_words, memory.map_left = words, percent(map_left / words)
        memory.map_gradient, memory.left_gradient = percent(map_gradient / words), percent(left_gradient / words)
        memory.agree_bars = common.bars{ { seqlab.text { en = "map agrees", ko = "맵과 제거" }, memory.map_left, memory.guess_agree } }
        common.either(memory, map_left > 0.2 * words and map_left < 0.9 * words, "map_mixed", "map_clear", memory.map_left)
        common.either(memory, left_gradient < 0.9 * words, "tests_differ", "tests_agree", memory.left_gradient)
        return true
      end },
    { id = "mirror", ask = "choice", remember = "guess_mirror", choices = {
        { id = "on", en = "at that letter: it has to be written now", ko = "그 글자: 지금 써야 할 글자입니다" },
        { id = "near", en = "one or two places beside it", ko = "그 글자에서 한두 자리 옆" },
        { id = "spread", en = "anywhere: it knows the string by then", ko = "아무 곳: 이미 문자열을 알고 있습니다" } } },
    { id = "reverse", try = { "data task=reverse length=5..30", "model attention=dot hidden=64 name=mirror", "train steps=1000 lr=0.006",
                              "attend length=8" }, after = { "train", "attend" },
      check = function(result, lesson)
        if result.command ~= "attend" then return nil end
        local info, memory = current_model(), lesson.memory
        if info.data ~= "reverse" or info.attention == "none" then return false, "reverse-other" end
        local right, letters, on, near = places_of_looks(info.name)
        if right < sentences / 2 then return false, "reverse-short" end
        memory.mirror_right, memory.mirror_on, memory.mirror_near = right, percent(on / letters), percent(near / letters)
        common.either(memory, near > on, "noted_beside", "on_letter", memory.mirror_near)
        local found = on > letters / 2 and "on" or near > letters / 2 and "near" or "spread"
        return common.passed(lesson, memory.guess_mirror, found)
      end },
    { id = "claim", ask = "choice", choices = {
        { id = "meaning", en = "the model thinks that these two words mean the same", ko = "모델은 두 단어의 뜻이 같다고 여깁니다" },
        { id = "needed", en = "without this source word the answer would be wrong", ko = "이 소스 단어가 없으면 답이 틀립니다" },
        { id = "state", en = "most of the context came from the state at this place", ko = "컨텍스트의 대부분이 이 자리의 상태에서 왔습니다" } },
      check = function(answer) return answer == "state", answer ~= "state" and "claim-wrong" or nil end },
    { id = "end", try = "attend model=translator " .. sentence },
  },
}
