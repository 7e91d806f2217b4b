-- keys-apart.lua: comparing with learned keys (general) translates better than comparing with the states (dot).
return {
  rows = "22",
  sentence = {
    en = "Comparing with learned keys (general) translates better than comparing with the states (dot).",
    ko = "학습한 키와 비교하는 어텐션(general)이 상태를 그대로 비교하는 어텐션(dot)보다 잘 번역합니다.",
  },
  figures = {
    { id = "general", en = "exact match, general, %", ko = "완전 일치율, general(%)" },
    { id = "dot", en = "exact match, dot, %", ko = "완전 일치율, dot(%)" },
  },
  rule = "general > dot + 2",
  measure = function(seed)
    data{ grammar = "ko-en", length = "2..8", seed = seed }
    local found = {}
    for _, attention in ipairs{ "general", "dot" } do
      model{ attention = attention, hidden = 64, seed = seed }
      train{ steps = 800, lr = 0.006, seed = seed }
      found[attention] = 100 * accuracy{ count = 300, seed = seed }.exact_match
    end
    return found
  end,
}
