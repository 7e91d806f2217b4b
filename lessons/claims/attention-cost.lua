-- attention-cost.lua: attention makes a training step take longer.
return {
  rows = "20",
  sentence = {
    en = "Attention makes a training step take longer.",
    ko = "어텐션이 있으면 훈련 한 단계가 더 오래 걸립니다.",
  },
  figures = {
    { id = "none", en = "processor milliseconds of a step without attention", ko = "어텐션이 없을 때 한 단계의 프로세서 시간(밀리초)" },
    { id = "dot", en = "with dot attention", ko = "내적 어텐션" },
    { id = "additive", en = "with additive attention", ko = "가산 어텐션" },
  },
  rule = "dot > none and additive > none",
  measure = function(seed)
    data{ task = "copy", length = "20..20", seed = seed }
    local function with(attention) return { attention = attention, hidden = 64, seed = seed } end
    return common.step_times{ none = with("none"), dot = with("dot"), additive = with("additive") }
  end,
}
