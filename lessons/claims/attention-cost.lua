-- attention-cost.lua: attention makes a training step take longer.
return {
  rows = "20",
  sentence = {
    en = "Attention makes a training step take longer.",
    ko = "어텐션이 있으면 훈련 한 단계가 더 오래 걸립니다.",
  },
  figures = {
    { id = "none", en = "milliseconds of a step without attention", ko = "어텐션이 없을 때 한 단계의 밀리초" },
    { id = "dot", en = "with dot attention", ko = "내적 어텐션" },
    { id = "additive", en = "with additive attention", ko = "가산 어텐션" },
  },
  rule = "dot > none and additive > none",
  measure = function(seed)
    local function step(attention) return { attention = attention, hidden = 64, length = 20 } end
    return common.step_times{ none = step("none"), dot = step("dot"), additive = step("additive") }
  end,
}
