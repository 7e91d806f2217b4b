"""page.py: what the checks of the manual's pages share: manual_check.py, lessons_page.py, lua_page.py."""
import subprocess
import sys


def run(program, *arguments):
    """What the program prints."""
    return subprocess.run([program, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=True).stdout


def plain(text):
    """Text of a page without the escapes of man(7)."""
    for escape, character in (("\\-", "-"), ("\\(aq", "'"), ("\\&", ""), ("\\e", "\\")):
        text = text.replace(escape, character)
    return text


def tell(check):
    """Arguments: PROGRAM PAGE en|ko. A line for each fault that check(program, page, language) yields; exit status 1 with any."""
    with open(sys.argv[2], encoding="utf-8") as file:
        faults = list(check(sys.argv[1], file.read(), sys.argv[3]))
    print("\n".join(faults), end="")
    sys.exit(1 if faults else 0)
