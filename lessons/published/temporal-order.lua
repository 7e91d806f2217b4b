-- temporal-order.lua: Hochreiter and Schmidhuber's task 6a: two letters far apart in a row of a hundred, and their order.
return {
  sentence = {
    en = "An LSTM learns in which order two letters stood, 30 and more steps apart, in rows of 100 to 110 letters.",
    ko = "LSTM은 길이 100~110의 글자열에서 30단계 넘게 떨어진 두 글자의 순서를 배웁니다.",
  },
  paper = "Hochreiter and Schmidhuber 1997, Long Short-Term Memory, Neural Computation",
  place = "Experiment 6, task 6a",
  figures = { { id = "wrong", en = "wrong of 2,560", ko = "2,560개 가운데 틀린 수" } },
  published = { wrong = 1 },
  rule = "wrong < 4",
  minutes = 1,
  differs = {
    en = "A decoder says the class; 32 units and 11,176 parameters, where the paper has 4 memory cells and 156 weights; 8,000 steps of 32 rows with the whole gradient, where it took 31,390 rows, one by one, with a truncated gradient. An answer is right if its class is the most likely, where the paper wants every output within 0.3.",
    ko = "디코더가 분류를 말합니다. 32차원, 매개변수 11,176개(논문은 메모리 셀 4개, 가중치 156개)이며, 전체 그래디언트로 32개씩 8,000단계를 훈련합니다(논문은 그래디언트를 잘라 하나씩 31,390개). 가장 가능성이 큰 분류가 맞으면 정답으로 봅니다(논문은 모든 출력이 0.3 이내).",
  },
  measure = function(seed, given)
    data{ task = "order", seed = seed }
    model{ cell = "lstm", attention = "none", hidden = 32, embedding = 8, seed = seed }
    train{ steps = given.steps or 8000, batch = 32, lr = 0.003, validate_every = 0, seed = seed }
    local result = accuracy{ length = "100..110", count = 2560, seed = seed }
    return { wrong = result.count - result.count * result.exact_match }
  end,
}
