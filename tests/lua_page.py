#!/usr/bin/env python3
"""lua_page.py: says what seqlab-lua(7) lacks or has too much, a line each. Arguments: PROGRAM PAGE en|ko.

A script in the program lists what it sees: all globals, and what is in their tables. What the page names is in the first line of each
entry and in the section on Lua's own. tests/manual.sh holds what the examples print (man/generate.py runs them)."""
import json
import re

from page import plain, run, tell

WALK = """
local whole = {string = 1, table = 1, math = 1, utf8 = 1, coroutine = 1, _G = 1}
for name, value in pairs(_G) do
  print(name)
  if type(value) == "table" and not whole[name] then
    for inner in pairs(value) do print(name .. "." .. inner) end
  end
end
"""
UNSEEN = {"seqlab.language", "ans", "arg"}  # asked for by name only, or there from the first result or in a script file
TABLES = {"io", "os", "debug", "seqlab"}    # named with what is in them


def entries(page):
    """The names that the entries define: "op.add", "t:table"."""
    usages = re.findall(r"^\.TP\n\\fB(.*)\\fR$", plain(page), flags=re.M)
    return {re.match(r"[\w.:]+", usage).group() for usage in usages} - {"op.NAME"} | {"op"}


def section(page, number):
    return re.split(r"^\.SH .*$", page, flags=re.M)[number]


def not_called(page):
    """The commands that the page says are no functions, or functions of another kind."""
    return set(re.findall(r"\\fB(\w+)\\fR(?!\()", section(page, 4)))


def own(page):
    """Lua's own: words in bold of that section."""
    part = section(page, 7)
    words = re.findall(r"\\fB(\w+)\\fR", part)
    for line in re.findall(r"^\.BR? (.*)$", part, flags=re.M):
        words += line.replace('"', "").replace(" .", "").split()
    return set(words)


def check(program, page, language):
    seen = set(run(program, "-e", WALK.replace("\n", " ")).split())
    commands = {command["name"] for command in json.loads(run(program, "--json", "-e", "help"))["commands"]}
    told = entries(page)
    for name in sorted(seen - told - own(page) - (commands - not_called(page)) - TABLES):
        yield f"{name} is missing"
    for name in sorted((told | own(page)) - seen - UNSEEN):
        if name.startswith("t:") and run(program, "-e", f"type(zeros(1).{name[2:]})").strip() == "function":
            continue
        yield f"there is no {name}"
    for name in sorted(not_called(page) ^ (commands & (told | own(page)) | commands - seen)):
        yield f"whether {name} calls the command"


if __name__ == "__main__":
    tell(check)
