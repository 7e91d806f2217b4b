#!/usr/bin/env python3
"""output_check.py: looks at what the program printed, on standard input. Says what is wrong and exits 1.

    json COMMAND KEY...   lines of JSON objects, the last of this command with at least these keys; nothing but finite numbers
    lines NUMBER          so many lines, each a JSON object with a "command"
    width COLUMNS         no line is wider on a terminal, none holds a control character
    ascii TEXT            ASCII only, but for characters of TEXT
    plain                 no escape sequence
"""
import json
import sys
import unicodedata


def objects(text):
    def refuse(name):
        raise ValueError(f"{name} is no JSON")

    found = []
    for line in text.splitlines():
        value = json.loads(line, parse_constant=refuse)
        if not isinstance(value, dict) or "command" not in value:
            raise ValueError(f"no object with a command: {line[:200]}")
        found.append(value)
    return found


def check_json(text, command, *keys):
    last = (objects(text) or [{"command": "none"}])[-1]
    if last["command"] != command:
        return f"the command is {last['command']}"
    missing = [key for key in keys if key not in last]
    return f"missing: {missing}" if missing else None


def check_lines(text, number):
    count = len(objects(text))
    return None if count == int(number) else f"{count} lines"


def width_of(character):
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def check_width(text, columns):
    for line in text.split("\n"):
        if any(unicodedata.category(character) == "Cc" for character in line):
            return f"a control character: {line!r}"
        if sum(map(width_of, line)) > int(columns):
            return f"{sum(map(width_of, line))} columns: {line}"
    return None if text.strip() else "nothing was printed"


def check_ascii(text, allowed=""):
    strange = sorted({c for c in text if ord(c) > 126 and c not in allowed})
    return f"not ASCII: {''.join(strange)}" if strange else None


def check_plain(text):
    return "an escape sequence" if "\x1b" in text else None


CHECKS = {"json": check_json, "lines": check_lines, "width": check_width, "ascii": check_ascii, "plain": check_plain}

if __name__ == "__main__":
    try:
        wrong = CHECKS[sys.argv[1]](sys.stdin.buffer.read().decode("utf-8"), *sys.argv[2:])
    except ValueError as error:
        wrong = str(error)
    if wrong:
        print(wrong)
        sys.exit(1)
