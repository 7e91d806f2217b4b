-- overfitting.lua: on 2,500 real sentence pairs the validation loss rises again while the training loss still falls.
return {
  rows = {  },
  sentence = {
    en = "On 2,500 real sentence pairs the validation loss rises again while the training loss still falls.",
    ko = "실제 문장 쌍 2,500개로 훈련하면 훈련 손실이 내려가는 동안 검증 손실은 다시 올라갑니다.",
  },
  figures = {
    { id = "best", en = "lowest validation loss", ko = "가장 낮은 검증 손실" },
    { id = "last", en = "validation loss at the end", ko = "마지막 검증 손실" },
    { id = "step", en = "step of the lowest", ko = "가장 낮았던 단계" },
  },
  rule = "last > best + 0.1",
  measure = function(seed)
    data{ file = "ko-en.tsv", tokens = "word", seed = seed }
    model{ attention = "dot", hidden = 64, seed = seed }
    local result = train{ steps = 1200, lr = 0.006, seed = seed }
    local curve = result.validation_curve
    return { best = result.best_loss, last = curve[#curve][2], step = result.best_step }
  end,
}
