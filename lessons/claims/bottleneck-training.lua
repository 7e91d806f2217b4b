-- bottleneck-training.lua: more training moves the length at which a model without attention fails
local function after(steps, seed)
  model{ attention = "none", hidden = 64, seed = seed }
  train{ steps = steps, lr = 0.006, seed = seed }
  return common.at_lengths("token_accuracy", { ten = 10 }, { seed = seed }).ten
end

return {
  rows = { "6", "7" },
  sentence = {
    en = "The size of the vector alone does not fix the length at which a model fails: more training moves it.",
    ko = "어텐션이 없는 모델이 실패하는 길이는 벡터 크기만으로 정해지지 않으며, 더 훈련하면 달라집니다.",
  },
  figures = {
    { id = "short", en = "token accuracy at 10 letters after 500 steps, %", ko = "500단계 뒤 글자 10개의 토큰 정확도(%)" },
    { id = "long", en = "the same after 2000 steps, %", ko = "2000단계 뒤 같은 길이의 토큰 정확도(%)" },
  },
  rule = "long > short + 10",
  measure = function(seed)
    data{ task = "copy", length = "3..20", seed = seed }
    return { short = after(500, seed), long = after(2000, seed) }
  end,
}
