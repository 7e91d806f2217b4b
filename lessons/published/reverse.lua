-- reverse.lua: the tutorial of Joey NMT: numbers read backwards, with test rows up to 5 longer than any that was learned.
return {
  sentence = {
    en = "An LSTM with attention learns to reverse rows of up to 25 numbers, and does most of the rows of up to 30.",
    ko = "어텐션이 있는 LSTM은 길이 25까지의 수열 뒤집기를 배우고, 길이 30까지도 대부분 뒤집습니다.",
  },
  paper = "Kreutzer, Bastings and Riezler 2019, Joey NMT, EMNLP; tutorial of version 2.3",
  place = "Testing, test set",
  figures = { { id = "bleu", en = "BLEU", ko = "BLEU 점수" } },
  published = { bleu = 95.19 },
  rule = "bleu > 92.19",
  minutes = 2,
  differs = {
    en = "New rows in every one of 8,000 steps of 24 rows, and cosine decay, where the tutorial has 40,000 rows five times over and halves the learning rate on a plateau. The network is the tutorial's: an LSTM of 64 units in both directions, embeddings of 16, general attention, input feeding and dropout 0.1.",
    ko = "새 수열을 24개씩 8,000단계 훈련하며 코사인 감소를 씁니다(튜토리얼은 수열 40,000개를 다섯 번 훈련하고, 개선이 멈추면 학습률을 반으로 줄입니다). 모델은 튜토리얼과 같은 64차원 양방향 LSTM, 16차원 임베딩, general 어텐션, 입력 피딩, 드롭아웃 0.1입니다.",
  },
  measure = function(seed, given)
    data{ task = "reverse", symbols = 50, length = "1..25", seed = seed }
    model{ cell = "lstm", attention = "general", hidden = 64, embedding = 16, bidirectional = true, input_feeding = true,
           decoder_start = "zero", dropout = 0.1, seed = seed }
    train{ steps = given.steps or 8000, batch = 24, lr = 0.001, validate_every = 0, seed = seed }
    return { bleu = accuracy{ length = "1..30", count = 1000, seed = seed }.bleu }
  end,
}
