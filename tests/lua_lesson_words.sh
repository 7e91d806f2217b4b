#!/usr/bin/env bash
# lua_lesson_words.sh: a lesson's sentences without a value, and words typed at a question, on a lesson of
# tests/fixtures/lua; each begins anew.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

export COLUMNS=200

lacks() { grep -qF -e "$2" <<<"$said" && report NOT "$1" "$said" || report OK "$1"; }
# at STEP TITLE LINES WORDS...: the lesson begins anew, STEP steps are skipped, then the lines are typed.
at() {
    local lines='lesson 1' i step=$1 title=$2 typed=$3
    for ((i = 0; i < step; i++)); do lines+=$'\nlesson skip'; done
    rm -rf "$scratch/state"
    shift 3
    says "$title" "$lines"$'\n'"$typed" "$@"
}

at 4 'a sentence whose value is not there is left out' '' '(5 of 7)' 'Type `translate a b`.' 'One thing.'
lacks 'with no sign in its place' 'There was'
lacks 'from its beginning' 'This'
lacks 'to its end' 'left'
lacks 'with its mark behind a parenthesis' 'So much'
lacks 'a paragraph of none' 'All of'
lacks 'an item of none' 'A thing'
lacks 'and of an item its end' 'Another'
lacks 'where one value of it is not known' 'it is told'
lacks 'a skipped step does not say that it is done' 'You said'
at 1 'one whose value is there stays' $'30\nlesson skip\nlesson skip' 'Of 30 it is told.' 'Type `translate a b`.' 'You said 30'
lacks 'beside those that are left out' 'So much'

at 1 'a word at a question of a number' twelve 'answer 30'
at 1 'a sentence at such a question' 'I think 12' 'answer 30'
at 1 'Lua is Lua beside a question' $'print(("x"):rep(3))\n"어제"' 'xxx' '어제'
lacks 'and no answer' 'To answer'
at 3 'words at a choice' forgotten 'answer 1'
at 5 'words at yes or no' 아마 "'answer yes'"
at 6 'words at a question of words' 어제 "'answer' and your words"
lacks 'are not to be translated' 'To translate'
at 0 'without a question they are' 어제 'To translate it'
at 7 'restart after the end' 'lesson restart' 'is finished' '(1 of 7)'
finish
