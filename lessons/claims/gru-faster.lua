-- gru-faster.lua: a training step of a GRU takes less time than that of an LSTM of the same size.
return {
  rows = "19",
  sentence = {
    en = "A training step of a GRU takes less time than that of an LSTM of the same size.",
    ko = "GRU의 훈련 한 단계는 같은 크기의 LSTM보다 시간이 덜 걸립니다.",
  },
  figures = {
    { id = "gru", en = "processor milliseconds of a step, GRU", ko = "한 단계의 프로세서 시간(밀리초), GRU" },
    { id = "lstm", en = "the same, LSTM", ko = "같은 시간, LSTM" },
  },
  rule = "gru < lstm",
  measure = function(seed)
    data{ task = "copy", length = "20..20", seed = seed }
    local function cells(cell) return { cell = cell, attention = "none", hidden = 64, seed = seed } end
    return common.step_times{ gru = cells("gru"), lstm = cells("lstm") }
  end,
}
