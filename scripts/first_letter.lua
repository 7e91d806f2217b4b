-- first_letter.lua: which rows of letters does lesson 3 ask a network to remember?
--
--     build/run scripts/first_letter.lua          writes lessons/data/first-letter.tsv
--
-- The same rows each time: 3,250 of them, of 2 to 30 letters.

local counts = { [2] = 200, [3] = 250, [4] = 300, [5] = 300, [6] = 300, [8] = 300, [10] = 400, [15] = 400, [20] = 400, [30] = 400 }
local rows, seen = {}, {}
math.randomseed(1)

local function row_of(length)
  local letters = {}
  for i = 1, length do letters[i] = string.char(96 + math.random(26)) end
  return table.concat(letters, " ")
end

for length = 2, 30 do
  for _ = 1, counts[length] or 0 do
    local row
    repeat row = row_of(length) until not seen[row]
    seen[row], rows[#rows + 1] = true, row
  end
end
local file = assert(io.open("lessons/data/first-letter.tsv", "w"))
for _, row in ipairs(rows) do file:write(row, "\t", row:sub(1, 1), "\n") end
file:close()
