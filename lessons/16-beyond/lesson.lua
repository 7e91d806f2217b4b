-- Beyond words: the same model with attention reads pictures, answers questions about a story and keeps one sentence of two. Each time a
-- good score and a clear map, and then the test that a guesser would not pass: another gaze, an empty picture, another question, the
-- name of somebody who does not occur, and a rival that just copies the first sentence.

local percent, largest, find_model = common.percent, common.largest, common.find_model
local pictures, sentences, own_stories, least_steps = 60, 150, 40, 400
local drawing = "data task=picture symbols=26 length=11..29"
local training = "train steps=600 lr=0.01"
local word = "LAMP"

local plain = { data = "picture", attention = "none", kind = "recurrent" }
local eye = { data = "picture", attention = "dot", kind = "recurrent", bidirectional = false }
local both = { data = "picture", attention = "dot", kind = "recurrent", bidirectional = true }
local reader = { data = "question en", attention = "additive", kind = "recurrent", bidirectional = true }
local brief = { data = "summary en", attention = "dot", kind = "recurrent", bidirectional = true }

-- The words of a text as a list, and each as a key for what kind of word it is.
local function list_of(kind, text, kinds)
  local list = common.words(text)
  for _, one in ipairs(list) do kinds[one] = kind end
  return list
end

local kinds = {}
local people = list_of("person", "Anna Ben Clara David Emma Frank Grace Henry Ivy Jack Kate Leo", kinds)
local places = list_of("place", "library school park market hospital museum theater bank restaurant garden church bakery", kinds)
local things = list_of("thing", "hat book bag watch picture chair flower bicycle lamp coat cup doll", kinds)
list_of("frame", "a in the", kinds)
list_of("extra", "quietly quickly secretly finally yesterday today again quiet big small old new famous pretty cheap good red", kinds)

local story, nobody = "Anna is in the park. Ben is in the school. ", "Where is Kate?"
local two_deeds = "Anna bought a hat in the park. Ben found a book in the school."

-- How many percent so many of all are.
local function share(count, all) return percent(count / math.max(1, all)) end

-- What the current model answers if it looks only at this place in this step.
local function looking_at(step, place, text)
  force("clear")
  force("attention", { step = step, look = place })
  local said = whatif(text).after.answer
  force("clear")
  return said
end

-- Whether the attention of this step is forced now.
local function is_turned(step)
  for _, one in ipairs(force("").forced) do
    if one.name == "attention.weights" and one.step == step then return true end
  end
  return false
end

-- The check of a step that trains: such a model, for long enough; then, after the command `last`, found(result, lesson) keeps what
-- was measured.
local function trained(fields, last, found)
  return function(result, lesson)
    if result.command ~= "train" and result.command ~= last then return nil end
    local info = common.current_with(fields)
    if not info then return false, lesson.step .. "-other" end
    if info.steps < least_steps then return false, lesson.step .. "-short" end
    if result.command == last then return found(result, lesson) end
  end
end

-- The check of a step that asks the current model, which must be such a one: fits(result) says whether it was asked as the step wants.
local function asked(fields, fits, found)
  return function(result, lesson)
    if not common.current_with(fields) or not fits(result, lesson) then return false, lesson.step .. "-other" end
    return found(result, lesson)
  end
end

-- ---- pictures ----

-- Of the letters of pictures that are read without a mistake: how many percent have the largest weight on their last two columns of
-- five, and on their first two, as the sums of the figures that are shown; and the bars of all five.
local function columns_looked_at()
  local counts, letters, bars = { 0, 0, 0, 0, 0 }, 0, {}
  for seed = 1, pictures do
    local found = attend{ seed = seed }
    if found.answer == found.reference then
      for i = 1, #found.answer do
        local column = largest(found.weights[i]) - found.alignment[i] + 2 -- the aligned one, counted from 0, is the third
        letters = letters + 1
        counts[column] = (counts[column] or 0) + 1
      end
    end
  end
  for column = 1, 5 do
    counts[column] = tonumber(share(counts[column], letters))
    bars[column] = { seqlab.text { en = "column %d", ko = "%d열" }:format(column), counts[column] }
  end
  return counts[4] + counts[5], counts[1] + counts[2], common.bars(bars)
