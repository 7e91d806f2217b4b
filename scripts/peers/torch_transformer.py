"""torch_transformer.py: seqlab's Transformer kinds in PyTorch, of PyTorch's own layers (norm first); for torch_model.py.

    transformer  an encoder and a decoder
    causal       one stack; the source, <EOS>, <SOS> and the target are one text of one vocabulary: the target's, with the
                 source's words behind it
    masked       one stack that fills in what is <UNK> in the source; a row of the table behind the last token's stands for
                 a hidden one

Dropout is where seqlab has it: of what is embedded, and of what each attention and each feed-forward part adds. Keys have
no bias in seqlab: it adds the same to all scores of a query and changes nothing, so PyTorch's is left out on the way back.
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from checkpoint_file import EOS, PAD, SPECIAL, UNK

POSITIONS_MOST = 512
NEVER = -10000.0
WORDS = len(SPECIAL)  # the first id that is a word


class Stack(nn.Module):
    def __init__(self, c, name, vocabulary, crossing):
        super().__init__()
        hidden, self.name, self.crossing = c["hidden"], name, crossing
        self.dropout = c["dropout"]
        self.embedding = nn.Embedding(vocabulary, hidden)
        nn.init.normal_(self.embedding.weight, 0, hidden ** -0.5)
        self.positions = nn.Parameter(torch.randn(POSITIONS_MOST, hidden) / 2 ** 0.5) if c["positions"] == "learned" else None
        self.without_positions = c["positions"] == "none"
        layer = nn.TransformerDecoderLayer if crossing else nn.TransformerEncoderLayer
        self.layers = nn.ModuleList(layer(hidden, c["heads"], 4 * hidden, self.dropout, norm_first=True)
                                    for _ in range(c["layers"]))
        self.norm = nn.LayerNorm(hidden)
        for layer in self.layers:
            layer.dropout.p = layer.self_attn.dropout = 0.0
            if crossing:
                layer.multihead_attn.dropout = 0.0

    def places(self, length):
        """[length,H]"""
        if self.positions is not None:
            return self.positions[torch.arange(length).clamp(max=POSITIONS_MOST - 1)]
        width = self.embedding.embedding_dim
        if self.without_positions:
            return torch.zeros(length, width, dtype=self.embedding.weight.dtype)
        column = torch.arange(width, dtype=torch.float64)
        angles = torch.arange(length, dtype=torch.float64).unsqueeze(1) / 10000 ** ((column - column % 2) / width)
        return torch.where(column % 2 == 0, angles.sin(), angles.cos()).to(self.embedding.weight.dtype)

    def forward(self, ids, causal, past_end=None, memory=None, memory_past_end=None):
        """ids [T,B]; past_end [B,T], true at padding -> [T,B,H]"""
        length = ids.shape[0]
        x = self.embedding(ids) * self.embedding.embedding_dim ** 0.5 + self.places(length).unsqueeze(1)
        x = F.dropout(x, self.dropout, self.training)
        mask = torch.ones(length, length, dtype=torch.bool).triu(1) if causal else None
        for layer in self.layers:
            x = (layer(x, memory, tgt_mask=mask, memory_key_padding_mask=memory_past_end) if self.crossing
                 else layer(x, src_mask=mask, src_key_padding_mask=past_end))
        return self.norm(x)

    # -- names, as in torch_model.py; in_proj has the rows of queries, keys and values: part tells which --

    def attention_arrays(self, prefix, module, norm):
        yield prefix + ".norm_gain", norm + ".weight", None, None
        yield prefix + ".norm_bias", norm + ".bias", None, None
        for part, name in enumerate(("query", "key", "value")):
            yield f"{prefix}.{name}_weight", module + ".in_proj_weight", np.asarray, part
            if name != "key":
                yield f"{prefix}.{name}_bias", module + ".in_proj_bias", np.asarray, part
        yield prefix + ".output_weight", module + ".out_proj.weight", np.asarray, None
        yield prefix + ".output_bias", module + ".out_proj.bias", np.asarray, None

    def arrays(self):
        yield self.name + ".embedding", self.name + ".embedding.weight", None, None
        if self.positions is not None:
            yield self.name + ".positions", self.name + ".positions", None, None
        for i in range(len(self.layers)):
            prefix, module = f"{self.name}.layer{i + 1}", f"{self.name}.layers.{i}"
            yield from self.attention_arrays(prefix, module + ".self_attn", module + ".norm1")
            if self.crossing:
                yield from self.attention_arrays(prefix + ".cross", module + ".multihead_attn", module + ".norm2")
            norm = module + (".norm3" if self.crossing else ".norm2")
            yield prefix + ".feed.norm_gain", norm + ".weight", None, None
            yield prefix + ".feed.norm_bias", norm + ".bias", None, None
            for name, linear in (("inner", "linear1"), ("outer", "linear2")):
                yield f"{prefix}.feed.{name}_weight", f"{module}.{linear}.weight", np.asarray, None
                yield f"{prefix}.feed.{name}_bias", f"{module}.{linear}.bias", np.asarray, None
        yield self.name + ".norm_gain", self.name + ".norm.weight", None, None
        yield self.name + ".norm_bias", self.name + ".norm.bias", None, None


def past_the_end(lengths, length):
    """[B,length], true at padding"""
    return torch.arange(length).unsqueeze(0) >= torch.as_tensor(lengths).unsqueeze(1)


class Transformer(nn.Module):
    """Ids are time first, as in torch_model.Recurrent. A masked model's logits are those of all source positions."""

    def __init__(self, configuration):
        super().__init__()
        c = self.configuration = dict(configuration)
        c["heads"], c["layers"] = c["heads"] or 4, c["layers"] or 2
        kind, source, target = c["kind"], c["source_vocabulary"], c["target_vocabulary"]
        both = source + target - WORDS
        if kind != "causal":
            self.encoder = Stack(c, "encoder", source + (kind == "masked"), False)
        if kind != "masked":
            self.decoder = Stack(c, "decoder", target if kind == "transformer" else both, kind == "transformer")
        self.output = nn.Linear(c["hidden"], {"transformer": target, "causal": both, "masked": source}[kind])

    def arrays(self):
        for stack in ("encoder", "decoder"):
            if hasattr(self, stack):
                yield from getattr(self, stack).arrays()
        yield "output.weight", "output.weight", np.asarray, None
        yield "output.bias", "output.bias", np.asarray, None

    def read(self, source, lengths):
        past_end = past_the_end(lengths, len(source))
        return self.encoder(source, False, past_end), past_end

    def forward(self, source, lengths, target=None):
        kind = self.configuration["kind"]
        if kind == "causal":
            return self.go_on(source, lengths, target)
        if kind == "masked":
            hidden = torch.where(source == UNK, self.configuration["source_vocabulary"], source)
            return self.output(self.read(hidden, lengths)[0])
        memory, past_end = self.read(source, lengths)
        return self.output(self.decoder(target, True, None, memory, past_end))

    def go_on(self, source, lengths, target):
        """Each target follows its source at once; what is past the end of a text comes after it, and so is not seen."""
        V = self.configuration["target_vocabulary"]
        joint = torch.where(source < WORDS, source, source + V - WORDS)
        text = torch.full((len(source) + len(target), source.shape[1]), PAD)
        for b, n in enumerate(map(int, lengths)):
            text[:n, b], text[n:n + len(target), b] = joint[:n, b], target[:, b]
        logits = self.output(self.decoder(text, True))
        return torch.stack([logits[n:n + len(target), b, :V] for b, n in enumerate(map(int, lengths))], 1)

    # -- answering, a token at a time: all that was said is read again --

    def begin(self, source, lengths):
        at = {"source": source, "lengths": lengths, "said": []}
        if self.configuration["kind"] == "masked":
            at["logits"] = self(source, lengths)
        return at

    def step(self, tokens, at):
        at["said"].append(tokens)
        if self.configuration["kind"] == "masked":
            return self.fill_in(at, len(at["said"]) - 1)
        return self(at["source"], at["lengths"], torch.stack(at["said"]))[-1]

    def fill_in(self, at, t):
        """Tokens that are not hidden are certain."""
        rows = torch.full((at["source"].shape[1], self.configuration["source_vocabulary"]), NEVER)
        for b, n in enumerate(map(int, at["lengths"])):
            token = int(at["source"][t, b]) if t < n - 1 else EOS
            if token == UNK:
                rows[b, WORDS:] = at["logits"][t, b, WORDS:]
            else:
                rows[b, token] = 0
        return rows
