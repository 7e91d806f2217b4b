-- gru-memory.lua: a GRU learns a dependency over 30 letters about as well as an LSTM.
return {
  rows = "19",
  sentence = {
    en = "A GRU learns a dependency over 30 letters about as well as an LSTM.",
    ko = "GRU는 글자 30개에 걸친 의존성을 LSTM만큼 잘 배웁니다.",
  },
  figures = {
    { id = "gru", en = "first letter named, up to 30 letters, GRU, %", ko = "길이 30자까지, 첫 글자를 맞힌 비율, GRU(%)" },
    { id = "lstm", en = "the same, LSTM, %", ko = "같은 비율, LSTM(%)" },
  },
  rule = "gru > lstm - 5 and gru > 80",
  measure = function(seed)
    data{ file = "first-letter.tsv", max = 30 }
    local found = {}
    for _, cell in ipairs{ "gru", "lstm" } do
      model{ attention = "none", hidden = 64, cell = cell, seed = seed }
      train{ steps = 1000, lr = 0.002, seed = seed }
      found[cell] = 100 * accuracy{ count = 200, seed = seed }.exact_match
    end
    return found
  end,
}
