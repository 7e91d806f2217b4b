#!/usr/bin/env python3
"""torch_model.py: seqlab's models in PyTorch: rebuilt from a saved file, and written to one.

    torch_model.py answer FILE WORD...         the answer to these tokens, and its logits, as one line of JSON
    torch_model.py answer FILE --ids 5 7 4     the same of token ids
    torch_model.py to-torch FILE OUT.pt        {"state": state dict, "texts": the file's texts}, for torch.load
    torch_model.py from-torch IN.pt FILE       the way back: a file that seqlab opens

From Python, `model, texts = load(FILE)`: an nn.Module whose forward(source, lengths, target) gives logits, made of
PyTorch's own layers, to be trained on with any optimizer; `save(FILE, model, texts)`. The recurrent kinds are here, the
Transformer kinds in torch_transformer.py; of models that have parts written in Lua only seqlab knows the formulas.
Needs torch and numpy (Debian: python3-torch, with /usr/bin/python3).

Conventions that are converted, both ways by the same function:
- PyTorch's GRU has h = (1 - z') n + z' h_before, seqlab has h = (1 - z) h_before + z n (Chung et al. 2014), so z' = 1 - z.
  As 1 - sigmoid(a) = sigmoid(-a), the update gate's rows of weights and biases are negated.
- PyTorch keeps weights as [out, in], seqlab as [in, out]: they are transposed.
The order of the gates is the same: reset, update, candidate; input, forget, candidate, output.
"""
import argparse
import json
import os
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import checkpoint_file  # noqa: E402
from checkpoint_file import EOS, PAD, SOS, UNK  # noqa: E402
from torch_transformer import Transformer  # noqa: E402

CELLS = {"gru": nn.GRU, "lstm": nn.LSTM, "rnn": nn.RNN}
NAMES = ("kind", "cell", "attention", "input", "positions")
SIZES = ("input_feeding", "heads", "layers", "hidden", "embedding", "bidirectional", "source_vocabulary", "target_vocabulary", "seed")


YES_OR_NO = {"yes": 1, "no": 0}


def configuration_of(texts):
    """The settings of a file, names as texts and sizes as numbers; None and 0 where its kind of model has no such setting."""
    settings = {key: texts.get("model." + key) for key in NAMES}
    settings.update((key, YES_OR_NO.get(text) if text in YES_OR_NO else int(text))
                    for key in SIZES for text in [texts.get("model." + key, "0")])
    settings["dropout"] = float(texts.get("model.dropout", 0))
    return settings


# ---- the recurrent kinds ----

