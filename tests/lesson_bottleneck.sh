#!/usr/bin/env bash
# lesson_bottleneck.sh: what the first lesson takes and what it refuses, step by step: each begins at a step, with what
# the steps before it would have left in the progress file.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
export SEQLAB_DATA=$source_folder COLUMNS=300

lacks() { grep -qF -e "$2" <<<"$said" && report NOT "$1" "$said" || report OK "$1"; }
# from STEP MEMORY TITLE LINES WORDS...: the lesson is resumed at the step, then the lines are typed.
from() {
    local step=$1 memory=$2 title=$3 lines=$'lesson 1\n'$4
    mkdir -p "$scratch/state/seqlab"
    printf '{"version": 1, "lessons": {"01-bottleneck": {"step": "%s", "memory": {%s}}}}' "$step" "$memory" >"$scratch/state/seqlab/progress.json"
    shift 4
    says "$title" "$lines" "$@"
}
# refuses STEP MEMORY TITLE LINES WORDS: and the step is not passed.
refuses() {
    from "$@"
    lacks "$3: not passed" '✓ Done'
}
copy='data task=copy length=5..50' five='lengths=5,10,20,30,50 count=10'

# ---- the task ----
refuses task '' 'another task' 'data task=reverse length=5..50' 'That is another task'
refuses task '' 'another alphabet' 'data task=copy length=5..50 symbols=5' 'alphabet of 20'
refuses task '' 'other lengths' 'data task=copy length=2..60' 'from 5 to 50'
from task '' 'the task that is asked for' "$copy" '(3 of 15)'

# ---- the models ----
refuses plain '' 'a smaller model' "$copy"$'\nmodel attention=none hidden=8\ntrain steps=1' 'another size or kind'
refuses plain '' 'another cell' "$copy"$'\nmodel attention=none hidden=64 cell=lstm\ntrain steps=1' 'another size or kind'
refuses plain '' 'two directions' "$copy"$'\nmodel attention=none hidden=64 bidirectional=yes\ntrain steps=1' 'another size or kind'
refuses plain '' 'other data' $'data task=reverse length=5..50\nmodel attention=none hidden=64\ntrain steps=1' 'did not learn to repeat'
refuses plain '' 'attention' "$copy"$'\nmodel attention=dot hidden=64\ntrain steps=1' 'has attention'
refuses plain '' 'too few steps' "$copy"$'\nmodel attention=none hidden=64\ntrain steps=1' 'long enough'
refuses attention '' 'another size with attention' "$copy"$'\nmodel attention=dot hidden=32\ntrain steps=1' 'another size or kind'
from plain '' 'train without a model' 'train steps=1' 'attention=none'

# ---- the measurement ----
untrained=$copy$'\nmodel attention=none hidden=64\n'
refuses measure '"guess": 9' 'rows of several lengths' "$untrained"'accuracy count=12' 'mixes several'
refuses measure '"guess": 9' 'one length alone' "$untrained"'accuracy lengths=5 count=2' 'each by itself'
refuses measure '"guess": 9' 'a model of another size' "$copy"$'\nmodel attention=none hidden=8\naccuracy '"$five" 'on another model'
from measure '"guess": 9' 'below half from the first length' "$untrained""accuracy $five" 'Already at 5 letters' 'You guessed 9' '(6 of 15)'
lacks 'has no length before it' 'somewhere between'
short=$'data task=copy length=5..5\nmodel attention=none hidden=64\ntrain steps=500\n'$copy$'\n'
from measure '"guess": 9' 'below half later: between two lengths' "$short"'accuracy lengths=5,10,20,30,50 count=100' \
    'somewhere between 5 and 10' 'No length between these two'
from measure '' 'without a guess none is told' "$untrained""accuracy $five" 'Already at 5 letters'
lacks 'of what was guessed' 'You guessed'
refuses gates '' 'the gates of another model' "$copy"$'\nmodel attention=dot hidden=64\ngates length=8' 'not the gates'
from gates '' 'the gates, and the letters by their place' "$untrained"'gates length=8' 'has the first letter right in' 'the tenth in' '(7 of 15)'
refuses compare '' 'a comparison with a smaller model' "$untrained"$'model attention=dot hidden=32\ncompare gru-none gru-dot '"$five" '64 units'
refuses compare '' 'a comparison of several lengths at once' "$untrained"$'model attention=dot hidden=64\ncompare gru-none gru-dot count=12' 'by itself'
refuses bigger '' 'a larger model that did not learn' "$copy"$'\nmodel attention=none hidden=96\naccuracy lengths=50 count=2' 'long enough'

# ---- the questions ----
map='"word": "yesterday", "seen": "어제", "answer": "I went yesterday", "source": "나는 어제 갔다"'
for answer in '어제' '"어제"' "'어제'" '“어제”' '어제.' ' 어제 '; do
    from read "$map" "the answer $answer" "answer $answer" '(13 of 15)'
done
refuses read "$map" 'another word' 'answer 나는' 'Not that one'
refuses read '' 'a question without its map' 'answer 어제' '`lesson back`'
lacks 'is not put' 'Look at the row'
from read "$map" 'in Korean' $'lang ko\nanswer 어제' "본 단어는 '어제'입니다" "'yesterday'"

puzzle='"translator": "t", "puzzle_source": "비가 오면 간다", "puzzle_words": "- 비가: rains", "puzzle_looks": "1. 비가", "puzzle_answer": "if it rains my grandmother works at the cafe"'
for answer in 'if it rains my grandmother works at the cafe' 'If it rains, my grandmother works at the cafe.' \
    'If it rains, my grandmother works at the café!' $'if it rains my grandmother works at the cafe\xcc\x81' \
    '"If it rains – my grandmother works at the CAFÉ…"'; do
    from byhand "$puzzle" "the translation $answer" "answer $answer" '(14 of 15)'
done
refuses byhand "$puzzle" 'another translation' 'answer If it snows, my grandmother works at the cafe.' 'Not quite'
refuses byhand '' 'no model that translates' 'answer x' '`lesson skip`'
lacks 'is no decoder to be' 'Be the decoder'
finish
