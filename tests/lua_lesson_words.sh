#!/usr/bin/env bash
# lua_lesson_words.sh: sentences of a lesson whose value is missing, and words typed at a question, in a lesson of
# tests/fixtures/lua; each case starts from its beginning.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

export COLUMNS=200

lacks() { grep -qF -e "$2" <<<"$said" && report NOT "$1" "$said" || report OK "$1"; }
# at STEP TITLE LINES WORDS...: starts the lesson, skips STEP steps, then types the lines.
at() {
    local lines='lesson 1' i step=$1 title=$2 typed=$3
    for ((i = 0; i < step; i++)); do lines+=$'\nlesson skip'; done
    rm -rf "$scratch/state"
    shift 3
    says "$title" "$lines"$'\n'"$typed" "$@"
}

at 4 'a sentence whose value is missing is left out' '' '(5 of 7)' 'Type `translate a b`.' 'One thing.'
lacks 'and nothing is in its place' 'There was'
lacks 'the sentence is left out from its first word' 'This'
lacks 'to its last' 'left'
lacks 'with its full stop after a parenthesis' 'So much'
lacks 'a paragraph without a complete sentence' 'All of'
lacks 'a list item without a complete sentence' 'A thing'
lacks 'a sentence that ends a list item' 'Another'
lacks 'a sentence of which one value is missing' 'it is told'
lacks 'a skipped step does not say that it is done' 'You said'
at 1 'a sentence whose value is there stays' $'30\nlesson skip\nlesson skip' 'Of 30 it is told.' 'Type `translate a b`.' 'You said 30'
lacks 'next to those that are left out' 'So much'

at 1 'a word in answer to a question for a number' twelve 'answer 30'
at 1 'a sentence in answer to it' 'I think 12' 'answer 30'
at 1 'a rough number is an answer' $'약 30%쯤요\nlesson skip\nlesson skip' 'Of 30 it is told.'
at 1 'also as a sentence' $'30 정도입니다.\nlesson skip\nlesson skip' 'Of 30 it is told.'
at 1 'a number word in it is not lost' '3만 정도' 'answer 30'
at 1 'Lua still runs while a question is open' $'print(("x"):rep(3))\n"어제"' 'xxx' '어제'
lacks 'and is not taken for an answer' 'To answer'
at 3 'words in answer to a choice' forgotten 'answer 1'
at 5 'words in answer to yes or no' 아마 "'answer yes'"
at 6 'words in answer to a question for words are the answer' 어제 'You said: 어제'
lacks 'are not offered for translation' 'To translate'
at 0 'without a question they are' 어제 'To translate it'
at 7 'restart after the end' 'lesson restart' 'is finished' '(1 of 7)'
finish
