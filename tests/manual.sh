#!/usr/bin/env bash
# manual.sh: the manual, in both languages, tells every command, option, default and JSON key that the program has, and
# none that it has not. Then faults are planted in a copy, and each is found.
set -u
source_folder=${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}
program=${SEQLAB_BUILD:-.}/run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state LC_ALL=C.UTF-8

. "$source_folder/tests/report.sh"

faults() {  # faults PAGE LANGUAGE
    local check=manual_check.py
    case $1 in *-lessons.7) check=lessons_page.py ;; *-lua.7) check=lua_page.py ;; esac
    python3 "$source_folder/tests/$check" "$program" "$@" 2>&1
}

sound() {  # sound FILE LANGUAGE
    local said
    said=$(faults "$source_folder/$1" "$2")
    [ -z "$said" ] && report OK "$1 tells what there is" || report NOT "$1 tells what there is" "$said"
    if command -v groff >/dev/null; then
        said=$(groff -man -Tutf8 -Kutf8 -ww -z "$source_folder/$1" 2>&1)
        [ -z "$said" ] && report OK "$1 is well formed" || report NOT "$1 is well formed" "$said"
    else
        report OK "$1 is well formed # SKIP groff is not installed"
    fi
}

generated() { python3 "$source_folder/man/generate.py" "$program" "$2" "$1.in" 2>&1; }

current() {  # current FILE LANGUAGE: the manual is what its template, the table and the help make
    local said
    said=$(generated "$source_folder/$1" "$2" | diff "$source_folder/$1" - | head -n 20)
    [ -z "$said" ] && report OK "$1 is current" || report NOT "$1 is current" "run 'make manual': $said"
}

stale() {  # stale TITLE SED-COMMAND: a manual that is changed so is not current
    sed -E "$2" "$source_folder/man/seqlab.1" >"$scratch/manual.1"
    if generated "$source_folder/man/seqlab.1" en | cmp -s "$scratch/manual.1" -; then
        report NOT "found: $1"
    else
        report OK "found: $1"
    fi
}

found() {  # found TITLE SED-COMMAND WORDS [PAGE]: with this change the words are said
    local said page=${4:-seqlab.1}
    sed -E "$2" "$source_folder/man/$page" >"$scratch/$page"
    said=$(faults "$scratch/$page" en)
    grep -qF -e "$3" <<<"$said" && report OK "found: $1" || report NOT "found: $1" "'$3' was not said: $said"
}

command -v python3 >/dev/null || { echo "1..0 # SKIP python3 is not installed"; exit 0; }
sound man/seqlab.1 en
sound man/ko/seqlab.1 ko
current man/seqlab.1 en
current man/ko/seqlab.1 ko
for page in man/seqlab-lessons.7:en man/ko/seqlab-lessons.7:ko man/seqlab-lua.7:en man/ko/seqlab-lua.7:ko; do
    sound "${page%:*}" "${page#*:}"
    current "${page%:*}" "${page#*:}"
done
stale "a sentence changed by hand" 's/Default: /Usually /'
stale "another default" 's/: 600\./: 500./'
found "a command that is missing" 's/^\.SS train$/.SS trian/' "the command train is missing"
found "a command that is not there" 's/^\.SS train$/.SS trian/' "there is no command trian"
found "an option that is missing" 's/^.fBbidirectional.fR=/\\fBboth\\fR=/' "model: the option bidirectional is missing"
found "an option that is not there" 's/^.fBbidirectional.fR=/\\fBboth\\fR=/' "model: there is no option both"
found "another default" 's/: 600[.]/: 500./' "train: the default of steps is 600"
found "a choice that is missing" 's/none\|dot\|additive/none|dot/; s/dditive/x/' "model: attention=additive is missing"
found "an option of the program" 's/threads/x/g' "the option --threads is missing"
found "a JSON key" 's/log_probability/x/g' "JSON: the key log_probability is missing"
found "a key of a step that the page lacks" 's/^.fBremember.fR$/\\fBrecall\\fR/' "the key remember is missing" seqlab-lessons.7
found "a key that the loader does not know" 's/^.fBremember.fR$/\\fBrecall\\fR/' "there is no key recall" seqlab-lessons.7
found "a key of the lesson" 's/^.fBminutes.fR$/\\fBtime\\fR/' "the key minutes is missing" seqlab-lessons.7
found "a function of common" 's/fImean\(/fIaverage(/' "common has no average" seqlab-lessons.7
found "an example with a fault" 's/id = "guess"/id = "ges"/' "the example has faults" seqlab-lessons.7
found "an example that does something else" 's/return true$/return nil/' "the example does not say" seqlab-lessons.7
found "a function that the page lacks" 's/^.fBrandom[(].*/\\fBchance(M)\\fR/' "random is missing" seqlab-lua.7
found "a function that there is not" 's/^.fBrandom[(].*/\\fBchance(M)\\fR/' "there is no chance" seqlab-lua.7
found "an operation that the page lacks" 's/^.fBop[.]weigh/\\fBop.way/' "op.weigh is missing" seqlab-lua.7
found "a method that there is not" 's/^.fBt:table/\\fBt:list/' "there is no t:list" seqlab-lua.7
found "a command that is a function all the same" 's/fBanswer/fBtrain/' "whether train calls the command" seqlab-lua.7
found "a command that is none" 's/fBanswer/fBtrain/' "whether answer calls the command" seqlab-lua.7
found "a function of Lua's own" 's/ pcall / /' "pcall is missing" seqlab-lua.7
sed -E 's/^(1  2)$/\1  3/' "$source_folder/man/seqlab-lua.7" >"$scratch/wrong.7"
generated "$source_folder/man/seqlab-lua.7" en >"$scratch/made.7"
cmp -s "$scratch/made.7" "$scratch/wrong.7" && report NOT "found: an example that prints something else" || report OK "found: an example that prints something else"
echo "1..$number"
