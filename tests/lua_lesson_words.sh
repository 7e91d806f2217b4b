#!/usr/bin/env bash
# lua_lesson_words.sh: sentences of a lesson whose value is missing, and words typed at a question, in a lesson of
# tests/fixtures/lua; each case starts from its beginning.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

export COLUMNS=200

# at STEP TITLE LINES WORDS...: starts the lesson, skips STEP steps, then types the lines.
at() {
    local lines='lesson 1' i step=$1 title=$2 typed=$3
    for ((i = 0; i < step; i++)); do lines+=$'\nlesson skip'; done
    shift 3
    fresh says "$title" "$lines"$'\n'"$typed" "$@"
}

# 'So much': before a full stop after a parenthesis; 'All of': a paragraph; 'A thing', 'Another': an item of a list, and the
# end of one; 'it is told': one value of two is there; 'You said': what the step says when it is done, which was skipped.
at 4 'a sentence whose value is missing is left out from its first word to its last' '' '(5 of 7)' 'Type `translate a b`.' 'One thing.' \
    ! 'There was' 'This' 'left' 'So much' 'All of' 'A thing' 'Another' 'it is told' 'You said'
at 1 'a sentence whose value is there stays, next to those that are left out' $'30\nlesson skip\nlesson skip' 'Of 30 it is told.' 'Type `translate a b`.' 'You said 30' ! 'So much'

at 1 'a word in answer to a question for a number' twelve 'answer 30'
at 1 'a sentence in answer to it' 'I think 12' 'answer 30'
at 1 'a rough number is an answer' $'약 30%쯤요\nlesson skip\nlesson skip' 'Of 30 it is told.'
at 1 'also as a sentence' $'30 정도입니다.\nlesson skip\nlesson skip' 'Of 30 it is told.'
at 1 'a number word in it is not lost' '3만 정도' 'answer 30'
at 1 'Lua still runs while a question is open, and is not taken for an answer' $'print(("x"):rep(3))\n"어제"' 'xxx' '어제' ! 'To answer'
at 3 'words in answer to a choice' forgotten 'answer 1'
at 5 'words in answer to yes or no' 아마 "'answer yes'"
at 6 'words in answer to a question for words are the answer, and not offered for translation' 어제 'You said: 어제' ! 'To translate'
at 0 'without a question they are' 어제 'To translate it'
at 7 'restart after the end' 'lesson restart' 'is finished' '(1 of 7)'

cp -r "$SEQLAB_DATA" "$scratch/data"
SEQLAB_DATA=$scratch/data
sed -i 's/"train steps=20" }/"train steps=20", "model" }/' "$scratch/data/lessons/01-guess/lesson.lua"
at 2 'a command is listed unless the text quotes it, whatever words the text has' '' '  model' ! '  model hidden=8'

# ---- a step whose material is missing ----
sed -i 's/{ id = "sure", /&needs = { "loss", "train" }, /' "$scratch/data/lessons/01-guess/lesson.lua"
at 5 'a step whose forerunner was skipped says which, and how to get there' '' 'uses what step 3 (train)' '`lesson back`' 'typed 3 times' 'Enter to skip' ! 'Are you sure' '`yes`'
at 5 'in the place of its question' yes 'uses what step 3' ! '(7 of 7)'
at 5 'lesson next skips it too' 'lesson next' '(7 of 7)' ! 'question to answer first'
at 5 'its hint says what is missing' 'lesson hint' 'uses what step 3' ! 'no hint'
fresh presses 'Enter skips it' $'lesson 1\nlesson skip\nlesson skip\nlesson skip\nlesson skip\nlesson skip\n\n' '(7 of 7)' 'In your words'
fresh says 'with what it needs it asks' $'lesson 1\nnext\n30\nmodel hidden=8 name=plain\ntrain steps=20\n1\nlesson skip' 'Are you sure' ! 'builds on'
sed -i 's/"loss", "train"/"loss", "say"/' "$scratch/data/lessons/01-guess/lesson.lua"
fails 'it needs an earlier step' 'lesson check' 'step sure: needs must be a name in lesson.memory and the earlier step'
sed -i 's/needs = { "loss", "say" }, //; s/{ id = "look", /&needs = { "loss", "train" }, /' "$scratch/data/lessons/01-guess/lesson.lua"
at 4 'its command does not pass it' $'model hidden=8 name=plain\ntranslate a b' 'uses what step 3' ! '(6 of 7)'
finish
