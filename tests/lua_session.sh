# lua_session.sh: sourced by the tests of Lua and of lessons: runs the program on a few lines and looks at what it said.
. "${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}/tests/repl_session.sh"
export SEQLAB_DATA=$source_folder/tests/fixtures/lua

# session OPTIONS LINES: runs the lines as a file; output and errors together are in $said, the exit status in $status.
session() {
    printf '%s\n' "$2" >"$scratch/lines"
    # shellcheck disable=SC2086
    said=$(cd "$scratch" && timeout 120 "$program" $1 -f "$scratch/lines" 2>&1 </dev/null)
    status=$?
}

# heard TITLE WORDS... [! WORDS...]: these words are in $said, and none of those behind the !.
heard() {
    local title=$1 words absent=0
    shift
    for words; do
        [ "$words" = ! ] && absent=1 && continue
        grep -qF -e "$words" <<<"$said"
        [ $? = $absent ] && continue
        [ $absent = 0 ] && words="it lacks '$words'" || words="it says '$words'"
        report NOT "$title" "$words: $said (status $status)"
        return
    done
    [ "$status" -lt 128 ] && report OK "$title" || report NOT "$title" "status $status: $said"
}

# says TITLE LINES WORDS... [! WORDS...]: what the session says, whatever its status; with=OPTIONS says ...: of the program.
says() {
    session "${with:-}" "$2"
    heard "$1" "${@:3}"
}

# prints TITLE LINE TEXT: one line of Lua prints exactly this and ends well.
prints() {
    session "" "$2"
    if [ "$status" = 0 ] && [ "$said" = "$3" ]; then
        report OK "$1"
    else
        report NOT "$1" "status $status; it said: $said"
    fi
}

# fails TITLE LINE WORDS... [! WORDS...]: the line is refused with these words, and the program ends in order.
fails() {
    session "${with:-}" "$2"
    if [ "$status" = 1 ]; then heard "$1" "${@:3}"; else report NOT "$1" "status $status; it said: $said"; fi
}

# presses TITLE TEXT WORDS... [! WORDS...]: the same of a text typed at a prompt, where an empty line is Enter.
presses() {
    said=$(cd "$scratch" && printf '%s' "$2" | timeout 120 "$program" 2>&1)
    status=$?
    heard "$1" "${@:3}"
}

# fresh CASE...: one of these, of a learner who has done nothing yet.
fresh() { rm -rf "$scratch/state"; "$@"; }

# interrupts SIGNALS [PAUSE]: runs $scratch/lines, and sends SIGINT so many times once they said that they have begun. What it
# said is in $said, its exit status in $status: 137 where it went on for 30 s.
interrupts() {
    : >"$scratch/out"
    (cd "$scratch" && exec perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$program" -f lines >out 2>&1 </dev/null) &
    local process=$! waited i
    for waited in $(seq 600); do grep -q begun "$scratch/out" && break; sleep 0.1; done
    sleep 0.5
    for i in $(seq "$1"); do kill -INT $process; sleep "${2:-0.3}"; done
    for waited in $(seq 300); do kill -0 $process 2>/dev/null || break; sleep 0.1; done
    kill -KILL $process 2>/dev/null
    wait $process
    status=$?
    said=$(cat "$scratch/out")
}

finish() { echo "1..$number"; }
