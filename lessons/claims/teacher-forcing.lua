-- teacher-forcing.lua: a model that always reads the right token in training learns fastest.
return {
  sentence = {
    en = "A model that always reads the right token in training learns fastest.",
    ko = "훈련할 때 늘 정답 토큰을 읽는 모델이 가장 빨리 배웁니다.",
  },
  figures = {
    { id = "always", en = "exact match with teacher_forcing=1, %", ko = "teacher_forcing=1의 완전 일치율(%)" },
    { id = "half", en = "with 0.5, %", ko = "0.5일 때(%)" },
    { id = "never", en = "with 0, %", ko = "0일 때(%)" },
  },
  rule = "always > half and half > never",
  measure = function(seed)
    data{ task = "copy", length = "3..8", seed = seed }
    local found = {}
    for name, forcing in pairs{ always = 1, half = 0.5, never = 0 } do
      model{ attention = "none", hidden = 64, seed = seed }
      train{ steps = 600, lr = 0.006, teacher_forcing = forcing, seed = seed }
      found[name] = 100 * accuracy{ count = 300, seed = seed }.exact_match
    end
    return found
  end,
}
