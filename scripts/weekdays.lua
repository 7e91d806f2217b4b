-- weekdays.lua: do the embeddings of days of the week become neighbors, and which?
--
--   seqlab scripts/weekdays.lua [steps] [weight decay]
--
-- A model learns what somebody does at which hour: "Monday 10" is "work", "Monday 20" and "Sunday 10" are "rest". Nobody tells
-- it that there are weekends; a day is a token with a random vector at first. If training moves tokens that are used alike
-- towards each other, Saturday comes to point where Sunday does, and away from Monday. Weight decay lets fade what training
-- does not use of the random start; without it (0) much less is to be seen. The script writes its pairs to weekdays.tsv in
-- the current folder, and compares cosines before and after training, with three seeds.

local steps = tonumber(arg[1]) or 600
local decay = tonumber(arg[2]) or 0.5
local days = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" }

local file = assert(io.open("weekdays.tsv", "w"))
for i, day in ipairs(days) do
  for hour = 0, 23 do file:write(day, " ", hour, "\t", i <= 5 and hour >= 9 and hour < 17 and "work" or "rest", "\n") end
end
file:close()
data { file = "weekdays.tsv" }

-- The cosines of all pairs of days, and the means of those of one kind (two workdays, two days off) and of the others.
local function cosines()
  local map, alike, unlike, place = {}, 0, 0, {}
  for i, day in ipairs(days) do place[day], map[i] = i, {} end
  for i, day in ipairs(days) do
    map[i][i] = 1
    for _, other in ipairs(neighbors { day, count = 100 }.neighbors) do
      local j = place[other.token]
      if j then
        map[i][j] = other.similarity
        if (i <= 5) == (j <= 5) then alike = alike + other.similarity / 22 else unlike = unlike + other.similarity / 20 end
      end
    end
  end
  return map, alike - unlike
end

local moved, map = 0, nil
for seed = 1, 3 do
  model { attention = "none", hidden = 32, seed = seed, name = "days" }
  local _, before = cosines()
  train { steps = steps, seed = seed, lr = 0.01, optimizer = "adamw", weight_decay = decay }
  local after
  map, after = cosines()
  if after > before + 0.2 then moved = moved + 1 end
  print(seqlab.text {
    en = "seed %d: cosine of days of one kind, less that of others: %.2f before training, %.2f after",
    ko = "시드 %d: 같은 종류인 요일의 코사인에서 다른 종류의 코사인을 뺀 값, 훈련 전 %.2f, 훈련 뒤 %.2f",
  }:format(seed, before, after))
end

heatmap(map, { rows = days, columns = days, title = seqlab.text { en = "cosines with seed 3", ko = "시드 3의 코사인" } })
local answers = {
  [0] = { en = "No, with no seed.", ko = "아닙니다. 어느 시드에서도 그렇지 않았습니다." },
  [3] = { en = "Yes, with every seed: those that are answered alike.", ko = "그렇습니다. 모든 시드에서, 답이 같은 요일끼리 가까워졌습니다." },
}
print(seqlab.text(answers[moved] or { en = "The seeds disagree.", ko = "시드마다 다릅니다." }))
