-- parallel-faster.lua: a Transformer works on all places at once, so its step takes less time than that of a
-- recurrent model.
return {
  rows = { "21", "24" },
  sentence = {
    en = "A Transformer works on all places at once, so its step takes less time than that of a recurrent model.",
    ko = "트랜스포머는 모든 자리를 한꺼번에 계산하므로 훈련 한 단계가 순환 신경망보다 빠릅니다.",
  },
  figures = {
    { id = "recurrent", en = "processor milliseconds of a step, GRU with dot attention",
      ko = "한 단계의 프로세서 시간(밀리초), 내적 어텐션을 쓰는 GRU" },
    { id = "transformer", en = "the same, Transformer of one layer", ko = "같은 시간, 층이 하나인 트랜스포머" },
  },
  rule = "transformer < recurrent",
  measure = function(seed)
    data{ task = "copy", length = "20..20", seed = seed }
    return common.step_times{ recurrent = { attention = "dot", hidden = 64, seed = seed },
                              transformer = { kind = "transformer", layers = 1, hidden = 64, seed = seed } }
  end,
}
