-- gru-copies.lua: without attention a GRU copies letters as well as an LSTM of the same size.
return {
  rows = "19",
  sentence = {
    en = "Without attention a GRU copies letters as well as an LSTM of the same size.",
    ko = "어텐션이 없을 때 GRU는 같은 크기의 LSTM만큼 문자열을 그대로 잘 옮깁니다.",
  },
  figures = {
    { id = "gru", en = "token accuracy, GRU, %", ko = "토큰 정확도, GRU(%)" },
    { id = "lstm", en = "token accuracy, LSTM, %", ko = "토큰 정확도, LSTM(%)" },
  },
  rule = "gru > lstm - 3",
  measure = function(seed)
    data{ task = "copy", length = "3..10", seed = seed }
    local found = {}
    for _, cell in ipairs{ "gru", "lstm" } do
      model{ attention = "none", hidden = 64, cell = cell, seed = seed }
      train{ steps = 600, lr = 0.006, seed = seed }
      found[cell] = 100 * accuracy{ count = 300, seed = seed }.token_accuracy
    end
    return found
  end,
}
