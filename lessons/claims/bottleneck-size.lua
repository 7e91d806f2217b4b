-- bottleneck-size.lua: a larger vector moves the length at which a model without attention fails.
return {
  rows = { "6", "7" },
  sentence = {
    en = "A larger vector moves the length at which a model without attention fails.",
    ko = "벡터가 더 크면 어텐션이 없는 모델이 실패하는 길이가 늘어납니다.",
  },
  figures = {
    { id = "small", en = "token accuracy at 10 letters, 32 units, %", ko = "글자 10개의 토큰 정확도, 유닛 32개(%)" },
    { id = "large", en = "the same, 128 units, %", ko = "같은 길이, 유닛 128개(%)" },
  },
  rule = "large > small + 10",
  measure = function(seed)
    data{ task = "copy", length = "3..20", seed = seed }
    local found = {}
    for name, size in pairs{ small = 32, large = 128 } do
      model{ attention = "none", hidden = size, seed = seed }
      train{ steps = 500, lr = 0.006, seed = seed }
      found[name] = common.at_lengths("token_accuracy", { ten = 10 }, { seed = seed }).ten
    end
    return found
  end,
}
