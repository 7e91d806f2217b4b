-- square_root.lua: why are a Transformer's scores divided by the square root of their size?
--
--   seqlab scripts/square_root.lua [keys]
--
-- Nothing is trained here: queries and keys are random numbers with mean 0 and deviation 1, as they are before learning. A
-- score is a sum of d products, so its deviation grows as the square root of d, and the softmax of large scores gives nearly
-- everything to one key. Then its gradient w (1 - w) is nearly 0 and the attention learns nothing.

local keys = tonumber(arg[1]) or 20
local sizes = { 1, 4, 16, 64, 256, 1024 }

-- The mean over 100 queries of the largest weight, for scores divided by `by`.
local function sharpness(d, by, seed)
  local queries = random(100, d, { normal = true, seed = seed })
  local transposed = random(d, keys, { normal = true, seed = seed + 100 })
  local weights, sum = op.softmax(op.matmul(queries, transposed) / by):table(), 0
  for _, row in ipairs(weights) do sum = sum + math.max(table.unpack(row)) end
  forget() -- the record for backward is not needed
  return sum / #weights
end

local plain, scaled = {}, {}
for i, d in ipairs(sizes) do
  plain[i], scaled[i] = 0, 0
  for seed = 1, 3 do
    plain[i] = plain[i] + sharpness(d, 1, seed) / 3
    scaled[i] = scaled[i] + sharpness(d, math.sqrt(d), seed) / 3
  end
  print(seqlab.text { en = "d = %d: largest of %d weights %.2f, with scores divided %.2f", ko = "d = %d: 가중치 %d개 중 최댓값 %.2f, 스코어를 나누면 %.2f" }
    :format(d, keys, plain[i], scaled[i]))
end

plot(plain, scaled, { x = sizes, log = "x", x_label = "d", names = { "q k", "q k / sqrt(d)" },
  title = seqlab.text { en = "largest weight, mean of 300 queries", ko = "가장 큰 가중치, 질의 300개의 평균" } })
if plain[#plain] > 2 * plain[1] and scaled[#scaled] < 2 * scaled[1] then
  print(seqlab.text { en = "So that the softmax stays as soft for large d as for small.", ko = "나누면 d가 커져도 소프트맥스가 한곳에 쏠리지 않기 때문입니다." })
else
  print(seqlab.text { en = "These numbers do not show why.", ko = "이 수치로는 이유가 드러나지 않습니다." })
end
