"""repl_live.py: what a person meets who types while a model trains, through a pseudo-terminal, and how soon.

    repl_live.py PROGRAM HIDDEN KEYS SECONDS

Asks and steers runs at both terminals. Types that many keys while a model of that hidden size trains on batches of 64,
and waits for the echo of each; then lets runs of that many seconds train in turns with and without a screen. Prints
TAP, with the figures as comments. A test fails if an echo or an answer does not come, however late: the times are
the machine's."""
import json, os, random, re, shutil, subprocess, sys, tempfile, time

from term_monkey import Failure, PASTE_ON, Session

DATA = "data task=copy length=5..12"
ROUNDS = 3


def model(hidden):
    return f"model attention=dot hidden={hidden}"


CELL = ("cell('own', { parameters = function(E, H) return { W = { E + H, H } } end, "
        "step = function(p, x, h) return op.tanh(op.matmul(op.concat(x, h), p.W)) end })")


def begin(program, *lines, screen=True):
    session = Session(program, screen)
    wait(session, b"seqlab> ", "no prompt")
    for line in lines:
        session.write(line.encode() + b"\r")
    settle(session, 0.5)
    return session


def wait(session, text, what):
    if not session.until(lambda: text in session.output, what):
        raise Failure(f"the program ended: {what}")


