#!/usr/bin/env python3
"""compare.py: `seqlab bench` and PyTorch, or another peer, on the same work, in turns, and the ratio.

    scripts/peers/compare.py                     every configuration below
    scripts/peers/compare.py none-64 additive    those whose name begins so
    scripts/peers/compare.py --threads=2 --rounds=3
    scripts/peers/compare.py --peer=onednn       steps composed of oneDNN's primitives: GRUs without attention
    scripts/peers/compare.py --peer=onnx         answers of ONNX Runtime, whose decoder is given its tokens: likewise
    scripts/peers/compare.py --precision=bf16 --peer=float32    steps with bfloat16 against the program's own with float32

The program is build/run beside the sources, or $SEQLAB; PyTorch is /usr/bin/python3's (the package python3-torch), or
$TORCH_PYTHON's. Each round measures one and then the other; of each the best round counts, since another program on the
machine can only make it slower. With two threads PyTorch is given the OpenMP build of OpenBLAS where it is installed
(libopenblas0-openmp), without which two are slower than one. oneDNN is the package libdnnl-dev, ONNX Runtime the npm
package onnxruntime-node (NODE_PATH says where); both run on one thread. ONNX Runtime's figure is without the call itself.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("SEQLAB", os.path.join(HERE, "..", "..", "build", "run"))
PYTHON = os.environ.get("TORCH_PYTHON", "/usr/bin/python3")

# name: model, cell, hidden, vocabulary, batch, length
CONFIGURATIONS = {
    "none-64": ("none", "gru", 64, 64, 32, 10),
    "none-128-short": ("none", "gru", 128, 64, 32, 10),
    "none-128": ("none", "gru", 128, 64, 64, 30),
    "none-256": ("none", "gru", 256, 64, 64, 30),
    "none-512": ("none", "gru", 512, 64, 64, 30),
    "none-128-words": ("none", "gru", 128, 4000, 64, 10),
    "none-256-words": ("none", "gru", 256, 4000, 64, 30),
    "lstm-128": ("none", "lstm", 128, 64, 64, 30),
    "rnn-128": ("none", "rnn", 128, 64, 64, 30),
    "general-64": ("general", "gru", 64, 64, 32, 10),
    "general-128": ("general", "gru", 128, 64, 64, 30),
    "general-256-words": ("general", "gru", 256, 4000, 64, 30),
    "additive-64": ("additive", "gru", 64, 64, 32, 10),
    "additive-128": ("additive", "gru", 128, 64, 64, 30),
    "additive-256-words": ("additive", "gru", 256, 4000, 64, 30),
    "transformer-64": ("transformer", "gru", 64, 64, 32, 10),
    "transformer-128": ("transformer", "gru", 128, 64, 64, 30),
    "transformer-256-words": ("transformer", "gru", 256, 4000, 64, 30),
}


def one_line(command, environment=None):
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        sys.exit("%s: %s" % (" ".join(command), done.stderr.strip()))
    return json.loads(done.stdout.strip().splitlines()[-1])


def ours(configuration, threads, seconds, precision="float32"):
    model, cell, hidden, vocabulary, batch, length = configuration
    kind = ["transformer", "layers=2"] if model == "transformer" else ["cell=" + cell, "attention=" + model]
    if model == "transformer":
        kind[0] = "kind=transformer"
    return one_line([PROGRAM, "--json", "bench", *kind, "hidden=%d" % hidden, "vocab=%d" % vocabulary,
                     "batch=%d" % batch, "length=%d" % length, "threads=%d" % threads,
                     "seconds=%g" % seconds, "precision=" + precision])["rows"][0]


def torch(configuration, threads, seconds):
    model, cell, hidden, vocabulary, batch, length = configuration
    environment = dict(os.environ)
    openmp = glob.glob("/usr/lib/*/openblas-openmp")
    if threads > 1 and openmp:
        environment["LD_LIBRARY_PATH"] = openmp[0]
    return one_line([PYTHON, os.path.join(HERE, "torch_step.py"), "--model=" + model, "--cell=" + cell,
                     "--hidden=%d" % hidden, "--vocab=%d" % vocabulary, "--batch=%d" % batch, "--length=%d" % length,
                     "--threads=%d" % threads, "--seconds=%g" % seconds], environment)


def onednn(configuration, threads, seconds):
    _, _, hidden, vocabulary, batch, length = configuration
    program = os.path.join(FOLDER.name, "onednn_step")
    if not os.path.exists(program):
        subprocess.run(["cc", "-O3", "-march=native", "-ffast-math", "-o", program,
                        os.path.join(HERE, "onednn_step.c"), "-ldnnl", "-lm"], check=True)
    return one_line([program, *map(str, (hidden, vocabulary, batch, length, seconds))],
                    dict(os.environ, OMP_NUM_THREADS=str(threads)))


def onnx(configuration, threads, seconds):
    _, _, hidden, vocabulary, _, length = configuration
    return one_line(["node", os.path.join(HERE, "onnx_answer.js"), *map(str, (hidden, vocabulary, length, seconds))])


PEERS = {"torch": torch, "onednn": onednn, "onnx": onnx, "float32": ours}
FOLDER = tempfile.TemporaryDirectory()


def best(rounds, key):
    return min(one[key] for one in rounds)


def compared(rounds, others, key):
    """Ours, theirs and the ratio; dashes where a peer does not measure it."""
    if key not in others[0]:
        return "%9.3f %9s %6s" % (best(rounds, key), "-", "-")
    return "%9.3f %9.3f %5.2fx" % (best(rounds, key), best(others, key), best(others, key) / best(rounds, key))


def main():
    settings = {"threads": 1, "rounds": 2, "seconds": 2.0, "peer": "torch", "precision": "float32"}
    names = []
    for word in sys.argv[1:]:
        if word.startswith("--") and "=" in word and word[2:].split("=")[0] in settings:
            key, value = word[2:].split("=", 1)
            settings[key] = type(settings[key])(value)
        elif word.startswith("-"):
            sys.exit(__doc__)
        else:
            names.append(word)
    peer, threads, seconds = settings["peer"], settings["threads"], settings["seconds"]
    if peer not in PEERS:
        sys.exit("peers: " + ", ".join(PEERS))
    print("%-22s %9s %9s %6s %5s %9s %9s %6s %8s" %
          ("", "seqlab ms", peer + " ms", "ratio", "GEMM", "answer", peer, "ratio", "memory"))
    for name, configuration in CONFIGURATIONS.items():
        if names and not any(name.startswith(word) for word in names):
            continue
        if peer in ("onednn", "onnx") and configuration[:2] != ("none", "gru"):
            continue
        mine, other = [], []
        for _ in range(settings["rounds"]):
            mine.append(ours(configuration, threads, seconds, settings["precision"]))
            other.append(PEERS[peer](configuration, threads, seconds))
        memory = "%7.2fx" % (best(other, "peak_bytes") / best(mine, "peak_bytes")) if "peak_bytes" in other[0] else ""
        print("%-22s %s %4.0f%% %s %s" % (name, compared(mine, other, "step_ms"), 100 * mine[0]["gemm_share"],
                                          compared(mine, other, "greedy_ms"), memory), flush=True)


main()
