-- early-words-fade.lua: without attention it is the first tokens of a long source that are lost.
return {
  rows = "6",
  sentence = {
    en = "Without attention it is the first tokens of a long source that are lost.",
    ko = "어텐션이 없으면 긴 소스의 앞쪽 토큰부터 사라집니다.",
  },
  figures = {
    { id = "first", en = "accuracy of the first 3 of 20 letters, %", ko = "글자 20개 가운데 처음 3개의 정확도(%)" },
    { id = "last", en = "accuracy of the last 3, %", ko = "마지막 3개의 정확도(%)" },
  },
  rule = "first < last",
  measure = function(seed)
    data{ task = "copy", length = "5..20", seed = seed }
    model{ attention = "none", hidden = 64, seed = seed }
    train{ steps = 800, lr = 0.006, seed = seed }
    local right = {}
    for draw = 1, 100 do
      local result = translate{ length = 20, seed = draw }
      local said = result.answer:gmatch("%S+")
      local place = 0
      for letter in result.reference:gmatch("%S+") do
        place = place + 1
        right[place] = (right[place] or 0) + (said() == letter and 1 or 0)
      end
    end
    local function mean(from) return common.mean{ right[from], right[from + 1], right[from + 2] } end
    return { first = mean(1), last = mean(18) }
  end,
}
