#!/usr/bin/python3
"""golden.py: numbers that PyTorch computes, for tests/test_golden.c to compare the engine with, and
tests/test_golden_models.c models.

    /usr/bin/python3 scripts/peers/golden.py        writes tests/golden/*.txt (Debian: python3-torch)

Each file holds named arrays: a name, its shape, a colon, its numbers. PyTorch computes in float64, so what differs
in the test is the engine's own float32.

Two conventions are converted here, so that the files hold everything as the engine has it:
- PyTorch's GRU has h_t = (1 - z') * n + z' * h_{t-1}, the engine has h_t = (1 - z) * h_{t-1} + z * n, so z' = 1 - z.
  As 1 - sigmoid(a) = sigmoid(-a), negating the update gate's weights and biases turns one into the other, and
  the gradients of those change their sign with them.
- PyTorch keeps weights as [out, in], the engine as [in, out]: they are transposed.

The gates of an LSTM have one order in both: input, forget, candidate, output.
"""
import os
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PAD, SOS, EOS = 0, 1, 2
E, H, A, V, B, S, T = 4, 5, 6, 11, 3, 5, 4
LENGTHS = [5, 2, 4]
STEPS, RATE, CLIP = 10, 0.01, 0.34  # a norm that some steps reach and some do not
FOLDER = os.path.join(os.path.dirname(__file__), '..', '..', 'tests', 'golden')
torch.set_default_dtype(torch.float64)


class Golden:
    """One file."""
    def __init__(self, name):
        torch.manual_seed(sum(map(ord, name)))
        self.file = open(os.path.join(FOLDER, name + '.txt'), 'w')
        self.file.write('# Written by scripts/peers/golden.py with PyTorch %s.\n' % torch.__version__.split('+')[0])

    def put(self, name, values):
        values = torch.as_tensor(values)
        numbers = ['%.9g' % v for v in values.detach().reshape(-1).tolist()]
        shape = ' '.join(map(str, values.shape or (1,)))
        self.file.write('%s %s :\n' % (name, shape))
        for i in range(0, len(numbers), 8):
            self.file.write('  ' + ' '.join(numbers[i:i + 8]) + '\n')

    def close(self):
        self.file.close()


def negate_update(rows):
    """Of a GRU's [3H, ..] weights, gates in the order reset, update, candidate."""
    rows = rows.clone()
    rows[H:2 * H] = -rows[H:2 * H]
    return rows


def cell_arrays(layer, suffix='l0'):
    """(name, PyTorch's parameter, how to turn it or its gradient into the engine's)."""
    row = negate_update if isinstance(layer, nn.GRU) else lambda m: m
    matrix = lambda m: row(m).t()
    return [('W', getattr(layer, 'weight_ih_' + suffix), matrix), ('bW', getattr(layer, 'bias_ih_' + suffix), row),
            ('U', getattr(layer, 'weight_hh_' + suffix), matrix), ('bU', getattr(layer, 'bias_hh_' + suffix), row)]


def run_padded(layer, x, initial=None):
    """A layer over padded sentences; nothing is read past a sentence's length. initial and last are pairs in an LSTM."""
    packed = pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
    states, last = layer(packed, initial)
    return pad_packed_sequence(states, total_length=x.shape[0])[0], last


def source_mask():
    """[B,S], true at padding."""
    return torch.arange(S).unsqueeze(0) >= torch.tensor(LENGTHS).unsqueeze(1)


def leaf(*shape):
    return torch.randn(*shape, requires_grad=True)


