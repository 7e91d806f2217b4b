-- gru-parameters.lua: a GRU of the same size has fewer parameters than an LSTM.
return {
  rows = "16",
  sentence = {
    en = "A GRU of the same size has fewer parameters than an LSTM.",
    ko = "같은 크기라면 GRU의 매개변수가 LSTM보다 적습니다.",
  },
  figures = {
    { id = "gru", en = "parameters with GRU cells", ko = "GRU의 매개변수 수" },
    { id = "lstm", en = "parameters with LSTM cells", ko = "LSTM의 매개변수 수" },
  },
  rule = "gru < lstm",
  measure = function(seed)
    data{ task = "copy", seed = seed }
    local found = {}
    for _, cell in ipairs{ "gru", "lstm" } do
      model{ attention = "none", hidden = 64, cell = cell, seed = seed }
      found[cell] = common.current_model().parameters
    end
    return found
  end,
}
