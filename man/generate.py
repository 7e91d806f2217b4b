#!/usr/bin/env python3
"""generate.py: writes a manual: its template, with a section for each command made of the program's own table and help.

    generate.py PROGRAM en|ko TEMPLATE      the manual, on standard output

The template (man/seqlab.1.in, man/ko/seqlab.1.in) has lines "@OPTIONS@" and "@COMMANDS@" where these go, that of seqlab-lua(7)
"@FUNCTIONS@" and "@OPERATIONS@", each with an example that is run; in that of seqlab-lessons(7) "@FILE lessons/template/lesson.lua@"
stands for that file. `make manual` writes all manuals again; tests/manual.sh fails while one is
not what this script makes."""
import json
import os
import re
import subprocess
import sys

PLACEHOLDERS = {"en": {"text": "NAME", "integer": "N", "number": "N", "integers": "N,N...", "range": "N..N", "file": "FILE"},
                "ko": {"text": "이름", "integer": "N", "number": "N", "integers": "N,N...", "range": "N..N", "file": "파일"}}
DEFAULT = {"en": "Default: {}.", "ko": "기본값: {}."}
ONLY = {"en": "Only with {}.", "ko": "{}일 때만 씁니다."}


def results(program, language, lines):
    steps = [word for line in lines for word in ("-e", line)]
    done = subprocess.run([program, "--lang", language, "--json", *steps], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def escaped(text):
    """Plain text as roff reads it."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\\&" + text if text.startswith((".", "'")) else text


def marked(text):
    """A paragraph with Markdown's `code`, **strong** and *emphasis*."""
    parts = re.split(r"(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)", text)
    out = ""
    for part in parts:
        if part.startswith(("`", "**")):
            ends = 1 if part.startswith("`") else 2
            out += "\\fB" + escaped(part[ends:-ends]) + "\\fR"
        elif part.startswith("*") and len(part) > 2:
            out += "\\fI" + escaped(part[1:-1]) + "\\fR"
        else:
            out += escaped(part)
    return "\\&" + out if out.startswith(".") else out


def blocks(markdown):
    """The help's paragraphs, list items and code, each as (kind, text)."""
    found, code = [], None
    for line in markdown.splitlines() + [""]:
        if line.startswith("```"):
            if code is not None:
                found.append(("code", "\n".join(code)))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        elif line.startswith("- "):
            found.append(("item", line[2:]))
        elif line.strip() == "":
            found.append(("end", ""))
        elif found and found[-1][0] in ("item", "text"):
            found[-1] = (found[-1][0], found[-1][1] + " " + line.strip())
        else:
            found.append(("text", line.strip()))
    return [block for block in found if block[0] != "end"]


def roff(markdown):
    for kind, text in blocks(markdown):
        if kind == "code":
            yield ".PP\n.RS 4\n.nf\n" + "\n".join(escaped(line) or "\\&" for line in text.split("\n")) + "\n.fi\n.RE"
        elif kind == "item":
            yield ".IP \\(bu 2\n" + marked(text)
        else:
            yield ".PP\n" + marked(text)


def option_lines(option, language):
    value = option.get("choices")
    value = escaped(value) if value else "\\fI" + escaped(PLACEHOLDERS[language].get(option["type"], option["type"])) + "\\fR"
    help_text = option["help"]
    if language == "en":
        help_text = help_text[:1].upper() + help_text[1:]
    if not help_text.endswith((".", "?")):
        help_text += "."
    if "range" in option:
        help_text += f" {option['range'][:1].upper()}{option['range'][1:]}."
    if "applies" in option:
        help_text += " " + ONLY[language].format(f"`{option['applies']}`")
    if "default" in option:
        help_text += " " + DEFAULT[language].format(option["default"])
    return f".TP\n\\fB{escaped(option['name'])}\\fR={value}\n{marked(help_text)}"


def section(command, language):
    summary = command["summary"][:1].upper() + command["summary"][1:] if language == "en" else command["summary"]
    yield f".SS {escaped(command['name'])}\n\\fB{escaped(command['usage'])}\\fR\n.PP\n{marked(summary)}."
    yield from roff(command["text"])
    for option in command["options"]:
        yield option_lines(option, language)


def program_options(program, language):
    """The options of the program itself, from the lines of --help that begin with dashes."""
    done = subprocess.run([program, "--lang", language, "--help"], capture_output=True, text=True, check=True)
    for names, value, text in re.findall(r"^ +((?:-\w, )?--[a-z-]+)(?: (\S+))? {2,}(.*)$", done.stdout, flags=re.M):
        names = ", ".join(f"\\fB{escaped(name)}\\fR" for name in names.split(", "))
        yield f".TP\n{names}" + (f" \\fI{escaped(value)}\\fR" if value else "") + f"\n{marked(text)}"


def commands(program, language):
    names = [command["name"] for command in results(program, language, ["help"])[0]["commands"]]
    for command in results(program, language, [f"help {name}" for name in names]):
        yield from section(command, language)


SHAPES = {"en": "Shapes: {}.", "ko": "모양: {}."}
NEXT = "next line"


def examples(program, language, entries):
    """Of each entry the lines of its example as they are typed, with what each prints below; all of one session."""
    lines = [re.split(r"\n(?! )", entry["example"]) for entry in entries]
    steps = [word for some in lines for line in some for word in ("-e", line, "-e", f"print('{NEXT}')")]
    environment = dict(os.environ, COLUMNS="60", LC_ALL="C.UTF-8")
    done = subprocess.run([program, "--lang", language, *steps], capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit("an example fails: " + done.stdout[-500:] + done.stderr)
    said = iter(done.stdout.split(NEXT + "\n"))
    for some in lines:
        typed = ["seqlab> " + line.replace("\n", "\n   ...> ") + "\n" + next(said).strip("\n") for line in some]
        yield "\n".join(typed).replace("\n\n", "\n").rstrip("\n")


def function_entries(program, language, entries):
    for entry, example in zip(entries, examples(program, language, entries)):
        text = entry["meaning"][:1].upper() + entry["meaning"][1:] if language == "en" else entry["meaning"]
        text = text.rstrip(".") + "." + (" " + SHAPES[language].format(entry["shapes"]) if entry.get("shapes") else "")
        shown = "\n".join(escaped(line) or "\\&" for line in example.split("\n"))
        yield f".TP\n\\fB{escaped(entry['usage'])}\\fR\n{marked(text)}\n.IP\n.nf\n{shown}\n.fi"


def functions(program, language):
    return function_entries(program, language, results(program, language, ["formula"])[0]["functions"])


def operations(program, language):
    listed = results(program, language, ["formula"])[0]["operations"]
    return function_entries(program, language,
                            results(program, language, ["formula op." + one["name"] for one in listed if one["op"]]))


def whole_file(path):
    """A file's lines, to stand between .nf and .fi."""
    with open(path, encoding="utf-8") as file:
        return "\n".join(escaped(line) or "\\&" for line in file.read().rstrip("\n").split("\n"))


def main():
    program, language, template = sys.argv[1:4]
    text = open(template, encoding="utf-8").read()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    text = re.sub("^@FILE (.*)@$", lambda found: whole_file(os.path.join(root, found.group(1))), text, flags=re.M)
    marks = (("@OPTIONS@\n", program_options), ("@COMMANDS@\n", commands))
    if "seqlab-lua" in template:
        marks = (("@FUNCTIONS@\n", functions), ("@OPERATIONS@\n", operations))
    elif "seqlab-lessons" in template:
        marks = ()
    for mark, parts in marks:
        if text.count(mark) != 1:
            sys.exit(f"{template}: has no line {mark.strip()}, or several")
        text = text.replace(mark, "\n".join(parts(program, language)) + "\n")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
