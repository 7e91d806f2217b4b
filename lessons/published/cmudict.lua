-- cmudict.lua: English spelling to sounds, with the dictionary that the user has.
return {
  sentence = {
    en = "A small LSTM says about two thirds of the words of the CMU dictionary that it has not seen as the dictionary does.",
    ko = "작은 LSTM은 CMU 발음 사전에서 처음 보는 단어의 약 3분의 2를 사전과 똑같이 발음합니다.",
  },
  paper = "CMU Sphinx g2p-seq2seq (README of the TensorFlow LSTM version)",
  place = "CMUdict PRONALSYL 2007, LSTM num_layers=2, size=64",
  figures = { { id = "wer", en = "words with an error, %", ko = "틀린 단어(%)" } },
  published = { wer = 31.3 },
  rule = "wer < 36.3",
  minutes = 8,
  file = {
    en = "words and phonemes without stress marks, as ABLE, tab, EY B AH L",
    ko = "단어와 강세 표시 없는 음소. 예: ABLE, 탭, EY B AH L",
  },
  differs = {
    en = "A tenth of the words of the file is the test set and a tenth the validation set, where the README has the standard split of the whole dictionary with 12,000 test words; one LSTM layer of 128 units, the encoder in both directions, with dot-product attention, where it has two layers of 64; 8,000 steps of 128 words.",
    ko = "파일에 있는 단어의 10분의 1로 평가하고 10분의 1로 검증합니다(README는 사전 전체의 표준 분할, 평가 단어 12,000개). 양방향 인코더와 내적 어텐션이 있는 128차원 LSTM 한 층입니다(README는 64차원 두 층). 단어 128개씩 8,000단계를 훈련합니다.",
  },
  measure = function(seed, given)
    data{ file = given.file, source_tokens = "character", target_tokens = "word", seed = seed }
    model{ cell = "lstm", attention = "dot", bidirectional = true, hidden = 128, dropout = 0.3, seed = seed }
    train{ steps = given.steps or 8000, batch = 128, lr = 0.003, validate_every = 1000, seed = seed }
    return { wer = 100 - 100 * accuracy{ count = 20000 }.exact_match }
  end,
}
