-- scan-add-jump.lua: Lake and Baroni's third experiment on SCAN: a verb that was learned alone, in all other commands.
return {
  sentence = {
    en = "A network that learned 'jump' alone, and every other verb in all commands, cannot use 'jump' in any of them.",
    ko = "'jump'는 홀로만 배우고 다른 동사는 모든 명령에서 배운 모델은 'jump'가 든 명령에 답하지 못합니다.",
  },
  paper = "Lake and Baroni 2018, Generalization without systematicity, ICML",
  place = "Experiment 3, 'jump', best network",
  figures = { { id = "exact", en = "exact match, %", ko = "완전 일치율(%)" } },
  published = { exact = 1.2 },
  rule = "exact < 6.2",
  minutes = 2.5,
  differs = {
    en = "1,500 steps of 64 commands, all with teacher forcing, where the paper has 100,000 steps of one command, half of them forced. The network is the paper's: an LSTM of 100 units with additive attention and dropout 0.1.",
    ko = "명령 64개씩 1,500단계를 모두 교사 강요로 훈련합니다(논문은 하나씩 100,000단계, 절반만 교사 강요). 모델은 논문과 같은 100차원 LSTM, 가산 어텐션, 드롭아웃 0.1입니다.",
  },
  measure = function(seed, given)
    data{ task = "scan", split = "add-jump" }
    model{ cell = "lstm", attention = "additive", hidden = 100, dropout = 0.1, seed = seed }
    train{ steps = given.steps or 1500, batch = 64, lr = 0.003, validate_every = 0, seed = seed }
    return { exact = 100 * accuracy{ count = 7706 }.exact_match }
  end,
}