def cell_layer(name, kind):
    """kind: nn.RNN, nn.GRU or nn.LSTM, in both directions. The last memories of an LSTM count in the loss, as its last
    states do."""
    golden = Golden(name)
    layer = kind(E, H, bidirectional=True)
    directions = [('forward', 'l0'), ('backward', 'l0_reverse')]
    x, initial = leaf(S, B, E), leaf(len(directions), B, H)
    memory = leaf(len(directions), B, H) if kind is nn.LSTM else None
    states, last = run_padded(layer, x, initial if memory is None else (initial, memory))
    last, last_memory = (last, None) if memory is None else last
    share, last_share = torch.randn_like(states), torch.randn_like(last)
    loss = (states * share).sum() + (last * last_share).sum()
    if memory is not None:
        last_memory_share = torch.randn_like(last_memory)
        loss = loss + (last_memory * last_memory_share).sum()
    loss.backward()
    golden.put('lengths', LENGTHS)
    golden.put('x', x)
    golden.put('gradient.x', x.grad)
    for i, (direction, suffix) in enumerate(directions):
        columns = slice(i * H, (i + 1) * H)
        golden.put(direction + '.initial', initial[i])
        golden.put(direction + '.gradient.initial', initial.grad[i])
        golden.put(direction + '.states', states[..., columns])
        golden.put(direction + '.last', last[i])
        golden.put(direction + '.share', share[..., columns])
        golden.put(direction + '.last_share', last_share[i])
        if memory is not None:
            golden.put(direction + '.memory', memory[i])
            golden.put(direction + '.gradient.memory', memory.grad[i])
            golden.put(direction + '.last_memory', last_memory[i])
            golden.put(direction + '.last_memory_share', last_memory_share[i])
        for array, parameter, convert in cell_arrays(layer, suffix):
            golden.put('%s.%s' % (direction, array), convert(parameter))
            golden.put('%s.gradient.%s' % (direction, array), convert(parameter.grad))
    golden.close()


def dot(query, keys, values, scale):
    """query [T,B,H], keys and values [S,B,..] -> context [T,B,..], weights [T,B,S]"""
    scores = scale * torch.einsum('tbh,sbh->tbs', query, keys)
    weights = torch.softmax(scores.masked_fill(source_mask(), float('-inf')), -1)
    return torch.einsum('tbs,sbd->tbd', weights, values), weights


def additive(query, keys, values, v):
    """query [B,A], keys [S,B,A], values [S,B,D] -> context [B,D], weights [B,S]"""
    scores = torch.tanh(query + keys).matmul(v).t()
    weights = torch.softmax(scores.masked_fill(source_mask(), float('-inf')), -1)
    return torch.einsum('bs,sbd->bd', weights, values), weights


def attention(name, inputs, apply):
    golden = Golden(name)
    inputs = {key: leaf(*shape) for key, shape in inputs.items()}
    context, weights = apply(inputs)
    share = torch.randn_like(context)
    (context * share).sum().backward()
    golden.put('lengths', LENGTHS)
    for key, value in inputs.items():
        golden.put(key, value)
        golden.put('gradient.' + key, value.grad)
    golden.put('share', share)
    golden.put('context', context)
    golden.put('weights', weights)
    golden.close()


def heads(name, causal):
    """nn.MultiheadAttention whose projections change nothing, over padded sentences."""
    golden = Golden(name)
    width, count = 6, 3
    query, keys, values = leaf(S if causal else T, B, width), leaf(S, B, width), leaf(S, B, width)
    part = nn.MultiheadAttention(width, count)
    with torch.no_grad():
        part.in_proj_weight.copy_(torch.eye(width).repeat(3, 1))
        part.out_proj.weight.copy_(torch.eye(width))
    mask = torch.ones(S, S, dtype=torch.bool).triu(1) if causal else None
    context, weights = part(query, keys, values, key_padding_mask=source_mask(), attn_mask=mask,
                            average_attn_weights=False)
    share = torch.randn_like(context)
    (context * share).sum().backward()
    golden.put('lengths', LENGTHS)
    golden.put('heads', [count])
    for key, value in [('query', query), ('keys', keys), ('values', values)]:
        golden.put(key, value)
        golden.put('gradient.' + key, value.grad)
    golden.put('share', share)
    golden.put('context', context)
    golden.put('weights', weights.permute(2, 0, 1, 3))
    golden.close()


def of_tensors(name, inputs, apply):
    """One operation y = apply(inputs) and its gradients."""
    golden = Golden(name)
    y = apply(*inputs.values())
    share = torch.randn_like(y)
    (y * share).sum().backward()
    for key, value in inputs.items():
        golden.put(key, value)
        golden.put('gradient.' + key, value.grad)
    golden.put('share', share)
    golden.put('y', y)
    golden.close()


def cross_entropy_smooth():
    golden = Golden('cross_entropy_smooth')
    logits, targets = leaf(T, B, V), torch.randint(PAD, V, (T, B))
    targets[T - 1, 0] = PAD
    loss = F.cross_entropy(logits.reshape(-1, V), targets.reshape(-1), ignore_index=PAD, label_smoothing=0.2)
    loss.backward()
    for key, value in [('logits', logits), ('targets', targets), ('loss', loss), ('gradient.logits', logits.grad)]:
        golden.put(key, value)
    golden.close()


