-- lengths.lua: does attention help more, the longer the source is?
--
--   seqlab scripts/lengths.lua [steps] [hidden]
--
-- One model has nothing but the encoder's last state (attention none), the other looks back (attention dot). Both learn
-- the same task from the same batches; what is printed is the share of tokens that are right, by length.

local steps = tonumber(arg[1]) or 600
local hidden = tonumber(arg[2]) or 64
local lengths = { 5, 10, 15, 20, 25, 30 }
local kinds = { "none", "dot" }

print(seqlab.text {
  en = ("Each model learns to copy 5 to 30 tokens: %d steps, hidden state %d."):format(steps, hidden),
  ko = ("두 모델이 토큰 5~30개를 베끼는 법을 배웁니다: %d단계, 은닉 상태 %d."):format(steps, hidden),
})
data { task = "copy", length = { 5, 30 } }

local measured = {}
for _, kind in ipairs(kinds) do
  model { attention = kind, hidden = hidden, name = kind }
  local result = train { steps = steps }
  measured[kind] = accuracy { lengths = lengths, count = 100 }
  print(seqlab.text {
    en = ("%-5s loss %.3f after %.0f seconds"):format(kind, result.loss, result.seconds),
    ko = ("%-5s 손실 %.3f, %.0f초 걸림"):format(kind, result.loss, result.seconds),
  })
end

print()
print(("%8s %8s %8s"):format(seqlab.text { en = "length", ko = "  길이" }, kinds[1], kinds[2]))
for i, length in ipairs(lengths) do
  local line = ("%8d"):format(length)
  for _, kind in ipairs(kinds) do
    line = line .. ("%8.1f%%"):format(100 * measured[kind].by_length[i].token_accuracy)
  end
  print(line)
end

-- The gap between the two at the shortest length and at the longest.
local function gap(i) return measured.dot.by_length[i].token_accuracy - measured.none.by_length[i].token_accuracy end
local more = gap(#lengths) - gap(1)
print(seqlab.text {
  en = ("%s: its lead over the last state only is %.0f points at length %d and %.0f at length %d."):format(
    more > 0.05 and "Yes" or "Not in this run", 100 * gap(1), lengths[1], 100 * gap(#lengths), lengths[#lengths]),
  ko = ("%s 마지막 상태만 볼 때보다 나은 정도: 길이 %d에서 %.0f포인트, 길이 %d에서 %.0f포인트."):format(
    more > 0.05 and "그렇습니다." or "이번에는 아닙니다.", lengths[1], 100 * gap(1), lengths[#lengths], 100 * gap(#lengths)),
})
