-- A first look: a trained model reads a date and writes it as ISO 8601. Where it looks, what a lie about that
-- changes, and what it does with a year that it never saw. Nothing is trained.

local two = common.two
local month_step = 7 -- of an answer YYYY-MM-DD: the month's last digit

-- The most probable place of a row of weights, and its weight.
local function peak(result, step)
  local row = result.weights[step]
  local place = common.largest(row)
  return place, row[place]
end

-- A day, a month and a year: three numbers, or two and the month's name.
local function is_date(text)
  local _, numbers = text:gsub("%d+", "")
  return numbers > 2 or numbers == 2 and text:find("%a%a%a") ~= nil
end

return {
  title = { en = "A first look: a date goes in", ko = "맛보기: 날짜를 읽는 모델" },
  minutes = 4,
  prepare = function(lesson)
    local ours = common.find_model("dates")
    if ours and ours.data == "dates both" then model("dates") else open("dates.safetensors") end
    force("clear")
    local memory = lesson.memory
    memory.example = memory.example or seqlab.text { en = "March 5, 2021", ko = "2021년 3월 5일" }
    memory.day_place = memory.example:find("^March") and 7 or 10 -- where the 5 stands
  end,
  steps = {
    { id = "date", bare = "translate", try = "translate {{example}}", after = { "translate", "attend" },
      check = function(result, lesson)
        if result.unknown > 0 then return false, "date-unknown" end
        if not is_date(result.source) then return false, "date-other" end
        local memory = lesson.memory
        memory.own, memory.own_answer, memory.own_length = result.source, result.answer, #result.source_tokens - 1
        return true
      end },
    { id = "guess", ask = "choice", bare = "translate", choices = {
        { id = "all", en = "at all of them a little", ko = "모든 글자를 조금씩" },
        { id = "one", en = "at one of them", ko = "그중 한 글자" },
        { id = "end", en = "at the end, when everything is read", ko = "다 읽고 난 마지막" } } },
    { id = "look", bare = "attend", try = "attend {{example}}", after = "attend",
      check = function(result, lesson)
        local memory = lesson.memory
        if result.unknown > 0 or not is_date(result.source) or #result.weights < month_step then return false, "look-other" end
        local place, weight = peak(result, month_step)
        memory.digit, memory.seen, memory.seen_weight = result.target_tokens[month_step], result.source_tokens[place], two(weight)
        memory.at_example = result.source == memory.example and memory.seen or nil
        local found = place == #result.source_tokens and "end" or weight > 0.5 and "one" or "all"
        return common.passed(lesson, memory.guess, found)
      end },
    { id = "lie-guess", ask = "choice", bare = "translate", choices = {
        { id = "stays", en = "03: it has read March and will not be fooled", ko = "03: 이미 3월을 읽었으므로 속지 않습니다" },
        { id = "day", en = "05: it writes what it looks at", ko = "05: 보고 있는 것을 씁니다" },
        { id = "nonsense", en = "something that is no month", ko = "달이 아닌 엉뚱한 것" } } },
    { id = "lie", try = { "force attention step=7 look={{day_place}}", "whatif {{example}}" }, after = "whatif",
      check = function(result, lesson)
        local memory = lesson.memory
        force("clear")
        if result.source ~= memory.example or result.after.answer:sub(6, 7) == "03" then return false, "lie-other" end
        memory.lie_answer = result.after.answer
        return common.passed(lesson, memory["lie-guess"], memory.lie_answer == "2021-05-05" and "day")
      end },
    { id = "why", try = "explain attend step=7 {{example}}", after = "explain",
      check = function() return true end },
    { id = "doubt", bare = "translate", try = "translate {{old}}", after = { "translate", "attend" },
      prepare = function(lesson) lesson.memory.old = seqlab.text { en = "July 4, 1776", ko = "1776년 7월 4일" } end,
      check = function(result, lesson)
        local year = result.source:match("%d%d%d%d")
        if result.unknown > 0 or not year or (year >= "1970" and year <= "2029") then return false, "doubt-other" end
        local probability = math.exp(result.log_probability)
        lesson.memory.doubt_source, lesson.memory.doubt_answer = result.source, result.answer
        lesson.memory.doubt_probability = two(probability)
        return true
      end },
    { id = "change", ask = "choice", bare = "translate", choices = {
        { id = "one", en = "one: the fourth", ko = "하나: 넷째 글자" },
        { id = "year", en = "four: the whole year", ko = "넷: 연도 전체" },
        { id = "all", en = "all ten: it reads the date as a whole", ko = "열 글자 모두: 날짜를 통째로 읽으므로" } },
      prepare = function(lesson) -- the model itself judges
        local memory, changed = lesson.memory, 0
        local one, other = translate(memory.example).answer, translate((memory.example:gsub("2021", "2029"))).answer
        for i = 1, #one do changed = changed + (one:sub(i, i) ~= other:sub(i, i) and 1 or 0) end
        memory.change_one, memory.change_other, memory.changed = one, other, changed
      end,
      check = function(answer, lesson)
        local changed = lesson.memory.changed
        return answer == (changed <= 1 and "one" or changed <= 4 and "year" or "all")
      end },
    { id = "end", try = "attend {{example}}" },
  },
}
