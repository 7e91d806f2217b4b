-- update-gate-keeps.lua: where the update gate is 0 the past stays: a word that is read so changes nothing.
return {
  rows = "18",
  sentence = {
    en = "Where the update gate is 0 the past stays: a word that is read so changes nothing.",
    ko = "업데이트 게이트가 0이면 과거가 그대로 남습니다. 그렇게 읽은 단어는 아무것도 바꾸지 않습니다.",
  },
  figures = {
    { id = "zero", en = "largest change of the state at such a word", ko = "그런 단어에서 상태의 최대 변화" },
    { id = "one", en = "largest distance of the state from the candidate where the gate is 1",
      ko = "게이트가 1인 곳에서 상태와 후보의 최대 차이" },
  },
  rule = "zero < 0.000001 and one < 0.000001",
  measure = function(seed)
    data{ grammar = "en-ko", length = "3..6", seed = seed }
    model{ attention = "none", hidden = 32, seed = seed }
    train{ steps = 200, lr = 0.006, seed = seed }
    local function rows(name) return trace{ length = 5, seed = seed, name = name, forced = true }.values end
    local found = {}
    force("encoder.forward.update", { step = 2, value = 0 })
    found.zero = common.distance(rows("encoder.forward.state")[2], rows("encoder.forward.state")[1])
    force("clear")
    force("encoder.forward.update", { step = 2, value = 1 })
    found.one = common.distance(rows("encoder.forward.state")[2], rows("encoder.forward.candidate")[2])
    return found
  end,
}
