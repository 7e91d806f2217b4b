-- attention-quicker.lua: attention is quicker to train: in less time it reaches a higher accuracy.
return {
  rows = "27",
  sentence = {
    en = "Attention is quicker to train: in less time it reaches a higher accuracy.",
    ko = "어텐션이 있으면 더 빨리 배웁니다. 더 짧은 시간에 더 높은 정확도에 이릅니다.",
  },
  figures = {
    { id = "none", en = "token accuracy without attention after 1000 steps, %", ko = "어텐션 없이 1000단계 뒤의 토큰 정확도(%)" },
    { id = "none_seconds", en = "processor seconds of these steps", ko = "그 단계들의 프로세서 시간(초)" },
    { id = "dot", en = "token accuracy with dot attention after 400 steps, %", ko = "내적 어텐션 400단계 뒤의 토큰 정확도(%)" },
    { id = "dot_seconds", en = "processor seconds of these steps", ko = "그 단계들의 프로세서 시간(초)" },
  },
  rule = "dot > none and dot_seconds < none_seconds",
  measure = function(seed)
    data{ task = "copy", length = "5..20", seed = seed }
    local found = {}
    for attention, steps in pairs{ none = 1000, dot = 400 } do
      model{ attention = attention, hidden = 64, seed = seed }
      local begun = os.clock()
      train{ steps = steps, lr = 0.006, seed = seed }
      found[attention .. "_seconds"] = os.clock() - begun
      found[attention] = 100 * accuracy{ count = 200, seed = seed }.token_accuracy
    end
    return found
  end,
}
