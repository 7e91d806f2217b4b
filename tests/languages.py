# languages.py: nothing is said in one language only. Run by languages.sh; prints TAP.
#
#   src/      every TEXT("English", "한국어"), every {"English", "한국어"} in the tables of the commands: the second has
#             Hangul (unless it has no word at all, or is a line to type that needs none), the first has none, and
#             both convert the same values (%d, %2$s)
#   lessons/  every text.en.md has a text.ko.md with the same sections in the same order, and the same {{values}} in
#             each; in lesson.lua, en = "..." stands beside ko = "..."
#
# Then it plants faults of each kind in folders of its own and sees that each is found.
import os
import re
import sys
import tempfile
from pathlib import Path

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
TOKEN = re.compile(r'''"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*.*?\*/|//[^\n]*|\w+|\S''', re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL)
# No space flag: "50 % done" is a text that is no format.
CONVERSION = re.compile(r"%(?:(\d+)\$)?[-+#0']*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?"
                        r"((?:hh|h|ll|l|j|z|t|L)?[diouxXeEfFgGaAcsp]|%|PRI\w+)")
# How a language is called in its own words.
OWN_NAME = "한국어"


# ---- texts in C ----

class Argument:
    """One argument of a call or one element of an initializer: its text, and whether it is nothing but text."""

    def __init__(self):
        self.tokens = []

    def text(self):
        return "".join(t[1:-1] if t[0] == '"' else t for t in self.tokens if t[0] == '"' or t.startswith("PRI"))

    def has_text(self):
        return any(t[0] == '"' for t in self.tokens)

    def is_plain(self):
        return self.has_text() and all(t[0] == '"' or t.startswith("PRI") for t in self.tokens)


def tokens_of(source):
    """Pairs of token and line, without comments and preprocessor lines."""
    source = DIRECTIVE.sub(lambda found: "\n" * found.group().count("\n"), source)
    result, line, place = [], 1, 0
    for found in TOKEN.finditer(source):
        line += source.count("\n", place, found.start())
        place = found.start()
        if not found.group().startswith(("/*", "//")):
            result.append((found.group(), line))
    return result


def arguments_from(tokens, index):
    """The arguments that begin at tokens[index], up to the bracket that closes the one before it."""
    arguments, depth = [Argument()], 1
    while index < len(tokens):
        token = tokens[index][0]
        depth += (token in "([{") - (token in ")]}")
        if depth == 0:
            break
        if token == "," and depth == 1:
            arguments.append(Argument())
        else:
            arguments[-1].tokens.append(token)
        index += 1
    if len(arguments) > 1 and not arguments[-1].tokens:
        arguments.pop()  # a comma before the closing brace
    return arguments


def conversions(text):
    """The set of a format's conversions with the places of their values, and whether it names the places."""
    found = [(place, kind) for place, kind in CONVERSION.findall(text) if kind != "%"]
    named = any(place for place, _ in found)
    return {(int(place or 0) if named else number, kind) for number, (place, kind) in enumerate(found, 1)}, named


def convert_the_same(english, korean):
    (one, one_named), (two, two_named) = conversions(english), conversions(korean)
    if any(place == 0 for place, _ in one | two):
        return False  # some with a place, some without
    if one_named and two_named:  # Korean may take a particle that English has no use for
        return one <= two and all(kind == "s" for _, kind in two - one)
    return one == two


def has_words(text):
    return any(character.isalpha() for character in CONVERSION.sub("", re.sub(r"\\.", "", text)))


def without_code(text):
    return re.sub(r"`[^`]*`", "", text)


def pair_faults(english, korean, typed):
    """What is wrong with a pair of arguments; typed: it is a line that one types, which may be the same in both."""
    first, second = english.text().replace(OWN_NAME, ""), korean.text()
    read = without_code(second)
    if HANGUL.search(without_code(first)):
        yield f"the English text holds Hangul: {first}"
    silent = korean.has_text() and not HANGUL.search(read) and (second == "" or has_words(read))
    if silent and not (typed and second == first):
        yield f"the Korean text holds no Hangul: {second}"
    if english.is_plain() and korean.is_plain() and not convert_the_same(first, second):
        yield f"the texts convert other values: {first} | {second}"


def source_faults(folder, counts):
    for path in sorted(folder.rglob("*.[ch]")):
        name = path.relative_to(folder).as_posix()
        tokens = tokens_of(path.read_text(encoding="utf-8"))
        for index, (token, line) in enumerate(tokens[:-1]):
            opener = tokens[index + 1][0]
            if token == "TEXT" and opener == "(":
                pair = arguments_from(tokens, index + 2)
                if not any(argument.has_text() for argument in pair):
                    continue
                if len(pair) != 2:
                    yield f"{name}:{line}: TEXT takes two texts"
                    continue
                typed = False
            elif opener == "{" and name.startswith("repl/") and token != "]":
                if token == "=" and tokens[index - 1][0] == "]":
                    continue  # an array of strings
                pair = arguments_from(tokens, index + 2)
                if len(pair) != 2 or not all(argument.is_plain() for argument in pair):
                    continue
                typed = token == "=" and tokens[index - 1][0] == "usage"
            else:
                continue
            counts[token == "TEXT"] += 1
            for fault in pair_faults(*pair, typed):
                yield f"{name}:{line}: {fault}"


