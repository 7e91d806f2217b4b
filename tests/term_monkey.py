"""term_monkey.py: random keys, pastes and resizes, typed at the program through a pseudo-terminal.

    term_monkey.py PROGRAM EVENTS SEED...

For each seed and both terminals the program gets that many events. It may end when it is asked to (Ctrl-D, quit); then
it must have left the terminal as it was, and is started again. At the end it must answer a question. Everything comes
from the seed but the moments at which the program reads, so a fault may need its seed a few times. Prints TAP."""
import fcntl, os, pty, random, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time

STARTERS = [b"\x12", b"\x13", b"\x18", b"\x16", b"\x11", b"\x1d", b"\x1b", b"\x0f", b"\x1b5", b"\x1b\x1d",
            b"\x1bp", b"\x1bn", b"\x18(", b"\x18)", b"\x18e", b"\x18\x12", b"\x1b\r", b"\x1b\n", b"\x1b-",
            b"\x1b#", b"\x15", b"\x00"]
SEQUENCES = [b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1bOA", b"\x1bOH", b"\x1b[H", b"\x1b[F",
             b"\x1b[1~", b"\x1b[2~", b"\x1b[3~", b"\x1b[5~", b"\x1b[6~", b"\x1b[1;5C", b"\x1b[1;3D",
             b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~", b"\x1b[5;3~", b"\x1b[6;3~", b"\x1b[<64;3;3M",
             b"\x1b[<65;3;20M", b"\x1b[<0;3;1M", b"\x1b[I", b"\x1b[O", b"\x1b[?62;4c",
             b"\x1b]11;rgb:0/0/0\x1b\\", b"\x1b[201~", b"\x1b[", b"\x1bO", b"\x1b[[A", b"\x1bOQ"]
WORDS = ["help", "help train", "data task=copy length=2..5", "model attention=dot hidden=8", "tokens a b",
         "lang ko", "lang en", "lesson", "lesson 1", "1 + 41", "print(", "for i = 1, 3 do", "end",
         "translate a b", "attend a b", "explore", "나는 학교에 갔다", "가", "👨‍👩‍👧", "é", "e\u0301", "\u202e", "\u009b31m",
         "한\u1100\u1161", "   ", "quit", "# ", "모델", "x" * 90]
ENTER_SCREEN, LEAVE_SCREEN, PASTE_ON, PASTE_OFF = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?2004h", b"\x1b[?2004l"
PATIENCE = 120  # seconds: only a program that hangs takes so long


class Failure(Exception):
    pass


class Session:
    """One run of the program on a terminal of its own."""

    def __init__(self, program, screen):
        self.screen, self.output = screen, b""
        self.master, self.slave = pty.openpty()
        self.resize(24, 80)
        self.before = termios.tcgetattr(self.slave)
        self.before[0] &= ~termios.IXON  # Ctrl-S would stop a terminal that the kernel edits, until Ctrl-Q
        termios.tcsetattr(self.slave, termios.TCSANOW, self.before)
        self.process = subprocess.Popen([program] + ([] if screen else ["--plain"]), stdin=self.slave,
                                        stdout=self.slave, stderr=self.slave, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.set_blocking(self.master, False)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        """Takes what is written within that time; False where nothing is."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.output = (self.output + os.read(self.master, 1 << 16))[-1 << 20:]
        return True

    def until(self, done, what):
        """Reads until done() or the end of the program, whose result it gives."""
        end = time.monotonic() + PATIENCE
        while not done():
            if self.process.poll() is not None:
                return False
            if time.monotonic() > end:
                raise Failure(what)
            self.read(0.05)
        return True

    def write(self, data):
        """Gives bytes as fast as the program takes them; False where it ended meanwhile."""
        left = [data]

        def written():
            if select.select([], [self.master], [], 0.01)[1]:
                try:
                    left[0] = left[0][os.write(self.master, left[0][:512]):]
                except BlockingIOError:
                    pass
            self.read(0)
            return not left[0]
        return self.until(written, "it takes no more keys")

    def answers(self, number):
        """Ends whatever was begun and asks; False where one of the keys before had ended the program. A busy one may have
        keys left to read, behind which the question would stand: where it falls silent without an answer, ask again."""
        answer = b"alive%d" % (2 * number)  # another each time: the history brings old questions back
        end = time.monotonic() + PATIENCE
        while answer not in self.output:
            if time.monotonic() > end:
                raise Failure("no answer")
            self.resize(24, 80)
            for keys in (b"\x07", b"\r", b"\x03", b"\x03"):
                if not self.write(keys):
                    return False
                while self.read(0.1):
                    pass
            if not self.write(b"print('alive' .. 2 * %d)\r" % number):
                return False
            while answer not in self.output and self.read(1):
                pass
            if self.process.poll() is not None:
                return False
        return True

    def check_end(self):
        """It ended because it was asked to, and left everything as it was."""
        self.until(lambda: False, "it does not end")
        while self.read(0):
            pass
        if self.process.returncode not in (0, -signal.SIGINT):  # Ctrl-C, when it had given the terminal back already
            raise Failure(f"ended with {self.process.returncode}")
        if self.screen and not self.output.rfind(LEAVE_SCREEN) > self.output.rfind(ENTER_SCREEN):
            raise Failure("the second screen was not left")
        if self.output.rfind(PASTE_ON) > self.output.rfind(PASTE_OFF):
            raise Failure("bracketed paste is still on")
        if termios.tcgetattr(self.slave) != self.before:
            raise Failure("the modes of the terminal are not those from before")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


def text(chance):
    """Characters, now and then bytes that are none."""
    kind = chance.random()
    if kind < 0.7:
        return chance.choice(WORDS).encode()
    if kind < 0.9:
        letters = (chance.choice((chance.randrange(32, 127), chance.randrange(0xAC00, 0xD7A4))) for _ in range(8))
        return "".join(map(chr, letters)).encode()
    return bytes(chance.choice((chance.randrange(32, 127), chance.randrange(128, 256))) for _ in range(4))


def paste(chance):
    size = chance.choice((1, 20, 300, 5000) if chance.random() < 0.97 else (100_000, 300_000))
    pasted = b"".join(chance.choice((text(chance), b"\r", b"\t", b" ", b"\x1b[A")) for _ in range(min(size, 300)))
    pasted += b"a" * (size - len(pasted))
    return pasted if chance.random() < 0.2 else b"\x1b[200~" + pasted + b"\x1b[201~"


def keys(chance):
    """One event: a key, a word, a paste; None is another size of the window."""
    kind = chance.random()
    if kind < 0.30:
        return chance.choice(STARTERS)
    if kind < 0.50:
        return bytes([chance.choice([key for key in range(32) if key not in (3, 26, 28)] + [127])])
    if kind < 0.65:
        return chance.choice(SEQUENCES)
    if kind < 0.70:
        return b"\x1b" + bytes([chance.choice([key for key in range(128) if key != 28])])  # that one is to end it
    if kind < 0.90:
        return text(chance)
    if kind < 0.93:
        return b"\r"
    if kind < 0.94:
        return b"\x03"
    return paste(chance) if kind < 0.96 else None


def play(program, screen, events, seed):
    """The events of a seed; gives how often the program was started."""
    chance, session, started, number, last = random.Random(f"{seed} {screen}"), None, 0, 0, []
    try:
        while True:
            if session is None:
                session, started = Session(program, screen), started + 1
                session.until(lambda: b"seqlab> " in session.output, "no prompt")
            if number == events and session.answers(1000 + started):
                session.write(b"\rquit\r")
                session.check_end()
                return started
            if number < events:
                number += 1
                last = last[-30:] + [keys(chance)]
                if last[-1] is None:
                    session.resize(chance.randrange(1, 101), chance.randrange(1, 301))
                else:
                    session.write(last[-1])
                if chance.random() < 0.05:
                    session.read(0.05)  # long enough for an ESC to be one
            if session.process.poll() is not None:
                session.check_end()
                session.close()
                session = None
    except Failure as failure:
        shown = [b"resize" if event is None else event[:200] for event in last]
        raise Failure(f"event {number}: {failure}\nlast: {shown}\noutput: {session.output[-3000:]}") from failure
    finally:
        if session is not None:
            session.close()


def main(program, events, seeds):
    scratch = tempfile.mkdtemp()
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", XDG_STATE_HOME=scratch, INPUTRC="/dev/null")
    os.chdir(scratch)
    cases = [(seed, screen) for seed in seeds for screen in (True, False)]
    print(f"1..{len(cases)}")
    for number, (seed, screen) in enumerate(cases, 1):
        name = f"{number} - seed {seed}, {'full screen' if screen else 'plain'}: {events} events"
        try:
            print(f"ok {name}, {play(program, screen, events, seed)} sessions", flush=True)
        except Failure as failure:
            print(f"not ok {name}\n# " + str(failure).replace("\n", "\n# "), flush=True)
    shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
