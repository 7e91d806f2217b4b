-- attention-alone.lua: attention alone is enough: after as many steps a Transformer translates as well as a GRU with
-- attention.
return {
  rows = "24",
  sentence = {
    en = "Attention alone is enough: after as many steps a Transformer translates as well as a GRU with attention.",
    ko = "어텐션만으로 충분합니다. 같은 단계만큼 훈련하면 트랜스포머는 어텐션이 있는 GRU 못지않게 번역합니다.",
  },
  figures = {
    { id = "transformer", en = "exact match, Transformer, %", ko = "완전 일치율, 트랜스포머(%)" },
    { id = "recurrent", en = "exact match, GRU with dot attention, %", ko = "완전 일치율, 내적 어텐션을 쓰는 GRU(%)" },
  },
  rule = "transformer > recurrent - 2",
  measure = function(seed)
    data{ grammar = "ko-en", length = "2..8", seed = seed }
    model{ kind = "transformer", layers = 1, hidden = 64, seed = seed }
    train{ steps = 600, lr = 0.003, warmup = 100, seed = seed }
    local found = { transformer = 100 * accuracy{ count = 300, seed = seed }.exact_match }
    model{ attention = "dot", hidden = 64, seed = seed }
    train{ steps = 600, lr = 0.006, seed = seed }
    found.recurrent = 100 * accuracy{ count = 300, seed = seed }.exact_match
    return found
  end,
}
