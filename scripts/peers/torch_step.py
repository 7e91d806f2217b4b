#!/usr/bin/env python3
"""torch_step.py: the same work as `seqlab bench`, in PyTorch; for scripts/peers/compare.py, one JSON line out.

A step: forward with teacher forcing, cross-entropy, backward, clip_grad_norm_ at 1, Adam. Source and target are of the
same length and nothing is padded. Each model is in the fastest form that was found for it: whole layers by cuDNN's
interface (nn.GRU) where the decoder allows it, a scripted loop where it does not (additive attention), with all that
does not depend on the step before taken out of the loop. A greedy answer is measured too, batch 1, eager and with the
whole loop scripted where that is possible; the better one counts.
"""
import argparse
import json
import math
import os
import resource
import statistics
import time
from typing import Optional, Tuple

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="none", choices=["none", "dot", "scaled", "general", "additive", "transformer"])
parser.add_argument("--cell", default="gru", choices=["gru", "lstm", "rnn"])
parser.add_argument("--hidden", type=int, default=64)
parser.add_argument("--vocab", type=int, default=64)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--length", type=int, default=10)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=2.0)
given = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = str(given.threads)

import torch  # noqa: E402 (after the threads are set)
import torch.nn as nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import Tensor  # noqa: E402

torch.set_num_threads(given.threads)
torch.manual_seed(1)
H, V, B, T = given.hidden, given.vocab, given.batch, given.length
SOS, EOS = 1, 2
LAYERS, HEADS = 2, 4
CELLS = {"gru": nn.GRU, "lstm": nn.LSTM, "rnn": nn.RNN}


class Plain(nn.Module):
    """One vector between encoder and decoder; each is one call for all steps. Time first."""

    def __init__(self):
        super().__init__()
        self.source, self.target = nn.Embedding(V, H), nn.Embedding(V, H)
        self.encoder, self.decoder = CELLS[given.cell](H, H), CELLS[given.cell](H, H)
        self.output = nn.Linear(H, V)

    def forward(self, source, target):
        return self.output(self.decoder(self.target(target), self.encoder(self.source(source))[1])[0])

    def begin(self, source):
        return self.encoder(self.source(source))[1]

    def step(self, token, state):
        out, state = self.decoder(self.target(token), state)
        return self.output(out), state


class Products(nn.Module):
    """Attention by products, after the decoder: dot, scaled or general; f = tanh([s; c] W)."""

    def __init__(self):
        super().__init__()
        self.source, self.target = nn.Embedding(V, H), nn.Embedding(V, H)
        self.encoder, self.decoder = CELLS[given.cell](H, H), CELLS[given.cell](H, H)
        self.key = nn.Linear(H, H, bias=False) if given.model == "general" else None
        self.scale = 1 / math.sqrt(H) if given.model == "scaled" else 1.0
        self.feature, self.output = nn.Linear(2 * H, H), nn.Linear(H, V)

    def attend(self, states, memory, keys):
        query = states.transpose(0, 1)
        weights = torch.softmax(torch.bmm(query, keys) * self.scale, -1)
        context = torch.bmm(weights, memory).transpose(0, 1)
        return self.output(torch.tanh(self.feature(torch.cat([states, context], -1))))

    def read(self, source):
        memory, state = self.encoder(self.source(source))
        keys = memory if self.key is None else self.key(memory)
        return memory.transpose(0, 1), keys.permute(1, 2, 0), state

    def forward(self, source, target):
        memory, keys, state = self.read(source)
        return self.attend(self.decoder(self.target(target), state)[0], memory, keys)

    def begin(self, source):
        return self.read(source)

    def step(self, token, state):
        memory, keys, last = state
        out, last = self.decoder(self.target(token), last)
        return self.attend(out, memory, keys), (memory, keys, last)


