-- shared-tasks.lua: with as many rows of a task, a model that learned other tasks beside it, named by a prefix, does it
-- better.
local function exact(tasks, steps, seed)
  data{ tasks = tasks, length = "3..7", symbols = 10, seed = seed }
  model{ kind = "transformer", layers = 1, heads = 2, hidden = 32, seed = seed }
  train{ steps = steps, lr = 0.003, seed = seed }
  local right, asked, tried = 0, 0, 0
  while asked < 100 do
    tried = tried + 1
    local result = translate{ length = 6, seed = tried }
    if result.source:find("^reverse ") then
      asked, right = asked + 1, right + (result.answer == result.reference and 1 or 0)
    end
  end
  return 100 * right / asked
end

return {
  sentence = {
    en = "With as many rows of a task, a model that learned other tasks beside it, named by a prefix, does it better.",
    ko = "한 과제를 같은 분량만큼 배웠다면, 접두어로 알려 주는 다른 과제도 함께 배운 모델이 그 과제를 더 잘합니다.",
  },
  figures = {
    { id = "shared", en = "five letters reversed, 600 steps on three tasks, %",
      ko = "세 과제를 600단계 배웠을 때 다섯 글자를 뒤집은 비율(%)" },
    { id = "alone", en = "five letters reversed, 200 steps on this task alone, %",
      ko = "이 과제만 200단계 배웠을 때 다섯 글자를 뒤집은 비율(%)" },
  },
  rule = "shared > alone + 10",
  measure = function(seed)
    return { shared = exact("copy,reverse,sort", 600, seed), alone = exact("reverse", 200, seed) }
  end,
}
