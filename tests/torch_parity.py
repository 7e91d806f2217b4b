"""torch_parity.py: every kind of model in PyTorch and in the program: equal answers, equal logits. TAP.

Arguments: PROGRAM FOLDER-OF-torch_model.py SCRATCH-FOLDER. From the program to PyTorch by files that it trained and saved;
from PyTorch to the program by files that hold a fresh PyTorch model."""
import itertools
import json
import os
import subprocess
import sys

program, peers, scratch = sys.argv[1:4]
sys.path.insert(0, peers)
import checkpoint_file  # noqa: E402
import torch  # noqa: E402
import torch_model  # noqa: E402
import torch_transformer  # noqa: E402

TOLERANCE = 1e-4
SENTENCE = "a c b 없는 d"  # with a word that no vocabulary has
DATA = "data task=copy length=2..5 symbols=6"
number = 0


def report(right, title, *said):
    global number
    number += 1
    print(f"{'ok' if right else 'not ok'} {number} - {title}", flush=True)
    for line in said if not right else ():
        print("#", line)


def seqlab(*lines):
    """The result of each line."""
    steps = [word for line in lines for word in ("-e", line)]
    done = subprocess.run([program, "--json", *steps], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def configurations():
    """As the command takes them: each cell with each attention, and what else there is, spread over them."""
    extras = itertools.cycle(["layers=1", "layers=2 bidirectional=yes", "layers=1 bidirectional=yes", "layers=3", "layers=4 bidirectional=yes"])
    for cell, attention in itertools.product(("gru", "lstm", "rnn"), ("none", "dot", "scaled", "general", "additive")):
        yield f"cell={cell} attention={attention} {next(extras)}"
        if attention != "none":
            yield f"cell={cell} attention={attention} input_feeding=yes {next(extras)}"
        if attention in ("none", "dot", "additive"):
            yield f"cell={cell} attention={attention} input=one-hot {next(extras)}"
    for cell, layers in itertools.product(("gru", "lstm", "rnn"), (1, 2)):
        yield f"cell={cell} attention=none input=bag layers={layers}"


def transformers():
    for kind, positions, more in itertools.product(("transformer", "causal", "masked"), ("sinusoidal", "learned", "none"),
                                                   ("layers=1 heads=1", "layers=2 heads=2", "layers=4 heads=4")):
        yield f"kind={kind} positions={positions} {more}"


def path_of(i, side):
    return os.path.join(scratch, f"{side}{i}.safetensors")


def difference(model, texts, trace):
    """None where PyTorch says what the program said, else what differs."""
    tokens, logits = trace["target_tokens"], trace["values"]
    ids, rows = torch_model.answer(model, torch_model.ids_of(texts, trace["source_tokens"][:-1]), len(tokens))
    vocabulary = torch_model.answer_vocabulary(texts)
    if [vocabulary[i] for i in ids] != tokens:
        return f"{[vocabulary[i] for i in ids]} is not {tokens}"
    never = torch_transformer.NEVER  # the program tells null, and only there
    if any((a <= never) != (b is None) for x, y in zip(rows, logits) for a, b in zip(x, y)):
        return "other tokens are masked"
    far = max(abs(a - b) for x, y in zip(rows, logits) for a, b in zip(x, y) if b is not None)
    return None if far <= TOLERANCE and len(rows) == len(logits) else f"logits differ by {far:g}"


def batches_are_sentences(model):
    """Three sentences as one padded batch, and one by one: the logits are the same."""
    lengths, target = [4, 2, 3], torch.tensor([[1, 1, 1], [5, 6, 4]])
    source = torch.tensor([[4, 5, 6], [7, 2, 5], [4, 0, 2], [2, 0, 0]])
    with torch.no_grad():
        whole = model(source, lengths, target)
        ones = [model(source[:length, b:b + 1], [length], target[:, b:b + 1]) for b, length in enumerate(lengths)]
    return all((whole[:len(one), b] - one[:, 0]).abs().max() < 1e-4 for b, one in enumerate(ones))


def there_and_back(i, model, texts):
    """A file that was read and written again has the same tensors to the bit."""
    torch_model.save(path_of(i, "again"), model, texts)
    before, after = checkpoint_file.read(path_of(i, "seqlab"))[0], checkpoint_file.read(path_of(i, "again"))[0]
    return (set(after) == {name for name in before if not name.startswith("resume.")} and
            all(after[name].tobytes() == before[name].tobytes() for name in after))


def compare_files(settings, traces, before=""):
    for i, (line, trace) in enumerate(zip(settings, traces)):
        model, texts = torch_model.load(path_of(i, "seqlab"))
        said = difference(model, texts, trace)
        report(said is None, f"to PyTorch: {line}", said)
        if not batches_are_sentences(model):
            report(False, f"a padded batch: {line}")
        if not there_and_back(i, model, texts):
            report(False, f"there and back to the bit: {line}")


def from_the_program(settings):
    lines = [DATA]
    for i, line in enumerate(settings):
        embedding = "" if "kind=" in line or "one-hot" in line else "embedding=5"
        lines += [f"model hidden=8 {embedding} name=m{i} {line}", "train steps=12 batch=16 lr=0.02",
                  f"save {path_of(i, 'seqlab')} replace=yes", f"trace {SENTENCE} name=output.logits"]
    compare_files(settings, seqlab(*lines)[4::4])


def fresh_model(line, i, texts):
    """A model that PyTorch made, with the vocabularies and the data of these texts."""
    options = dict(word.split("=") for word in line.split())
    recurrent = "kind" not in options
    configuration = {"kind": options.get("kind", "recurrent"), "cell": options.get("cell", "gru"), "dropout": 0.0, "seed": i,
                     "attention": options.get("attention", "none"), "input": options.get("input", "embedding"),
                     "positions": options.get("positions", "sinusoidal"), "heads": int(options.get("heads", 0)),
                     "input_feeding": options.get("input_feeding", "no"), "bidirectional": options.get("bidirectional", "no"),
                     "layers": int(options.get("layers", 1)), "hidden": 12, "embedding": 6 if recurrent else 12}
    for side in ("source_vocabulary", "target_vocabulary"):
        configuration[side] = len(json.loads(texts[side]))
    texts = {**texts, **{f"model.{key}": str(value) for key, value in configuration.items()}}
    torch.manual_seed(i)
    model = torch_model.make(texts).eval()
    if not recurrent:  # PyTorch begins with zeros and ones, which would hide mistakes
        for parameter in model.parameters():
            torch.nn.init.normal_(parameter, 0, 0.3)
    torch_model.save(path_of(i, "torch"), model, texts)
    return model, texts


def from_pytorch(settings, texts):
    made = [fresh_model(line, i, texts) for i, line in enumerate(settings)]
    lines = [word for i in range(len(settings)) for word in (f"open {path_of(i, 'torch')}", f"trace {SENTENCE} name=output.logits")]
    for line, (model, kept), trace in zip(settings, made, seqlab(*lines)[1::2]):
        said = difference(model, kept, trace)
        report(said is None, f"from PyTorch: {line}", said)


def trained_from_pytorch(settings):
    """What PyTorch made, opened by the program, trained there, and given back."""
    lines = [word for i in range(len(settings)) for word in (
        f"open {path_of(i, 'torch')}", "train steps=12 batch=16 lr=0.02", f"save {path_of(i, 'seqlab')} replace=yes",
        f"trace {SENTENCE} name=output.logits")]
    compare_files(settings, seqlab(*lines)[3::4])


def by_the_command(line):
    """As a person runs it: an answer; to a state dict and back."""
    tool = [sys.executable, os.path.join(peers, "torch_model.py")]
    file, state, again = path_of(0, "seqlab"), os.path.join(scratch, "state.pt"), os.path.join(scratch, "back.safetensors")
    said = json.loads(subprocess.run([*tool, "answer", file, *SENTENCE.split()], capture_output=True, check=True).stdout)
    trace = seqlab(f"open {file}", f"trace {SENTENCE} name=output.logits")[1]
    report(said["target_tokens"][:len(trace["target_tokens"])] == trace["target_tokens"], f"the command answers: {line}", said)
    by_ids = subprocess.run([*tool, "answer", file, "--ids", *map(str, said["source"][:-1])], capture_output=True, check=True)
    report(json.loads(by_ids.stdout) == said, "and from ids", by_ids.stdout)
    subprocess.run([*tool, "to-torch", file, state], check=True)
    subprocess.run([*tool, "from-torch", state, again], check=True)
    back = seqlab(f"open {again}", f"trace {SENTENCE} name=output.logits")[1]
    report(back["values"] == trace["values"], "a state dict comes back as it went")


def fills_in_by_the_command():
    """A model that fills in says its source, which here has other tokens than the target, and more."""
    file = os.path.join(scratch, "fills.safetensors")
    trace = seqlab("data grammar=ko-en length=2..4", "model kind=masked hidden=8 heads=2", "train steps=5", f"save {file} replace=yes",
                   "trace 나는 어제 _ 갔다 name=encoder.logits")[-1]
    said = subprocess.run([sys.executable, os.path.join(peers, "torch_model.py"), "answer", file, *"나는 어제 _ 갔다".split()],
                          capture_output=True, text=True)
    tokens = json.loads(said.stdout)["target_tokens"] if said.returncode == 0 else said.stderr
    report(tokens == trace["target_tokens"], "the command fills in", tokens)
    model, texts = torch_model.load(file)
    source = torch_model.ids_of(texts, trace["source_tokens"][:-1])
    with torch.no_grad():
        logits = model(torch.tensor(source).unsqueeze(1), [len(source)])[:, 0].tolist()
    far = max(abs(a - b) for x, y in zip(logits, trace["values"]) for a, b in zip(x, y))
    report(far <= TOLERANCE, "and its logits at words that are not hidden too", far)


def planted_faults(settings):
    """What the comparison must find."""
    index = next(i for i, line in enumerate(settings) if "cell=gru" in line and "layers=2" in line)
    trace = seqlab(f"open {path_of(index, 'seqlab')}", f"trace {SENTENCE} name=output.logits")[1]
    faults = {"the update gate the other way round": lambda self, array: array,
              "reset and update gates exchanged": lambda self, array: torch_model.np.concatenate(
                  (-array[len(array) // 3:2 * len(array) // 3], array[:len(array) // 3], array[2 * len(array) // 3:]))}
    kept = torch_model.Recurrent.turn_gates
    for title, fault in faults.items():
        torch_model.Recurrent.turn_gates = fault
        model, texts = torch_model.load(path_of(index, "seqlab"))
        report(difference(model, texts, trace) is not None, f"found: {title}")
    torch_model.Recurrent.turn_gates = kept


def planted_in_transformers(settings):
    """The same weights cut into other heads."""
    index = next(i for i, line in enumerate(settings) if "kind=transformer" in line and "heads=2" in line)
    trace = seqlab(f"open {path_of(index, 'seqlab')}", f"trace {SENTENCE} name=output.logits")[1]
    model, texts = torch_model.load(path_of(index, "seqlab"))
    for layer in model.encoder.layers:
        layer.self_attn.num_heads, layer.self_attn.head_dim = 4, layer.self_attn.embed_dim // 4
    report(difference(model, texts, trace) is not None, "found: another number of heads")


settings = list(configurations())
from_the_program(settings)
words = checkpoint_file.SPECIAL + ["a", "b", "c", "d", "e", "집"]
from_pytorch(settings, checkpoint_file.texts_of({}, words, words))
by_the_command(settings[0])
planted_faults(settings)
texts = checkpoint_file.read(path_of(0, "seqlab"))[1]
settings = list(transformers())
from_the_program(settings)
from_pytorch(settings, texts)
trained_from_pytorch(settings)
fills_in_by_the_command()
planted_in_transformers(settings)
print(f"1..{number}")
