-- vector-decides.lua: handed the last encoder state of another row, a model without attention writes that row
return {
  rows = { "4", "5" },
  sentence = {
    en = "Without attention the encoder's last state decides the answer: given another row's, it is that row's.",
    ko = "어텐션이 없는 모델의 답은 인코더의 마지막 상태로 정해집니다. 다른 문자열의 상태를 넣으면 그 문자열의 답이 나옵니다.",
  },
  figures = {
    { id = "taken", en = "answers of the other row, %", ko = "다른 문자열의 답을 쓴 비율(%)" },
    { id = "kept", en = "answers that did not change, %", ko = "답이 바뀌지 않은 비율(%)" },
  },
  rule = "taken > 90 and kept < 10",
  measure = function(seed)
    data{ task = "copy", length = "3..8", seed = seed }
    model{ attention = "none", hidden = 64, seed = seed }
    train{ steps = 500, lr = 0.006, seed = seed }
    local found = { taken = 0, kept = 0 }
    common.hand_over(50, function(one, other, answer)
      if answer == other.answer then found.taken = found.taken + 2 end
      if answer == one.answer then found.kept = found.kept + 2 end
    end)
    return found
  end,
}
