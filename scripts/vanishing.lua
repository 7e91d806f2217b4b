-- vanishing.lua: through which cell does a gradient reach farthest back?
--
--   seqlab scripts/vanishing.lua [distance]
--
-- Models that have not learned yet: how large is the gradient of the first answer's loss at the encoder's state so many
-- steps before its last, as a share of that at the last? Where it is a thousandth, a thousandth is learned from that token.
-- The first weights decide, so three seeds; and after training the picture may be another: put a `train` after `model`.

local distance = tonumber(arg[1]) or 20
local cells = { "rnn", "gru", "lstm" }

data { task = "copy", length = distance + 1, symbols = 12 }
local curves, far = {}, {}
for i, cell in ipairs(cells) do
  curves[i], far[i] = {}, { low = math.huge, high = 0 }
  for seed = 1, 3 do
    model { cell = cell, attention = "none", hidden = 64, seed = seed, name = cell }
    local rows = gradients { length = distance + 1, count = 20 }.rows
    for k = 0, distance do curves[i][k + 1] = (curves[i][k + 1] or 0) + rows[k + 1].share / 3 end
    local share = rows[distance + 1].share
    far[i].low, far[i].high = math.min(far[i].low, share), math.max(far[i].high, share)
  end
  print(seqlab.text { en = "%-4s %d steps back: from %.1e to %.1e of the last state's gradient", ko = "%-4s %d단계 전: 마지막 상태 그래디언트의 %.1e배에서 %.1e배" }
    :format(cell, distance, far[i].low, far[i].high))
end

local steps_back = {}
for k = 0, distance do steps_back[k + 1] = k end
plot(curves[1], curves[2], curves[3], { x = steps_back, log = "y", names = cells,
  x_label = seqlab.text { en = "back", ko = "거리" }, title = seqlab.text { en = "share of the gradient, mean of three seeds", ko = "그래디언트의 비율, 시드 세 개의 평균" } })

local best = 1
for i in ipairs(cells) do
  if far[i].low > far[best].low then best = i end
end
local clear = true -- whether its worst seed is above the best of each other
for i in ipairs(cells) do clear = clear and (i == best or far[best].low > far[i].high) end
print(seqlab.text(clear and { en = "Through the %s, with every seed.", ko = "모든 시드에서 %s 셀입니다." }
  or { en = "Through the %s, but the seeds overlap: the lead may be chance.", ko = "%s 셀이지만 시드에 따라 겹칩니다. 우연한 차이일 수 있습니다." }):format(cells[best]))