# ---- lessons ----

def sections(text):
    """Pairs of a section's id and the set of {{values}} in it. A "## " inside a code fence is code."""
    result, fenced = [], False
    for line in text.splitlines():
        if re.match(r" *(```|~~~)", line):
            fenced = not fenced
        elif line.startswith("## ") and not fenced:
            result.append((re.split("[: ]", line[3:].strip())[0], set()))
        if result:
            result[-1][1].update(re.findall(r"\{\{\w+\}\}", line))
    return result


def lesson_text_faults(english, korean):
    if not korean.exists():
        yield f"{korean.name} is missing"
        return
    one, two = (sections(path.read_text(encoding="utf-8")) for path in (english, korean))
    if [name for name, _ in one] != [name for name, _ in two]:
        places = [place for place, pair in enumerate(zip(one, two)) if pair[0][0] != pair[1][0]]
        place = places[0] if places else min(len(one), len(two))
        here = [part[place][0] if place < len(part) else "nothing" for part in (one, two)]
        yield f"{korean.name} has other sections: {here[1]} where {english.name} has {here[0]}"
    for (name, values), (_, other) in zip(one, two):
        if values != other:
            yield f"section {name} has other values: {' '.join(sorted(values ^ other))}"
    if not HANGUL.search(korean.read_text(encoding="utf-8")):
        yield f"{korean.name} holds no Hangul"


def lua_faults(path):
    text = path.read_text(encoding="utf-8")
    string = r'"((?:[^"\\\n]|\\.)*)"'
    for found in re.finditer(rf"\ben\s*=\s*{string}(?:\s*,\s*ko\s*=\s*{string})?", text):
        if found.group(2) is None:
            yield f"{path.name}: nothing in Korean beside: {found.group(1)}"
        elif not HANGUL.search(found.group(2)):
            yield f"{path.name}: the Korean text holds no Hangul: {found.group(2)}"


def lesson_faults(folder):
    for lesson in sorted(path for path in folder.iterdir() if path.is_dir()):
        english = lesson / "text.en.md"
        faults = []
        if english.exists():
            faults += lesson_text_faults(english, lesson / "text.ko.md")
        elif (lesson / "text.ko.md").exists() or (lesson / "lesson.lua").exists():
            faults.append("text.en.md is missing")
        for script in sorted(lesson.glob("*.lua")):
            faults += lua_faults(script)
        for fault in faults:
            yield f"{lesson.name}: {fault}"


# ---- the tests ----

reports = []


def report(passed, title, said=()):
    reports.append(passed)
    print(f"{'ok' if passed else 'not ok'} {len(reports)} - {title}")
    for line in said if not passed else ():
        print(f"# {line}")
    sys.stdout.flush()


def expect(title, words, said):
    """Whether one fault was found, in these words; with no words, whether none was."""
    passed = not said if words is None else len(said) == 1 and words in said[0]
    report(passed, title, [f"expected: {words or 'nothing'}"] + [f"got: {line}" for line in said])


def test_sources(folder):
    counts = {True: 0, False: 0}
    said = list(source_faults(folder, counts))
    report(not said, "every text in src is in both languages", said)
    report(counts[True] > 100 and counts[False] > 50, "texts were found",
           [f"only {counts[True]} TEXT and {counts[False]} pairs"])