@torch.jit.script
def additive_steps(inputs: Tensor, state: Tensor, memory: Tensor, keys: Tensor, query: Tensor, query_bias: Tensor,
                   score: Tensor, context_weight: Tensor, recurrent: Tensor, recurrent_bias: Tensor) -> Tensor:
    """inputs [T,B,3H] already hold the embeddings' part; memory, keys [B,S,H] -> [T,B,2H]."""
    rows = []
    for x in inputs.unbind(0):
        asked = torch.addmm(query_bias, state, query)
        weights = torch.softmax(torch.matmul(torch.tanh(keys + asked.unsqueeze(1)), score), 1)
        context = torch.bmm(weights.unsqueeze(1), memory).squeeze(1)
        x_r, x_z, x_n = torch.addmm(x, context, context_weight).chunk(3, 1)
        h_r, h_z, h_n = torch.addmm(recurrent_bias, state, recurrent).chunk(3, 1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
        state = n + z * (state - n)
        rows.append(torch.cat([state, context], 1))
    return torch.stack(rows)


class Additive(nn.Module):
    def __init__(self):
        super().__init__()
        self.source, self.target = nn.Embedding(V, H), nn.Embedding(V, H)
        self.encoder, self.input = nn.GRU(H, H), nn.Linear(H, 3 * H)
        self.key = nn.Linear(H, H, bias=False)
        small = 1 / math.sqrt(H)

        def draw(*shape):
            return nn.Parameter(torch.empty(*shape).uniform_(-small, small))

        self.query, self.query_bias, self.score = draw(H, H), draw(H), draw(H)
        self.context, self.recurrent, self.recurrent_bias = draw(H, 3 * H), draw(H, 3 * H), draw(3 * H)
        self.feature, self.output = nn.Linear(2 * H, H), nn.Linear(H, V)

    def steps(self, tokens, state, memory, keys):
        return additive_steps(self.input(self.target(tokens)), state, memory, keys, self.query, self.query_bias,
                              self.score, self.context, self.recurrent, self.recurrent_bias)

    def begin(self, source):
        memory, state = self.encoder(self.source(source))
        memory = memory.transpose(0, 1).contiguous()
        return memory, self.key(memory), state[0]

    def forward(self, source, target):
        memory, keys, state = self.begin(source)
        return self.output(torch.tanh(self.feature(self.steps(target, state, memory, keys))))

    def step(self, token, state):
        memory, keys, last = state
        joined = self.steps(token, last, memory, keys)
        return self.output(torch.tanh(self.feature(joined))), (memory, keys, joined[0, :, :H])


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.source, self.target = nn.Embedding(V, H), nn.Embedding(V, H)
        self.layers = nn.Transformer(H, HEADS, LAYERS, LAYERS, 4 * H, dropout=0.0, norm_first=True)
        place = torch.arange(1024).unsqueeze(1) * torch.exp(torch.arange(0, H, 2) * (-math.log(10000.0) / H))
        self.register_buffer("places", torch.stack([place.sin(), place.cos()], 2).flatten(1).unsqueeze(1))
        self.output = nn.Linear(H, V)

    def put(self, table, tokens):
        return table(tokens) * math.sqrt(H) + self.places[: tokens.shape[0]]

    def answer(self, memory, target):
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[0])
        return self.output(self.layers.decoder(self.put(self.target, target), memory, tgt_mask=mask))

    def begin(self, source):
        return self.layers.encoder(self.put(self.source, source)), None

    def forward(self, source, target):
        return self.answer(self.begin(source)[0], target)

    def step(self, token, state):
        memory, said = state
        said = token if said is None else torch.cat([said, token])
        return self.answer(memory, said)[-1:], (memory, said)


def median_of_windows(work, windows=7):
    for _ in range(3):
        work()
    begin = time.perf_counter()
    work()
    count = max(1, int(given.seconds / windows / (time.perf_counter() - begin + 1e-9)))
    times = []
    for _ in range(windows):
        begin = time.perf_counter()
        for _ in range(count):
            work()
        times.append((time.perf_counter() - begin) / count)
    return statistics.median(times)


def scripted_answer(model):
    """The whole greedy loop as one scripted function: plain GRU only."""
    if given.model != "none" or given.cell != "gru":
        return None
    encoder, decoder, output = model.encoder, model.decoder, model.output

    @torch.jit.script
    def answer(source: Tensor, of_source: Tensor, of_target: Tensor, u1: Tensor, b1: Tensor, u2: Tensor, b2: Tensor,
               w: Tensor, b: Tensor, count: int) -> Tensor:
        state = torch.zeros(1, u1.size(0))
        for i in range(source.size(0)):
            x_r, x_z, x_n = of_source[source[i]].chunk(3, 1)
            h_r, h_z, h_n = torch.addmm(b1, state, u1).chunk(3, 1)
            r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
            n = torch.tanh(x_n + r * h_n)
            state = n + z * (state - n)
        token = torch.ones(1, dtype=torch.long)
        for i in range(count):
            x_r, x_z, x_n = of_target[token].chunk(3, 1)
            h_r, h_z, h_n = torch.addmm(b2, state, u2).chunk(3, 1)
            r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
            n = torch.tanh(x_n + r * h_n)
            state = n + z * (state - n)
            token = torch.addmm(b, state, w).argmax(1)
        return token

    fold = (model.source.weight @ encoder.weight_ih_l0.t() + encoder.bias_ih_l0,
            model.target.weight @ decoder.weight_ih_l0.t() + decoder.bias_ih_l0,
            encoder.weight_hh_l0.t().contiguous(), encoder.bias_hh_l0, decoder.weight_hh_l0.t().contiguous(),
            decoder.bias_hh_l0, output.weight.t().contiguous(), output.bias)
    return lambda source: answer(source, *fold, T)


def measure_answer(model):
    source = torch.randint(4, V, (T, 1))
    model.eval()

    def eager():
        state = model.begin(source)
        token = torch.full((1, 1), SOS)
        for _ in range(T):
            logits, state = model.step(token, state)
            token = logits.argmax(-1)

    with torch.no_grad():
        best = median_of_windows(eager)
        scripted = scripted_answer(model)
        if scripted is not None:
            best = min(best, median_of_windows(lambda: scripted(source)))
    return best


def main():
    kinds = {"none": Plain, "additive": Additive, "transformer": Transformer}
    model = kinds.get(given.model, Products)()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = [tuple(torch.randint(4, V, (T, B)) for _ in range(3)) for _ in range(8)]
    turn = 0

    def step():
        nonlocal turn
        source, target, right = batches[turn % 8]
        turn += 1
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(source, target).reshape(T * B, V), right.reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    seconds = median_of_windows(step)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"step_ms": 1e3 * seconds, "greedy_ms": 1e3 * measure_answer(model), "peak_bytes": peak,
                      "version": torch.__version__}))


main()
