-- local.lua: does an attention that may guess a place copy better than one that only compares words?
--
--   seqlab scripts/local.lua [steps] [hidden]
--
-- Multiplicative attention (Luong et al. 2015, "general") compares a query q, the decoder's state, with each key k_j, the
-- encoder's state at place j, by a matrix. It is global: nothing tells it that what follows place 3 stands at place 4.
--
--   e_j = q W k_j
--
-- The same paper's local attention ("local-p") first guesses from q at which place to look, and lets what is far from there
-- count less, as a bell around the guess does:
--
--   place = 20 v . tanh(q U)                            a guess between about -20 and 20
--   e_j   = q W k_j - (j - place)^2 / (2 sigma^2)       sigma = 2: two places away a weight falls to e^(-1/2) of itself
--
-- (Luong multiplies the weights by the bell after the softmax. Before it, the same bell is a square that is taken off the
-- score, and the weights still add up to 1.) The guess learns too: the bell is smooth, so the gradient says which way to
-- move it.

local steps = tonumber(arg[1]) or 500
local hidden = tonumber(arg[2]) or 32
local sigma = 2

attention("local", {
  -- What is learned, for states of H numbers.
  parameters = function(H)
    return { W = { H, H }, U = { H, H }, v = { H, 1 } }
  end,

  -- query [B, H], keys [S, B, H] -> scores [S, B]: B sentences at once, S places in each.
  score = function(p, query, keys)
    local S, B = shape(keys)[1], shape(keys)[2]

    -- [S, B, H] * [B, H]: each key times the query of its sentence; the sums over H are the products q W k_j.
    local content = op.row_sums(keys * op.matmul(query, p.W))

    -- The guess, a number for each sentence: [B, 1], and as a row [B].
    local guess = op.matmul(op.tanh(op.matmul(query, p.U)), p.v) * 20
    local place = op.reshape(guess, B)

    -- The places 1 to S as a column of numbers. Nothing learns here: they are the same for all sentences.
    local column = {}
    for j = 1, S do column[j] = { j } end
    local away = (zeros(S, B) + tensor(column) - place) / sigma -- [S, B]

    return content - away * away * 0.5
  end,
})

-- The gradients come from the operations. Are they right? Each number is moved a little, and the slope measured.
print(gradcheck("local"))
print()

-- To copy is to look one place further at each word, which is just what the guess can learn.
data { task = "copy", length = { 5, 15 }, symbols = 12 }
local exact = {}
for _, kind in ipairs { "general", "local" } do
  model { attention = kind, hidden = hidden, name = kind }
  local result = train { steps = steps }
  local learned = accuracy { count = 100 }
  local about = model(kind)
  exact[kind] = learned.exact_match
  print(seqlab.text {
    en = ("%s: %d parameters, loss %.3f, exact match %.0f%%"),
    ko = ("%s: 매개변수 %d개, 손실 %.3f, 완전 일치율 %.0f%%"),
  }:format(kind, about.parameters, result.loss, 100 * learned.exact_match))
end

print(seqlab.text(exact["local"] > exact.general + 0.05
  and { en = "Yes, with one seed and so many steps.", ko = "그렇습니다. 이 시드와 단계 수에서는 그랬습니다." }
  or { en = "Not with this seed and so many steps.", ko = "이 시드와 단계 수에서는 그렇지 않습니다." }))

print()
show(attend("a b a c a d a e a f")) -- five times the same word: the key does not tell which, the place does
