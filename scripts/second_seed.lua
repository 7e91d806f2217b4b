-- second_seed.lua: does a second seed change the ranking of models?
--
--   seqlab scripts/second_seed.lua [steps]
--
-- A paper's table often has one number for each model. Here four attentions learn the same task in the same steps, three
-- times, each time from other first weights and other batches. If the ranking changes, one run has not ranked them.

local steps = tonumber(arg[1]) or 300
local kinds = { "dot", "scaled", "general", "additive" }

data { task = "reverse", length = { 3, 8 }, symbols = 10 }
local rankings, low, high = {}, {}, {}
for seed = 1, 3 do
  local right, order = {}, {}
  for i, kind in ipairs(kinds) do
    model { attention = kind, hidden = 32, seed = seed, name = kind }
    train { steps = steps, seed = seed, lr = 0.005 }
    right[kind], order[i] = accuracy { count = 300 }.token_accuracy, kind
    low[kind] = math.min(low[kind] or 1, right[kind])
    high[kind] = math.max(high[kind] or 0, right[kind])
  end
  table.sort(order, function(a, b) return right[a] > right[b] end)
  local line = {}
  for i, kind in ipairs(order) do line[i] = ("%s %.1f%%"):format(kind, 100 * right[kind]) end
  rankings[seed] = table.concat(order, " ")
  print(seqlab.text { en = "seed %d: %s", ko = "시드 %d: %s" }:format(seed, table.concat(line, ", ")))
end

for _, kind in ipairs(kinds) do
  print(seqlab.text { en = "%s: from %.1f%% to %.1f%%, by the seed only", ko = "%s: 시드만 바꾸어도 %.1f%%에서 %.1f%%까지" }
    :format(kind, 100 * low[kind], 100 * high[kind]))
end
if rankings[1] == rankings[2] and rankings[2] == rankings[3] then
  print(seqlab.text { en = "No: the ranking is the same three times.", ko = "아닙니다. 세 번 모두 순위가 같습니다." })
else
  print(seqlab.text { en = "Yes: the ranking depends on the seed. One run would have misled.",
    ko = "그렇습니다. 시드에 따라 순위가 바뀝니다. 한 번만 훈련했다면 잘못 판단했을 것입니다." })
end
