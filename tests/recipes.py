#!/usr/bin/env python3
"""recipes.py: applies the recipes of HACKING.md to a copy of the sources. Arguments: HACKING.md COPY.

A recipe is a paragraph that says where an indented block of code goes:

    A new file `PATH` ...:          the block is the file
    In `PATH`, below `LINE`:        the block goes below that line, which the file has once

Says what was changed, a line each; ends with 1 where a place is not found."""
import os
import re
import sys

NEW = re.compile(r"^(?:\d\. )?A new file `([^`]+)`")
BELOW = re.compile(r"^(?:\d\. )?(?:And what it does\. )?In `([^`]+)`, below `([^`]+)`:")


def blocks(text):
    """Each paragraph with the code below it: a blank row inside of code goes on with the next indented paragraph."""
    parts = [part.split("\n") for part in re.split(r"\n(?:\s*\n)+", text.strip("\n"))]
    for at, part in enumerate(parts):
        indent = 7 if re.match(r"\d\. ", part[0]) else 4
        code = []
        for following in parts[at + 1:]:
            if not all(row.startswith(" " * indent) for row in following):
                break
            code += ([""] if code else []) + [row[indent:] for row in following]
        yield " ".join(row.strip() for row in part), "\n".join(code) + "\n"


def apply(hacking, copy):
    for words, code in blocks(open(hacking, encoding="utf-8").read()):
        new, below = NEW.match(words), BELOW.match(words)
        if not (new or below) or code == "\n":
            continue
        path = os.path.join(copy, (new or below).group(1))
        if new:
            text = code
        else:
            rows = open(path, encoding="utf-8").read().split("\n")
            places = [i for i, row in enumerate(rows) if row.strip() == below.group(2).strip()]
            if len(places) != 1:
                sys.exit(f"{below.group(1)} has {len(places)} lines {below.group(2)!r}")
            rows[places[0] + 1:places[0] + 1] = code.rstrip("\n").split("\n")
            text = "\n".join(rows)
        open(path, "w", encoding="utf-8").write(text)
        print((new or below).group(1))


if __name__ == "__main__":
    apply(*sys.argv[1:3])