def test_planted_sources(folder):
    planted = folder / "repl" / "planted.c"
    planted.parent.mkdir()

    def plant(title, source, words):
        planted.write_text(source, encoding="utf-8")
        expect(title, words, list(source_faults(folder, {True: 0, False: 0})))

    plant("found: English twice", 'x = TEXT("a word", "a word");', "planted.c:1: the Korean text holds no Hangul: a word")
    plant("found: Korean first", 'x = TEXT("낱말", "낱말");', "the English text holds Hangul")
    plant("found: over several lines, in a call",
          'f(a,\n  TEXT("one, (" PRId64\n "two", g("x", 1) ? "three" : "four"), b);', "planted.c:2: the Korean text holds no")
    plant("found: after a good one on the same line", 'f(TEXT("a", "가"), TEXT("b", "b"));', "no Hangul: b")
    plant("found: inside another", 'f(TEXT("a", "가"), g(TEXT(h(TEXT("c", "c")), i)));', "no Hangul: c")
    plant("found: an empty text", 'x = TEXT("a", "");', "the Korean text holds no Hangul")
    plant("found: one text only", 'x = TEXT("a word");', "planted.c:1: TEXT takes two texts")
    plant("found: a value left out", 'x = TEXT("%d of %s", "%d의");', "the texts convert other values")
    plant("found: values in another order", 'x = TEXT("%d of %s", "%s의 %d");', "the texts convert other values")
    plant("found: places of other values", 'x = TEXT("%d of %s", "%2$d의 %1$s");', "the texts convert other values")
    plant("found: some with a place", 'x = TEXT("%d of %s", "%2$s의 %d");', "the texts convert other values")
    plant("found: a value that English lacks", 'x = TEXT("%d", "%d의 %s");', "the texts convert other values")
    plant("quiet: a particle", 'x = TEXT("%2$d of %1$d at %3$s", "%1$d 가운데 %2$d %3$s%4$s");', None)
    plant("quiet: Hangul to type", 'x = TEXT("`say 가`", "`say 가`") + TEXT("see `say 가`", "보기: `say 가`");', None)
    plant("found: Korean only in what is typed", 'x = TEXT("see `say 가`", "see `say 가`");', "holds no Hangul")
    plant("found: another length", 'x = TEXT("%" PRId64, "%d의");', "the texts convert other values")
    plant("quiet: places", 'x = TEXT("%.2f%% of %s", "%2$s의 %1$.2f%%");', None)
    plant("quiet: signs only, and a percent sign", 'x = TEXT(" on %d).", "%d).") + TEXT("9 % of all", "전체의 9 %");', None)
    plant("quiet: comments, strings, names of others",
          '/* TEXT("a", "b") */ x = TEXT("a \\"word\\"", "낱말"); // TEXT("a", "b")\n'
          'y = "TEXT(\\"a\\", \\"b\\")"; z = TEXT(s->english, s->korean);\n#define X TEXT("a", \\\n "b")\n', None)
    plant("found: a pair in a table", 'static const Command c = {\n.name = "c",\n.summary = {"a", "b"},\n};',
          "planted.c:3: the Korean text holds no Hangul: b")
    plant("found: a pair among an option's", '{"file", OPTION_TEXT, NULL, 0, 0, NULL, {"a " "b", "c"}},', "no Hangul: c")
    plant("found: a usage with other words", 'x = {.usage = {"train FILE", "train NAME"}};', "no Hangul: train NAME")
    plant("quiet: a usage, names, more than two",
          'x = {.usage = {"train", "train"}}; const char *a[] = {"b", "c"}; d = {"e", "f", "g"};', None)


def test_planted_lessons(folder):
    lesson = folder / "01-planted"
    lesson.mkdir()

    def plant(title, english, korean, words, script="return {}"):
        (lesson / "text.en.md").write_text(english, encoding="utf-8")
        (lesson / "text.ko.md").write_text(korean, encoding="utf-8")
        (lesson / "lesson.lua").write_text(script, encoding="utf-8")
        expect(title, words, list(lesson_faults(folder)))

    both = "## a: A\n", "## a: 가\n"
    plant("found: a section that is missing", "## a: A\n\n## b\n", both[1], "nothing where text.en.md has b")
    plant("found: a section too many", both[0], "## a: 가\n\n## b\n", "b where text.en.md has nothing")
    plant("found: another order", "## a: A\n\n## b\n", "## b: 가\n\n## a\n", "b where text.en.md has a")
    plant("found: a value left out", "## a\n{{b}} {{c}}\n", "## a: 가\n{{c}}\n", "section a has other values: {{b}}")
    plant("found: a Korean text without Korean", both[0], both[0], "text.ko.md holds no Hangul")
    plant("found: a title in English only", *both, "nothing in Korean", 'return { title = { en = "A" } }')
    plant("found: a title twice in English", *both, "no Hangul: A", 'return { title = { en = "A", ko = "A" } }')
    plant("quiet: the same sections", "## a: A\n{{b}}\n```\n## code\n```\n", "## a: 가\n{{b}} {{b}}\n", None,
          'return { title = { en = "A \\"b\\"", ko = "가" } }')
    (lesson / "text.ko.md").unlink()
    expect("found: no Korean text", "text.ko.md is missing", list(lesson_faults(folder)))
    (lesson / "text.en.md").unlink()
    expect("found: no English text", "text.en.md is missing", list(lesson_faults(folder)))


def main():
    source = Path(os.environ.get("SEQLAB_SOURCE") or Path(__file__).resolve().parent.parent)
    test_sources(source / "src")
    said = list(lesson_faults(source / "lessons"))
    report(not said, "every lesson is in both languages", said)
    report(any((source / "lessons").glob("*/text.ko.md")), "lessons were found")
    with tempfile.TemporaryDirectory() as folder:
        for part in ("src", "lessons"):
            os.mkdir(os.path.join(folder, part))
        test_planted_sources(Path(folder, "src"))
        test_planted_lessons(Path(folder, "lessons"))
    print(f"1..{len(reports)}")
    return 0 if all(reports) else 1


sys.exit(main())
