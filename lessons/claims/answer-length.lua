-- answer-length.lua: a model ends its answer itself, mostly at the length of the reference, not at that of the
-- source.
local function words(text) return select(2, text:gsub("%S+", "")) end

return {
  rows = { "1", "3" },
  sentence = {
    en = "A model ends its answer itself, mostly at the length of the reference, not at that of the source.",
    ko = "모델은 답을 스스로 끝내며, 그 길이는 소스가 아니라 정답의 길이와 대체로 같습니다.",
  },
  figures = {
    { id = "reference", en = "answers as long as the reference, %", ko = "정답과 길이가 같은 답(%)" },
    { id = "source", en = "references as long as the source, %", ko = "소스와 길이가 같은 정답(%)" },
  },
  rule = "reference > 50 and source < 50",
  measure = function(seed)
    data{ grammar = "ko-en", length = "2..8", seed = seed }
    model{ attention = "dot", hidden = 64, seed = seed }
    train{ steps = 800, lr = 0.006, seed = seed }
    local found = { reference = 0, source = 0 }
    for draw = 1, 100 do
      local result = translate{ length = 3 + draw % 5, seed = draw }
      local wanted = words(result.reference)
      if words(result.answer) == wanted then found.reference = found.reference + 1 end
      if words(result.source) == wanted then found.source = found.source + 1 end
    end
    return found
  end,
}
