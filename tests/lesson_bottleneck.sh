#!/usr/bin/env bash
# lesson_bottleneck.sh: what the lessons on the bottleneck, on attention beside it and on maps accept and refuse. Each case begins at a step, with
# the progress file that the steps before it would have left.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
export SEQLAB_DATA=$source_folder COLUMNS=300

# from STEP MEMORY TITLE LINES WORDS...: the lesson is resumed at the step, then the lines are typed.
from() {
    local step=$1 memory=$2 title=$3 lines="lesson $lesson"$'\n'$4
    mkdir -p "$scratch/state/seqlab"
    printf '{"version": 1, "lessons": {"%s": {"step": "%s", "memory": {%s}}}}' "$lesson" "$step" "$memory" >"$scratch/state/seqlab/progress.json"
    shift 4
    says "$title" "$lines" "$@"
}
# refuses STEP MEMORY TITLE LINES WORDS: and the step is not passed.
refuses() { from "$@" ! '✓ Done'; }
copy='data task=copy length=5..50' five='lengths=5,10,20,30,50 count=10'

lesson=07-bottleneck

# ---- the task ----
refuses task '' 'another task' 'data task=reverse length=5..50' 'This is another task'
refuses task '' 'another alphabet' 'data task=copy length=5..50 symbols=5' 'alphabet of 20'
refuses task '' 'other lengths' 'data task=copy length=2..60' 'rows of 5 to 50'
from task '' 'the task that is asked for' "$copy" '(3 of 18)'

# ---- the models ----
refuses plain '' 'a smaller model' "$copy"$'\nmodel attention=none hidden=8\ntrain steps=1' 'another size or kind'
refuses plain '' 'another cell' "$copy"$'\nmodel attention=none hidden=64 cell=lstm\ntrain steps=1' 'another size or kind'
refuses plain '' 'two directions' "$copy"$'\nmodel attention=none hidden=64 bidirectional=yes\ntrain steps=1' 'another size or kind'
refuses plain '' 'other data' $'data task=reverse length=5..50\nmodel attention=none hidden=64\ntrain steps=1' 'not trained to copy'
refuses plain '' 'attention' "$copy"$'\nmodel attention=dot hidden=64\ntrain steps=1' 'has attention'
refuses plain '' 'too few steps' "$copy"$'\nmodel attention=none hidden=64\ntrain steps=1' 'long enough'
from plain '' 'train without a model' 'train steps=1' 'attention=none'

# ---- the measurements ----
untrained=$copy$'\nmodel attention=none hidden=64\n'
refuses measure '"guess": 9' 'rows of several lengths' "$untrained"'accuracy count=12' 'averages several lengths'
refuses measure '"guess": 9' 'a single length' "$untrained"'accuracy lengths=5 count=2' 'each by itself'
refuses measure '"guess": 9' 'a model of another size' "$copy"$'\nmodel attention=none hidden=8\naccuracy '"$five" 'measured another model'
from measure '"guess": 9' 'below half from the first length, which has none before it' "$untrained""accuracy $five" 'At 5 letters, the shortest length' 'You guessed 9' '(7 of 18)' ! 'somewhere between'
short=$'data task=copy length=5..5\nmodel attention=none hidden=64\ntrain steps=500\n'$copy$'\n'
from measure '"guess": 9' 'below half later: between two lengths' "$short"'accuracy lengths=5,10,20,30,50 count=100' \
    'somewhere between 5 and 10' 'the lengths in between' '◆ your guess'
