-- gru-faster.lua: a training step of a GRU takes less time than that of an LSTM of the same size.
return {
  rows = "19",
  sentence = {
    en = "A training step of a GRU takes less time than that of an LSTM of the same size.",
    ko = "GRU의 훈련 한 단계는 같은 크기의 LSTM보다 시간이 덜 걸립니다.",
  },
  figures = {
    { id = "gru", en = "milliseconds of a step, GRU", ko = "한 단계의 밀리초, GRU" },
    { id = "lstm", en = "milliseconds of a step, LSTM", ko = "한 단계의 밀리초, LSTM" },
  },
  rule = "gru < lstm",
  measure = function(seed)
    local function step(cell) return { cell = cell, attention = "none", hidden = 64, length = 20 } end
    return common.step_times{ gru = step("gru"), lstm = step("lstm") }
  end,
}
