-- answer-feature.lua: the output is made from the context and the decoder state: without the context the answer is
-- lost.
return {
  rows = "13",
  sentence = {
    en = "The output is made from the context and the decoder state: without the context the answer is lost.",
    ko = "출력층이 읽는 벡터는 컨텍스트와 디코더 상태로 만듭니다. 컨텍스트를 없애면 답도 사라집니다.",
  },
  figures = {
    { id = "with", en = "token accuracy with the context, %", ko = "컨텍스트가 있을 때의 토큰 정확도(%)" },
    { id = "kept", en = "answers that stay the same without it, %", ko = "컨텍스트를 0으로 했을 때 그대로인 답(%)" },
  },
  rule = "with > 80 and kept < 20",
  measure = function(seed)
    data{ task = "copy", length = "3..8", seed = seed }
    model{ attention = "dot", hidden = 64, seed = seed }
    train{ steps = 500, lr = 0.006, seed = seed }
    local right = 100 * accuracy{ count = 200, seed = seed }.token_accuracy
    return { with = right, kept = common.kept_with("attention.context", 0, 50) }
  end,
}
