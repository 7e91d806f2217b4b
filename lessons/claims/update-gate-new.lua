-- update-gate-new.lua: with the encoder's update gate held at 1, which keeps nothing, hardly a translation stays the
-- same.
return {
  rows = "18",
  sentence = {
    en = "With the encoder's update gate held at 1, which keeps nothing, hardly a translation stays the same.",
    ko = "인코더의 업데이트 게이트를 1로 고정해 과거를 남기지 않으면 그대로인 번역이 거의 없습니다.",
  },
  figures = {
    { id = "one", en = "translations that stay the same with the update gate at 1, %",
      ko = "업데이트 게이트가 1일 때 그대로인 번역(%)" },
    { id = "zero", en = "the same with the update gate at 0, %", ko = "업데이트 게이트가 0일 때 그대로인 번역(%)" },
  },
  rule = "one < 20 and zero < 20",
  measure = function(seed)
    data{ grammar = "en-ko", length = "2..6", seed = seed }
    model{ attention = "none", hidden = 64, seed = seed }
    train{ steps = 1000, lr = 0.006, seed = seed }
    local function kept(value) return common.kept_with("encoder.forward.update", value, 50) end
    return { zero = kept(0), one = kept(1) }
  end,
}