from measure '' 'without a guess, no guess' "$untrained""accuracy $five" 'At 5 letters, the shortest length' ! 'ou guessed'
refuses gates '' 'the gates of another model' "$copy"$'\nmodel attention=dot hidden=64\ngates length=8' 'not the gates'
refuses gaze '' 'the vector of an untrained model' "$untrained"$'patch encoder.forward.state step=6 from="t s r q p" a b c d e' 'The plain model'
tens='accuracy lengths=10,50 count=2' steps='"plain": "plain", "plain_steps": 2, "more_steps": 4, "plain_ten": "33", "plain_long": "9", "longer_ten": "50", "longer_long": "12", "longer_steps": 6'
refuses longer "$steps" 'the plain model without more training' "$untrained"$'train steps=3\n'"$tens" 'three times as much'
from longer "$steps" 'the plain model after more steps' "$untrained"$'train steps=6\n'"$tens" 'after 2 steps' 'after 6'
wide=$copy$'\nmodel attention=none hidden=128 name=wide\n'
refuses wide "$steps" 'a larger model that did not learn' "$wide$tens" 'as many steps as the plain model'
refuses wide "$steps" 'a larger model that learned longer' "$wide"$'train steps=3\n'"$tens" 'as many steps as the plain model'
refuses wide "$steps" 'a model that is hardly larger' "$copy"$'\nmodel attention=none hidden=96\ntrain steps=2\n'"$tens" 'at least 128'
refuses wide "$steps" 'a larger model with more layers' "$copy"$'\nmodel attention=none hidden=128 layers=2\ntrain steps=2\n'"$tens" 'one GRU layer'
refuses wide "$steps" 'without the length 10' "$wide"$'train steps=2\naccuracy lengths=50 count=2' 'at 10 and at 50'
from wide "$steps" 'only the size is different, only training helped, and no more is said' "$wide"$'train steps=2\n'"$tens" '128 dimensions, 2 steps' \
    'only one of the two' '64 dimensions gave 50% at 10 letters' '12%, and room may be missing all the same' '(17 of 18)' ! 'both do clearly better'

# ---- bottleneck against attention ----
lesson=09-compare
both=$copy$'\nmodel attention=none hidden=64 name=plain\ntrain steps=1\nmodel attention=dot hidden=64 name=looking\ntrain steps=1\n'
refuses plain '' 'fewer steps' "$copy"$'\nmodel attention=none hidden=64 name=plain\ntrain steps=1' '800 steps in all'
refuses looking '' 'another size with attention' "$copy"$'\nmodel attention=dot hidden=32 name=looking\ntrain steps=1' 'like the first'
refuses compare '' 'models after too few steps' "$both"'compare plain looking lengths=10,30,50 count=2' 'after 800 steps each'
from even '"looking_fifty": "4"' 'as many parameters, and as good: they may explain it' "$copy"$'\nmodel attention=none hidden=70 name=even\ntrain steps=800 batch=2 lr=0.0001\naccuracy lengths=10,30,50 count=4' \
    'the parameters may explain all of it' ! 'so it is not the number'

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

row() { printf '{"word": "%s", "share": %s, "seen": "갔다", "second": "어제", "second_share": "%s"}' "$@"; }
rows="$(row I 0.99 1), $(row went 0.98 1), $(row to 0.9 9), $(row to 0.61 30), $(row home 0.612 30)"
map='"rows": ['$rows'], "map_rows": 5, "word": "to", "weakest": 0.61, "answer": "I went to to home"'
for answer in to '"to"' "'To'" '“to”' to. ' to ' home; do
    from read "$map" "the answer $answer" "answer $answer" '(5 of 11)' 'The other 39%'
done
refuses read "$map" 'another word' 'answer went' 'in the row of "went" is 98%'
refuses read "$map" 'a word that is not in the answer has no row' 'answer 갔다' 'one word of: I went to to home' ! 'in the row of "'
refuses read '' 'a question without its map is not asked' 'answer to' '`lesson back`' ! 'which English word'
from read "$map" 'in Korean' $'lang ko\nanswer to' "'to' 행에서 가장 큰 가중치 61%" "'어제'에 있습니다"

puzzle='"translator": "t", "puzzle_source": "비가 오면 간다", "puzzle_words": "- 비가: rains", "puzzle_looks": "1. 비가", "puzzle_answer": "if it rains my grandmother works at the cafe"'
for answer in 'if it rains my grandmother works at the cafe' 'If it rains, my grandmother works at the cafe.' \
    'If it rains, my grandmother works at the café!' $'if it rains my grandmother works at the cafe\xcc\x81' \
    '"If it rains – my grandmother works at the CAFÉ…"'; do
    from byhand "$puzzle" "the translation $answer" "answer $answer" '(6 of 11)'
done
refuses byhand "$puzzle" 'another translation' 'answer If it snows, my grandmother works at the cafe.' 'Not quite'
refuses byhand '' 'nor one without a model that translates' 'answer x' '`lesson skip`' ! 'Be the decoder'
finish
