#!/usr/bin/env bash
# manual.sh: the manual, in both languages, tells every command, option, default and JSON key that the program has, and
# none that it has not. Then faults are planted in a copy, and each is found.
. "$(dirname -- "$0")/planted.sh"
program=${SEQLAB_BUILD:-.}/run
export XDG_STATE_HOME=$copy/state LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

faults() {  # faults PAGE LANGUAGE
    local check=manual_check.py
    case $1 in *-lessons.7) check=lessons_page.py ;; *-lua.7) check=lua_page.py ;; esac
    python3 "$source_folder/tests/$check" "$program" "$@" 2>&1
}

generated() { python3 "$source_folder/man/generate.py" "$program" "$2" "$1.in" 2>&1; }

sound() {  # sound FILE LANGUAGE: true, well formed, and what its template, the table and the help make
    quiet "$1 tells what there is" "$(faults "$source_folder/$1" "$2")"
    if command -v groff >/dev/null; then
        quiet "$1 is well formed" "$(groff -man -Tutf8 -Kutf8 -ww -z "$source_folder/$1" 2>&1)"
    else
        report OK "$1 is well formed # SKIP groff is not installed"
    fi
    quiet "$1 is current (make manual)" "$(generated "$source_folder/$1" "$2" | diff "$source_folder/$1" - | head -n 20)"
}

stale() {  # stale TITLE SED-COMMAND [PAGE]: a manual that is changed so is not current
    local page=${3:-seqlab.1}
    sed -E "$2" "$source_folder/man/$page" >"$copy/$page"
    generated "$source_folder/man/$page" en | cmp -s "$copy/$page" - && report NOT "found: $1" || report OK "found: $1"
}

changed() {  # changed TITLE SED-COMMAND WORDS [PAGE]: with this change the words are said
    local page=${4:-seqlab.1}
    sed -E "$2" "$source_folder/man/$page" >"$copy/$page"
    found "$1" "$3" "$(faults "$copy/$page" en)"
}

command -v python3 >/dev/null || { echo "1..0 # SKIP python3 is not installed"; exit 0; }
for page in seqlab.1 seqlab-lessons.7 seqlab-lua.7; do
    sound "man/$page" en
    sound "man/ko/$page" ko
done
stale "a sentence changed by hand" 's/Default: /Usually /'
stale "another default" 's/: 600\./: 500./'
changed "a command that is missing" 's/^\.SS train$/.SS trian/' "the command train is missing"
changed "a command that is not there" 's/^\.SS train$/.SS trian/' "there is no command trian"
changed "an option that is missing" 's/^.fBbidirectional.fR=/\\fBboth\\fR=/' "model: the option bidirectional is missing"
changed "an option that is not there" 's/^.fBbidirectional.fR=/\\fBboth\\fR=/' "model: there is no option both"
changed "another default" 's/: 600[.]/: 500./' "train: the default of steps is 600"
changed "a choice that is missing" 's/none\|dot\|additive/none|dot/; s/dditive/x/' "model: attention=additive is missing"
changed "an option of the program" 's/threads/x/g' "the option --threads is missing"
changed "a JSON key" 's/log_probability/x/g' "JSON: the key log_probability is missing"
changed "a key of a step that the page lacks" 's/^.fBremember.fR$/\\fBrecall\\fR/' "the key remember is missing" seqlab-lessons.7
changed "a key that the loader does not know" 's/^.fBremember.fR$/\\fBrecall\\fR/' "there is no key recall" seqlab-lessons.7
changed "a key of the lesson" 's/^.fBminutes.fR$/\\fBtime\\fR/' "the key minutes is missing" seqlab-lessons.7
changed "a function of common" 's/fImean\(/fIaverage(/' "common has no average" seqlab-lessons.7
changed "an example with a fault" 's/id = "guess"/id = "ges"/' "the example has faults" seqlab-lessons.7
changed "an example that does something else" 's/return true$/return nil/' "the example does not say" seqlab-lessons.7
changed "a function that the page lacks" 's/^.fBrandom[(].*/\\fBchance(M)\\fR/' "random is missing" seqlab-lua.7
changed "a function that there is not" 's/^.fBrandom[(].*/\\fBchance(M)\\fR/' "there is no chance" seqlab-lua.7
changed "an operation that the page lacks" 's/^.fBop[.]weigh/\\fBop.way/' "op.weigh is missing" seqlab-lua.7
changed "a method that there is not" 's/^.fBt:table/\\fBt:list/' "there is no t:list" seqlab-lua.7
changed "a command that is a function all the same" 's/fBanswer/fBtrain/' "whether train calls the command" seqlab-lua.7
changed "a command that is none" 's/fBanswer/fBtrain/' "whether answer calls the command" seqlab-lua.7
changed "a function of Lua's own" 's/ pcall / /' "pcall is missing" seqlab-lua.7
stale "an example that prints something else" 's/^(1  2)$/\1  3/' seqlab-lua.7
echo "1..$number"
