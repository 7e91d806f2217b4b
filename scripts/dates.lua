-- dates.lua: how good is the model of dates that comes with the program, and how was it made?
--
--   cd lessons/data && seqlab ../../scripts/dates.lua [steps]
--
-- It writes lessons/data/dates.safetensors again. The model reads dates as people write them, English and Korean, character by
-- character, and writes them as ISO 8601. The pairs come from the generator (data task=dates language=both), everything else
-- from the seeds below: on the same build the file is the same to the bit. It takes about a minute and is run by hand, when
-- the generator or the form of model files changes.

local steps = tonumber(arg[1]) or 6000

data { task = "dates", language = "both", seed = 1 }
model { attention = "dot", hidden = 64, seed = 1, name = "dates" }
train { steps = steps, lr = 0.006, seed = 1 }

-- The test set of the generator: days and ways of writing them that the model never saw together.
for _, seed in ipairs { 1, 2, 3 } do
  local result = accuracy { count = 1000, seed = seed }
  print(seqlab.text {
    en = "test set, sample %d of 1000: exact match %.1f%%",
    ko = "평가 데이터에서 뽑은 1000쌍(%d번째): 완전 일치율 %.1f%%",
  }:format(seed, 100 * result.exact_match))
end

save("dates.safetensors", { training = false, replace = true })
