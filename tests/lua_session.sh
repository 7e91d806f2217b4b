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

# says TITLE LINES WORDS...: the session says all these words, whatever its status.
says() {
    local title=$1 words
    session "" "$2"
    shift 2
    for words; do
        grep -qF -e "$words" <<<"$said" && continue
        report NOT "$title" "it lacks '$words': $said (status $status)"
        return
    done
    [ "$status" -lt 128 ] && report OK "$title" || report NOT "$title" "status $status: $said"
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

# fails TITLE LINE WORDS: the line is refused with these words, and the program ends in order.
fails() {
    session "" "$2"
    if [ "$status" = 1 ] && grep -qF -e "$3" <<<"$said"; then
        report OK "$1"
    else
        report NOT "$1" "status $status; it said: $said"
    fi
}

finish() { echo "1..$number"; }
