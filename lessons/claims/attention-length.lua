-- attention-length.lua: with attention, token accuracy falls far less with length than without.
local function trained(attention, seed)
  model{ attention = attention, hidden = 64, seed = seed }
  train{ steps = 600, lr = 0.006, seed = seed }
  return common.at_lengths("token_accuracy", { short = 10, long = 30 }, { seed = seed })
end

return {
  rows = { "7", "14", "27" },
  sentence = {
    en = "With attention, token accuracy falls far less with length than without.",
    ko = "어텐션이 있으면 소스가 길어져도 토큰 정확도가 훨씬 덜 떨어집니다.",
  },
  figures = {
    { id = "none", en = "token accuracy at 30 letters without attention, %", ko = "어텐션이 없을 때 글자 30개의 토큰 정확도(%)" },
    { id = "dot_short", en = "with dot attention at 10 letters, %", ko = "내적 어텐션, 글자 10개(%)" },
    { id = "dot", en = "with dot attention at 30 letters, %", ko = "내적 어텐션, 글자 30개(%)" },
    { id = "additive", en = "with additive attention at 30 letters, %", ko = "가산 어텐션, 글자 30개(%)" },
  },
  rule = "dot > none + 40 and additive > none + 40 and dot_short < dot + 10",
  measure = function(seed)
    data{ task = "copy", length = "5..30", seed = seed }
    local dot = trained("dot", seed)
    local none, additive = trained("none", seed), trained("additive", seed)
    return { none = none.long, dot_short = dot.short, dot = dot.long, additive = additive.long }
  end,
}
