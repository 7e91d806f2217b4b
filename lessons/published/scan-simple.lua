-- scan-simple.lua: Lake and Baroni's first experiment on SCAN: a random fifth of all commands is held back.
return {
  sentence = {
    en = "A network without attention that learned 80% of the commands of SCAN answers nearly all of the other 20%.",
    ko = "SCAN 명령의 80%를 배운 모델은 어텐션 없이도 나머지 20%에 거의 모두 바르게 답합니다.",
  },
  paper = "Lake and Baroni 2018, Generalization without systematicity, ICML",
  place = "Experiment 1, top-performing network",
  figures = { { id = "exact", en = "exact match, %", ko = "완전 일치율(%)" } },
  published = { exact = 99.8 },
  rule = "exact > 98.8",
  minutes = 3,
  differs = {
    en = "Two LSTM layers of 100 units, where the paper has 200; 4,000 steps of 64 commands, all with teacher forcing, where it has 100,000 steps of one command, half of them forced.",
    ko = "LSTM 두 층이 각각 100차원입니다(논문은 200차원). 명령 64개씩 4,000단계를 모두 교사 강요로 훈련합니다(논문은 하나씩 100,000단계, 절반만 교사 강요).",
  },
  measure = function(seed, given)
    data{ task = "scan", split = "simple", seed = seed }
    model{ cell = "lstm", layers = 2, attention = "none", hidden = 100, seed = seed }
    train{ steps = given.steps or 4000, batch = 64, lr = 0.003, validate_every = 0, seed = seed }
    return { exact = 100 * accuracy{ count = 4182 }.exact_match }
  end,
}
