-- beam-helps.lua: a beam of 4 finds clearly more exact translations than greedy decoding.
return {
  sentence = {
    en = "A beam of 4 finds clearly more exact translations than greedy decoding.",
    ko = "너비가 4인 빔 서치는 탐욕적 디코딩보다 완전히 일치하는 번역을 뚜렷이 더 많이 찾습니다.",
  },
  figures = {
    { id = "greedy", en = "exact match, greedy, %", ko = "완전 일치율, 탐욕적 디코딩(%)" },
    { id = "beam", en = "exact match, beam of 4, %", ko = "완전 일치율, 너비가 4인 빔 서치(%)" },
  },
  rule = "beam > greedy + 3",
  measure = function(seed)
    data{ grammar = "ko-en", length = "2..8", seed = seed }
    model{ attention = "none", hidden = 64, seed = seed }
    train{ steps = 1000, lr = 0.006, seed = seed }
    local found = {}
    for name, width in pairs{ greedy = 1, beam = 4 } do
      found[name] = 100 * accuracy{ count = 400, beam = width, seed = seed }.exact_match
    end
    return found
  end,
}
