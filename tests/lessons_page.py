#!/usr/bin/env python3
"""lessons_page.py: says what seqlab-lessons(7) lacks or has too much, a line each. Arguments: PROGRAM PAGE en|ko.

The keys are asked of the loader: a lesson with a key that nobody reads is refused with the list of those that are. Then the page's
example is taken out of it, as an author would, and run from start to end."""
import json
import os
import re
import subprocess
import tempfile

from page import plain, tell

TEXT = "## one\n\nText.\n"
STRANGE = "qqqqqqqqqqqq"  # near to no key


def run(program, language, state, *lines, options=()):
    environment = dict(os.environ, XDG_STATE_HOME=state, XDG_DATA_HOME=state, LC_ALL="C.UTF-8")
    steps = [word for line in lines for word in ("-e", line)]
    done = subprocess.run([program, "--lang", language, *options, *steps], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment)
    return done.stdout + done.stderr


def checked(program, state, lesson):
    """What `lesson check` says of this lesson.lua."""
    folder = os.path.join(state, "strange")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "text.en.md"), "w") as file:
        file.write(TEXT)
    with open(os.path.join(folder, "lesson.lua"), "w") as file:
        file.write(lesson)
    return run(program, "en", state, f"lesson check {folder}")


def loader_keys(program, state, lesson):
    """The keys of a table, as the refusal of a strange one lists them."""
    said = checked(program, state, lesson)
    return set(re.search(rf"there is no key {STRANGE}; the keys: (.*)", said).group(1).split(", "))


def section(page, title):
    """From this .SS or .SH to the next."""
    return re.search(rf"^\.S[SH] {re.escape(title)}\n(.*?)(?=^\.S[SH] )", page, flags=re.M | re.S).group(1)


def told_keys(part):
    return {key for line in re.findall(r"^\.TP\n(.*)$", part, flags=re.M) for key in re.findall(r"\\fB([a-z]+)\\fR", line)}


def check_keys(program, page, language, state):
    titles = {"en": ("Keys of the lesson", "Keys of a step"), "ko": ("수업의 키", "단계의 키")}[language]
    lessons = (f'return {{ title = {{ en = "x" }}, {STRANGE} = 1, steps = {{ {{ id = "one" }} }} }}',
               f'return {{ title = {{ en = "x" }}, steps = {{ {{ id = "one", {STRANGE} = 1 }} }} }}')
    for title, lesson in zip(titles, lessons):
        loaded, told = loader_keys(program, state, lesson), told_keys(section(page, title))
        for key in sorted(loaded - told):
            yield f"the key {key} is missing under {title}"
        for key in sorted(told - loaded):
            yield f"there is no key {key}: {title}"


def check_common(page):
    """The page tells of each function of lessons/common.lua, and of no other."""
    source = os.environ.get("SEQLAB_SOURCE", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(source, "lessons", "common.lua"), encoding="utf-8") as file:
        there = set(re.findall(r"^function common\.(\w+)", file.read(), flags=re.M))
    told = set(re.findall(r"\\fI(\w+)\(", plain(page)[plain(page).index("fIcommon"):].split(".SH")[0]))
    for name in sorted(told - there):
        yield f"common has no {name}"
    for name in sorted(there - told):
        yield f"the function {name} of common is missing"


def check_refused(program, page, language, state):
    """The commands that no lesson may run: each command is offered, with a word and without."""
    listed = json.loads(run(program, "en", state, "help", options=["--json"]))
    names = [command["name"] for command in listed["commands"]]
    steps = ", ".join(f'{{ id = "s{i}", try = {{ "{name}", "{name} a" }} }}' for i, name in enumerate(names))
    said = checked(program, state, f'return {{ title = {{ en = "x" }}, steps = {{ {steps} }} }}')
    refused = set(re.findall(r"a lesson cannot run '(\w+)'", said))
    limits = section(page, {"en": "LIMITS", "ko": "제한"}[language])
    item = next(part for part in limits.split(".IP") if "\\fBsave\\fR" in part)
    told = set(re.findall(r"\\fB(\w+)\\fR", item)) - {"open", "try"}
    for name in sorted(refused - told):
        yield f"a lesson cannot run {name}: not on the page"
    for name in sorted(told - refused):
        yield f"a lesson can run {name}, but the page denies it"


def check_example(program, page, language, state):
    blocks = re.findall(r"^\.nf\n(.*?)^\.fi$", section(page + "\n.SH end", {"en": "EXAMPLE", "ko": "보기"}[language]), flags=re.M | re.S)
    if len(blocks) != 2:
        yield f"the example has {len(blocks)} files"
        return
    folder = os.path.join(state, "example")
    os.makedirs(folder)
    for name, block in zip(("lesson.lua", f"text.{language}.md"), blocks):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(plain(block))
    said = run(program, language, state, f"lesson check {folder}")
    if not re.search("no faults|오류가 없습니다", said):
        yield "the example has faults: " + said
    said = run(program, language, state, f"lesson {folder}", "data task=copy length=2..4 symbols=5", "answer 40", "model attention=dot hidden=32",
               "train steps=100", "accuracy count=20", "accuracy count=200", "next")
    for words in ({"en": ("On so few sentences", "You guessed 40%", "is finished"),
                   "ko": ("우연에 좌우됩니다", "예측은 40%", "수업을 마쳤습니다")}[language]):
        if words not in said:
            yield f"the example does not say '{words}': {said[-600:]}"


def check(program, page, language):
    with tempfile.TemporaryDirectory() as state:
        yield from check_keys(program, page, language, state)
        yield from check_common(page)
        yield from check_refused(program, page, language, state)
        yield from check_example(program, page, language, state)


if __name__ == "__main__":
    tell(check)
