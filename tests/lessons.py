"""lessons.py: a scripted learner goes through every lesson that has a file in tests/lessons.

A line of such a file is what the learner types and what must come of it:

    ENTER: model hidden=64 -> stays     Enter alone runs the command that the lesson offers: it must be this one
    ENTER -> train                      Enter alone goes on; the lesson is then at the step `train`
    answer 3 -> refused                 the lesson says no, and stays where it is
    answer {right} -> look              {right} is lesson.memory.right
    lesson hint -> told                 words, and the same step
    quit -> finished                    the lesson is over
    claim share < 0.5                   at the end: a sentence in Python about lesson.memory

`stays` means that the lesson says nothing. With seed 2 and more the models are drawn from that seed: the command is typed
with seed=2. SEQLAB_SEEDS="1 2 3" plays these seeds, each lesson in one language after the other; without it seed 1, odd numbers in
Korean. SEQLAB_LANGUAGES="en ko" plays each seed in both. SEQLAB_LESSONS chooses lessons by name.
Learners work side by side, one for each processor, each with one thread: the numbers are the same.
SEQLAB_KILL=1 kills the program (-9) at every step that is reached: a new session must go on as if nothing had been."""
import concurrent.futures, json, os, queue, re, subprocess, sys, tempfile, threading, time

