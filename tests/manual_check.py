#!/usr/bin/env python3
"""manual_check.py: says what a manual lacks or has too much, a line each. Arguments: PROGRAM MANUAL en|ko.

The table of commands is asked of the program (--json -e 'help NAME'); so are the options of the program (--help), and
the keys of each result."""
import json
import re

from page import plain, run, tell

RUNS = [  # each gives a result of another kind
    "data grammar=ko-en length=2..9", "data file=ko-en.tsv tokens=subword merges=20", "tokens 도서관에 steps=yes bag=yes", "data task=picture", "model hidden=8", "attend AB",
    "data task=copy length=2..5 symbols=6", "model hidden=8", "train steps=12 checkpoints=2", "model", "checkpoint",
    "translate a b", "translate length=3", "beam length=3", "sample length=3", "attend length=3", "gates length=3", "states length=3", "neighbors a", "explain attend length=3", "explain gates length=3", "explain decoder.state length=3", "explain loss length=3", "machine length=3", "machine token=1 length=3", "units encoder.forward.state count=5", "step length=3", "patch encoder.forward.state from=mean length=3", "patch decoder.state from=zero sweep=units length=3", "step undo", "gradients length=4 count=2", "accuracy count=12 errors=2",
    "compare none dot steps=2 hidden=8 count=10", "help", "help train", "help data", "glossary", "lang en", "cell", "attention", "formula", "formula tanh",
    "model kind=transformer hidden=8 heads=2", "attend a b head=1", "heads length=3",
]
LESSONS = {"lesson", "answer", "next", "claims", "reproduce"}  # their sections stand in the manual also where the lessons are not built in


def results(program, language, lines):
    steps = [word for line in lines for word in ("-e", line)]
    return [json.loads(line) for line in run(program, "--lang", language, "--json", *steps).splitlines()]


def sections(text, mark):
    """{title: text} of the parts that begin with mark (.SH, .SS)."""
    parts = re.split(rf"^{re.escape(mark)} (.*)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def keys_of(value):
    if isinstance(value, dict):
        return set(value) | {key for part in value.values() for key in keys_of(part)}
    if isinstance(value, list):
        return {key for part in value for key in keys_of(part)}
    return set()


def check_command(found, section):
    options = {option["name"]: option for option in found["options"]}
    paragraphs = dict(re.findall(r"^\.TP\n\\fB([a-z_]+)\\fR=.*\n((?:[^.].*\n)*)", section, flags=re.M))
    for name, option in options.items():
        if name not in paragraphs:
            yield f"{found['name']}: the option {name} is missing"
            continue
        if "default" in option and not re.search(rf": {re.escape(option['default'])}\.$", plain(paragraphs[name]), flags=re.M):
            yield f"{found['name']}: the default of {name} is {option['default']}"
        for choice in option.get("choices", "").split("|"):
            if not re.search(rf"\b{re.escape(choice)}\b", plain(section)):
                yield f"{found['name']}: {name}={choice} is missing"
    for name in paragraphs.keys() - options.keys():
        yield f"{found['name']}: there is no option {name}"


def check(program, manual, language):
    parts = sections(manual, ".SS")
    names = [command["name"] for command in results(program, language, ["help"])[0]["commands"]]
    for found in results(program, language, [f"help {name}" for name in names]):
        if found["name"] not in parts:
            yield f"the command {found['name']} is missing"
        else:
            yield from check_command(found, parts[found["name"]])
        if not found["text"]:
            yield f"the command {found['name']} has no help: man/help/{found['name']}.{language}.md"
    for name in parts.keys() - set(names) - LESSONS:
        yield f"there is no command {name}"
    for option in set(re.findall(r"--[a-z-]+", run(program, "--lang", language, "--help"))):
        if option not in plain(manual):
            yield f"the option {option} is missing"
    told = set(re.findall(r"\\fB([a-z_]+)\\fR", sections(manual, ".SH")["JSON"]))
    for key in sorted(set().union(*map(keys_of, results(program, language, RUNS))) - told):
        yield f"JSON: the key {key} is missing"


if __name__ == "__main__":
    tell(check)
