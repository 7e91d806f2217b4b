-- A Transformer taken apart: it looks at its own sentence, and without positions cannot tell the order; a wrong
-- position, a missing head, the mask; and what a step costs against the length, beside a GRU. The rows of letters are
-- reversed.

local percent, find_model, row_at, accuracy_of = common.percent, common.find_model, common.row_at, common.accuracy_of
local steps, asked, letters = 500, 40, 6
local rows = "data task=reverse length=3..9 symbols=10"
local measured = "lengths=3,6,9"
local wanted = { kind = "transformer", layers = 1, heads = 2, hidden = 32 }

local function is_ours(info, fields) return info ~= nil and common.has(info, wanted) and common.has(info, fields) end

local with_positions = { positions = "sinusoidal", data = "reverse" }
local without_positions = { positions = "none", data = "reverse" }

-- A check of `train`: this model, for as many steps as the lesson's, or more.
local function trained(fields)
  return function(result, lesson)
    if result.command ~= "train" then return nil end
    local info = find_model(result.model)
    if not is_ours(info, fields) then return false, lesson.step .. "-other" end
    if info.steps < steps then return false, lesson.step .. "-short" end
    lesson.memory.parameters = common.with_commas(info.parameters)
    return true
  end
end

-- Rows of six letters without a mistake, in per cent; nil if they were not measured.
local function six_right(result)
  local row = result and row_at(result, letters)
  return row and percent(row.exact_match)
end

local function sorted(list)
  local copy = table.pack(table.unpack(list))
  table.sort(copy)
  return table.concat(copy, " ")
end

