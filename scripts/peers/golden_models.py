#!/usr/bin/python3
"""golden_models.py: recurrent models in PyTorch (torch_model.py), for tests/test_golden_models.c to compare with.

    /usr/bin/python3 scripts/peers/golden_models.py      writes tests/golden/*.txt (Debian: python3-torch)

The files are as golden.py writes them, and so are the batch, the rate and the clipping.
"""
import torch

from golden import CLIP, E, LENGTHS, RATE, V, Golden, make_batch, mean_loss, record_training
from torch_model import Recurrent

HIDDEN = 6
MODELS = {
    'lstm_general_layers': {'cell': 'lstm', 'attention': 'general', 'layers': 2, 'bidirectional': 1},
    'gru_scaled_feeding': {'attention': 'scaled', 'input_feeding': 1},
    'gru_additive_both': {'attention': 'additive', 'bidirectional': 1},
    'rnn_additive_one_hot': {'cell': 'rnn', 'attention': 'additive', 'input': 'one-hot'},
    'rnn_dot_layers': {'cell': 'rnn', 'attention': 'dot', 'layers': 3, 'input_feeding': 1},
    'gru_bag_layers': {'input': 'bag', 'layers': 2},
}


def configuration(given):
    return {'kind': 'recurrent', 'cell': 'gru', 'attention': 'none', 'input': 'embedding', 'input_feeding': 0, 'layers': 1,
            'hidden': HIDDEN, 'embedding': E, 'bidirectional': 0, 'source_vocabulary': V, 'target_vocabulary': V,
            'dropout': 0.0, **given}


def arrays(model):
    """As golden.py has them: name, parameter, how to turn it or its gradient."""
    parameters = dict(model.named_parameters())
    for name, torch_name, turn, _ in model.arrays():
        convert = (lambda m: m) if turn is None else (lambda m, turn=turn: torch.tensor(turn(m.detach().numpy()).T.copy()))
        yield name, parameters[torch_name], convert


def write(name, given):
    golden = Golden(name)
    model = Recurrent(configuration(given))
    source, target_in, target_out = make_batch()
    for key, value in [('lengths', LENGTHS), ('source', source), ('target_in', target_in), ('target_out', target_out),
                       ('vocabulary', [V]), ('rate', [RATE]), ('clip', [CLIP])]:
        golden.put(key, value)

    def run():
        logits = model(source, LENGTHS, target_in)
        return logits, mean_loss(logits, target_out)

    record_training(golden, model, list(arrays(model)), run)


for each, settings in MODELS.items():
    write(each, settings)
