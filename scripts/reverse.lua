-- reverse.lua: where does a model look while it says words backwards?
--
--   seqlab scripts/reverse.lua [steps] [seed]
--
-- Before the training and after it the same sentence is translated and its attention drawn. At the end the script
-- counts how often the largest weight is where it should be: token 1 of the answer at the last token of the source.

local steps = tonumber(arg[1]) or 500
local seed = tonumber(arg[2]) or 1
local sentence = "a b c d e f"

-- The place of the largest number of a list.
local function largest(list)
  local best = 1
  for i, value in ipairs(list) do
    if value > list[best] then best = i end
  end
  return best
end

-- How many rows of the map look at the mirrored place.
local function mirrored(result)
  local words, count = #result.source_tokens - 1, 0 -- without <EOS>
  for row = 1, math.min(words, #result.weights) do
    if largest(result.weights[row]) == words + 1 - row then count = count + 1 end
  end
  return count, words
end

data { task = "reverse", length = { 3, 8 }, symbols = 12 }
model { attention = "dot", hidden = 48, seed = seed }

print(seqlab.text { en = "Before it learned:", ko = "배우기 전:" })
show(attend(sentence))

train { steps = steps, seed = seed }
print(seqlab.text { en = ("After %d steps:"):format(steps), ko = ("%d단계 뒤:"):format(steps) })
local after = attend(sentence)
show(after)

local count, words = mirrored(after)
print(seqlab.text {
  en = ("%d of %d rows look at the mirrored place."):format(count, words),
  ko = ("%d행 가운데 %d행이 거울처럼 뒤집힌 자리를 봅니다."):format(words, count),
})
