-- map-leave-one-out.lua: for most words of a translation, the source word with the largest weight is the costliest
-- to remove.
return {
  rows = "15",
  sentence = {
    en = "For most words of a translation, the source word with the largest weight is the costliest to remove.",
    ko = "번역 모델이 쓰는 단어는 대부분, 가중치가 가장 큰 소스 단어를 뺄 때 확률이 가장 많이 낮아집니다.",
  },
  figures = {
    { id = "agree", en = "words for which they agree, %", ko = "둘이 일치하는 단어(%)" },
  },
  rule = "agree > 50",
  measure = function(seed)
    data{ grammar = "ko-en", length = "2..10", seed = seed }
    model{ attention = "dot", hidden = 64, seed = seed }
    train{ steps = 1000, lr = 0.006, seed = seed }
    local words, agree = 0, 0
    for draw = 1, 30 do
      for _, step in ipairs(trust{ length = 5, seed = draw }.steps) do
        words = words + 1
        if step.looked_at == step.left_out_at then agree = agree + 1 end
      end
    end
    return { agree = 100 * agree / words }
  end,
}
