-- korean-g2p.lua: Korean spelling to sounds, with a file that the user has.
return {
  sentence = {
    en = "A small GRU that reads Hangul letter by letter learns how Korean words are pronounced.",
    ko = "한글을 자모 단위로 읽는 작은 GRU는 한국어 단어의 발음을 배웁니다.",
  },
  paper = "Ashby et al. 2021, SIGMORPHON shared task on grapheme-to-phoneme conversion; its repository",
  place = "baseline, kor, test",
  figures = { { id = "wer", en = "words with an error, %", ko = "틀린 단어(%)" } },
  published = { wer = 16.3 },
  rule = "wer < 21.3",
  minutes = 1,
  file = {
    en = "words and their sounds in IPA with blanks between, as the task's kor files",
    ko = "단어와 빈칸으로 나눈 IPA 발음. 과제의 kor 파일과 같은 형식",
  },
  differs = {
    en = "A tenth of the words of the file is the test set, where the task tests on 1,000 of 10,000 words; one GRU layer of 128 units with additive attention reads the letters of syllables, where the baseline is an ensemble of transducers that learned by imitation.",
    ko = "파일에 있는 단어의 10분의 1로 평가합니다(과제는 10,000단어 가운데 1,000단어). 음절의 자모를 읽는 128차원 GRU 한 층과 가산 어텐션을 씁니다(기준 모델은 모방 학습한 변환기의 앙상블).",
  },
  measure = function(seed, given)
    data{ file = given.file, source_tokens = "subword", source_merges = 1, hangul = "jamo", target_tokens = "word", seed = seed }
    model{ attention = "additive", bidirectional = true, hidden = 128, dropout = 0.3, seed = seed }
    train{ steps = given.steps or 2500, batch = 32, lr = 0.003, patience = 12, seed = seed }
    return { wer = 100 - 100 * accuracy{ count = 20000 }.exact_match }
  end,
}
