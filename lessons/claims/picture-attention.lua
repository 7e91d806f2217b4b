-- picture-attention.lua: attention helps to read a picture column by column, and looks at the letter that it writes.
return {
  rows = "25",
  sentence = {
    en = "Attention helps to read a picture column by column, and looks at the letter that it writes.",
    ko = "어텐션은 그림을 한 열씩 읽는 데 도움이 되며, 쓰는 글자가 그려진 곳을 봅니다.",
  },
  figures = {
    { id = "none", en = "exact match without attention, %", ko = "어텐션이 없을 때의 완전 일치율(%)" },
    { id = "dot", en = "exact match with dot attention, %", ko = "내적 어텐션의 완전 일치율(%)" },
    { id = "alignment", en = "correct letters with the largest weight on their columns, %",
      ko = "맞힌 글자 가운데 가장 큰 가중치가 그 글자의 열에 있는 비율(%)" },
  },
  rule = "dot > none + 15 and alignment > 80",
  measure = function(seed)
    data{ task = "picture", seed = seed }
    local found = {}
    for _, attention in ipairs{ "none", "dot" } do
      model{ attention = attention, hidden = 64, seed = seed }
      train{ steps = 1000, lr = 0.006, seed = seed }
      local result = accuracy{ count = 200, seed = seed }
      found[attention], found.alignment = 100 * result.exact_match, 100 * (result.alignment or 0)
    end
    return found
  end,
}
