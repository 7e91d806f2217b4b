-- length-cost.lua: with four times the length, a Transformer's step slows down by a larger factor than a recurrent
-- one's.
return {
  rows = { "20", "21" },
  sentence = {
    en = "With four times the length, a Transformer's step slows down by a larger factor than a recurrent one's.",
    ko = "소스가 네 배 길어지면 트랜스포머의 한 단계는 순환 신경망보다 더 큰 비율로 느려집니다.",
  },
  figures = {
    { id = "recurrent", en = "processor time at 60 tokens by that at 15, GRU",
      ko = "프로세서 시간, 토큰 60개일 때가 15개일 때의 몇 배인지, GRU" },
    { id = "transformer", en = "the same, Transformer", ko = "같은 배수, 트랜스포머" },
  },
  rule = "transformer > recurrent",
  measure = function(seed)
    local function times(length)
      data{ task = "copy", length = length .. ".." .. length, seed = seed }
      return common.step_times{ recurrent = { attention = "none", hidden = 64, seed = seed },
                                transformer = { kind = "transformer", layers = 1, hidden = 32, seed = seed } }
    end
    local short, long = times(15), times(60)
    return { recurrent = long.recurrent / short.recurrent, transformer = long.transformer / short.transformer }
  end,
}