source = os.environ.get("SEQLAB_SOURCE", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
program = os.path.join(os.environ.get("SEQLAB_BUILD", "."), "run")
PATIENCE = 300
kills = bool(os.environ.get("SEQLAB_KILL"))
number = 0


def report(right, title, detail=""):
    global number
    number += 1
    print(f"{'ok' if right else 'not ok'} {number} - {title}")
    for line in detail.splitlines():
        print(f"# {line}")
    sys.stdout.flush()


class Learner:
    """A session in a pipe, as JSON, and the lesson as it was last shown."""

    def __init__(self, language, state):
        environment = dict(os.environ, XDG_STATE_HOME=state, SEQLAB_DATA=source, LC_ALL="C.UTF-8", TERM="dumb")
        self.process = subprocess.Popen([program, "--json", "--threads", "1", "--lang", language], stdin=subprocess.PIPE, cwd=state,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True)
        self.lines, self.asked, self.longest = queue.Queue(), 0, 0
        threading.Thread(target=self.read, daemon=True).start()
        self.progress = os.path.join(state, "seqlab", "progress.json")

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def type(self, line):
        """What the program says to a line: a list of JSON values, and of texts where it is none."""
        self.asked += 1
        mark, found, since = f"~{self.asked}~", [], time.time()
        self.process.stdin.write(f"{line}\nprint('{mark}')\n")
        self.process.stdin.flush()
        while True:
            said = self.lines.get(timeout=PATIENCE)
            if said is None:
                raise OSError(f"the program ended after '{line}': {found}")
            said = said.rstrip("\n")
            if mark in said:
                break
            found.append(json.loads(said) if said.startswith("{") else said)
        self.longest = max(self.longest, time.time() - since)
        return found

    def kill(self):
        self.process.kill()
        self.process.wait()

    def memory(self, name):
        with open(self.progress, encoding="utf-8") as file:
            return json.load(file)["lessons"][name].get("memory", {})


def is_lesson(value):
    return isinstance(value, dict) and value.get("command") in ("lesson", "answer", "next")


def outcome(found):
    """What the lesson said, in a word."""
    said = [value for value in found if is_lesson(value)]
    if any("finished" in value for value in said):
        return "finished"
    for value in said:
        if "step" in value:
            return value["step"]["step"]
    if any(value.get("passed") is False for value in said):
        return "refused"
    return "told" if said else "stays"


def words_of(found):
    for value in filter(is_lesson, found):
        yield value.get("feedback", "")
        if "step" in value:
            yield value["step"]["text"]


def fault_in_words(found, language):
    for words in words_of(found):
        if "{{" in words or "nan" in re.findall(r"[a-z]+", words):
            return "the text holds an empty place: " + words
        if words and language == "ko" and not re.search("[가-힣]", words):
            return "not in Korean: " + words
    return ""


def run_line(learner, line, wanted, name, seed, language):
    """The fault, or an empty text."""
    enter = line.split()[0].rstrip(":") == "ENTER"
    offered = line[len("ENTER:"):].strip() if enter else ""
    typed = "" if enter else line
    if "{" in line and not enter:
        typed = line.format(**learner.memory(name))
    if seed > 1 and re.match("model (?!.*seed=).*=", offered or line):
        typed = f"{offered or line} seed={seed}"
    found = learner.type(typed)
    ran = [value.get("command") for value in found if isinstance(value, dict)]
    if offered and offered.split()[0] not in ran:
        return f"Enter did not run {offered}: {found}"
    got = outcome(found)
    if got != wanted:
        return f"'{line}' ({typed}) led to {got}, not to {wanted}: {json.dumps(found, ensure_ascii=False)[:1500]}"
    return fault_in_words(found, language)


def run_lesson(path, language, seed):
    """Whether all went as it should, the title, and what there is to say."""
    name = os.path.basename(path)[:-len(".learner")]
    rows = [line.strip() for line in open(path, encoding="utf-8") if line.strip() and line[0] != "#"]
    since, fault, moved = time.time(), "", ""
    with tempfile.TemporaryDirectory() as state:
        learner = Learner(language, state)
        learner.type(f"lesson {name[3:]}")
        for row in rows:
            if kills and moved:
                learner.kill()
                learner = Learner(language, state)
                back = outcome(learner.type(f"lesson {name[3:]}"))
                fault = "" if back == moved else f"killed at {moved}, it came back to {back}"
                moved = ""
            if fault:
                break
            if row.startswith("claim "):
                if not eval(row[len("claim "):], {}, learner.memory(name)):
                    fault = f"not true: {row}: {json.dumps(learner.memory(name), ensure_ascii=False)}"
            else:
                line, wanted = row.rsplit(" -> ", 1)
                fault = run_line(learner, line, wanted, name, seed, language)
                moved = wanted if wanted not in ("stays", "told", "refused", "finished") else ""
            if fault:
                break
        memory = learner.memory(name)
        learner.process.stdin.close()
        learner.process.wait(PATIENCE)
    figures = json.dumps(memory, ensure_ascii=False) if os.environ.get("SEQLAB_MEMORY") else ""
    return (not fault, f"{name} in {language}, seed {seed}",
            fault or f"{time.time() - since:.0f} s, longest wait {learner.longest:.1f} s\n{figures}")


def skip_through(name):
    """Somebody who makes no model, answers every question with 1 and skips every task must reach the end as well."""
    with tempfile.TemporaryDirectory() as state:
        learner, fault = Learner("en", state), ""
        found = learner.type(f"lesson {name[3:]}")
        try:
            while outcome(found) != "finished":
                step = [value["step"] for value in found if is_lesson(value) and "step" in value][-1]
                found = learner.type("answer 1" if step.get("ask") in ("integer", "number", "choice") else "lesson skip")
                if outcome(found) in ("refused", "told"):
                    found = learner.type("lesson skip")
        except OSError as trouble:
            fault = str(trouble)
        learner.kill()
    return not fault, f"{name} skipped through without a model", fault


def attempt(title, function, *arguments):
    try:
        return function(*arguments)
    except (queue.Empty, OSError, KeyError, subprocess.TimeoutExpired) as trouble:
        return False, title, repr(trouble)


def tasks():
    """What is to be done, each a title, a function and its arguments."""
    for file in sorted(os.listdir(folder)):
        if file.endswith(".learner") and is_wanted(file):
            for seed in map(int, os.environ.get("SEQLAB_SEEDS", "1").split()):
                in_turn = ("en", "ko")[(int(file[:2]) + seed - 1) % 2]
                for language in os.environ.get("SEQLAB_LANGUAGES", in_turn).split():
                    yield f"{file} in {language}, seed {seed}", run_lesson, os.path.join(folder, file), language, seed
    for name in sorted(os.listdir(os.path.join(source, "lessons"))):
        if re.match("[0-9][0-9]-", name) and is_wanted(name):
            yield f"{name} skipped through without a model", skip_through, name


def is_wanted(name):
    chosen = os.environ.get("SEQLAB_LESSONS", "").split()
    return not chosen or any(word in name for word in chosen)


folder = os.path.join(source, "tests", "lessons")
with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as learners:
    for result in learners.map(lambda task: attempt(*task), list(tasks())):
        report(*result)
print(f"1..{number}")