class Seq2seq(nn.Module):
    """Of PyTorch's own layers; kind: none or dot."""
    def __init__(self, kind, cell):
        super().__init__()
        self.kind = kind
        self.source, self.target = nn.Embedding(V, E, padding_idx=PAD), nn.Embedding(V, E, padding_idx=PAD)
        self.encoder, self.decoder = cell(E, H), cell(E, H)
        if kind == 'dot':
            self.combine = nn.Linear(2 * H, H)
        self.output = nn.Linear(H, V)

    def forward(self, source, target):
        memory, last = run_padded(self.encoder, self.source(source))
        states, _ = self.decoder(self.target(target), last)
        if self.kind == 'dot':
            context, _ = dot(states, memory, memory, 1)
            states = torch.tanh(self.combine(torch.cat((context, states), -1)))
        return self.output(states)

    def arrays(self):
        """(name in the model, parameter, conversion)."""
        names = {'W': 'input_weight', 'bW': 'input_bias', 'U': 'recurrent_weight', 'bU': 'recurrent_bias'}
        yield from [('encoder.embedding', self.source.weight, lambda m: m),
                    ('decoder.embedding', self.target.weight, lambda m: m)]
        yield from [('encoder.forward.' + names[n], p, c) for n, p, c in cell_arrays(self.encoder)]
        yield from [('decoder.' + names[n], p, c) for n, p, c in cell_arrays(self.decoder)]
        if self.kind == 'dot':
            for name, parameter, convert in linear_arrays('attention.feature_', self.combine):
                yield name, parameter, convert if 'bias' in name else lambda m: m.t().roll(H, 0)  # the state first
        yield from linear_arrays('output.', self.output)


def make_batch():
    source = torch.randint(EOS + 1, V, (S, B))
    target = torch.randint(EOS + 1, V, (T, B))
    target_lengths = [T, T - 1, 2]
    target_in, target_out = target.clone(), torch.full((T, B), PAD)
    for b in range(B):
        source[LENGTHS[b]:, b] = PAD
        target_in[0, b] = SOS
        target_in[target_lengths[b]:, b] = PAD
        target_out[:target_lengths[b] - 1, b] = target_in[1:target_lengths[b], b]
        target_out[target_lengths[b] - 1, b] = EOS
    return source, target_in, target_out


def mean_loss(logits, wanted):
    return F.cross_entropy(logits.reshape(-1, V), wanted.reshape(-1), ignore_index=PAD)


def record_training(golden, model, arrays, run):
    """Parameters, the first logits and gradients, and what STEPS steps of Adam make of it. arrays: (name, PyTorch's
    parameter, how to turn it or its gradient into the engine's); run() -> logits, loss. Closes the file."""
    def put(kind, of=lambda parameter: parameter):
        for name, parameter, convert in arrays:
            golden.put('%s.%s' % (kind, name), convert(of(parameter)))

    put('parameter')
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    losses, norms = [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        logits, loss = run()
        loss.backward()
        if step == 0:
            golden.put('logits', logits)
            put('gradient', lambda parameter: parameter.grad)
        losses.append(loss.item())
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), CLIP).item())
        optimizer.step()
    golden.put('losses', losses)
    golden.put('norms', norms)
    put('trained')
    golden.close()


def seq2seq(name, kind, cell):
    golden = Golden('seq2seq_' + name)
    model = Seq2seq(kind, cell)
    source, target_in, target_out = make_batch()
    for key, value in [('lengths', LENGTHS), ('source', source), ('target_in', target_in), ('target_out', target_out),
                       ('vocabulary', [V]), ('rate', [RATE]), ('clip', [CLIP])]:
        golden.put(key, value)

    def run():
        logits = model(source, target_in)
        return logits, mean_loss(logits, target_out)

    record_training(golden, model, list(model.arrays()), run)


WIDTH, HEADS, LAYERS = 4, 2, 2  # of the Transformers


def norm_arrays(prefix, norm):
    same = lambda m: m
    yield from [(prefix + '.norm_gain', norm.weight, same), (prefix + '.norm_bias', norm.bias, same)]


def linear_arrays(name, linear):
    yield from [(name + 'weight', linear.weight, lambda m: m.t()), (name + 'bias', linear.bias, lambda m: m)]


