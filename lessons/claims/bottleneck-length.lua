-- bottleneck-length.lua: without attention, token accuracy falls as the source gets longer.
return {
  rows = "7",
  sentence = {
    en = "Without attention, token accuracy falls as the source gets longer.",
    ko = "어텐션이 없으면 소스가 길어질수록 토큰 정확도가 떨어집니다.",
  },
  figures = {
    { id = "short", en = "token accuracy at 5 letters, %", ko = "글자 5개일 때의 토큰 정확도(%)" },
    { id = "middle", en = "token accuracy at 10 letters, %", ko = "글자 10개일 때의 토큰 정확도(%)" },
    { id = "long", en = "token accuracy at 20 letters, %", ko = "글자 20개일 때의 토큰 정확도(%)" },
  },
  rule = "short > middle + 15 and middle > long + 10",
  measure = function(seed)
    data{ task = "copy", length = "3..20", seed = seed }
    model{ attention = "none", hidden = 64, seed = seed }
    train{ steps = 600, lr = 0.006, seed = seed }
    return common.at_lengths("token_accuracy", { short = 5, middle = 10, long = 20 }, { seed = seed })
  end,
}
