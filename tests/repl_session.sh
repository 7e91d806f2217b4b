# repl_session.sh: for tests that use the program as a script does: sourced by repl_*.sh.
set -u
source_folder=${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}
program=$(readlink -f "${SEQLAB_BUILD:-.}")/run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state XDG_DATA_HOME=$scratch/own LC_ALL=C.UTF-8 TERM=dumb COLUMNS=80
unset NO_COLOR LANG folder

. "$source_folder/tests/report.sh"

# seqlab ARGUMENT...: runs it, in $folder if that is set; what it printed is in $scratch/out and err, its exit status in
# $status.
seqlab() {
    (cd "${folder:-.}" && exec "$program" "$@") >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
}

piped() {  # piped TEXT ARGUMENT...: the same with a pipe of commands
    local text=$1
    shift
    printf '%b' "$text" | "$program" "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}

ends() {  # ends TITLE STATUS [WORDS ON STANDARD ERROR, whose lines may be folded anywhere]
    if [ "$status" != "$2" ]; then
        report NOT "$1" "status $status, not $2; $(cat "$scratch/err")"
    elif [ -n "${3:-}" ] && ! grep -qF -e "$3" "$scratch/err" && ! tr '\n' ' ' <"$scratch/err" | grep -qF -e "$3"; then
        report NOT "$1" "standard error lacks '$3': $(cat "$scratch/err")"
    elif [ -z "${3:-}" ] && [ -s "$scratch/err" ]; then
        report NOT "$1" "standard error: $(cat "$scratch/err")"
    else
        report OK "$1"
    fi
}

prints() {  # prints TITLE WORDS...: each is on standard output
    local title=$1 words
    shift
    for words; do
        grep -qF -e "$words" "$scratch/out" && continue
        report NOT "$title" "standard output lacks '$words': $(head -c 2000 "$scratch/out")"
        return
    done
    report OK "$title"
}

# Rows of command and what is expected: fails TITLE WORDS ARGUMENT..., with status 1 and these words on standard error; runs
# TITLE ARGUMENT...; says TITLE WORDS... -- ARGUMENT...: all words are on standard output; tells: and it ends well; json TITLE
# NAME KEY... -- ARGUMENT...: the last line of JSON is of that command and has these keys; finds TITLE CONDITION... --
# ARGUMENT...: it ends well, and its JSON holds (below); looks TITLE CHECK... -- ARGUMENT...: checked (below).
fails() { seqlab "${@:3}"; ends "$1" 1 "$2"; }
misused() { seqlab "${@:3}"; ends "$1" 2 "$2"; }
runs() { seqlab "${@:2}"; ends "$1" 0; }
split() { # split WORD... -- ARGUMENT...: into `before` and `behind`
    before=()
    while [ "$1" != -- ]; do before+=("$1"); shift; done
    behind=("${@:2}")
}
says() { split "$@"; seqlab "${behind[@]}"; prints "${before[@]}"; }
well() { if [ "$status" = 0 ] && [ ! -s "$scratch/err" ]; then "$@"; else ends "$2" 0; fi; } # the check, if it ended well
tells() { split "$@"; seqlab "${behind[@]}"; well prints "${before[@]}"; }
finds() { split "$@"; seqlab --json "${behind[@]}"; well holds "${before[@]}"; }
looks() { split "$@"; seqlab "${behind[@]}"; checked "${before[@]}"; }
json() { split "$@"; seqlab --json "${behind[@]}"; checked "${before[0]}" json "${before[@]:1}"; }

holds() {  # holds TITLE CONDITION...: in Python, of `values`, the results on standard output, and `last`
    local title=$1 said
    shift
    said=$(python3 -c 'import json, sys
values = [json.loads(line) for line in sys.stdin]
last = values[-1]
for condition in sys.argv[1:]:
    if not eval(condition):
        sys.exit("%s: not so of %s" % (condition, str(values)[-3000:]))' "$@" 2>&1 <"$scratch/out") && report OK "$title" || report NOT "$title" "$said"
}

faults() {  # faults TITLE COUNT PYTHON: it finds none, and prints none, in `values`, the last COUNT results (0: all)
    local said
    said=$(python3 -c 'import json, math, sys
values = [json.loads(line) for line in sys.stdin][-int(sys.argv[1]):]
def check(what, one, other, within=0):
    if not (abs(one - other) <= within if within else one == other):
        print(what, one, "not", other)
exec(sys.argv[2])' "$2" "$3" 2>&1 <"$scratch/out")
    [ -z "$said" ] && report OK "$1" || report NOT "$1" "$said"
}

equal() { [ "$2" = "$3" ] && report OK "$1" || report NOT "$1" "it is $2, not $3"; }  # equal TITLE FOUND WANTED
same_files() { cmp -s "$2" "$3" && report OK "$1" || report NOT "$1" "$(cmp "$2" "$3" 2>&1; cat "$scratch/err")"; } # same_files TITLE FILE FILE

checked() {  # checked TITLE CHECK...: standard output as output_check.py sees it
    local title=$1 said
    shift
    said=$(python3 "$source_folder/tests/output_check.py" "$@" <"$scratch/out") && report OK "$title" || report NOT "$title" "$said"
}

command -v python3 >/dev/null || { echo "1..0 # SKIP python3 is not installed"; exit 0; }
