-- source_order.lua: does reading the source backwards help a model without attention?
--
--   seqlab scripts/source_order.lua [steps] [hidden]
--
-- Sutskever et al. 2014 fed their encoder each source backwards and translated better. Here the target is either the source
-- in its order (task copy) or backwards (task reverse). To write backwards what was read is to copy a source that was read
-- backwards: the token that is written first is then the one that was read last, a step away instead of a whole source.
-- All else is the same: tokens, lengths, model, steps. Three seeds, since one may be luck.

local steps = tonumber(arg[1]) or 400
local hidden = tonumber(arg[2]) or 48
local tasks = { "copy", "reverse" }

local wins, seeds = 0, { 1, 2, 3 }
for _, seed in ipairs(seeds) do
  local right = {}
  for _, task in ipairs(tasks) do
    data { task = task, length = { 4, 12 }, symbols = 12 }
    model { attention = "none", hidden = hidden, seed = seed, name = task }
    train { steps = steps, seed = seed, lr = 0.005 }
    right[task] = accuracy { count = 200 }.token_accuracy
  end
  if right.reverse > right.copy then wins = wins + 1 end
  print(seqlab.text {
    en = "seed %d: tokens right in reading order %.1f%%, backwards %.1f%%",
    ko = "시드 %d: 토큰 정확도, 읽은 순서 그대로 %.1f%%, 거꾸로 %.1f%%",
  }:format(seed, 100 * right.copy, 100 * right.reverse))
end

local answers = {
  [0] = { en = "No: backwards was worse with every seed.", ko = "아닙니다. 거꾸로 쓸 때 모든 시드에서 더 나빴습니다." },
  [#seeds] = { en = "Yes: backwards was better with every seed.", ko = "그렇습니다. 거꾸로 쓸 때 모든 시드에서 더 나았습니다." },
}
local unclear = { en = "The seeds disagree: this run cannot tell.", ko = "시드마다 다릅니다. 이 실험으로는 알 수 없습니다." }
print(seqlab.text(answers[wins] or unclear))
