-- question-attention.lua: attention helps to answer a question about a story.
return {
  rows = "26",
  sentence = {
    en = "Attention helps to answer a question about a story.",
    ko = "어텐션은 이야기에 관한 질문에 답하는 데 도움이 됩니다.",
  },
  figures = {
    { id = "none", en = "exact match without attention, %", ko = "어텐션이 없을 때의 완전 일치율(%)" },
    { id = "additive", en = "exact match with additive attention, %", ko = "가산 어텐션의 완전 일치율(%)" },
  },
  rule = "additive > none + 10",
  measure = function(seed)
    data{ task = "question", seed = seed }
    local found = {}
    for _, attention in ipairs{ "none", "additive" } do
      model{ attention = attention, hidden = 64, bidirectional = attention ~= "none", seed = seed }
      train{ steps = 1400, lr = 0.006, seed = seed }
      found[attention] = 100 * accuracy{ count = 300, seed = seed }.exact_match
    end
    return found
  end,
}
