#!/usr/bin/python3
"""golden_models.py: recurrent models in PyTorch (torch_model.py), for tests/test_golden_recurrent.c to compare with.

    /usr/bin/python3 scripts/peers/golden_models.py      writes tests/golden/*.txt (Debian: python3-torch)

The files are as golden.py writes them, and so are the batch, the rate and the clipping.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from golden import CLIP, E, LENGTHS, PAD, RATE, STEPS, V, Golden, make_batch
from torch_model import Recurrent

HIDDEN = 6
MODELS = {
    'lstm_general_layers': {'cell': 'lstm', 'attention': 'general', 'layers': 2, 'bidirectional': 1},
    'gru_scaled_feeding': {'attention': 'scaled', 'feeding': 1},
    'gru_additive_both': {'attention': 'additive', 'bidirectional': 1},
    'rnn_additive_one_hot': {'cell': 'rnn', 'attention': 'additive', 'input': 'one-hot'},
    'rnn_dot_layers': {'cell': 'rnn', 'attention': 'dot', 'layers': 3, 'feeding': 1},
    'gru_bag_layers': {'input': 'bag', 'layers': 2},
}


def configuration(given):
    return {'kind': 'recurrent', 'cell': 'gru', 'attention': 'none', 'input': 'embedding', 'feeding': 0, 'layers': 1,
            'hidden': HIDDEN, 'embedding': E, 'bidirectional': 0, 'source_vocabulary': V, 'target_vocabulary': V,
            'dropout': 0.0, **given}


def put_all(golden, kind, model, values):
    """values: PyTorch's name -> array; written as the program has them."""
    for name, torch_name, turn, _ in model.arrays():
        array = values[torch_name].detach().numpy()
        golden.put('%s.%s' % (kind, name), torch.tensor(array if turn is None else turn(array).T.copy()))


def write(name, given):
    golden = Golden(name)
    model = Recurrent(configuration(given))
    source, target_in, target_out = make_batch()
    for key, value in [('lengths', LENGTHS), ('source', source), ('target_in', target_in), ('target_out', target_out),
                       ('vocabulary', [V]), ('rate', [RATE]), ('clip', [CLIP])]:
        golden.put(key, value)
    parameters = dict(model.named_parameters())
    put_all(golden, 'parameter', model, parameters)
    optimiser = torch.optim.Adam(model.parameters(), RATE)
    losses, norms = [], []
    for step in range(STEPS):
        optimiser.zero_grad()
        logits = model(source, LENGTHS, target_in)
        loss = F.cross_entropy(logits.reshape(-1, V), target_out.reshape(-1), ignore_index=PAD)
        loss.backward()
        if step == 0:
            golden.put('logits', logits)
            put_all(golden, 'gradient', model, {key: value.grad for key, value in parameters.items()})
        losses.append(loss.item())
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), CLIP).item())
        optimiser.step()
    golden.put('losses', losses)
    golden.put('norms', norms)
    put_all(golden, 'trained', model, parameters)
    golden.close()


for each, settings in MODELS.items():
    write(each, settings)
