-- small_state.lua: how small may a hidden state be that has to hold a whole source?
--
--   seqlab scripts/small_state.lua [steps] [wanted]
--
-- Without attention the decoder knows the source from the encoder's last state only. The same task, rows of 2 to 5 letters
-- out of 8, for states of 4 to 64 numbers; the smallest one counts whose worst seed gets the wanted share of tokens right.
-- A state that fails has not been shown to be too small: it did not learn to use its numbers in so many steps. Try more.

local steps = tonumber(arg[1]) or 400
local wanted = tonumber(arg[2]) or 0.9
local sizes = { 4, 8, 16, 32, 64 }

data { task = "copy", length = { 2, 5 }, symbols = 8 }
local means, smallest = {}, nil
for i, size in ipairs(sizes) do
  local worst, sum = 1, 0
  for seed = 1, 3 do
    model { attention = "none", hidden = size, seed = seed, name = "size" .. size }
    train { steps = steps, seed = seed, lr = 0.01 }
    local right = accuracy { count = 200 }.token_accuracy
    worst, sum = math.min(worst, right), sum + right
  end
  means[i] = sum / 3
  if not smallest and worst >= wanted then smallest = size end
  print(seqlab.text { en = "state %d: mean %.1f%%, worst seed %.1f%%", ko = "은닉 상태 %d: 평균 %.1f%%, 가장 나쁜 시드 %.1f%%" }
    :format(size, 100 * means[i], 100 * worst))
end

plot(means, { x = sizes, log = "x", x_label = seqlab.text { en = "size", ko = "크기" },
  title = seqlab.text { en = "share of tokens right, mean of three seeds", ko = "토큰 정확도, 시드 세 개의 평균" } })
if smallest then
  print(seqlab.text { en = "After %d steps %d numbers are enough.", ko = "%d단계 뒤에는 %d차원이면 충분합니다." }:format(steps, smallest))
else
  print(seqlab.text { en = "After %d steps none of them is enough.", ko = "%d단계로는 어느 크기도 충분하지 않습니다." }:format(steps))
end
