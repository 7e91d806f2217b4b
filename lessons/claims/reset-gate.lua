-- reset-gate.lua: a trained GRU needs its reset gate: with the encoder's held at 0, most translations change.
return {
  rows = "17",
  sentence = {
    en = "A trained GRU needs its reset gate: with the encoder's held at 0, most translations change.",
    ko = "훈련한 GRU에는 리셋 게이트가 필요합니다. 인코더의 리셋 게이트를 0으로 고정하면 번역이 대부분 바뀝니다.",
  },
  figures = {
    { id = "zero", en = "translations that stay the same with the reset gate at 0, %",
      ko = "리셋 게이트가 0일 때 그대로인 번역(%)" },
    { id = "one", en = "the same with the reset gate at 1, %", ko = "리셋 게이트가 1일 때 그대로인 번역(%)" },
  },
  rule = "zero < 50",
  measure = function(seed)
    data{ grammar = "en-ko", length = "2..6", seed = seed }
    model{ attention = "none", hidden = 64, seed = seed }
    train{ steps = 1000, lr = 0.006, seed = seed }
    local function kept(value) return common.kept_with("encoder.forward.reset", value, 50) end
    return { zero = kept(0), one = kept(1) }
  end,
}
