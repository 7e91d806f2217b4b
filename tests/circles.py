#!/usr/bin/env python3
"""circles.py: files of a folder of C sources that need each other in a circle.

    circles.py SRC      a line for each circle: its files; nothing and exit status 0 when there is none

A file needs another if it includes it, or if it uses a function or a variable that the other one defines. So a header
that declares what five files define hides nothing: whoever uses a function needs the file that defines it.
"""
import graphlib
import os
import re
import sys

COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)
# At the left edge, not static: "type name(...) {", "type name = {", "type name[] = {", "type name;"
FUNCTION = re.compile(r'^(?!static\b|typedef\b|extern\b)[A-Za-z_][\w \t*]*?\b(\w+)[ \t]*\([^;{}]*\)\s*\{', re.M)
VARIABLE = re.compile(r'^(?!static\b|typedef\b|extern\b|return\b|struct \w+ \{|enum\b)[A-Za-z_][\w \t*]*?[ *](\w+)(?:\[[^\]]*\])*[ \t]*(?:=|;)',
                      re.M)
INLINE = re.compile(r'^static inline\b[^;{]*\{.*?^\}', re.M | re.S)
# Not the name of a member: "x->count", "x.count", ".count = ..."
WORD = re.compile(r'(?<![.\w])(?<!->)[A-Za-z_]\w*')


def without_comments(text):
    """The text with comments and strings blanked."""
    return COMMENT_OR_STRING.sub(' ', text)


class File:
    """What a file includes of ours, defines, uses, and (a header) declares."""

    def __init__(self, path, text):
        self.included = INCLUDE.findall(text)
        text = without_comments(text)
        header = path.endswith('.h')
        self.declared = set(WORD.findall(text)) if header else set()
        self.defined = set() if header else set(FUNCTION.findall(text)) | set(VARIABLE.findall(text))
        self.used = set(WORD.findall(' '.join(INLINE.findall(text)) if header else text))


def read_files(root):
    """path -> File"""
    files = {}
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith(('.c', '.h', '.inc')):
                path = os.path.relpath(os.path.join(folder, name), root)
                with open(os.path.join(folder, name), encoding='utf-8') as file:
                    files[path] = File(path, file.read())
    return files


def seen_by(path, files):
    """The headers that a file reads, those that its headers include among them; a header reads itself."""
    seen, waiting = {path} if path.endswith('.h') else set(), [path]
    while waiting:
        for other in files[waiting.pop()].included:
            if other in files and other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def needs(files):
    """path -> the paths that it needs"""
    home = {}
    for path, file in files.items():
        for symbol in file.defined - {'main'}:
            home.setdefault(symbol, set()).add(path)
    seen = {path: seen_by(path, files) for path in files}
    graph = {}
    for path, file in files.items():
        graph[path] = {other for other in file.included if other in files}
        # A name that two files define is one that each keeps to itself. Else a header that both files read declares it.
        for word in file.used:
            for other in home.get(word, ()) if len(home.get(word, ())) == 1 else ():
                if any(word in files[header].declared for header in seen[path] & seen[other]):
                    graph[path].add(other)
        graph[path].discard(path)
    return graph


def circles(graph):
    """Circles of files: one after the other, each without the files of those before it."""
    found = []
    while True:
        try:
            graphlib.TopologicalSorter({path: sorted(others) for path, others in graph.items()}).prepare()
            return sorted(found)
        except graphlib.CycleError as error:
            circle = set(error.args[1])
            found.append(sorted(circle))
            graph = {path: others - circle for path, others in graph.items() if path not in circle}


def main():
    files = read_files(sys.argv[1])
    if not files:
        sys.exit(f'{sys.argv[1]}: no C files')
    found = circles(needs(files))
    for part in found:
        print('circle: ' + ' '.join(part))
    sys.exit(1 if found else 0)


if __name__ == '__main__':
    main()
