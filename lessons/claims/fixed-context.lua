-- fixed-context.lua: without attention there is one context for the whole answer; with attention each word has its
-- own.
local function contexts(attention, name, seed)
  model{ attention = attention, hidden = 32, seed = seed }
  train{ steps = 300, lr = 0.006, seed = seed }
  return trace{ length = 8, seed = seed, name = name }.values
end

return {
  rows = { "9", "12" },
  sentence = {
    en = "Without attention there is one context for the whole answer; with attention each word has its own.",
    ko = "어텐션이 없으면 답 전체에 컨텍스트가 하나이고, 어텐션이 있으면 단어마다 컨텍스트가 다릅니다.",
  },
  figures = {
    { id = "none", en = "contexts for an answer to 8 letters, without attention",
      ko = "글자 8개에 답할 때의 컨텍스트 수, 어텐션 없음" },
    { id = "dot", en = "the same with dot attention", ko = "같은 수, 내적 어텐션" },
    { id = "change", en = "smallest change from one of these to the next", ko = "이웃한 컨텍스트 사이의 가장 작은 변화" },
  },
  rule = "none == 1 and dot > 1 and change > 0.1",
  measure = function(seed)
    data{ task = "copy", length = "3..10", seed = seed }
    local none, dot = contexts("none", "context", seed), contexts("dot", "attention.context", seed)
    local change = math.huge
    for i = 2, #dot do change = math.min(change, common.distance(dot[i - 1], dot[i])) end
    return { none = #none, dot = #dot, change = change }
  end,
}
