-- warmup.lua: is a warmup worth it for a Transformer?
--
--   seqlab scripts/warmup.lua [steps] [learning rate]
--
-- A warmup raises the learning rate from near 0 over the first steps (Vaswani et al. 2017). The same Transformer learns with
-- and without, once with a gentle learning rate and once with a high one. Steps, batches and first weights are the same.

local steps = tonumber(arg[1]) or 160
local high = tonumber(arg[2]) or 0.02

data { task = "reverse", length = { 3, 8 }, symbols = 12 }
local function loss_after(lr, warmup, seed)
  model { kind = "transformer", layers = 2, hidden = 32, seed = seed, name = "probe" }
  return train { steps = steps, batch = 32, lr = lr, warmup = warmup, seed = seed, validate_every = 0 }.loss
end

local wins = {}
for _, lr in ipairs { high / 10, high } do
  wins[lr] = 0
  for seed = 1, 3 do
    local with, without = loss_after(lr, steps // 4, seed), loss_after(lr, 0, seed)
    if with < without then wins[lr] = wins[lr] + 1 end
    print(seqlab.text { en = "lr %g seed %d: loss with a warmup %.3f, without %.3f", ko = "학습률 %g, 시드 %d: 손실, 워밍업이 있을 때 %.3f, 없을 때 %.3f" }
      :format(lr, seed, with, without))
  end
end

local function verdict(lr)
  local words = wins[lr] == 3 and { en = "yes, with every seed", ko = "모든 시드에서 도움이 되었습니다" }
    or wins[lr] == 0 and { en = "no, with every seed", ko = "모든 시드에서 도움이 되지 않았습니다" }
    or { en = "the seeds disagree", ko = "시드마다 다릅니다" }
  print(seqlab.text { en = "At lr %g: %s.", ko = "학습률 %g: %s." }:format(lr, seqlab.text(words)))
end
verdict(high / 10)
verdict(high)
