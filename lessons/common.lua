-- common.lua: what several lessons need; each lesson.lua finds it as `common`.
local common = {}

-- 0.347 as 35, and a half as the next number, as in pictures and tables (0.285 is a little less in a double); with two
-- digits behind the point as text.
function common.percent(share) return string.format("%.0f", 100 * share + 1e-9) end
function common.two(number) return (string.format("%.2f", number):gsub("^%-0%.00$", "0.00")) end

-- 54552 as 54,552.
function common.with_commas(number)
  return (string.format("%d", number):reverse():gsub("%d%d%d", "%0,"):reverse():gsub("^,", ""))
end

-- The words of a text, as a list.
function common.words(text)
  local list = {}
  for word in text:gmatch("%S+") do list[#list + 1] = word end
  return list
end

function common.mean(list)
  local sum = 0
  for _, value in ipairs(list) do sum = sum + value end
  return sum / #list
end

-- The place of the largest number in a list, not counting the place `except` if it is given.
function common.largest(list, except)
  local best
  for i, value in ipairs(list) do
    if i ~= except and (not best or value > list[best]) then best = i end
  end
  return best
end

-- The first model of the list that `model` gives for which wanted(info) is true; nil if there is none.
local function first_model(wanted)
  local listed, result = pcall(model, {}) -- an error: there is no model yet
  for _, info in ipairs(listed and result.models or {}) do
    if wanted(info) then return info end
  end
end

function common.find_model(name) return first_model(function(info) return info.name == name end) end
function common.current_model() return first_model(function(info) return info.current end) end

-- Whether a model has all these fields, such as { cell = "gru", layers = 1 }.
function common.has(info, fields)
  for name, value in pairs(fields) do
    if info[name] ~= value then return false end
  end
  return true
end

-- The current model if it has all these fields, else nil: steps may have been skipped, or another model chosen.
function common.current_with(fields)
  return first_model(function(info) return info.current and common.has(info, fields) end)
end

local cells_of_bar = 20 -- with a name before it and its number it fits 40 columns

-- A share as a bar with its number (or another text), and with a guess marked in it, for a block of code:
-- "█████·····◆····   35%".
function common.bar(share, guess, text)
  local cells = {}
  for i = 1, cells_of_bar do cells[i] = i <= math.floor(cells_of_bar * share + 0.5) and "█" or "·" end
  if guess then cells[math.max(1, math.floor(cells_of_bar * guess + 0.5))] = "◆" end
  return table.concat(cells) .. (text or string.format("  %3s%%", common.percent(share)))
end

-- Keeps a value under one of two names: the sentence of a text that holds the other one is left out.
function common.either(memory, condition, yes, no, value)
  memory[yes], memory[no] = condition and value or nil, not condition and value or nil
end

-- The text with blanks behind it, so many cells wide: Hangul takes two.
function common.padded(text, width)
  for _, character in utf8.codes(text) do width = width - (character < 0x1100 and 1 or 2) end
  return text .. string.rep(" ", width)
end

-- Bars with their names, a list of { name, share in percent, guess in percent or nil }, for a block of code; those without a share are
-- left out. nil if all are.
function common.bars(list)
  local lines = {}
  for _, item in ipairs(list) do
    local share, guess = tonumber(item[2]), tonumber(item[3])
    if share then lines[#lines + 1] = "    " .. common.padded(item[1], 10) .. " " .. common.bar(share / 100, guess and guess / 100) end
  end
  return lines[1] and table.concat(lines, "\n")
end

-- A guess in percent of all sentences (or at a length) for a step's `guess`; nil if there was no question or it was skipped.
function common.guessed(percent_guessed, measure, length)
  return percent_guessed and { measure = measure, share = percent_guessed / 100, length = length } or nil
end

-- What the check of a step that is passed returns: with the section STEP-right or STEP-wrong, if the learner had guessed.
function common.passed(lesson, guess, found)
  if guess == nil then return true end
  return true, lesson.step .. (guess == found and "-right" or "-wrong")
end

-- Whether `patch` put the encoder's last state of another row in the place of this row's.
function common.is_handed_over(result)
  return result.name == "encoder.forward.state" and result.step == #result.before.source_tokens and not result.unit and result.other ~= nil
end

-- Does the same with so many pairs of rows of six letters: see(one, other, answer) gets what the current model answers to both, and to
-- the first with the last state of the second.
function common.hand_over(count, see)
  for seed = 1, count do
    local one, other = translate{ length = 6, seed = seed }, translate{ length = 6, seed = seed + 100 }
    see(one, other, patch("encoder.forward.state " .. one.source, { from = other.source, step = 7 }).after.answer)
  end
end

-- The results of the model of this name that `compare` (or `accuracy`) measured; nil if it measured others.
function common.accuracy_of(result, name)
  for _, one in ipairs(result.models or { { model = result.model, accuracy = result } }) do
    if one.model == name then return one.accuracy end
  end
end

-- The row of one length: a row of several lengths ("5-11") does not show how its shortest did.
function common.row_at(result, length)
  for _, row in ipairs(result.by_length) do
    if row.lengths[1] == length and row.lengths[2] == length then return row end
  end
end

-- A score of the current model in percent at lengths that have names: at_lengths("token_accuracy", { short = 5, long = 20 })
-- is such a table too. options: more of those of `accuracy`.
function common.at_lengths(score, lengths, options)
  local call, found = { lengths = {} }, {}
  for name, value in pairs(options or {}) do call[name] = value end
  for _, length in pairs(lengths) do table.insert(call.lengths, length) end
  table.sort(call.lengths)
  local result = accuracy(call)
  for name, length in pairs(lengths) do found[name] = 100 * common.row_at(result, length)[score] end
  return found
end

-- The largest difference between two lists of numbers at the same place.
function common.distance(one, other)
  local most = 0
  for i, value in ipairs(one) do most = math.max(most, math.abs(value - other[i])) end
  return most
end

-- How many percent of so many sentences of the test set, of this length or of 3 to 6 tokens, keep their answer with this value forced.
function common.kept_with(name, value, count, length)
  local kept = 0
  force("clear")
  force(name, { value = value })
  for seed = 1, count do
    if not whatif{ length = length or 3 + seed % 4, seed = seed }.changed then kept = kept + 1 end
  end
  force("clear")
  return 100 * kept / count
end

-- Processor milliseconds of a training step by name, from options of `model` by name, on the current data: the fastest of
-- three turns. Of the wall's time other programs would have their share.
function common.step_times(list)
  local times, steps = {}, 20
  for _ = 1, 3 do
    for name, options in pairs(list) do
      model(options)
      train{ steps = 2, validate_every = 0 }
      local begun = os.clock()
      train{ steps = steps, validate_every = 0 }
      times[name] = math.min(times[name] or math.huge, 1000 * (os.clock() - begun) / steps)
    end
  end
  return times
end

return common
