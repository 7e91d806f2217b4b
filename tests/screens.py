"""screens.py: what the program's screen looks like after some keys, in windows of several sizes.

    screens.py PROGRAM FILE...

Each file holds lines of a small language, and is played in a terminal of its own (tmux):

    window 80x24 ko NO_COLOR=1   the program in such a window, in this language, with these variables
    resize 40x12                 the window gets another size
    > lesson 7                   a line is typed and entered
    type les                     text is typed
    key F6 Enter                 keys by tmux's names
    shows ─ results *            some row of the screen is this: * stands for anything
    hides ─ results *            no row is
    screen                       the whole screen is the rows that follow, each behind a "| "; a row of three dots stands
    | ...                        for any number of rows
    colors \\e\\[31m              a regular expression that the screen with its colors contains
    sends 200 key x              after the key the program sends at most so many bytes
    redraws                      drawn anew the screen is the same
    storm 7 100                  so many random keys and sizes, with this seed, and Ctrl-C

Whatever is expected may come late: it is waited for. Prints TAP."""
import fnmatch, os, random, re, shlex, shutil, subprocess, sys, tempfile, time

PATIENCE = 30  # seconds, on a machine that has much to do
KEYS = ["Up", "Down", "Left", "Right", "Home", "End", "PPage", "NPage", "BSpace", "Tab", "Escape", "F1", "F6", "F7", "F8", "M-NPage",
        "Space", "C-a", "C-e", "C-k", "C-u", "C-w", "C-r", "C-l", "C-_", "M-b", "M-f", "a", "한", "글", "help", "1+1", "(", "x" * 40]


class Failure(Exception):
    pass


def match(rows, pattern):
    """Whether these rows are the pattern's; ... stands for any number of them."""
    if not pattern:
        return not rows
    if pattern[0] == "...":
        return any(match(rows[i:], pattern[1:]) for i in range(len(rows) + 1))
    return bool(rows) and same(rows[0], pattern[0]) and match(rows[1:], pattern[1:])


def same(row, pattern):
    return fnmatch.fnmatchcase(row, pattern.replace("[", "[[]"))


class Window:
    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch
        self.sent = os.path.join(scratch, "sent")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-u", "-f", "/dev/null", "-S", os.path.join(self.scratch, "tmux"), *words],
                              capture_output=True, text=True).stdout

    def open(self, size, language, variables):
        columns, rows = size.split("x")
        self.close()
        state = tempfile.mkdtemp(dir=self.scratch)
        settings = ["LC_ALL=C.UTF-8", "TERM=tmux-256color", f"XDG_STATE_HOME={state}", *variables]
        self.tmux("new-session", "-d", "-x", columns, "-y", rows,
                  "env " + shlex.join([*settings, "PS1=shell> ", "bash", "--norc", "--noprofile"]))
        self.tmux("set", "-g", "status", "off")
        self.resize(size)
        self.await_(lambda: any(row == "shell>" for row in self.rows()), "no shell")
        self.type("clear; " + shlex.join([self.program, "--lang", language]) + "\n")
        self.await_(lambda: any(row.startswith("seqlab>") for row in self.rows()), "no prompt")
        self.tmux("pipe-pane", "-o", f"cat >{shlex.quote(self.sent)}")

    def resize(self, size):
        columns, rows = size.split("x")
        self.tmux("resize-window", "-x", columns, "-y", rows)

    def close(self):
        self.tmux("kill-server")
        time.sleep(0.2)

    def type(self, text):
        line = text.rstrip("\n")
        self.tmux("send-keys", "-l", "--", line)
        if line != text:
            self.tmux("send-keys", "Enter")

    def rows(self):
        return self.tmux("capture-pane", "-p").split("\n")[:-1]

    def await_(self, done, what):
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise Failure(what)
            time.sleep(0.1)

    def settle(self):
        """Waits until nothing more comes, and says how much came in all."""
        size = -1
        while size != (size := os.path.getsize(self.sent) if os.path.exists(self.sent) else 0):
            time.sleep(0.5)
        return size

    def sends(self, most, keys):
        before = self.settle()
        self.tmux("send-keys", *keys)
        sent = self.settle() - before
        if not 0 < sent <= most:
            raise Failure(f"{sent} bytes were sent")

    def redraws(self):
        self.settle()
        before, size = self.rows(), self.tmux("display", "-p", "#{pane_width}x#{pane_height}").strip()
        columns, rows = map(int, size.split("x"))
        self.resize(f"{columns + 3}x{rows}")
        self.settle()
        self.resize(size)
        self.settle()
        after = self.rows()
        if after != before:
            changed = [f"{old}\n  now {new}" for old, new in zip(before, after) if old != new]
            raise Failure("drawn anew it is another:\n" + "\n".join(changed))

    def storm(self, seed, count):
        chance = random.Random(seed)
        for _ in range(count):
            if chance.random() < 0.15:
                self.resize(f"{chance.randint(1, 300)}x{chance.randint(1, 100)}")
            else:
                self.tmux("send-keys", chance.choice(KEYS))
        self.resize("80x24")
        self.tmux("send-keys", "C-g", "C-c")


def play(window, line, rows):
    verb, _, rest = line.partition(" ")
    words = rest.split()
    verbs = {
        "window": lambda: window.open(words[0], words[1], words[2:]),
        "resize": lambda: window.resize(rest),
        ">": lambda: window.type(rest + "\n"),
        "type": lambda: window.type(rest),
        "key": lambda: window.tmux("send-keys", *words),
        "shows": lambda: window.await_(lambda: any(same(row, rest) for row in window.rows()), "no row is this"),
        "hides": lambda: window.await_(lambda: not any(same(row, rest) for row in window.rows()), "a row is this"),
        "screen": lambda: window.await_(lambda: match(window.rows(), rows), "the screen is another"),
        "colors": lambda: window.await_(lambda: re.search(rest.replace("\\e", "\033"), window.tmux("capture-pane", "-pe")),
                                        "no such colors"),
        "sends": lambda: window.sends(int(words[0]), words[2:]),
        "redraws": window.redraws,
        "storm": lambda: window.storm(int(words[0]), int(words[1])),
    }
    if verb not in verbs:
        raise Failure("no word of the language")
    verbs[verb]()


EXPECTATIONS = ("shows", "hides", "screen", "colors", "sends", "redraws")


def steps_of(path):
    """The lines of a file: number, line, and the rows of a screen."""
    steps = []
    for number, line in enumerate(open(path, encoding="utf-8").read().split("\n"), 1):
        if line.startswith("|"):
            steps[-1][2].append(line[2:])
        elif line and not line.startswith("#"):
            steps.append((number, line, []))
    return steps


def main(program, paths):
    scratch, number = tempfile.mkdtemp(), 0
    os.environ.pop("TMUX", None)
    window = Window(program, scratch)
    for path in paths:
        for line_number, line, rows in steps_of(path):
            name, problem = f"{os.path.basename(path)}:{line_number}: {line}", None
            try:
                play(window, line, rows)
            except Failure as failure:
                problem = str(failure) + "\n" + "\n".join(f"|{row}" for row in window.rows())
            if problem or line.split()[0] in EXPECTATIONS:
                number += 1
                print(("not ok" if problem else "ok") + f" {number} - {name}", flush=True)
            if problem:
                print("# " + problem.replace("\n", "\n# "), flush=True)
                break
    print(f"1..{number}")
    window.close()
    shutil.rmtree(scratch, ignore_errors=True)


main(os.path.abspath(sys.argv[1]), sys.argv[2:])
