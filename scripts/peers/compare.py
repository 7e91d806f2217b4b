#!/usr/bin/env python3
"""compare.py: `seqlab bench` and PyTorch on the same work, in turns, and the ratio.

    scripts/peers/compare.py                     every configuration below
    scripts/peers/compare.py none-64 additive    those whose name begins so
    scripts/peers/compare.py --threads=2 --rounds=3

The program is build/run beside the sources, or $SEQLAB; PyTorch is /usr/bin/python3's (the package python3-torch), or
$TORCH_PYTHON's. Each round measures one and then the other; of each the best round counts, since another program on the
machine can only make it slower. With two threads PyTorch is given the OpenMP build of OpenBLAS where it is installed
(libopenblas0-openmp), without which two are slower than one.
"""
import glob
import json
import os
import subprocess
import sys

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


def ours(configuration, threads, seconds):
    model, cell, hidden, vocabulary, batch, length = configuration
    kind = ["transformer", "layers=2"] if model == "transformer" else ["cell=" + cell, "attention=" + model]
    if model == "transformer":
        kind[0] = "kind=transformer"
    return one_line([PROGRAM, "--json", "bench", *kind, "hidden=%d" % hidden, "vocab=%d" % vocabulary,
                     "batch=%d" % batch, "length=%d" % length, "threads=%d" % threads,
                     "seconds=%g" % seconds])["rows"][0]


def theirs(configuration, threads, seconds):
    model, cell, hidden, vocabulary, batch, length = configuration
    environment = dict(os.environ)
    openmp = glob.glob("/usr/lib/*/openblas-openmp")
    if threads > 1 and openmp:
        environment["LD_LIBRARY_PATH"] = openmp[0]
    return one_line([PYTHON, os.path.join(HERE, "torch_step.py"), "--model=" + model, "--cell=" + cell,
                     "--hidden=%d" % hidden, "--vocab=%d" % vocabulary, "--batch=%d" % batch, "--length=%d" % length,
                     "--threads=%d" % threads, "--seconds=%g" % seconds], environment)


def best(rounds, key):
    return min(one[key] for one in rounds)


def main():
    settings = {"threads": 1, "rounds": 2, "seconds": 2.0}
    names = []
    for word in sys.argv[1:]:
        if word.startswith("--") and "=" in word and word[2:].split("=")[0] in settings:
            key, value = word[2:].split("=", 1)
            settings[key] = type(settings[key])(value)
        elif word.startswith("-"):
            sys.exit(__doc__)
        else:
            names.append(word)
    threads, seconds = settings["threads"], settings["seconds"]
    print("%-22s %9s %9s %6s %5s %9s %9s %6s %8s" %
          ("", "seqlab ms", "torch ms", "ratio", "GEMM", "answer", "torch", "ratio", "memory"))
    for name, configuration in CONFIGURATIONS.items():
        if names and not any(name.startswith(word) for word in names):
            continue
        mine, other = [], []
        for _ in range(settings["rounds"]):
            mine.append(ours(configuration, threads, seconds))
            other.append(theirs(configuration, threads, seconds))
        step, step_torch = best(mine, "step_ms"), best(other, "step_ms")
        answer, answer_torch = best(mine, "greedy_ms"), best(other, "greedy_ms")
        print("%-22s %9.3f %9.3f %5.2fx %4.0f%% %9.3f %9.3f %5.1fx %7.2fx" %
              (name, step, step_torch, step_torch / step, 100 * mine[0]["gemm_share"], answer, answer_torch,
               answer_torch / answer, best(other, "peak_bytes") / best(mine, "peak_bytes")), flush=True)


main()