class Recurrent(nn.Module):
    """Ids are time first: source [S,B] with lengths [B], <EOS> counted; target [T,B] begins with <SOS>."""

    def __init__(self, configuration):
        super().__init__()
        c = self.configuration = dict(configuration)
        if c["cell"] not in CELLS or c["attention"] not in ("none", "dot", "scaled", "general", "additive"):
            raise ValueError(f"cell={c['cell']} attention={c['attention']}: only the built-in ones are known here")
        hidden, layers, ways = c["hidden"], c["layers"], 2 if c["bidirectional"] else 1
        self.one_hot, self.bag = c["input"] == "one-hot", c["input"] == "bag"
        inputs = c["target_vocabulary"] if self.one_hot else c["embedding"]
        if not self.one_hot:
            self.target = nn.Embedding(c["target_vocabulary"], c["embedding"])
        if self.bag:
            self.counts = nn.ModuleList(nn.Linear(c["source_vocabulary"], hidden) for _ in range(layers))
        else:
            if not self.one_hot:
                self.source = nn.Embedding(c["source_vocabulary"], c["embedding"])
            reads = c["source_vocabulary"] if self.one_hot else c["embedding"]
            self.encoder = self.cells(reads, hidden // ways, bidirectional=ways == 2)
        inputs += hidden * ((c["attention"] == "additive") + bool(c["input_feeding"]))
        self.decoder = self.cells(inputs, hidden)
        if c["attention"] == "additive":
            self.query, self.score = nn.Linear(hidden, hidden), nn.Parameter(torch.randn(hidden) / hidden ** 0.5)
        if c["attention"] in ("additive", "general"):
            self.key = nn.Linear(hidden, hidden, bias=False)
        if c["attention"] != "none":
            self.feature = nn.Linear(2 * hidden, hidden)
        self.output = nn.Linear(hidden, c["target_vocabulary"])

    def cells(self, inputs, hidden, **more):
        c = self.configuration
        return CELLS[c["cell"]](inputs, hidden, c["layers"], dropout=c["dropout"] if c["layers"] > 1 else 0, **more)

    def look_up(self, ids, source):
        c = self.configuration
        if self.one_hot:
            return F.one_hot(ids, c["source_vocabulary"] if source else c["target_vocabulary"]).to(self.output.weight.dtype)
        return (self.source if source else self.target)(ids)

    def with_memory(self, hidden):
        """What an LSTM keeps beside its state begins at zero."""
        return (hidden, torch.zeros_like(hidden)) if self.configuration["cell"] == "lstm" else hidden

    def count(self, source, lengths):
        """A bag of words: how often each token occurs, [B,V]."""
        counts = torch.zeros(source.shape[1], self.configuration["source_vocabulary"], dtype=self.output.weight.dtype)
        for b, length in enumerate(lengths):
            counts[b].index_add_(0, source[:length, b], torch.ones(int(length), dtype=counts.dtype))
        return self.with_memory(torch.stack([torch.tanh(layer(counts)) for layer in self.counts]))

    def encode(self, source, lengths):
        """(states [S,B,H] or None, what the decoder begins with)"""
        if self.bag:
            return None, self.count(source, lengths)
        packed = pack_padded_sequence(self.look_up(source, True), torch.as_tensor(lengths), enforce_sorted=False)
        states, last = self.encoder(packed)
        states = pad_packed_sequence(states, total_length=source.shape[0])[0]
        join = self.join_directions if self.configuration["bidirectional"] else (lambda ends: ends)
        return states, tuple(map(join, last)) if isinstance(last, tuple) else join(last)

    def join_directions(self, ends):
        """[2L,B,H/2] -> [L,B,H]"""
        return torch.cat((ends[0::2], ends[1::2]), -1)

    def attend(self, state, states, keys, lengths):
        """state [B,H] -> context [B,H]"""
        kind = self.configuration["attention"]
        if kind == "additive":
            scores = torch.tanh(self.query(state) + keys).matmul(self.score)
        else:
            scores = (state * keys).sum(-1) / (state.shape[1] ** 0.5 if kind == "scaled" else 1)
        past_end = torch.arange(len(states)).unsqueeze(1) >= torch.as_tensor(lengths)
        weights = torch.softmax(scores.masked_fill(past_end, float("-inf")), 0)
        return (weights.unsqueeze(-1) * states).sum(0)

    def begin(self, source, lengths):
        """Everything that a step needs: a dict, which step changes."""
        states, cells = self.encode(source, lengths)
        keys = self.key(states) if hasattr(self, "key") else states
        feature = torch.zeros(source.shape[1], self.configuration["hidden"], dtype=self.output.weight.dtype)
        return {"states": states, "keys": keys, "cells": cells, "feature": feature, "lengths": lengths}

    def step(self, tokens, at):
        """tokens [B] -> logits [B,V]"""
        c = self.configuration
        top = at["cells"][0] if isinstance(at["cells"], tuple) else at["cells"]
        parts = [self.look_up(tokens, False)]
        if c["attention"] == "additive":
            context = self.attend(top[-1], at["states"], at["keys"], at["lengths"])
            parts.append(context)
        if c["input_feeding"]:
            parts.append(at["feature"])
        out, at["cells"] = self.decoder(torch.cat(parts, -1).unsqueeze(0), at["cells"])
        if c["attention"] == "none":
            return self.output(F.dropout(out[0], c["dropout"], self.training))
        if c["attention"] != "additive":
            context = self.attend(out[0], at["states"], at["keys"], at["lengths"])
        at["feature"] = torch.tanh(self.feature(torch.cat((out[0], context), -1)))
        return self.output(F.dropout(at["feature"], c["dropout"], self.training))

    def forward(self, source, lengths, target):
        at = self.begin(source, lengths)
        return torch.stack([self.step(tokens, at) for tokens in target])

    # -- names: (seqlab's, PyTorch's, what is done to the array besides transposing it, which third of it). None: as it is --

    def cell_arrays(self, module, part, directions):
        for layer in range(self.configuration["layers"]):
            for direction, suffix in directions:
                prefix = part + (f".layer{layer + 1}" if layer > 0 else "") + direction
                for name, array in (("input_weight", "weight_ih"), ("input_bias", "bias_ih"),
                                    ("recurrent_weight", "weight_hh"), ("recurrent_bias", "bias_hh")):
                    yield f"{prefix}.{name}", f"{module}.{array}_l{layer}{suffix}", self.turn_gates, None

    def turn_gates(self, array):
        """Of weights [G H,..] or biases [G H]: the update gate negated. Its own inverse, on PyTorch's side."""
        if self.configuration["cell"] != "gru":
            return array
        third = len(array) // 3
        return np.concatenate((array[:third], -array[third:2 * third], array[2 * third:]))

    def linear_arrays(self, name, module):
        return [(name + "weight", module + ".weight", np.asarray, None), (name + "bias", module + ".bias", np.asarray, None)]

    def encoder_arrays(self):
        if self.bag:
            for layer in range(self.configuration["layers"]):
                number = f".layer{layer + 1}" if layer > 0 else ""
                yield from self.linear_arrays(f"encoder{number}.bag_", f"counts.{layer}")
            return
        if not self.one_hot:
            yield "encoder.embedding", "source.weight", None, None
        ways = [(".forward", "")] + [(".backward", "_reverse")] * self.configuration["bidirectional"]
        yield from self.cell_arrays("encoder", "encoder", ways)

    def arrays(self):
        attention = self.configuration["attention"]
        yield from self.encoder_arrays()
        if not self.one_hot:
            yield "decoder.embedding", "target.weight", None, None
        yield from self.cell_arrays("decoder", "decoder", [("", "")])
        if attention == "additive":
            yield from self.linear_arrays("attention.query_", "query")
        if attention in ("additive", "general"):
            yield "attention.key_weight", "key.weight", np.asarray, None
        if attention == "additive":
            yield "attention.score_vector", "score", None, None
        if attention != "none":
            yield from self.linear_arrays("attention.feature_", "feature")
        yield from self.linear_arrays("output.", "output")


# ---- files ----

KINDS = {"recurrent": Recurrent, "transformer": Transformer, "causal": Transformer, "masked": Transformer}


def make(texts):
    configuration = configuration_of(texts)
    if configuration["kind"] not in KINDS:
        raise ValueError(f"models of the kind {configuration['kind']} are not known here")
    return KINDS[configuration["kind"]](configuration)


def third(array, part):
    """A view of all of it, or of the rows of queries, keys or values."""
    rows = len(array) // 3
    return array if part is None else array[part * rows:(part + 1) * rows]


def load(path):
    """(model, texts) of a file; the model is ready to answer, without dropout."""
    tensors, texts = checkpoint_file.read(path)
    model = make(texts)
    state = {name: torch.zeros_like(array) for name, array in model.state_dict().items()}
    for name, torch_name, turn, part in model.arrays():
        array = tensors[name]
        third(state[torch_name], part).copy_(torch.tensor(array if turn is None else turn(array.T)))
    model.load_state_dict(state)
    return model.eval(), texts


def save(path, model, texts):
    """Writes what seqlab opens. Training starts again there, without the optimizer's state."""
    tensors, state = {}, model.state_dict()
    for name, torch_name, turn, part in model.arrays():
        array = third(state[torch_name], part).detach().to(torch.float32).numpy()
        tensors[name] = array if turn is None else np.ascontiguousarray(turn(array).T)
    checkpoint_file.write(path, tensors, {key: text for key, text in texts.items() if not key.startswith("resume.")})


# ---- answering ----

def ids_of(texts, tokens):
    """Ids of source tokens, <EOS> added."""
    places = {token: i for i, token in enumerate(json.loads(texts["source_vocabulary"]))}
    return [places.get(token, UNK) for token in tokens] + [EOS]


def answer_vocabulary(texts):
    """The tokens of an answer: a model that fills in says its source."""
    return json.loads(texts["source_vocabulary" if texts["model.kind"] == "masked" else "target_vocabulary"])


def answer(model, source, most):
    """The most likely token of each step. source: ids with <EOS>. -> (ids, logits of each step)"""
    with torch.no_grad():
        at = model.begin(torch.tensor(source).unsqueeze(1), [len(source)])
        ids, rows = [], []
        while len(ids) < most and (not ids or ids[-1] != EOS):
            logits = model.step(torch.tensor([ids[-1] if ids else SOS]), at)[0]
            rows.append(logits.tolist())
            logits[[PAD, SOS]] = float("-inf")
            ids.append(int(logits.argmax()))
    return ids, rows


def tell_answer(given):
    model, texts = load(given.file)
    source = [int(word) for word in given.words] + [EOS] if given.ids else ids_of(texts, given.words)
    ids, rows = answer(model, source, given.most)
    vocabulary = answer_vocabulary(texts)
    print(json.dumps({"source": source, "answer": ids, "target_tokens": [vocabulary[i] for i in ids], "logits": rows},
                     ensure_ascii=False))


def main():
    parser = argparse.ArgumentParser(description="seqlab's models in PyTorch")
    parts = parser.add_subparsers(dest="action", required=True)
    told = parts.add_parser("answer")
    told.add_argument("file")
    told.add_argument("words", nargs="+")
    told.add_argument("--ids", action="store_true", help="the words are token ids")
    told.add_argument("--most", type=int, default=60, help="tokens of the longest answer")
    for name, first, second in (("to-torch", "file", "out"), ("from-torch", "torch", "file")):
        part = parts.add_parser(name)
        part.add_argument(first)
        part.add_argument(second)
    given = parser.parse_args()
    if given.action == "answer":
        tell_answer(given)
    elif given.action == "to-torch":
        model, texts = load(given.file)
        torch.save({"state": model.state_dict(), "texts": texts}, given.out)
    else:
        kept = torch.load(given.torch)
        model = make(kept["texts"])
        model.load_state_dict(kept["state"])
        save(given.file, model, kept["texts"])


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, KeyError) as trouble:
        sys.exit(f"torch_model.py: {trouble}")
