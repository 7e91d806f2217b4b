-- gradient-vanishes.lua: in a plain RNN the gradient vanishes with distance, so it does not learn what is far back;
-- a GRU does.
return {
  rows = "8",
  sentence = {
    en = "In a plain RNN the gradient vanishes with distance, so it does not learn what is far back; a GRU does.",
    ko = "기본 RNN에서는 거리가 멀수록 그래디언트가 사라져 먼 것을 배우지 못하지만, GRU는 배웁니다.",
  },
  figures = {
    { id = "rnn_share", en = "gradient at distance 20 as a share of that at 0, RNN",
      ko = "거리 0에 대한 거리 20의 그래디언트 비율, RNN" },
    { id = "gru_share", en = "the same, GRU", ko = "같은 비율, GRU" },
    { id = "rnn", en = "first letter named, up to 30 letters, RNN, %", ko = "길이 30자까지, 첫 글자를 맞힌 비율, RNN(%)" },
    { id = "gru", en = "the same, GRU, %", ko = "같은 비율, GRU(%)" },
  },
  rule = "rnn_share < 0.1 and gru_share > rnn_share and gru > rnn + 50",
  measure = function(seed)
    data{ file = "first-letter.tsv", max = 30 }
    local found = {}
    for _, cell in ipairs{ "rnn", "gru" } do
      model{ attention = "none", hidden = 64, cell = cell, seed = seed }
      train{ steps = 600, lr = 0.002, seed = seed }
      found[cell] = 100 * accuracy{ count = 200, seed = seed }.exact_match
      for _, row in ipairs(gradients{ length = 30, seed = seed }.rows) do
        if row.distance == 20 then found[cell .. "_share"] = row.share end
      end
    end
    return found
  end,
}
