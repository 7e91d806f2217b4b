#!/usr/bin/env bash
# lua_lessons.sh: the lesson runner on the lessons of tests/fixtures/lua, each session a new process; then the files of
# the real lessons.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
progress=$scratch/state/seqlab/progress.json

kept() {  # kept TITLE TEXT: stands in the progress file, blanks left out
    tr -d ' \n' <"$progress" | grep -qF -e "$2" && report OK "$1" || report NOT "$1" "$(cat "$progress")"
}

says 'the list' 'lesson' 'Guessing (1 minute)' 'Hostile'
says 'a lesson begins with its first step' 'lesson 1' 'Guessing (1 of 7)' 'Why guess' 'Press Enter to go on' '## nor is this'
kept 'where it is, is kept' '"step":"why"'
says 'by its name, and next' $'lesson guess\nnext' '(2 of 7)' 'Type a number'
says 'a new process resumes it, without the first step' 'lesson 1' '(2 of 7)' ! 'Why guess'
says 'next waits for an answer, and stays' $'lesson 1\nnext' 'There is a question' ! '(3 of 7)'
says 'a wrong answer gets its feedback, and goes nowhere' $'lesson 1\n5' '5 is too low' ! '(3 of 7)'
says 'a number as people write it' $'lesson 1\n5%' '5 is too low'
says 'with a word for the unit' $'lesson 1\n5퍼센트' '5 is too low'
says 'with another' $'lesson 1\n5개' '5 is too low'
says 'whoever does not know is told the way' $'lesson 1\n모르겠다' "'lesson hint' helps"
says 'in English too' $'lesson 1\nI don'"'"'t know' "'lesson hint' helps"
fails 'and whoever types no number' $'lesson 1\n두배' "'lesson skip' goes on"
says 'the hint' $'lesson 1\nlesson hint' 'More than nineteen'
says 'by its word alone' $'lesson 1\nhint' 'More than nineteen'
fails 'an answer out of bounds' $'lesson 1\n77' 'between 1 and 50'
fails 'no answer at all' $'lesson 1\nanswer many' 'a whole number'
fails 'a range is no sum' $'lesson 1\n10-20' 'a whole number'
fails 'nor is a half' $'lesson 1\n1/2' 'a whole number'
says 'but what has blanks is Lua' $'lesson 1\n10 - 20' '-10'
prints 'without a lesson a number is Lua' '30' 30
says 'a right answer passes, with what it said' $'lesson 1\nanswer 30' '✓ Done' 'You said 30' '(3 of 7)' 'train steps=20'
kept 'it is remembered' '"guess":30'
says 'an answer without a question is told so' $'lesson 1\n3번' 'no question to answer'
says 'nor is it translated' $'lesson 1\n모르겠다' "'lesson hint' helps"
says 'another command says nothing, and does not pass' $'lesson 1\nmodel hidden=8 name=plain' 'Model plain' ! '(4 of 7)'
says 'too little gets feedback with what is remembered' $'lesson 1\nmodel hidden=8 name=plain\ntrain steps=5' 'Only 5 steps.'
says 'a failed command is no attempt of anything' $'lesson 1\ntrain steps=x' 'error' ! 'Only'
says 'a script counts when it has ended' $'lesson 1\nmodel{hidden = 8, name = "plain"} train{steps = 20, checkpoints = 3} print("after")' 'after' '✓ Done' '(4 of 7)'
[ "$(grep -n after <<<"$said" | cut -d: -f1)" -lt "$(grep -n '4 of 7' <<<"$said" | cut -d: -f1)" ] && report OK 'not in its middle' || report NOT 'not in its middle' "$said"
[ -f "$scratch/state/seqlab/lessons/01-guess/plain.safetensors" ] && report OK 'the model is saved' || report NOT 'the model is saved'
says 'and opened in a new process' $'lesson 1\nmodel' '* plain' '20'
says 'with the checkpoints of its run' $'lesson 1\ncheckpoint step=9' '* 2           10'
checkpoints=$scratch/state/seqlab/lessons/01-guess/plain.checkpoints
sed -i 's/step\\":10/step\\":99/' "$checkpoints"
says 'not with such as cannot be' $'lesson 1\ncheckpoint' 'not the checkpoints of model' 'has no checkpoints'
says 'and goes on without them' $'lesson 1\nmodel' '(4 of 7)' '* plain'
rm "$checkpoints"
says 'a choice by number, wrong' $'lesson 1\n2' 'Not quite'
says 'as Koreans say a number' $'lesson 1\n2번' 'Not quite'
fails 'two of a list' $'lesson 1\n1-2' 'between 1 and 2'
says 'by id, right, which says nothing yet' $'lesson 1\nkept.' '(5 of 7)' ! 'What came of it'
says 'back at a step that was passed is what it said' $'lesson 1\nlesson back\nlesson back\nlesson back\nlesson skip\nlesson skip\nlesson skip' '(2 of 7)' 'What came of it' 'You said 30' '(5 of 7)'
says 'back and again' $'lesson 1\nlesson back\nlesson again' '(4 of 7)'
says 'next goes on from a step that was done before, and asks no task again' $'lesson 1\nnext\nlesson back' '(5 of 7)' ! 'has a task'
says 'the check reads the verb'"'"'s table' $'lesson 1\nlesson skip\ntranslate a b' '(6 of 7)'
kept 'a skipped step that was done before is done' '"done":["why","guess","train","choose","look"'
says 'what is skipped for the first time is not' $'lesson 1\nlesson skip\nlesson back\nlesson' 'at step 6 of 7, 1 skipped'
says 'and a resumed lesson says so' 'lesson 1' 'Welcome back: 5 of 7 steps are done' 'Skipped: '
with='--lang ko' says 'in Korean, 네' $'lesson 1\n네' '수업 1: 짐작하기 (7/7)'
says 'lang shows the step in the other language' $'lesson 1\nlang ko' '자신의 말로'
says 'a question for words' $'lesson 1' 'Type your answer in words.'
fails 'to which words that could be Lua are answered with the command' $'lesson 1\nin (my) words' "question: 'answer' and your"
says 'the last step finishes' $'lesson 1\nin my words' 'You said: in my words' 'is finished' 'lesson 2'
says 'the list tells it, and no step' 'lesson' '✓   1  Guessing' ! 'at step'
with=--ascii says 'in ASCII too' 'lesson' '[x]  1  Guessing'
says 'a finished lesson begins anew' 'lesson 1' '(1 of 7)'
says 'the list tells no step of a finished lesson that was looked at again' $'lesson 1\nlesson stop\nlesson' '✓   1  Guessing' ! 'at step'
says 'but of the one that is open' $'lesson 1\nlesson' 'at step 1 of 7'
says 'restart begins anew' $'lesson 1\nnext\nlesson restart' '(1 of 7)'
says 'stop leaves' $'lesson 1\nlesson stop\n30' 'resumes it' '30'
fails 'there is nothing to stop then' 'lesson stop' 'no lesson is open'
fails 'an unknown lesson' 'lesson gues' "did you mean 'lesson guess'"
with=--json says 'as JSON' $'lesson 1\nnext\n5' '"passed":false'

