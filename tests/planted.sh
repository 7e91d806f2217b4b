# planted.sh: for the tests of the sources: sourced by them. Each looks at what there is, then plants faults in $copy, a folder
# of its own: each must be found. SAID below is what the check said.
set -u
source_folder=${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}
. "$source_folder/tests/report.sh"
copy=$(mktemp -d) || exit 99
trap 'rm -rf "$copy"' EXIT

# plant FILE LINES: writes the file into the copy; LINES is a format of printf.
plant() { mkdir -p "$copy/${1%/*}" && printf -- "$2" >"$copy/$1"; }

# quiet TITLE SAID: nothing was said. only TITLE WORDS SAID: nothing else was. found TITLE WORDS SAID: it was among it.
quiet() { [ -z "$2" ] && report OK "$1" || report NOT "$1" "$2"; }
only() { [ "$3" = "$2" ] && report OK "$1" || report NOT "$1" "expected: $2, got: $3"; }
found() { grep -qF -e "$2" <<<"$3" && report OK "found: $1" || report NOT "found: $1" "expected: $2, got: $3"; }
