-- overfitting.lua: on 2,500 real sentence pairs the validation loss rises again while the training loss still falls.
return {
  sentence = {
    en = "On 2,500 real sentence pairs the validation loss rises again while the training loss still falls.",
    ko = "실제 문장 쌍 2,500개로 훈련하면 훈련 손실이 내려가는 동안 검증 손실은 다시 올라갑니다.",
  },
  figures = {
    { id = "best", en = "lowest validation loss", ko = "가장 낮은 검증 손실" },
    { id = "last", en = "validation loss at the end", ko = "마지막 검증 손실" },
    { id = "train_best", en = "training loss when that was lowest", ko = "검증 손실이 가장 낮을 때의 훈련 손실" },
    { id = "train_last", en = "training loss at the end", ko = "마지막 훈련 손실" },
  },
  rule = "last > best + 0.1 and train_last < train_best",
  measure = function(seed)
    data{ file = "ko-en.tsv", tokens = "word", seed = seed }
    model{ attention = "dot", hidden = 64, seed = seed }
    local result = train{ steps = 1200, lr = 0.006, seed = seed }
    local losses, validation = result.curve, result.validation_curve
    local found = { best = result.best_loss, last = validation[#validation][2], train_last = losses[#losses][2] }
    for _, point in ipairs(losses) do
      if point[1] <= result.best_step then found.train_best = point[2] end
    end
    return found
  end,
}
