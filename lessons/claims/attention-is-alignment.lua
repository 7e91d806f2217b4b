-- attention-is-alignment.lua: attention is alignment? Measured where texts do not look: in reversing letters
return {
  rows = "15",
  sentence = {
    en = "Where a model with attention is right, its largest weights lie on the aligned tokens.",
    ko = "어텐션이 있는 모델이 맞힌 토큰에서는 정렬된 소스 토큰의 가중치가 가장 큽니다.",
  },
  figures = {
    { id = "tokens", en = "token accuracy, %", ko = "토큰 정확도(%)" },
    { id = "alignment", en = "correct tokens with the largest weight on the aligned letter, %",
      ko = "맞힌 토큰 가운데 정렬된 글자의 가중치가 가장 큰 것의 비율(%)" },
  },
  rule = "tokens > 80 and alignment > 50",
  measure = function(seed)
    data{ task = "reverse", length = "5..15", seed = seed }
    model{ attention = "dot", hidden = 64, seed = seed }
    train{ steps = 1000, lr = 0.006, seed = seed }
    local result = accuracy{ count = 200, seed = seed }
    return { tokens = 100 * result.token_accuracy, alignment = 100 * result.alignment }
  end,
}