def attention_arrays(prefix, part, norm):
    yield from norm_arrays(prefix, norm)
    for i, name in enumerate(('query', 'key', 'value')):
        rows = slice(i * WIDTH, (i + 1) * WIDTH)
        yield '%s.%s_weight' % (prefix, name), part.in_proj_weight, lambda m, rows=rows: m[rows].t()
        if name != 'key':  # it adds the same to all scores of a query, and so changes nothing
            yield '%s.%s_bias' % (prefix, name), part.in_proj_bias, lambda m, rows=rows: m[rows]
    yield from linear_arrays(prefix + '.output_', part.out_proj)


class Stack(nn.Module):
    """PyTorch's own layers, norm first; embeddings scaled, positions sinusoidal or learned."""
    def __init__(self, name, vocabulary, crossing, learned):
        super().__init__()
        self.name, self.crossing = name, crossing
        self.embedding = nn.Embedding(vocabulary, WIDTH, padding_idx=PAD)
        self.positions = nn.Parameter(torch.randn(S + T, WIDTH)) if learned else None
        layer = nn.TransformerDecoderLayer if crossing else nn.TransformerEncoderLayer
        self.layers = nn.ModuleList(layer(WIDTH, HEADS, 4 * WIDTH, 0.0, norm_first=True) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        for layer in self.layers:  # PyTorch begins with zeros and ones, which would hide mistakes
            for parameter in layer.parameters():
                if parameter.dim() == 1:
                    nn.init.normal_(parameter, float(parameter[0] == 1), 0.3)

    def sinusoids(self, length):
        waves = 10000 ** (-torch.arange(0, WIDTH, 2) / WIDTH)
        angles = torch.arange(length).unsqueeze(1) * waves
        return torch.stack((angles.sin(), angles.cos()), 2).reshape(length, WIDTH)

    def forward(self, ids, causal, padding=None, memory=None, memory_padding=None):
        length = ids.shape[0]
        positions = self.sinusoids(length) if self.positions is None else self.positions[:length]
        x = self.embedding(ids) * WIDTH ** 0.5 + positions.unsqueeze(1)
        mask = torch.full((length, length), float('-inf')).triu(1) if causal else None
        for layer in self.layers:
            x = (layer(x, memory, tgt_mask=mask, memory_key_padding_mask=memory_padding) if self.crossing
                 else layer(x, src_mask=mask, src_key_padding_mask=padding))
        return self.norm(x)

    def arrays(self):
        same = lambda m: m
        yield self.name + '.embedding', self.embedding.weight, same
        if self.positions is not None:
            yield self.name + '.positions', self.positions, same
        for i, layer in enumerate(self.layers):
            prefix = '%s.layer%d' % (self.name, i + 1)
            yield from attention_arrays(prefix, layer.self_attn, layer.norm1)
            if self.crossing:
                yield from attention_arrays(prefix + '.cross', layer.multihead_attn, layer.norm2)
            yield from norm_arrays(prefix + '.feed', layer.norm3 if self.crossing else layer.norm2)
            yield from linear_arrays(prefix + '.feed.inner_', layer.linear1)
            yield from linear_arrays(prefix + '.feed.outer_', layer.linear2)
        yield from norm_arrays(self.name, self.norm)


def joint(source):
    """A source's ids in the vocabulary of both."""
    return torch.where(source <= EOS + 1, source, source + V - (EOS + 2))


class Transformer(nn.Module):
    """logits: of the targets; of a masked model, of all positions. loss: of them, or what the kind learns."""
    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        if kind != 'causal':
            self.encoder = Stack('encoder', V + (kind == 'masked'), False, False)
        if kind != 'masked':
            self.decoder = Stack('decoder', V if kind == 'transformer' else 2 * V - 4, kind == 'transformer',
                                 kind == 'causal')
        self.output = nn.Linear(WIDTH, 2 * V - 4 if kind == 'causal' else V)

    def arrays(self):
        for stack in ('encoder', 'decoder'):
            if hasattr(self, stack):
                yield from getattr(self, stack).arrays()
        yield from linear_arrays('output.', self.output)

    def run_causal(self, source, target_in, target_out):
        ids, wanted = torch.full((S + T, B), PAD), torch.full((S + T, B), PAD)
        for b, n in enumerate(LENGTHS):
            ids[:n, b], ids[n:n + T, b] = joint(source[:n, b]), target_in[:, b]
            wanted[:n - 1, b], wanted[n - 1, b], wanted[n:n + T, b] = ids[1:n, b], SOS, target_out[:, b]
        everything = self.output(self.decoder(ids, True))
        loss = F.cross_entropy(everything.reshape(-1, 2 * V - 4), wanted.reshape(-1), ignore_index=PAD)
        return torch.stack([everything[n:n + T, b, :V] for b, n in enumerate(LENGTHS)], 1), loss

    def forward(self, source, target_in, target_out, ids, hidden):
        if self.kind == 'causal':
            return self.run_causal(source, target_in, target_out)
        if self.kind == 'masked':
            logits, wanted = self.output(self.encoder(ids, False, source_mask())), hidden
        else:
            memory = self.encoder(source, False, source_mask())
            logits, wanted = self.output(self.decoder(target_in, True, None, memory, source_mask())), target_out
        return logits, mean_loss(logits, wanted)


def transformer(kind):
    golden = Golden(kind)
    model = Transformer(kind)
    source, target_in, target_out = make_batch()
    if kind == 'masked':
        source[source == EOS + 1] = EOS + 2  # <UNK> would be hidden in an answer
    ids, hidden = source.clone(), torch.full((S, B), PAD)
    for t, b in [(1, 0), (4, 0), (0, 1), (2, 2)]:
        ids[t, b], hidden[t, b] = V, source[t, b]
    for key, value in [('lengths', LENGTHS), ('source', source), ('target_in', target_in), ('target_out', target_out),
                       ('ids', ids), ('hidden', hidden), ('vocabulary', [V]), ('heads', [HEADS]), ('rate', [RATE]),
                       ('clip', [CLIP])]:
        golden.put(key, value)
    record_training(golden, model, list(model.arrays()), lambda: model(source, target_in, target_out, ids, hidden))


def optimizer(name, make, momentum, weight_decay):
    """Ten steps from random gradients, some of them clipped; weight decay is large enough to be seen."""
    golden = Golden('optimizer_' + name)
    values = nn.Parameter(torch.randn(24))
    gradients = torch.randn(STEPS, 24) * torch.linspace(0.05, 0.5, STEPS).unsqueeze(1)
    clip = 1.5
    for key, value in [('rate', [RATE]), ('clip', [clip]), ('momentum', [momentum]), ('weight_decay', [weight_decay]),
                       ('parameter', values), ('gradients', gradients)]:
        golden.put(key, value)
    steps, rows = make([values]), []
    for gradient in gradients:
        values.grad = gradient.clone()
        nn.utils.clip_grad_norm_([values], clip)
        steps.step()
        rows.append(values.detach().clone())
    golden.put('values', torch.stack(rows))
    golden.close()


def main():
    os.makedirs(FOLDER, exist_ok=True)
    cell_layer('gru_both', nn.GRU)
    cell_layer('rnn_both', nn.RNN)
    cell_layer('lstm_both', nn.LSTM)
    attention('attention_dot', {'query': (T, B, H), 'keys': (S, B, H), 'values': (S, B, A)},
              lambda i: dot(i['query'], i['keys'], i['values'], 0.7))
    attention('attention_additive', {'query': (B, A), 'keys': (S, B, A), 'values': (S, B, H), 'v': (A,)},
              lambda i: additive(i['query'], i['keys'], i['values'], i['v']))
    heads('multi_head', False)
    heads('multi_head_causal', True)
    torch.manual_seed(1)
    of_tensors('layer_norm', {'x': leaf(T, B, 19), 'gain': leaf(19), 'bias': leaf(19)},
               lambda x, gain, bias: F.layer_norm(x, (19,), gain, bias))
    of_tensors('gelu', {'a': leaf(T, 19)}, lambda a: F.gelu(3 * a, approximate='tanh'))
    cross_entropy_smooth()
    for kind in ('none', 'dot'):
        seq2seq(kind, kind, nn.GRU)
    seq2seq('rnn', 'none', nn.RNN)
    seq2seq('lstm', 'none', nn.LSTM)
    for kind in ('transformer', 'causal', 'masked'):
        transformer(kind)
    optimizer('adam', lambda p: torch.optim.Adam(p, RATE, weight_decay=0.3), 0, 0.3)
    optimizer('adamw', lambda p: torch.optim.AdamW(p, RATE, weight_decay=0.3), 0, 0.3)
    optimizer('sgd', lambda p: torch.optim.SGD(p, RATE, momentum=0.9, weight_decay=0.3), 0.9, 0.3)


if __name__ == '__main__':
    main()