end

-- What the model reads in a picture of three letters or digits, and for the second of them the probability of what it writes there and
-- the largest weight.
local function middle_of(drawn)
  local found = attend(drawn)
  local step = math.min(2, #found.weights) -- an empty answer has one step
  local probability = math.exp(trace(drawn, { name = "output.log_probability" }).values[step][1])
  return found.answer, probability, found.weights[step][largest(found.weights[step])]
end

-- Each digit between two letters: how many percent of the answers have a letter for it, and which letter mostly; how probable the model
-- finds what it writes there, and how sharply it looks. The same for a letter in the digit's place.
local function keep_digits(memory)
  local all, kept, likenesses = 0, 0, {}
  local sums = { digit_sure = 0, digit_sharp = 0, letter_sure = 0, letter_sharp = 0 }
  local function add(kind, sure, sharp)
    sums[kind .. "_sure"], sums[kind .. "_sharp"] = sums[kind .. "_sure"] + sure, sums[kind .. "_sharp"] + sharp
  end
  for digit = 0, 9 do
    local counts, most = {}, nil
    for first = 65, 74 do
      local left, right = string.char(first), string.char(first + 10)
      local said, sure, sharp = middle_of(left .. digit .. right)
      local _, letter_sure, letter_sharp = middle_of(left .. string.char(75 + (first + digit) % 15) .. right)
      all = all + 1
      add("digit", sure, sharp)
      add("letter", letter_sure, letter_sharp)
      if #said == 3 then
        kept = kept + 1
        local letter = said:sub(2, 2)
        counts[letter] = (counts[letter] or 0) + 1
        if not most or counts[letter] > counts[most] then most = letter end
      end
    end
    if most then likenesses[#likenesses + 1] = digit .. " → " .. most end
  end
  for name, sum in pairs(sums) do memory[name] = share(sum, all) end
  common.either(memory, sums.digit_sharp > sums.letter_sharp - 0.2 * all, "map_is_sharp", "map_is_blurred", memory.letter_sharp)
  memory.digit_kept, memory.likenesses = share(kept, all), table.concat(likenesses, ", ")
  common.either(memory, kept > all / 2, "digits_named", "digits_dropped", memory.digit_kept)
end

-- Twenty blank columns with three specks of dust, somewhere else for each number.
local function dust(number)
  local columns = {}
  for i = 1, 20 do columns[i] = 0 end
  for i, step in ipairs { 3, 7, 11 } do columns[(step * number + 5 * i) % 20 + 1] = 1 << (number + 2 * i) % 7 end
  for i, dots in ipairs(columns) do columns[i] = string.format("%02x", dots) end
  return table.concat(columns, " ")
end

-- How many empty pictures with dust get letters, and how probable the model finds what it writes.
local function keep_empty(memory)
  local wrote, sure = 0, 0
  for number = 1, pictures do
    local found = translate(dust(number))
    wrote = wrote + (found.answer ~= "" and 1 or 0)
    sure = sure + math.exp(found.log_probability / #found.target_tokens)
  end
  memory.empty_wrote, memory.empty_pictures, memory.empty_sure = wrote, pictures, share(sure, pictures)
  common.either(memory, wrote > pictures / 4, "invents", "stays_silent", wrote)
end

-- Words of four letters and more that the model reads right: in step 2 it has to look where it looked for the fourth letter. Keeps in
-- percent how many answers then have the fourth letter there, and how many still the second.
local function keep_lies(memory)
  local all, obeyed, kept = 0, 0, 0
  for seed = 1, 2 * pictures do
    local found = attend{ length = 21 + seed % 9, seed = seed }
    local said = found.answer
    if said == found.reference and #said >= 4 and said:sub(2, 2) ~= said:sub(4, 4) then
      local letter = looking_at(2, largest(found.weights[4]), found.source):sub(2, 2)
      all = all + 1
      obeyed = obeyed + (letter == said:sub(4, 4) and 1 or 0)
      kept = kept + (letter == said:sub(2, 2) and 1 or 0)
    end
  end
  memory.lies, memory.lie_obeyed, memory.lie_kept = all, share(obeyed, all), share(kept, all)
  common.either(memory, obeyed > all / 3 and kept < all / 5, "gaze_decides", "gaze_does_not", memory.lie_kept)
  return obeyed > all / 2 and "fourth" or kept > all / 2 and "second" or "else"
end

-- Whether a typed word with digits was answered by a model that knows none.
local function is_new_to_it(result)
  return result.source:find("%d") and not result.source:find(" ") and not result.answer:find("%d")
end

-- ---- questions ----

-- The words of a story that are of the answer's kind, each once.
local function candidates(source, answer)
  local list, seen = {}, {}
  for one in source:match("^.*%."):gmatch("%a+") do
    if kinds[one] and kinds[one] == kinds[answer] and not seen[one] then list[#list + 1], seen[one] = one, true end
  end
  return list, seen
end

-- Keeps how many percent are right for somebody who only reads whether a person, a place or a thing is asked for, and takes any of the
-- story; and how many answers of the model are at least of that kind.
local function keep_guesser(memory)
  local guessed, of_kind = 0, 0
  for seed = 1, sentences do
    local found = translate{ seed = seed }
    guessed = guessed + 1 / #candidates(found.source, found.reference)
    of_kind = of_kind + (kinds[found.answer] == kinds[found.reference] and 1 or 0)
  end
  memory.kind_share, memory.of_kind = share(guessed, sentences), share(of_kind, sentences)
end

-- For a story that is answered right and has another word of the answer's kind: where to look for that one (as far from it as the
-- largest weight is from the answer in the map), and the word.
local function other_place(found)
  if found.answer ~= found.reference then return nil end
  local look = largest(found.weights[1])
  local _, seen = candidates(found.source, found.answer)
  for i, token in ipairs(found.source_tokens) do
    local place = i + look - found.alignment[1] - 1
    if seen[token] and token ~= found.answer and place >= 1 and place < #found.source_tokens then return place, token end
  end
end

-- The first story that has such another place; then in how many percent of all such stories the answer becomes the word there.
local function keep_turns(memory)
  local all, turned = 0, 0
  for seed = 1, sentences do
    local found = attend{ seed = seed }
    local place, other = other_place(found)
    if place then
      local said = looking_at(1, place, found.source):match("%S*")
      if all == 0 then
        memory.story, memory.turn_place, memory.turn_word, memory.turn_answer = "seed=" .. seed, place, other, found.answer
        memory.turn_source, memory.turn_seen = found.source, found.source_tokens[largest(found.weights[1])]
      end
      all = all + 1
      turned = turned + (said == other and 1 or 0)
    end
  end
  memory.turns, memory.turn_share = all, share(turned, all)
  common.either(memory, turned > all / 2, "turn_decides", "turn_does_not", memory.turn_share)
end

local function is_story(result, lesson) return result.source == (lesson.memory.turn_source or result.source) end

-- Two different items of a list, for each number others.
local function two_of(list, number)
  local first = number % #list + 1
  return list[first], list[(first + number % (#list - 1)) % #list + 1]
end

local function somebody_else(one, other, number)
  for i = 1, 3 do
    local person = people[(5 * number + i) % #people + 1]
    if person ~= one and person ~= other then return person end
  end
end

-- Stories of two facts, and both questions that can be asked in this form: how many percent have both answers right.
local function both_right(fact, question, items, asks_person)
  local right = 0
  for number = 1, own_stories do
    local one, other = two_of(people, number)
    local here, there = two_of(items, 5 * number + 3)
    local text = fact:format(one, here) .. fact:format(other, there)
    local function is_right(person, item)
      local said = translate(text .. question:format(asks_person and item or person)).answer
      return said == (asks_person and person or item)
    end
    right = right + (is_right(one, here) and is_right(other, there) and 1 or 0)
  end
  return 100 * right / own_stories
end

local function keep_swaps(memory)
  local forms = { { "Where is", both_right("%s is in the %s. ", "Where is %s?", places, false) },
                  { "Who is in", both_right("%s is in the %s. ", "Who is in the %s?", places, true) },
                  { "Who bought", both_right("%s bought a %s. ", "Who bought the %s?", things, true) } }
  local shares = {}
  for i, form in ipairs(forms) do shares[i] = form[2] end
  local best = forms[largest(shares)]
  for i = 1, #shares do shares[i] = -shares[i] end
  local worst = forms[largest(shares)]
  memory.worst_form, memory.worst_both = worst[1], percent(worst[2] / 100)
  memory.best_form, memory.best_both = best[1], percent(best[2] / 100)
  forms[1][3] = memory.guess_swap
  memory.swap_bars = common.bars(forms)
  common.either(memory, worst[2] < 60, "some_guessed", "all_read", memory.worst_both)
end

-- Where is somebody of whom the story says nothing? How often a place of the story is the answer, and how probable the model finds it,
-- beside its answers about those who occur.
local function keep_nobody(memory)
  local named, sure, told_sure = 0, 0, 0
  for number = 1, own_stories do
    local one, other = two_of(people, number)
    local here, there = two_of(places, 5 * number + 3)
    local text = ("%s is in the %s. %s is in the %s. Where is "):format(one, here, other, there)
    local found = translate(text .. somebody_else(one, other, number) .. "?")
    named = named + ((found.answer == here or found.answer == there) and 1 or 0)
    sure = sure + math.exp(found.log_probability)
    told_sure = told_sure + math.exp(translate(text .. one .. "?").log_probability)
  end
  memory.named, memory.named_of = named, own_stories
  memory.absent_sure, memory.told_sure = share(sure, own_stories), share(told_sure, own_stories)
  common.either(memory, told_sure < sure + 0.15 * own_stories, "cannot_tell", "can_tell", memory.absent_sure)
  return named > own_stories / 2 and "place" or "else"
end

-- ---- summaries ----

-- The sentences of a source, without the words that a summary leaves out.
local function short_sentences(source)
  local list = {}
  for sentence in source:match(":(.*)$"):gmatch("[^.]+%.") do
    list[#list + 1] = sentence:gsub("%a+ ?", function(one) return kinds[one:match("%a+")] == "extra" and "" or nil end)
                              :gsub("^ +", ""):gsub(" +%.", ".")
  end
  return list
end

-- Which of five cases a source is: what is asked for and where it is. nil for the rare others.
local function case_of(found, list)
  local asked = kinds[found.source:match("^%a+")]
  if found.reference == list[1] then return asked .. "_first" end
  if found.reference == list[2] then return asked .. "_second" end
  return asked == "place" and #list == 2 and "place_both" or nil
end

-- Counts the words of a text that stand where the reference has them, the words of the frame (a, in, the) apart.
local function count_words(text, reference, counts)
  local list = {}
  for one in text:gmatch("%a+") do list[#list + 1] = one end
  local i = 0
  for one in reference:gmatch("%a+") do
    i = i + 1
    local of = kinds[one] == "frame" and counts.frame or counts.rest
    of.all, of.right = of.all + 1, of.right + (list[i] == one and 1 or 0)
  end
end

local function new_counts() return { frame = { all = 0, right = 0 }, rest = { all = 0, right = 0 } } end

local function keep_summaries(memory)
  local model, copy, cases, copied, begun, second = new_counts(), new_counts(), {}, 0, 0, 0
  for seed = 1, sentences do
    local found = translate{ seed = seed }
    local list = short_sentences(found.source)
    count_words(found.answer, found.reference, model)
    count_words(list[1], found.reference, copy)
    copied = copied + (list[1] == found.reference and 1 or 0)
    local name = case_of(found, list)
    if name then
      cases[name] = cases[name] or { all = 0, right = 0 }
      cases[name].all, cases[name].right = cases[name].all + 1, cases[name].right + (found.answer == found.reference and 1 or 0)
    end
    if name == "place_second" then
      second = second + 1
      begun = begun + (found.answer:match("^%a*") == list[1]:match("^%a+") and 1 or 0)
    end
  end
  memory.copy_exact = share(copied, sentences)
  common.either(memory, begun > second / 2, "copies_on", "copies_seldom", share(begun, second))
  for name, count in pairs { model = model, copy = copy } do
    memory[name .. "_frame"], memory[name .. "_rest"] = share(count.frame.right, count.frame.all), share(count.rest.right, count.rest.all)
    memory[name .. "_words"] = share(count.frame.right + count.rest.right, count.frame.all + count.rest.all)
  end
  for name, count in pairs(cases) do memory[name] = share(count.right, count.all) end
end

local function bars_of_cases(memory)
  return common.bars{
    { seqlab.text { en = "person 1st", ko = "사람 첫째" }, memory.person_first },
    { seqlab.text { en = "person 2nd", ko = "사람 둘째" }, memory.person_second },
    { seqlab.text { en = "place 1st", ko = "장소 첫째" }, memory.place_first },
    { seqlab.text { en = "place 2nd", ko = "장소 둘째" }, memory.place_second },
    { seqlab.text { en = "place both", ko = "장소 둘 다" }, memory.place_both },
  }
end

return {
  title = { en = "Beyond words", ko = "번역을 넘어서" },
  minutes = 14,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 100, remember = "guess" },
    { id = "plain", try = { drawing, "model attention=none hidden=48 name=plain", training, "accuracy" }, keep = true,
      check = trained(plain, "accuracy", function(result, lesson)
        local memory = lesson.memory
        memory.plain_exact = percent(result.exact_match)
        memory.plain_bars = common.bars{ { "plain", memory.plain_exact, memory.guess } }
        return true
      end) },
    { id = "column", ask = "choice", remember = "guess_column", choices = {
        { id = "left", en = "at its left edge", ko = "글자의 왼쪽 끝" },
        { id = "middle", en = "at its middle", ko = "글자의 한가운데" },
        { id = "right", en = "at its right edge", ko = "글자의 오른쪽 끝" } } },
    { id = "eye", try = { "model attention=dot hidden=48 name=eye", training, "attend " .. word }, keep = true,
      check = trained(eye, "attend", function(_, lesson)
        local memory = lesson.memory
        local right, left, bars = columns_looked_at()
        memory.eye, memory.eye_columns, memory.eye_right = common.current_model().name, bars, percent(right / 100)
        memory.eye_exact = percent(accuracy{ count = 200 }.exact_match)
        memory.exact_bars = common.bars{ { "plain", memory.plain_exact, memory.guess }, { "eye", memory.eye_exact } }
        common.either(memory, right > 50, "waits", "does_not_wait", memory.eye_right)
        return common.passed(lesson, memory.guess_column, right > 50 and "right" or left > 50 and "left" or "middle")
      end) },
    { id = "reason", ask = "choice", remember = "guess_reason", choices = {
        { id = "stays", en = "still at the right edge", ko = "여전히 오른쪽 끝" },
        { id = "moves", en = "further left", ko = "그보다 왼쪽" } } },
    { id = "both", try = { "model attention=dot bidirectional=yes hidden=48 name=both", training, "attend " .. word }, keep = true,
      check = trained(both, "attend", function(_, lesson)
        local memory = lesson.memory
        local right, _, bars = columns_looked_at()
        memory.both_columns, memory.both_right = bars, percent(right / 100)
        local moved = right < tonumber(memory.eye_right or 90) - 20
        common.either(memory, moved, "moved", "stayed", memory.both_right)
        return common.passed(lesson, memory.guess_reason, moved and "moves" or "stays")
      end) },
    { id = "digits-guess", ask = "choice", remember = "guess_digits", choices = {
        { id = "digits", en = "the digits", ko = "그 숫자" },
        { id = "dropped", en = "nothing: it leaves them out", ko = "아무것도 쓰지 않고 건너뜁니다" },
        { id = "named", en = "letters", ko = "알파벳 글자" } } },
    { id = "digits", try = { "model {{eye}}", "attend R2D2" }, after = "attend",
      prepare = function(lesson) lesson.memory.eye = lesson.memory.eye or "eye" end,
      check = asked(eye, is_new_to_it, function(result, lesson)
        local memory = lesson.memory
        memory.digits_source, memory.digits_answer = result.source, result.answer
        keep_digits(memory)
        return common.passed(lesson, memory.guess_digits, memory.digits_named and "named" or "dropped")
      end) },
    { id = "empty-guess", ask = "choice", remember = "guess_empty", choices = {
        { id = "silent", en = "nothing", ko = "아무것도 쓰지 않습니다" },
        { id = "invents", en = "letters", ko = "알파벳 글자" } } },
    { id = "empty", try = "attend ____", after = "attend",
      check = asked(eye, function(result) return result.source:find("^_+$") end, function(result, lesson)
        local memory = lesson.memory
        memory.empty_answer = result.answer ~= "" and result.answer or nil
        keep_empty(memory)
        return common.passed(lesson, memory.guess_empty, memory.invents and "invents" or "silent")
      end) },
    { id = "lie-guess", ask = "choice", remember = "guess_lie", choices = {
        { id = "second", en = "A, as before: it knows that the second letter is due", ko = "그대로 A: 둘째 글자를 쓸 차례이므로" },
        { id = "fourth", en = "P, where it looks", ko = "P: 그곳을 보고 있으므로" },
        { id = "else", en = "something else", ko = "그 밖의 글자" } } },
    { id = "lie", try = { "force attention step=2 look={{lie_place}}", "whatif " .. word }, after = "whatif",
      prepare = function(lesson)
        local is_there = common.current_with(eye)
        lesson.memory.lie_place = is_there and largest(attend(word).weights[4] or { 0 }) or 29
      end,
      check = asked(eye, function(result) return result.source == word and is_turned(2) end, function(result, lesson)
        local memory = lesson.memory
        memory.lie_answer = result.after.answer
        return common.passed(lesson, memory.guess_lie, keep_lies(memory))
      end) },

    { id = "kind", ask = "integer", least = 0, most = 100, remember = "guess_kind" },
    { id = "reader", keep = true,
      try = { "data task=question length=15..20", "model attention=additive bidirectional=yes hidden=48 name=reader",
              "train steps=700 lr=0.01", "accuracy" },
      check = trained(reader, "accuracy", function(result, lesson)
        local memory = lesson.memory
        memory.reader_exact = percent(result.exact_match)
        keep_guesser(memory)
        keep_turns(memory)
        memory.reader_bars = common.bars{ { seqlab.text { en = "guesser", ko = "찍기" }, memory.kind_share, memory.guess_kind },
                                          { "reader", memory.reader_exact } }
        return true
      end) },
    { id = "turn", needs = { "turn_word", "reader" }, try = { "attend {{story}}", "force attention step=1 look={{turn_place}}", "whatif {{story}}" }, after = "whatif",
      check = asked(reader, function(result, lesson) return is_story(result, lesson) and is_turned(1) end, function(result, lesson)
        lesson.memory.turn_answer = result.after.answer
        return true
      end) },
    { id = "swap-guess", ask = "integer", least = 0, most = 100, remember = "guess_swap" },
    { id = "swap", try = { "translate " .. story .. "Where is Anna?", "translate " .. story .. "Where is Ben?" }, after = "translate",
      check = asked(reader, function(result) return result.source:find("Where") end, function(result, lesson)
        local memory = lesson.memory
        local name = result.source:match("Where is (%a+)%?$") == "Ben" and "swap_ben" or "swap_anna"
        memory[name] = result.answer
        if not memory.swap_anna or not memory.swap_ben then return nil end
        keep_swaps(memory)
        return true
      end) },
    { id = "nobody-guess", ask = "choice", remember = "guess_nobody", choices = {
        { id = "nothing", en = "nothing", ko = "아무것도 쓰지 않습니다" },
        { id = "place", en = "park or school", ko = "park나 school" },
        { id = "else", en = "another word", ko = "그 밖의 단어" } } },
    { id = "nobody", try = "translate " .. story .. nobody, after = "translate",
      check = asked(reader, function(result) return result.source:find("Where is %a+%?$") end, function(result, lesson)
        local memory = lesson.memory
        memory.nobody_answer = result.answer
        return common.passed(lesson, memory.guess_nobody, keep_nobody(memory))
      end) },

    { id = "first", ask = "integer", least = 0, most = 100, remember = "guess_copy" },
    { id = "brief", keep = true,
      try = { "data task=summary length=18..26", "model attention=dot bidirectional=yes hidden=48 name=brief", "train steps=700 lr=0.01",
              "accuracy" },
      check = trained(brief, "accuracy", function(result, lesson)
        local memory = lesson.memory
        memory.brief_exact = percent(result.exact_match)
        keep_summaries(memory)
        local copy, ours = seqlab.text { en = "copy", ko = "베끼기" }, "brief"
        memory.word_bars = common.bars{ { copy, memory.copy_words, memory.guess_copy }, { ours, memory.model_words } }
        memory.frame_bars = common.bars{ { copy, memory.copy_frame }, { ours, memory.model_frame } }
        memory.rest_bars = common.bars{ { copy, memory.copy_rest }, { ours, memory.model_rest } }
        return true
      end) },
    { id = "asked-guess", ask = "choice", remember = "guess_asked", choices = {
        { id = "person", en = "a person", ko = "사람" },
        { id = "place", en = "a place", ko = "장소" },
        { id = "same", en = "no difference", ko = "차이가 없습니다" } } },
    { id = "asked", try = { "attend Ben: " .. two_deeds, "attend school: " .. two_deeds }, after = "attend",
      check = asked(brief, function(result) return result.source:find("^%a+:") end, function(result, lesson)
        local memory = lesson.memory
        local asked_for = kinds[result.source:match("^%a+")]
        if not asked_for then return false, "asked-other" end
        memory["said_" .. asked_for] = result.answer
        if not memory.said_person or not memory.said_place then return nil end
        memory.case_bars = bars_of_cases(memory)
        local ahead = tonumber(memory.person_second or 0) - tonumber(memory.place_second or 0)
        common.either(memory, ahead > 20, "person_better", "alike", memory.place_second)
        return common.passed(lesson, memory.guess_asked, ahead > 20 and "person" or ahead < -20 and "place" or "same")
      end) },
    { id = "photo", ask = "choice", choices = {
        { id = "map", en = "look at its map: does it look at the surfboard?", ko = "맵을 봅니다. 서프보드를 보고 있습니까?" },
        { id = "without", en = "show it the same beaches without the surfboard", ko = "같은 해변에서 서프보드만 없앤 사진을 보여 줍니다" },
        { id = "more", en = "measure it on a thousand more photos of that kind", ko = "그런 사진 천 장으로 더 측정합니다" } },
      check = function(answer) return answer == "without", answer ~= "without" and "photo-wrong" or nil end },
    { id = "end" },
  },
}
