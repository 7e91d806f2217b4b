-- map-alignment.lua: the largest attention weights of a translator mostly lie on the aligned words.
return {
  rows = "15",
  sentence = {
    en = "The largest attention weights of a translator mostly lie on the aligned words.",
    ko = "번역 모델의 가장 큰 어텐션 가중치는 대체로 정렬된 단어에 있습니다.",
  },
  figures = {
    { id = "alignment", en = "correct words with the largest weight on the aligned word, %",
      ko = "맞힌 단어 가운데 가장 큰 가중치가 정렬된 단어에 있는 비율(%)" },
  },
  rule = "alignment > 60",
  measure = function(seed)
    data{ grammar = "ko-en", length = "2..10", seed = seed }
    model{ attention = "dot", hidden = 64, seed = seed }
    train{ steps = 1000, lr = 0.006, seed = seed }
    return { alignment = 100 * accuracy{ count = 200, seed = seed }.alignment }
  end,
}