# ---- Enter on an empty line ----
fresh presses 'after the list, Enter opens the first lesson' $'lesson\n\n' 'Enter opens lesson 1' '(1 of 7)'
presses 'or resumes the one that was begun' $'lesson 1\nnext\nlesson stop\nlesson\n\n' 'Enter resumes lesson 1' '(2 of 7)'
presses 'after another command it opens none' $'lesson 1\nlesson stop\nlesson\nhelp\n\nlesson\n' 'resumes'
[ "$(grep -c 'of 7)' <<<"$said")" = 1 ] && report OK 'and nothing is shown' || report NOT 'and nothing is shown' "$said"
rm -rf "$scratch/state"
skips=$(printf 'lesson skip\n%.0s' {1..7})
presses 'at the end of a lesson it begins the next' $'lesson 1\n'"$skips"$'\n\n' 'Press Enter to begin the next one' 'Hostile (1 of'
SEQLAB_DATA=$source_folder presses 'the list goes on behind the lesson that was finished' \
    $'lesson 0\nlesson skip\nlesson stop\nlesson 1\n'"$(printf 'lesson skip\n%.0s' {1..16})"$'\nlesson\n' 'Enter opens lesson 2'
# ---- cells and attentions that a lesson defines ----
SEQLAB_DATA=$source_folder
says 'are offered while it is open' $'lesson 19\nattention\ncell\nmodel attention=nothing' 'case1' 'sound' 'additive|case1'
says 'and not after it, nor by the list of lessons' $'lesson 19\nlesson stop\nlesson\nattention\ncell\nmodel attention=nothing' 'attention=nothing' ! 'case1' 'sound' 'idea'
with='--lang en' says 'what a learner writes in a lesson stays offered' $'lesson try 18 8\n3\nlesson stop\nattention' 'changed (written in Lua)' ! 'minus'
SEQLAB_DATA=$source_folder/tests/fixtures/lua

