-- copy-lengths.lua: Grefenstette et al.'s copying task: rows as long as those that were learned, and rows of twice the length.
return {
  sentence = {
    en = "An LSTM without attention that learned to copy rows of 8 to 64 symbols fails at rows of 65 to 128.",
    ko = "길이 8~64의 기호열 복사를 배운 LSTM은 어텐션이 없으면 길이 65~128의 기호열을 복사하지 못합니다.",
  },
  paper = "Grefenstette et al. 2015, Learning to Transduce with Unbounded Memory, NIPS",
  place = "Figure 2a, sequence copying, 4-layer LSTM",
  figures = {
    { id = "learned", en = "exact match at 8 to 64, %", ko = "길이 8~64의 완전 일치율(%)" },
    { id = "longer", en = "exact match at 65 to 128, %", ko = "길이 65~128의 완전 일치율(%)" },
    { id = "attention_learned", en = "with attention, at 8 to 64", ko = "어텐션이 있을 때, 길이 8~64" },
    { id = "attention_longer", en = "with attention, at 65 to 128", ko = "어텐션이 있을 때, 길이 65~128" },
  },
  published = { learned = 98, longer = 1 },
  rule = "learned > 93 and longer < 6",
  minutes = 4,
  differs = {
    en = "One layer of 128 units and 1,500 steps of 64 rows, where the paper has four layers of 256 or 512 and trains until nothing changes: far too little for a single vector to hold 64 symbols. The same steps with dot-product attention, which the paper has not, are beside it.",
    ko = "128차원 한 층을 64개씩 1,500단계 훈련합니다. 논문은 256 또는 512차원 네 층을 수렴할 때까지 훈련하므로, 벡터 하나에 기호 64개를 담기에는 훈련이 턱없이 모자랍니다. 논문에 없는 내적 어텐션 모델을 같은 단계만큼 훈련하여 나란히 보입니다.",
  },
  measure = function(seed, given)
    data{ task = "copy", symbols = 128, length = "8..64", seed = seed }
    local found = {}
    for attention, prefix in pairs{ none = "", dot = "attention_" } do
      model{ cell = "lstm", attention = attention, hidden = 128, seed = seed }
      train{ steps = given.steps or 1500, batch = 64, lr = 0.003, validate_every = 0, seed = seed }
      found[prefix .. "learned"] = 100 * accuracy{ length = "8..64", count = 500, seed = seed }.exact_match
      found[prefix .. "longer"] = 100 * accuracy{ length = "65..128", count = 500, seed = seed }.exact_match
    end
    return found
  end,
}