def settle(session, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        session.read(0.005)


def echo_time(session, key):
    """Seconds from a key to its echo."""
    session.output = b""
    begun = time.monotonic()
    os.write(session.master, key)
    while key not in session.output:
        if time.monotonic() - begun > 120:
            raise Failure(f"{key!r} is not echoed")
        session.read(0.05)
    return time.monotonic() - begun


def type_keys(session, count):
    """Syllables that no text has, in lines of thirty, so that an echo can be nothing else."""
    chance, times = random.Random(1), []
    for number in range(count):
        if number % 30 == 0:
            session.write(b"\x15")
        settle(session, chance.uniform(0.01, 0.12))
        times.append(echo_time(session, chr(0xC060 + number % 30).encode()))
    session.write(b"\x15")
    return sorted(times)


def processor_seconds(session):
    """Of the main thread, which draws and takes keys."""
    process = session.process.pid
    with open(f"/proc/{process}/task/{process}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(session, line, answer):
    """Types a line and waits for what it says; the seconds between."""
    session.output = b""
    begun = time.monotonic()
    session.write(line.encode() + b"\r")
    wait(session, answer.encode(), f"no answer to {line}")
    return time.monotonic() - begun


def ask_model(session):
    return ask(session, "print('said ' .. #translate('a b').target_tokens // 100 + 4242)", "said 4242")


def next_step(session, number):
    """The step that another learning rate counts from."""
    ask(session, f"lr 0.0{number + 1}", "on; before")
    settle(session, 0.1)
    return int(session.output.split(b"from step ")[1].split()[0])


def steer(program, screen):
    """A run is asked, halted, taken step by step, given another rate, stopped, and its successor waits for it."""
    session = begin(program, DATA, model(8), screen=screen)
    session.write(b"train steps=1000000\r")
    ask_model(session)
    ask(session, "translate a b c", "a b c")
    ask(session, "model attention=none", "is training")
    ask(session, "pause", "pauses after step")
    paused = int(session.output.split(b"pauses after step ")[1].split(b".")[0])
    ask(session, "resume steps=2", "seqlab>")
    steps = [next_step(session, number) for number in range(9)]
    if steps[-1] != paused + 3 or steps != sorted(steps):
        raise Failure(f"two steps after {paused}: {steps}")
    ask(session, "lr", "trains with lr=0.09")
    ask(session, "queue print('queued ' .. 6 * 7)", "queued")
    for _ in range(20): # on a busy machine it may pause again before it has taken a step
        session.write(b"\x10")
        ask_model(session)
        ask(session, "pause", "pauses after step")
        if int(session.output.split(b"pauses after step ")[1].split(b".")[0]) > paused + 2:
            break
    else:
        raise Failure("Ctrl-P does not go on")
    ask(session, "stop", "queued 42")
    session.write(b"train steps=1000000\r")
    ask(session, "lr", "trains with lr")
    if not screen: # a signal: before the next prompt it would end the answer
        session.until(lambda: b"seqlab> " in session.output.split(b"trains with lr")[1], "no prompt after an answer")
    session.write(b"\x03")
    wait(session, b"Interrupted", "Ctrl-C does not stop the run")
    ask(session, "stop", "no model is training")
    session.close()


def stop_line(session, line):
    """Ctrl-C while Lua runs; while the line still waits for the step to end, it only takes the line back."""
    for patience in range(1, 20):
        session.output = b""
        session.write(line.encode() + b"\r")
        settle(session, 0.5 * patience)
        session.write(b"\x03")
        settle(session, 0.5 * patience)
        if b"script was stopped" in session.output:
            return
    raise Failure(f"Ctrl-C does not end {line}")


def stop_answers(program):
    """Ctrl-C ends an answer, of Lua, of a model, of one whose cell is Lua too; the run goes on until the next."""
    session = begin(program, CELL, DATA, "model cell=own attention=dot hidden=8")
    session.write(b"train steps=1000000 batch=8\r")
    ask_model(session)
    for line in ("while true do end", "while true do translate('a b') end",
                 "string.rep('a', 30):find(('a-'):rep(20) .. 'b')"):
        stop_line(session, line)
        ask_model(session)
        ask(session, "lr", "trains with lr")
    session.output = b""
    session.write(b"\x03")
    wait(session, b"nats per token", "Ctrl-C does not end the run")
    session.close()


# Erasing, moving the cursor, and a carriage return that no newline follows.
DRAWN_OVER = re.compile(rb".{0,40}(?:\x1b\[[0-9;]*[A-HJ-MPSTX@`adf]|\r(?!\r*\n)|\x08).{0,40}", re.DOTALL)


def lesson_looks(program):
    """A lesson that examines a result says so: on a slow machine that takes seconds."""
    session = begin(program, "lesson 15", "50")
    ask(session, "data grammar=ko-en length=2..8", "the lesson looks at")
    session.close()


def answer_waits(program, scratch):
    """What is typed while the check of an answer trains waits for its end."""
    data = os.path.join(scratch, "data")
    shutil.copytree(os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures/lua"), data)
    path = os.path.join(data, "lessons/01-guess/lesson.lua")
    subprocess.run(["chmod", "-R", "u+w", data], check=True)
    subprocess.run(["sed", "-i", "s/if common.low/model{hidden = 64} train{steps = 400} &/", path], check=True)
    os.environ["SEQLAB_DATA"] = data
    session = begin(program, "lesson 1", "next")
    del os.environ["SEQLAB_DATA"]
    ask(session, "answer 30", "the lesson looks at")
    ask(session, "print(4242 + 1)", "4243")
    session.close()


def only_appends(program, terminal):
    """One run tells how far it is, is asked and stopped, another one interrupted: what stood on the terminal stays."""
    usual, os.environ["TERM"] = os.environ["TERM"], terminal
    session = begin(program, DATA, model(8), screen=False)
    os.environ["TERM"] = usual
    for key, end in ((b"lr\rstop\r", b"nats per token"), (b"\x03", b"Interrupted")):
        session.write(b"train steps=1000000\r")
        runs = session.output.count(b"% ")
        session.until(lambda: session.output.count(b"% ") > runs, "no line of progress")
        session.write(key)
        wait(session, end, f"{key} does not end the run")
        session.until(lambda: session.output.endswith((b"seqlab> ", b"seqlab> " + PASTE_ON)), "no prompt after the run")
    session.write(b"quit\rquit\r")
    session.check_end()
    found = DRAWN_OVER.search(session.output)
    if found or b"trains with lr" not in session.output:
        raise Failure(f"with TERM={terminal}: {found.group() if found else session.output[-2000:]}")


def steps_per_second(program, hidden, seconds, screen):
    """Of a run that nobody disturbs, and the share of the main thread in it."""
    train = f"train seconds={seconds} batch=64"
    if not screen:
        lines = "\n".join((DATA, model(hidden), train)) + "\n"
        said = subprocess.run([program, "--json"], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
        return json.loads(said.splitlines()[-1])["steps"] / seconds, 0
    session = begin(program, DATA, model(hidden))
    session.output = b""
    before, begun = processor_seconds(session), time.monotonic()
    session.write(train.encode() + b"\r")
    wait(session, b"nats per token", "the run does not end")
    share = (processor_seconds(session) - before) / (time.monotonic() - begun)
    steps = int(session.output.split(b" steps in ")[0].split()[-1].rsplit(b"H")[-1])
    session.close()
    return steps / seconds, share


def check(number, title, function):
    try:
        for line in function() or ():
            print(f"# {line}")
        print(f"ok {number} - {title}", flush=True)
    except Failure as failure:
        print(f"not ok {number} - {title}\n# {failure}", flush=True)


def main(program, hidden, keys, seconds):
    scratch = tempfile.mkdtemp()
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", XDG_STATE_HOME=scratch, INPUTRC="/dev/null")
    os.chdir(scratch)
    session = begin(program, DATA, model(hidden))

    def echoes(title):
        times = type_keys(session, keys)
        at = lambda share: 1000 * times[min(int(share * len(times)), len(times) - 1)]
        return f"{title}: {len(times)} keys echoed after {at(0.5):.1f} ms, 95% within {at(0.95):.1f}, " \
               f"99% within {at(0.99):.1f}, the slowest {at(1):.1f}"

    def keys_are_echoed():
        yield echoes("at an idle prompt")
        session.write(b"train steps=1000000 batch=64\r")
        ask(session, "lr", "trains with lr")
        yield echoes(f"while hidden={hidden} batch=64 trains")

    def a_question_is_answered():
        yield f"an answer after {1000 * ask_model(session):.0f} ms"

    def screens_cost_little():
        drawn, bare, shares = [], [], []
        for _ in range(ROUNDS):
            speed, share = steps_per_second(program, hidden, seconds, True)
            drawn.append(speed)
            shares.append(share)
            bare.append(steps_per_second(program, hidden, seconds, False)[0])
        yield f"steps a second, best of {ROUNDS}: {max(drawn):.1f} with the screen, {max(bare):.1f} in a pipe"
        yield f"the main thread took {100 * min(shares):.1f}% of one processor"

    print("1..10")
    check(1, "every key is echoed while a model trains", keys_are_echoed)
    check(2, "a question is answered", a_question_is_answered)
    session.close()
    check(3, "runs train with and without a screen", screens_cost_little)
    check(4, "a run is asked and steered on the full screen", lambda: steer(program, True))
    check(5, "and on a plain terminal", lambda: steer(program, False))
    check(6, "Ctrl-C ends an answer first, and then the run", lambda: stop_answers(program))
    check(7, "a lesson says that it looks at a result", lambda: lesson_looks(program))
    check(8, "with --plain lines are only added", lambda: only_appends(program, "xterm-256color"))
    check(9, "and on a terminal that cannot move its cursor", lambda: only_appends(program, "dumb"))
    check(10, "a line typed while a lesson checks an answer waits", lambda: answer_waits(program, scratch))
    shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), *map(int, sys.argv[2:5]))