own=$'data task=copy\nmodel hidden=8 name=plain\ntrain steps=3\n'
fresh presses 'a model of the learner'"'"'s keeps another name, and nothing is lost' "$own"$'lesson 1\n\n30\n\nmodel\nmodel plain-2' "'model plain-2'" 'Your model plain (3 steps)' 'trained for 3 steps' ! 'Replaced'
says 'and its own again when the step is undone' "$own"$'lesson 1\nnext\n30\nmodel hidden=8 name=plain\nlesson undo\nmodel plain' 'Undone' 'trained for 3 steps' ! 'Removed'
fresh presses 'so does the lesson'"'"'s own, once the learner has trained it on' $'lesson 1\n\n30\n\n\ntrain steps=7\nlesson back\n\n' 'Your model plain (27 steps)'
fresh presses 'so it does when a command of the lesson has looked at it since' $'lesson 1\n\n30\n\n\ntrain steps=7\n1\ntranslate a b\nlesson back\nlesson back\nlesson back\nmodel hidden=8 name=plain\n' 'Your model plain (27 steps)'
presses 'or a model that is there when a lesson brings its own back' "$own"$'lesson 1\n' 'Your model plain (3 steps)'
fresh says 'an empty line of a file is nothing, and goes nowhere' $'lesson 1\n\n' '(1 of 7)' ! '(2 of 7)'
presses 'Enter goes on' $'lesson 1\n\n' '(2 of 7)'
presses 'a question waits for its answer' $'lesson 1\n\n\n30\n' '(3 of 7)'
presses 'Enter runs one command after the other' $'lesson 1\n\n\n' 'Model plain' '(4 of 7)'
presses 'after a command that was typed, the next' $'lesson 1\nlesson back\nmodel hidden=8 name=plain seed=4\n\n' '(4 of 7)'
presses 'after lesson again, the next too' $'lesson 1\nlesson back\nmodel hidden=8 name=plain seed=4\nlesson again\n\n' '✓ Done'
presses 'after a refusal, from the first, and the lesson may replace its own model' $'lesson 1\nlesson back\nmodel hidden=8 name=plain\ntrain steps=1\n\n\n' 'Only 1 step.' '(4 of 7)' ! 'Replaced'
presses 'a command with a value of the lesson' $'lesson 1\nkept\n\n' 'translate a b' '(6 of 7)'

# ---- a lesson that was given another number ----
mkdir -p "$scratch/state/seqlab/lessons"
mv "$scratch/state/seqlab/lessons/01-guess" "$scratch/state/seqlab/lessons/09-guess"
echo '{"version": 1, "lessons": {"09-guess": {"step": "look", "kept": ["plain"], "current": "plain"}}}' >"$progress"
says 'a lesson with another number is resumed, with its models' $'lesson 1\nmodel' '(5 of 7)' '* plain' ! 'error'
kept 'under its new number' '"01-guess"'
grep -q 09-guess "$progress" && report NOT 'its earlier number is gone' || report OK 'its earlier number is gone'

# ---- a broken progress file ----
echo '{"version": 1, "lessons": [' >"$progress"
says 'a broken file is set aside' 'lesson 1' 'progress.json.broken' '(1 of 7)'
[ -f "$progress.broken" ] && report OK 'and is there' || report NOT 'and is there'
echo '{"version": 99, "lessons": {}}' >"$progress"
says 'so is one of another version' 'lesson' 'another version' 'Guessing'
echo '{"version": 1, "lessons": {"01-guess": {"step": 5, "done": 3, "memory": [1], "kept": [7, "../../x"]}}}' >"$progress"
says 'one with wrong values is read as far as it goes' 'lesson 1' '(1 of 7)'
rm -rf "$scratch/state"
touch "$scratch/file"
XDG_STATE_HOME=$scratch/file
says 'a state folder that cannot be made is told, and is no obstacle' $'lesson 1\nnext' 'could not be saved' '(2 of 7)'
XDG_STATE_HOME=$scratch/state

# ---- a hostile lesson: each of its steps ends in order, and the session lives ----
hostile() {  # hostile TITLE HOW MANY STEPS BEFORE IT, WORDS
    local lines='lesson 2' i
    for ((i = 0; i < $2; i++)); do lines+=$'\nlesson skip'; done
    fresh fails "$1" "$lines"$'\nyes' "$3"
}
hostile 'an error, with its traceback' 1 "in local 'deep'"
hostile 'a memory that cannot be kept' 2 'lesson.memory'
at() { fresh says "$1" "lesson 2$(printf '\nlesson skip%.0s' $(seq "$2"))"$'\nyes'"$3" "${@:4}"; }
at 'its globals are not the prompt'"'"'s' 3 $'\nprint("here", ("a"):upper(), accuracy ~= nil)' 'here    A       true'
at 'what a lesson makes of its steps afterwards is not believed' 4 $'\nlesson skip' '(6 of 7)' '(7 of 7)'
at 'feedback that is made when it is asked for' 5 '' 'made for en made for en'
fresh says 'it has no files and defines no commands' $'lesson 2\nyes' 'Lesson 2: Hostile (2 of 7)'
presses 'a lesson that fails is left' $'lesson 2\nlesson skip\nyes\n' 'was left'

# ---- files ----
says 'the files of these lessons' 'lesson check' '2 lessons: no faults'
cp -r "$SEQLAB_DATA" "$scratch/data"
printf '\n## extra\n\nMore.\n' >>"$scratch/data/lessons/01-guess/text.en.md"
sed -i '/^## look/,/^## sure/{/^## look/d}' "$scratch/data/lessons/01-guess/text.ko.md"
SEQLAB_DATA=$scratch/data
fails 'a missing section' 'lesson check' 'text.ko.md:31: there is no section for the step look'
fails 'an extra section' 'lesson check' 'text.en.md:65: the section extra belongs to no step'
says 'the list shows what is broken, and the other lessons' 'lesson' 'cannot be read' 'Hostile'
SEQLAB_DATA=$source_folder
says 'the files of the real lessons' 'lesson check' 'no faults'
finish