-- How many rows get the same answer when their letters are read in the opposite order.
local function same_backwards()
  local same = 0
  for seed = 1, asked do
    local result, backwards = translate{ length = letters, seed = seed }, {}
    for i = letters, 1, -1 do backwards[#backwards + 1] = result.source_tokens[i] end
    if translate(table.concat(backwards, " ")).answer == result.answer then same = same + 1 end
  end
  return same
end

local function place_of(list, word)
  for i, one in ipairs(list) do
    if one == word then return i end
  end
end

-- Tells the second of six letters that it stands fifth: its vector comes from a row in which it does. Counts in how
-- many rows it is written earlier than before (a letter that occurs twice is left out).
local function lie_to_others(memory)
  memory.lie_tried, memory.lie_moved = 0, 0
  for seed = 1, asked do
    local one = translate{ length = letters, seed = seed }.source_tokens
    local letter, count = one[2], 0
    for i = 1, letters do count = count + (one[i] == letter and 1 or 0) end
    if count == 1 then
      local other = table.concat({ one[1], one[3], one[4], one[5], one[2], one[6] }, " ")
      local result = patch("encoder.input " .. table.concat(one, " ", 1, letters), { step = 2, at = 5, from = other })
      local before, after = place_of(result.before.target_tokens, letter), place_of(result.after.target_tokens, letter)
      memory.lie_tried = memory.lie_tried + 1
      memory.lie_moved = memory.lie_moved + ((before and after and after < before) and 1 or 0)
    end
  end
end

-- How many answers stay when a head of the cross-attention sees nothing, or all places evenly.
local function keep_heads(memory, guess)
  local function kept(head, value)
    local name = "decoder.layer1.cross.head" .. head .. ".weights"
    return string.format("%.0f", common.kept_with(name, value, asked, letters))
  end
  memory.head_one, memory.head_two, memory.head_even = kept(1, 0), kept(2, 0), kept(1, 1 / (letters + 1))
  memory.head_bars = common.bars{ { "head1=0", memory.head_one, guess }, { "head2=0", memory.head_two, guess },
                                  { "head1=1/7", memory.head_even } }
  memory.most_kept = math.max(tonumber(memory.head_one), tonumber(memory.head_two))
  common.either(memory, memory.most_kept >= 80, "head_spare", "head_needed", memory.most_kept)
end

-- The largest weight of a row, on average.
local function sharpness(map)
  local sum = 0
  for _, row in ipairs(map) do sum = sum + math.max(table.unpack(row)) end
  return sum / #map
end

local function bench_row(result, length)
  for _, row in ipairs(result.rows) do
    if row.length == length then return row end
  end
end

local function times(number, other) return string.format("%.1f", number / other) end

-- What both models need at three lengths, as bars; and the arithmetic and the time of one beside the other's.
local function keep_costs(memory)
  local gru, stack, lines = memory.costs.gru, memory.costs.stack, {}
  local most = math.max(gru.products[3], stack.products[3])
  for _, model in ipairs{ { "GRU", gru }, { seqlab.text { en = "Transf.", ko = "트랜스포머" }, stack } } do
    for i, length in ipairs{ 5, 20, 80 } do
      local products = model[2].products[i]
      lines[#lines + 1] = string.format("    %s %2d %s", common.padded(model[1], 10), length,
                                        common.bar(products / most, nil, string.format(" %d", products)))
    end
  end
  memory.product_bars = table.concat(lines, "\n")
  memory.gru_growth, memory.stack_growth = times(gru.flop[3], gru.flop[2]), times(stack.flop[3], stack.flop[2])
  memory.more_arithmetic, memory.more_time = times(stack.flop[3], gru.flop[3]), times(stack.ms, gru.ms)
  memory.gru_ms, memory.stack_ms = string.format("%.2f", gru.ms), string.format("%.2f", stack.ms)
  memory.stack_answer_short = string.format("%.2f", stack.answer[1])
  memory.stack_answer_long = string.format("%.2f", stack.answer[2])
  local gru_grows, stack_grows = gru.products[3] > 2 * gru.products[1], stack.products[3] > 1.1 * stack.products[1]
  memory.growing = gru_grows and (stack_grows and "both" or "gru") or stack_grows and "stack" or nil
  memory.chain_grows = memory.growing == "gru" and gru.products[3] or nil
  local ratio = stack.ms / gru.ms
  memory.stack_slower, memory.stack_quicker, memory.stack_even = nil, nil, nil
  memory[ratio > 1.1 and "stack_slower" or ratio < 0.9 and "stack_quicker" or "stack_even"] = memory.more_time
  memory.costs = nil -- another visit measures both again
  return ratio > 1.1 and "gru" or ratio < 0.9 and "transformer" or "same"
end

return {
  title = { en = "Self-attention and the Transformer", ko = "셀프 어텐션과 트랜스포머" },
  minutes = 13,
  steps = {
    { id = "why", ask = "integer", least = 0, most = 100, remember = "guess" },
    { id = "train", try = { rows, "model kind=transformer layers=1 hidden=32 heads=2 name=with",
      "train steps=500 lr=0.003" },
      keep = "with", check = trained(with_positions) },
    { id = "see", try = "heads side=encoder h e a d", after = "heads", bare = "heads",
      check = function(result, lesson)
        if result.side ~= "encoder" then return false, "see-other" end
        local memory, one, two = lesson.memory, sharpness(result.maps[1][1]), sharpness((result.maps[1][2] or result.maps[1][1]))
        memory.sharp_one, memory.sharp_two = common.two(one), common.two(two)
        common.either(memory, math.abs(one - two) > 0.1, "heads_differ", "heads_alike", true)
        return true
      end },
    { id = "mask", try = "heads side=decoder h e a d", after = "heads",
      check = function(result) return result.side == "decoder", result.side ~= "decoder" and "mask-other" or nil end },
    { id = "count", ask = "integer", least = 0, most = 25,
      check = function(answer)
        return answer == 15, answer == 10 and "count-own" or answer ~= 15 and "count-wrong" or nil
      end },
    { id = "own", try = "attend b a d g e", after = "attend", bare = "attend",
      check = function(result, lesson)
        if not is_ours(common.current_model(), with_positions) then return false, "own-other" end
        if result.unknown > 0 or #result.source_tokens < 4 then return false, "own-unknown" end
        lesson.memory.own, lesson.memory.own_answer = table.concat(common.words(result.source), " "), result.answer
        return true
      end },
    { id = "blind", try = { "model kind=transformer layers=1 hidden=32 heads=2 positions=none name=blind",
      "train steps=500 lr=0.003" },
      keep = "blind", check = trained(without_positions) },
    { id = "compare", try = "compare with blind " .. measured, after = { "compare", "accuracy" },
      guess = function(_, lesson) return common.guessed(lesson.memory.guess, "exact_match", letters) end,
      check = function(result, lesson)
        local memory, one, two = lesson.memory, accuracy_of(result, "with"), accuracy_of(result, "blind")
        if not (one and two) or not is_ours(find_model("with"), with_positions)
          or not is_ours(find_model("blind"), without_positions) then
          return false, "compare-other"
        end
        memory.with_six, memory.blind_six = six_right(one), six_right(two)
        if not (memory.with_six and memory.blind_six) then return false, "compare-lengths" end
        common.either(memory, tonumber(memory.with_six) > tonumber(memory.blind_six) + 20, "positions_help",
          "positions_idle", memory.blind_six)
        if not memory.guess then return true end
        return true, math.abs(memory.guess - tonumber(memory.blind_six)) <= 10 and "compare-near" or "compare-far"
      end },
    { id = "same", try = { "model blind", "translate a b c d e", "translate e b c a d" }, after = "translate",
      bare = "translate",
      check = function(result, lesson)
        local memory = lesson.memory
        if not is_ours(common.current_model(), without_positions) then return false, "same-model" end
        local first = memory.first_letters
        if result.unknown > 0 or #result.source_tokens < 4 then return false, "own-unknown" end
        if not first or sorted(first) ~= sorted(result.source_tokens)
          or table.concat(first, " ") == table.concat(result.source_tokens, " ") then
          memory.first_letters, memory.first_answer = result.source_tokens, result.answer
          if first then return false, "same-letters" end
          return nil
        end
        memory.first_letters = nil
        memory.same_count, memory.same_asked = same_backwards(), asked
        common.either(memory, result.answer == memory.first_answer, "same_answer", "other_answer", result.answer)
        return true
      end },
    { id = "longer", try = { "train steps=500 lr=0.003", "accuracy " .. measured }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        if not is_ours(info, without_positions) or info.steps < 2 * steps then return false, "longer-other" end
        memory.longer_six, memory.longer_steps = six_right(result), info.steps
        if not memory.longer_six then return false, "compare-lengths" end
        common.either(memory, tonumber(memory.longer_six) < 20, "longer_not", "longer_too", memory.longer_six)
        return true
      end },
    { id = "sort", try = { "data task=sort length=3..9 symbols=10",
                           "model kind=transformer layers=1 hidden=32 heads=2 positions=none name=sorter",
                             "train steps=500 lr=0.003",
                           "accuracy " .. measured }, after = "accuracy",
      check = function(result, lesson)
        local memory, info = lesson.memory, find_model(result.model)
        if not is_ours(info, { positions = "none", data = "sort" }) or info.steps < steps then
          return false, "sort-other"
        end
        memory.sorted_six = six_right(result)
        if not memory.sorted_six then return false, "compare-lengths" end
        common.either(memory, tonumber(memory.sorted_six) > tonumber(memory.blind_six or 0) + 30, "sort_can",
          "sort_cannot", memory.sorted_six)
        return true
      end },
    { id = "lie-guess", ask = "choice", remember = "guess_lie", choices = {
        { id = "same", en = "e d c b a: the letters arrive in the same order as before",
          ko = "e d c b a: 글자가 들어오는 순서는 그대로이므로" },
        { id = "moved", en = "b is written earlier: it believes that it stands near the end",
          ko = "b가 더 일찍 나옵니다: 끝 가까이에 있다고 믿으므로" },
        { id = "lost", en = "b is not written at all", ko = "b가 아예 나오지 않습니다" } } },
    { id = "lie", try = { "model with", "patch encoder.input step=2 at=5 from=\"a c d e b\" a b c d e" },
      after = "patch",
      check = function(result, lesson)
        local memory = lesson.memory
        if not is_ours(common.current_model(), with_positions) or result.name ~= "encoder.input" or result.step ~= 2 or
           result.at ~= 5 or not result.other or result.source ~= "a b c d e" then return false, "lie-other" end
        local before, after = place_of(result.before.target_tokens, "b"), place_of(result.after.target_tokens, "b")
        memory.lie_before, memory.lie_after = result.before.answer, result.after.answer
        lie_to_others(memory)
        common.either(memory, memory.lie_moved > memory.lie_tried / 2, "lie_works", "lie_fails", memory.lie_moved)
        return common.passed(lesson, memory.guess_lie, not after and "lost" or (before and after < before) and "moved"
          or "same")
      end },
    { id = "heads-guess", ask = "integer", least = 0, most = 100, remember = "guess_heads" },
    { id = "heads", try = { "force clear", "force decoder.layer1.cross.head1.weights value=0", "whatif a b c d e" },
      after = "whatif",
      check = function(result, lesson)
        local memory, forced = lesson.memory, result.forced and result.forced[1]
        if not is_ours(common.current_model(), with_positions) or not forced
          or forced.name ~= "decoder.layer1.cross.head1.weights" then
          return false, "heads-other"
        end
        memory.headless = result.after.answer
        keep_heads(memory, memory.guess_heads)
        return true
      end },
    { id = "time-guess", ask = "choice", remember = "guess_time", choices = {
        { id = "gru", en = "the GRU", ko = "GRU 쪽" },
        { id = "transformer", en = "the Transformer", ko = "트랜스포머 쪽" },
        { id = "same", en = "no difference worth speaking of", ko = "거의 같습니다" } } },
    { id = "time", try = { "bench sweep=length batch=1 attention=none seconds=0.2",
      "bench sweep=length batch=1 kind=transformer layers=1 seconds=0.2" },
      after = "bench",
      check = function(result, lesson)
        local memory, short, middle, long = lesson.memory, bench_row(result, 5), bench_row(result, 40),
          bench_row(result, 80)
        local twenty = bench_row(result, 20)
        local name = long and (long.model == "gru-none" and "gru" or long.model == "transformer" and "stack")
        if not name or not (short and twenty and middle) or long.batch ~= 1 or long.layers ~= 1
          or long.hidden ~= 64 then
          return false, "time-other"
        end
        memory.costs = memory.costs or {}
        memory.costs[name] = { products = { short.products, twenty.products, long.products }, ms = long.fastest_ms,
                               flop = { short.gflop, middle.gflop, long.gflop },
                               answer = { short.greedy_ms, long.greedy_ms } }
        if not (memory.costs.gru and memory.costs.stack) then return nil end
        return common.passed(lesson, memory.guess_time, keep_costs(memory))
      end },
    { id = "products", ask = "choice", remember = "guess_products", choices = {
        { id = "gru", en = "only the GRU's", ko = "GRU만 늘어납니다" },
        { id = "stack", en = "only the Transformer's", ko = "트랜스포머만 늘어납니다" },
        { id = "both", en = "both", ko = "둘 다 늘어납니다" } },
      check = function(answer, lesson)
        local growing = lesson.memory.growing
        return common.passed(lesson, growing and answer, growing)
      end },
    { id = "parallel", ask = "choice", choices = {
        { id = "read", en = "reading the source", ko = "소스를 읽기" },
        { id = "learn", en = "learning from a pair whose target is known", ko = "타깃을 아는 쌍에서 학습하기" },
        { id = "write", en = "writing an answer", ko = "답을 쓰기" } },
      check = function(answer) return answer == "write", answer ~= "write" and "parallel-wrong" or nil end },
    { id = "end" },
  },
}
