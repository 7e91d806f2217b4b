-- summary-attention.lua: attention helps to summarize: more tokens of the clauses about the person asked for are
-- right.
return {
  rows = "26",
  sentence = {
    en = "Attention helps to summarize: more tokens of the clauses about the person asked for are right.",
    ko = "어텐션은 요약에 도움이 됩니다. 물어본 사람에 관한 절의 토큰을 더 많이 맞힙니다.",
  },
  figures = {
    { id = "none", en = "token accuracy without attention, %", ko = "어텐션이 없을 때의 토큰 정확도(%)" },
    { id = "dot", en = "token accuracy with dot attention, %", ko = "내적 어텐션의 토큰 정확도(%)" },
  },
  rule = "dot > none + 5",
  measure = function(seed)
    data{ task = "summary", seed = seed }
    local found = {}
    for _, attention in ipairs{ "none", "dot" } do
      model{ attention = attention, hidden = 64, bidirectional = true, seed = seed }
      train{ steps = 700, lr = 0.006, seed = seed }
      found[attention] = 100 * accuracy{ count = 200, seed = seed }.token_accuracy
    end
    return found
  end,
}
