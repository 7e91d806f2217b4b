-- mgu.lua: does a cell need both gates of a GRU?
--
--   seqlab scripts/mgu.lua [steps] [hidden]
--
-- Zhou et al. 2016 asked how much of a GRU is needed. A GRU has two gates: the reset gate decides how much of the past the
-- candidate sees, the update gate how much of the candidate goes into the state. The minimal gated unit lets one gate f do
-- both:
--
--   f   = sigmoid([x; h] Wf + bf)        how much is new
--   h~  = tanh([x; f * h] Wh + bh)       the candidate sees the past through f
--   h'  = (1 - f) * h + f * h~           and f says how much of it is taken
--
-- That is two matrices where a GRU has three. Below, each formula is one line.

local steps = tonumber(arg[1]) or 600
local hidden = tonumber(arg[2]) or 32

cell("mgu", {
  -- What is learned, for inputs of E numbers and states of H. [x; h] has E + H of them.
  parameters = function(E, H)
    return {
      Wf = { E + H, H }, bf = { H },
      Wh = { E + H, H }, bh = { H },
    }
  end,

  -- One token of B sentences at once: x [B, E], h [B, H], and so is every tensor in between.
  step = function(p, x, h, tell)
    local f = op.sigmoid(op.linear(op.concat(x, h), p.Wf, p.bf))
    f = tell("forget", f) -- `gates` shows it, and `force forget value=0` changes it for `whatif`
    local candidate = op.tanh(op.linear(op.concat(x, f * h), p.Wh, p.bh))
    return (1 - f) * h + f * candidate
  end,
})

-- The gradients come from the operations. Are they right? Each number is moved a little, and the slope measured.
print(gradcheck("mgu"))
print()

-- From here on "mgu" is a cell like "gru".
data { task = "reverse", length = { 3, 6 }, symbols = 8 }
local exact = {}
for _, kind in ipairs { "gru", "mgu" } do
  model { cell = kind, attention = "dot", hidden = hidden, name = kind }
  local result = train { steps = steps }
  local learned = accuracy { count = 100 }
  local about = model(kind)
  exact[kind] = learned.exact_match
  print(seqlab.text {
    en = ("%s: %d parameters, loss %.3f, exact match %.0f%%"),
    ko = ("%s: 매개변수 %d개, 손실 %.3f, 완전 일치율 %.0f%%"),
  }:format(kind, about.parameters, result.loss, 100 * learned.exact_match))
end

print(seqlab.text(exact.mgu > exact.gru - 0.05
  and { en = "Not here: one gate did as well, with one seed and so many steps.", ko = "여기서는 아닙니다. 이 시드와 단계 수에서는 게이트 하나로도 충분했습니다." }
  or { en = "With one gate it learned less in so many steps.", ko = "게이트가 하나면 같은 단계 수에 덜 배웠습니다." }))

print()
show(gates("a b c d"))
