-- weights-mean.lua: attention weights add up to 1, and the context is the mean of the encoder states with these
-- weights.
return {
  rows = { "10", "11", "12" },
  sentence = {
    en = "Attention weights add up to 1, and the context is the mean of the encoder states with these weights.",
    ko = "어텐션 가중치의 합은 1이며, 컨텍스트는 이 가중치로 구한 인코더 상태의 가중 평균입니다.",
  },
  figures = {
    { id = "sum", en = "largest distance of a sum of weights from 1", ko = "가중치의 합과 1의 최대 차이" },
    { id = "least", en = "smallest weight", ko = "가장 작은 가중치" },
    { id = "gap", en = "largest distance of a context from the weighted mean", ko = "컨텍스트와 가중 평균의 최대 차이" },
  },
  rule = "sum < 0.0001 and least >= 0 and gap < 0.0001",
  measure = function(seed)
    data{ task = "copy", length = "3..10", seed = seed }
    model{ attention = "dot", hidden = 32, seed = seed }
    train{ steps = 200, lr = 0.006, seed = seed }
    local function values(name) return trace{ length = 8, seed = seed, name = name }.values end
    local states, contexts = values("encoder.forward.state"), values("attention.context")
    local found = { sum = 0, least = 1, gap = 0 }
    for i, row in ipairs(values("attention.weights")) do
      local sum, mean = 0, {}
      for j, weight in ipairs(row) do
        sum = sum + weight
        found.least = math.min(found.least, weight)
        for unit, value in ipairs(states[j]) do mean[unit] = (mean[unit] or 0) + weight * value end
      end
      found.sum = math.max(found.sum, math.abs(sum - 1))
      found.gap = math.max(found.gap, common.distance(mean, contexts[i]))
    end
    return found
  end,
}
