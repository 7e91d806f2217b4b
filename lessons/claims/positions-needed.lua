-- positions-needed.lua: self-attention does not know the order of its tokens: without positions a Transformer cannot
-- copy.
local function tokens(positions, seed)
  model{ kind = "transformer", layers = 1, hidden = 32, heads = 4, positions = positions, seed = seed }
  train{ steps = 700, lr = 0.004, warmup = 100, seed = seed }
  return 100 * accuracy{ count = 200, seed = seed }.token_accuracy
end

return {
  rows = "23",
  sentence = {
    en = "Self-attention does not know the order of its tokens: without positions a Transformer cannot copy.",
    ko = "셀프 어텐션은 토큰의 순서를 모릅니다. 위치 인코딩이 없으면 트랜스포머는 문자열을 그대로 옮기지 못합니다.",
  },
  figures = {
    { id = "with", en = "token accuracy with positions, %", ko = "위치 인코딩이 있을 때의 토큰 정확도(%)" },
    { id = "without", en = "token accuracy without, %", ko = "위치 인코딩이 없을 때의 토큰 정확도(%)" },
  },
  rule = "with > 90 and without < with - 30",
  measure = function(seed)
    data{ task = "copy", length = "3..8", seed = seed }
    return { with = tokens("sinusoidal", seed), without = tokens("none", seed) }
  end,
}
