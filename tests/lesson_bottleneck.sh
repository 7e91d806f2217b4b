#!/usr/bin/env bash
# lesson_bottleneck.sh: what the lessons on the bottleneck and on maps accept and refuse. Each case begins at a step, with
# the progress file that the steps before it would have left.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
export SEQLAB_DATA=$source_folder COLUMNS=300

lacks() { grep -qF -e "$2" <<<"$said" && report NOT "$1" "$said" || report OK "$1"; }
# from STEP MEMORY TITLE LINES WORDS...: the lesson is resumed at the step, then the lines are typed.
from() {
    local step=$1 memory=$2 title=$3 lines="lesson $lesson"$'\n'$4
    mkdir -p "$scratch/state/seqlab"
    printf '{"version": 1, "lessons": {"%s": {"step": "%s", "memory": {%s}}}}' "$lesson" "$step" "$memory" >"$scratch/state/seqlab/progress.json"
    shift 4
    says "$title" "$lines" "$@"
}
# refuses STEP MEMORY TITLE LINES WORDS: and the step is not passed.
refuses() {
    from "$@"
    lacks "$3: not passed" '✓ Done'
}
copy='data task=copy length=5..50' five='lengths=5,10,20,30,50 count=10'

lesson=07-bottleneck

# ---- the task ----
refuses task '' 'another task' 'data task=reverse length=5..50' 'This is another task'
refuses task '' 'another alphabet' 'data task=copy length=5..50 symbols=5' 'alphabet of 20'
refuses task '' 'other lengths' 'data task=copy length=2..60' 'strings of 5 to 50'
from task '' 'the task that is asked for' "$copy" '(3 of 11)'

# ---- the models ----
refuses plain '' 'a smaller model' "$copy"$'\nmodel attention=none hidden=8\ntrain steps=1' 'another size or kind'
refuses plain '' 'another cell' "$copy"$'\nmodel attention=none hidden=64 cell=lstm\ntrain steps=1' 'another size or kind'
refuses plain '' 'two directions' "$copy"$'\nmodel attention=none hidden=64 bidirectional=yes\ntrain steps=1' 'another size or kind'
refuses plain '' 'other data' $'data task=reverse length=5..50\nmodel attention=none hidden=64\ntrain steps=1' 'not trained to copy'
refuses plain '' 'attention' "$copy"$'\nmodel attention=dot hidden=64\ntrain steps=1' 'has attention'
refuses plain '' 'too few steps' "$copy"$'\nmodel attention=none hidden=64\ntrain steps=1' 'long enough'
refuses attention '' 'another size with attention' "$copy"$'\nmodel attention=dot hidden=32\ntrain steps=1' 'another size or kind'
refuses attention '"none_steps": 3' 'fewer steps than the plain model' "$copy"$'\nmodel attention=dot hidden=64\ntrain steps=2' '`train steps=1` goes on'
refuses attention '"none_steps": 3' 'more steps than the plain model' "$copy"$'\nmodel attention=dot hidden=64\ntrain steps=4' 'make it again'
from attention '"none_steps": 3, "none_parameters": "54,552"' 'as many steps, and the parameters of both' \
    "$copy"$'\nmodel attention=dot hidden=64\ntrain steps=3' 'has 54,552 parameters, this one 62,808' '(8 of 11)'
from plain '' 'train without a model' 'train steps=1' 'attention=none'

# ---- the measurement ----
untrained=$copy$'\nmodel attention=none hidden=64\n'
refuses measure '"guess": 9' 'rows of several lengths' "$untrained"'accuracy count=12' 'averages several lengths'
refuses measure '"guess": 9' 'a single length' "$untrained"'accuracy lengths=5 count=2' 'each by itself'
refuses measure '"guess": 9' 'a model of another size' "$copy"$'\nmodel attention=none hidden=8\naccuracy '"$five" 'measured another model'
from measure '"guess": 9' 'below half from the first length' "$untrained""accuracy $five" 'At 5 letters, the shortest length' 'You guessed 9' '(6 of 11)'
lacks 'has no length before it' 'somewhere between'
short=$'data task=copy length=5..5\nmodel attention=none hidden=64\ntrain steps=500\n'$copy$'\n'
from measure '"guess": 9' 'below half later: between two lengths' "$short"'accuracy lengths=5,10,20,30,50 count=100' \
    'somewhere between 5 and 10' 'the lengths in between' '◆ your guess'
