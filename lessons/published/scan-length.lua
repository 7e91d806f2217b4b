-- scan-length.lua: Lake and Baroni's second experiment on SCAN: commands of more actions than any that was learned.
return {
  sentence = {
    en = "A network that learned commands of up to 22 actions mostly fails at commands of 24 to 48 actions.",
    ko = "행동 22개까지의 명령을 배운 모델은 행동 24~48개의 명령에 대부분 답하지 못합니다.",
  },
  paper = "Lake and Baroni 2018, Generalization without systematicity, ICML",
  place = "Experiment 2, best network",
  figures = { { id = "exact", en = "exact match, %", ko = "완전 일치율(%)" } },
  published = { exact = 20.8 },
  rule = "exact > 15.8 and exact < 25.8",
  minutes = 1.5,
  differs = {
    en = "3,000 steps of 64 commands, all with teacher forcing, where the paper has 100,000 steps of one command, half of them forced. The network is the paper's: a GRU of 50 units with additive attention and dropout 0.5.",
    ko = "명령 64개씩 3,000단계를 모두 교사 강요로 훈련합니다(논문은 하나씩 100,000단계, 절반만 교사 강요). 모델은 논문과 같은 50차원 GRU, 가산 어텐션, 드롭아웃 0.5입니다.",
  },
  measure = function(seed, given)
    data{ task = "scan", split = "length" }
    model{ attention = "additive", hidden = 50, dropout = 0.5, seed = seed }
    train{ steps = given.steps or 3000, batch = 64, lr = 0.003, validate_every = 0, seed = seed }
    return { exact = 100 * accuracy{ count = 3920 }.exact_match }
  end,
}
