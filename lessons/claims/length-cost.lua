-- length-cost.lua: with four times the length, a Transformer's step slows down by a larger factor than a recurrent
-- one's.
return {
  rows = { "20", "21" },
  sentence = {
    en = "With four times the length, a Transformer's step slows down by a larger factor than a recurrent one's.",
    ko = "소스가 네 배 길어지면 트랜스포머의 한 단계는 순환 신경망보다 더 큰 배수로 느려집니다.",
  },
  figures = {
    { id = "recurrent", en = "time at 80 tokens by that at 20, GRU", ko = "토큰 20개에 대한 80개의 시간 배수, GRU" },
    { id = "transformer", en = "the same, Transformer", ko = "같은 배수, 트랜스포머" },
  },
  rule = "transformer > recurrent and recurrent < 5",
  measure = function(seed)
    local function recurrent(length) return { attention = "none", hidden = 64, batch = 8, length = length } end
    local function transformer(length)
      return { kind = "transformer", layers = 1, hidden = 64, batch = 8, length = length }
    end
    local times = common.step_times{ recurrent_short = recurrent(20), recurrent_long = recurrent(80),
                                     short = transformer(20), long = transformer(80) }
    return { recurrent = times.recurrent_long / times.recurrent_short, transformer = times.long / times.short }
  end,
}