from measure '' 'without a guess, no guess' "$untrained""accuracy $five" 'At 5 letters, the shortest length'
lacks 'of what was guessed' 'You guessed'
refuses gates '' 'the gates of another model' "$copy"$'\nmodel attention=dot hidden=64\ngates length=8' 'not the gates'
from gates '' 'the gates, and the letters by their place' "$untrained"'gates length=8' 'the first letter is right in' 'the tenth in' '(7 of 11)'
refuses compare '' 'a comparison with a smaller model' "$untrained"$'model attention=dot hidden=32\ncompare gru-none gru-dot '"$five" '64 units'
refuses compare '' 'a comparison of several lengths at once' "$untrained"$'model attention=dot hidden=64\ncompare gru-none gru-dot count=12' 'by itself'
refuses compare '' 'a comparison after more steps' "$untrained"$'train steps=1\nmodel attention=dot hidden=64\ncompare gru-none gru-dot '"$five" 'same number of steps'
wide=$copy$'\nmodel attention=none hidden=128 name=wide\n' tens='accuracy lengths=10,50 count=2'
steps='"none_steps": 2, "plain_ten": "33", "plain_long": "9", "dot_long": "97", "dot_long_exact": "90", "dot_parameters": "62,808"'
refuses bigger "$steps" 'a larger model that did not learn' "$wide$tens" '`train steps=2` goes on'
refuses bigger "$steps" 'a larger model that learned longer' "$wide"$'train steps=3\n'"$tens" 'make it again'
refuses bigger "$steps" 'a model that is hardly larger' "$copy"$'\nmodel attention=none hidden=96\ntrain steps=2\n'"$tens" 'at least 128'
refuses bigger "$steps" 'a larger model with more layers' "$copy"$'\nmodel attention=none hidden=128 layers=2\ntrain steps=2\n'"$tens" 'one GRU layer'
refuses bigger "$steps" 'without the length 10' "$wide"$'train steps=2\naccuracy lengths=50 count=2' 'at 10 and at 50'
refuses bigger "$steps" 'the small model after more steps' "$untrained"$'train steps=3\n'"$tens" 'after 3 steps' 'After 2 steps it was 33% and 9%'
from bigger "$steps" 'only the size is different' "$wide"$'train steps=2\n'"$tens" '128 dimensions without attention' \
    'the model with attention 62,808' '(11 of 11)'

# ---- maps ----
lesson=10-maps
pairs=$'data grammar=ko-en length=2..10\nmodel attention=dot hidden=64 name=translator\n'
from look '' 'a sentence of the test set' "$pairs"'attend length=4' '(4 of 11)' 'which English word'
from look '' 'a sentence of their own' "$pairs"'attend 나는 잔다' '(4 of 11)'
weakest='local smallest for i, row in ipairs(attended.weights) do local word = attended.target_tokens[i]
    if not word:find("^<") and math.max(table.unpack(row)) < (smallest or 2) then smallest, named = math.max(table.unpack(row)), word end
    end print("weakest " .. named)'
session '' "$pairs"'attended = attend{length = 4} '"${weakest//$'\n'/ }"
word=$(sed -n 's/^weakest //p' <<<"$said")
from look '' 'the question is about the row whose largest weight is smallest' "$pairs"$'attend length=4\nanswer '"${word:-missing}" \
    '(5 of 11)' "In the row of \"$word\""
refuses look '' 'a map of letters' "$copy"$'\nmodel attention=dot hidden=8\nattend length=4' 'a model that translates'

map='"words": ["I", "went", "to", "to", "home"], "shares": [0.99, 0.98, 0.9, 0.61, 0.612], "map_rows": 5, "word": "to", "weakest": 0.61,
    "seen": "갔다", "seen_share": "61", "second": "어제", "second_share": "30", "rest_share": "39", "answer": "I went to to home"'
map=${map//$'\n'/}
for answer in to '"to"' "'To'" '“to”' to. ' to ' home; do
    from read "$map" "the answer $answer" "answer $answer" '(5 of 11)' 'The other 39%'
done
refuses read "$map" 'another word' 'answer went' 'in the row of "went" is 98%'
refuses read "$map" 'a word that is not in the answer' 'answer 갔다' 'one word of: I went to to home'
lacks 'has no row' 'in the row of'
refuses read '' 'a question without its map' 'answer to' '`lesson back`'
lacks 'is not asked' 'which English word'
from read "$map" 'in Korean' $'lang ko\nanswer to' "'to' 행에서 가장 큰 가중치 61%" "'어제'에 있습니다"

puzzle='"translator": "t", "puzzle_source": "비가 오면 간다", "puzzle_words": "- 비가: rains", "puzzle_looks": "1. 비가", "puzzle_answer": "if it rains my grandmother works at the cafe"'
for answer in 'if it rains my grandmother works at the cafe' 'If it rains, my grandmother works at the cafe.' \
    'If it rains, my grandmother works at the café!' $'if it rains my grandmother works at the cafe\xcc\x81' \
    '"If it rains – my grandmother works at the CAFÉ…"'; do
    from byhand "$puzzle" "the translation $answer" "answer $answer" '(6 of 11)'
done
refuses byhand "$puzzle" 'another translation' 'answer If it snows, my grandmother works at the cafe.' 'Not quite'
refuses byhand '' 'no model that translates' 'answer x' '`lesson skip`'
lacks 'is not asked either' 'Be the decoder'
finish
