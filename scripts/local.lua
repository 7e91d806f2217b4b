-- local.lua: an attention of one's own: content and place together.
--
--   seqlab scripts/local.lua [steps] [hidden]
--
-- Multiplicative attention (Luong et al. 2015, "general") compares a query q with each key k_j by a matrix:
--
--   e_j = q W k_j
--
-- It does not know where a key stands, unless the encoder's state tells. Here a second term is added, a bias that prefers
-- some places to others; where, is found from the query alone:
--
--   m_j = tanh(j / 4 - v . q)            below 0 before the place that the query asks for, above 0 after it
--   e_j = q W k_j - g (m_j * m_j)        the farther from it, the lower the score; g is learned
--
-- With m_j * m_j near 0 only around one place this is a soft window, in the spirit of Luong's local attention.

local steps = tonumber(arg[1]) or 300
local hidden = tonumber(arg[2]) or 32

attention("local", {
  parameters = function(H)
    return {
      W = { H, H },
      v = { H, 1 },
      g = { 1, scale = 1 },
    }
  end,

  -- query [B, H], keys [S, B, H] -> scores [S, B].
  score = function(p, query, keys)
    local S, B = shape(keys)[1], shape(keys)[2]

    -- [S, B, H] * [B, H]: each key times the query of its sentence; the sums over H are the products q W k_j.
    local content = op.row_sums(keys * op.matmul(query, p.W))

    -- The places 1 to S as a column: numbers, not learned, the same for all sentences.
    local places = {}
    for j = 1, S do places[j] = { j / 4 } end
    local wanted = op.reshape(op.matmul(query, p.v), B)    -- [B]: v . q of each sentence
    local m = op.tanh(zeros(S, B) + tensor(places) - wanted) -- [S, B]
    return content - m * m * p.g
  end,
})

print(gradcheck("local"))
print()

data { task = "reverse", length = { 3, 6 }, symbols = 8 }
for _, kind in ipairs { "general", "local" } do
  model { attention = kind, hidden = hidden, name = kind }
  local result = train { steps = steps }
  local learned = accuracy { count = 100 }
  print(seqlab.text {
    en = ("%s: loss %.3f, %.0f %% of the sentences exactly right"),
    ko = ("%s: 손실 %.3f, 문장의 %.0f %%가 모두 맞음"),
  }:format(kind, result.loss, 100 * learned.exact))
end

print()
show(attend("a b c d e"))
