#!/usr/bin/env bash
# repl_files.sh: models to files and back through the program: training that stops and goes on, and files that are refused.
. "${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}/tests/repl_session.sh"

commands() {  # commands LINE...: runs them; false where one fails
    local line steps=()
    for line; do steps+=(-e "$line"); done
    seqlab --json "${steps[@]}"
    [ "$status" = 0 ]
}

# goes_on TITLE DATA MODEL OPTIONS: 40 steps in one run, and 15 and 25 with a file between them, leave the same file.
goes_on() {
    local whole=$scratch/whole.safetensors half=$scratch/half.safetensors
    if commands "$2" "$3" "train steps=40 $4" "save $whole replace=yes" &&
        commands "$2" "$3" "train steps=15 $4" "save $half replace=yes" &&
        commands "open $half" "train steps=25 $4" "save $half"; then
        said=$(cmp "$whole" "$half" 2>&1) && report OK "$1" || report NOT "$1" "$said"
    else
        report NOT "$1" "$(cat "$scratch/err")"
    fi
}

goes_on 'training goes on from a file: adam, endless data' 'data task=reverse length=2..6' 'model attention=dot hidden=16' 'decay=none batch=16'
goes_on 'training goes on from a file: pairs of a file' 'data file=ko-en.tsv' 'model attention=additive hidden=12' 'decay=none batch=64'
goes_on 'training goes on from a file: adamw, lstm of two layers' 'data grammar=ko-en' \
    'model cell=lstm layers=2 attention=general bidirectional=yes hidden=12' 'decay=none optimizer=adamw batch=16'
goes_on 'training goes on from a file: dropout, three layers, input feeding' 'data task=copy length=2..5' \
    'model attention=dot layers=3 input_feeding=yes dropout=0.3 hidden=12' 'decay=none batch=16'
goes_on 'training goes on from a file: a masked Transformer' 'data task=copy length=2..5' \
    'model kind=masked dropout=0.1 hidden=16' 'decay=none batch=16'
goes_on 'training goes on from a file: sgd, own tokens, three shards' 'data task=sort length=2..5' 'model cell=rnn attention=scaled hidden=12' \
    'decay=none optimizer=sgd lr=0.1 teacher_forcing=0.5 shards=3 seed=4 batch=16'

again='data task=sort length=2..5' opened="open $scratch/whole.safetensors"
finds 'data that are chosen again are those of the opened model' '"model_data" not in last' -- -e "$opened" -e "$again"
finds 'and those of a model from before' '"model_data" not in last' -- -e "$again" -e 'model hidden=8 name=before' -e "$opened" -e 'model before' -e "$again"
finds 'but not those of another seed' '"model_data" in last' -- -e "$opened" -e "$again seed=2"

# ---- the home folder ----

mkdir "$scratch/home"
printf 'a b\tb a\nb c\tc b\n' >"$scratch/home/my pairs.tsv"
printf 'data task=copy length=2..3\n' >"$scratch/home/lines"
printf 'return "from home"\n' >"$scratch/home/script.lua"
HOME=$scratch/home runs '~/ in the names of files' -e 'data file="~/my pairs.tsv"' -e 'model hidden=8' -e 'save ~/one.safetensors' -e 'accuracy file="~/my pairs.tsv"' \
    -e 'open ~/one.safetensors'
HOME=$scratch/home says '~/ in the name of a script' 'from home' -- -e 'dofile("~/script.lua")'
HOME=$scratch/home runs '~/ in the name of a file of commands' --file=~/lines
HOME=$scratch/home fails '~ alone is the home folder' "home/ is a folder" -e 'data file=~'
HOME=$scratch/home fails '~ with a name behind it is a name' "~other/pairs.tsv" -e 'data file=~other/pairs.tsv'
HOME=$scratch/home says 'no script writes to it' "below the current folder" -- -e 'io.open("~/x", "w")'

# ---- data that are there, changed, or gone ----

mkdir "$scratch/here" "$scratch/there"
printf 'a b\tb a\nb c\tc b\nc a\ta c\nb a\ta b\nc b\tb c\na c\tc a\n' >"$scratch/here/pairs.tsv"
folder=$scratch/here runs 'a model of a file' -e 'data file=pairs.tsv tokens=character swap=yes' -e 'model hidden=8' -e 'train steps=3' -e 'save m.st' -e 'open m.st'
lacks() { grep -qF -e "$2" "$scratch/out" && report NOT "$1" "standard output has '$2'" || report OK "$1"; }
lacks 'opened beside its data it has them' 'not loaded'
folder=$scratch/here says 'and says so' 'These are the pairs that the model gru-dot was saved with.' -- -e 'open m.st' -e 'data'
folder=$scratch/there fails 'from another folder it translates and does not train' "model 'gru-dot' has no pairs to train on: give it its data again, for" -e 'open ../here/m.st' -e 'translate a b' -e 'train steps=3'
prints 'and says why' 'Its data are not loaded: pairs.tsv: there is no such file'
folder=$scratch/there runs 'data gives it its data again, with its own options' -e 'open ../here/m.st' -e 'data file=../here/pairs.tsv' -e 'train steps=3' -e 'accuracy' -e 'save m.st' -e 'open m.st'
prints 'and says that they are the same' 'These are the pairs that the model gru-dot was saved with.'
folder=$scratch/there says 'a model saved without them remembers them' 'These are the pairs' -- -e 'open ../here/m.st' -e 'save n.st' -e 'data file=../here/pairs.tsv' -e 'open n.st' -e 'data file=../here/pairs.tsv'
sort -r "$scratch/here/pairs.tsv" >"$scratch/there/pairs.tsv"
folder=$scratch/there fails 'other pairs under the same name are not trained on in silence' "has no pairs to train on" -e 'open ../here/m.st' -e 'train steps=3'
prints 'they are told' 'pairs.tsv has changed: it had 6 pairs when the model'
folder=$scratch/there tells 'but on request' 'These are not the pairs that the model gru-dot was saved with (there were 6)' -- -e 'open ../here/m.st' -e 'data file=pairs.tsv' -e 'train steps=3'
printf 'd e\te d\n' >>"$scratch/here/pairs.tsv"
folder=$scratch/here runs 'new words are <UNK>, and a file of the model then opens with them' -e 'open m.st' -e 'data file=pairs.tsv' -e 'train steps=2' -e 'save two.st' -e 'open two.st' -e 'train steps=2'
prints 'which is said' 'it had 6 pairs when the model' 'reads them with its own vocabulary'
folder=$scratch/here says 'with other tokens they are not for the model' 'cannot use these' -- -e 'open m.st' -e 'data file=pairs.tsv tokens=word'
folder=$scratch/here finds 'as JSON' 'last["data_lost"].startswith("pairs.tsv has changed")' -- -e 'open m.st'
LC_ALL=C sed 's/fingerprint/fingerprinx/' "$scratch/there/m.st" >"$scratch/there/old.st"
sort "$scratch/there/pairs.tsv" | LC_ALL=C sed 's/^/\xE2\x80\x8B/' >"$scratch/here/pairs.tsv"
folder=$scratch/there runs 'an old file without a fingerprint' -e 'open old.st' -e 'train steps=3'
lacks 'opens as before' 'not loaded'
LC_ALL=C sed -E 's/(fingerprint[^0-9a-f]*)[0-9a-f]{4}/\1zzzz/' "$scratch/there/m.st" >"$scratch/there/odd.st"
folder=$scratch/there runs 'and so does one whose fingerprint is none' -e 'open odd.st' -e 'train steps=3'

# ---- the model that comes with the program ----

folder=$scratch/there runs 'the model of dates opens from any folder' -e 'open dates.safetensors' -e 'translate March 5, 2021' -e 'translate 2021년 3월 5일' -e 'translate 5 Mar 21'
equal 'and reads dates in English and Korean' "$(grep -c 2021-03-05 "$scratch/out")" 3
folder=$scratch/there finds 'at least 99.5% of 1000 test dates are right' 'last["exact_match"] >= 0.995' -- -e 'open dates.safetensors' -e 'accuracy count=1000'
printf 'not a model' >"$scratch/there/dates.safetensors"
folder=$scratch/there fails 'a file of the current folder goes first' 'dates.safetensors' -e 'open dates.safetensors'
size=$(wc -c <"$source_folder/lessons/data/dates.safetensors")
[ "$size" -lt 1000000 ] && report OK 'it is under 1 MB' || report NOT 'it is under 1 MB' "$size"

# ---- what is left out ----

file=$scratch/one.safetensors small=$scratch/small.safetensors
commands 'data task=copy length=2..5' 'model hidden=32' 'train steps=20 decay=none' "save $file" "save $small training=no" 'train steps=1' "save $scratch/next"
ends 'two files, one without training' 0
large=$(wc -c <"$file") little=$(wc -c <"$small")
[ $((little * 2)) -lt "$large" ] && report OK 'training=no makes a small file' || report NOT 'training=no makes a small file' "$little $large"
commands "open $small" 'train steps=1' "save $scratch/other"
cmp -s "$scratch/next" "$scratch/other" && report NOT 'without it training begins anew' 'the same file' || report OK 'without it training begins anew'
commands "open $file" 'train steps=1' "save $scratch/other replace=yes"
same_files 'with it the next step is the same' "$scratch/next" "$scratch/other"

# ---- what a save replaces ----

refuses() {  # refuses TITLE NAME WORDS: the name is refused, and what is there stays as it is
    fails "$1" "$3" -e "open $file" -e "save $2"
}

cp "$small" "$scratch/kept" && ln -s kept "$scratch/link" && ln -s later "$scratch/dangling" && ln -s round "$scratch/round"
mkfifo "$scratch/pipe" && mknod "$scratch/device" c 1 3 2>/dev/null
refuses 'another model is not replaced' "$scratch/kept" 'add replace=yes'
refuses 'nor through a link' "$scratch/link" 'add replace=yes'
same_files 'it stays as it was' "$small" "$scratch/kept"
refuses 'a folder is not replaced' "$scratch" 'is a folder'
refuses 'nor a pipe' "$scratch/pipe" 'is a pipe'
refuses 'nor a link that leads round' "$scratch/round" 'symbolic links'
device=$scratch/device  # a null device of its own, where this may make one
[ -c "$device" ] || device=/dev/null
refuses 'nor a device' "$device" 'is a device'
[ -c "$device" ] && report OK 'the device is still there' || report NOT 'the device is still there'
printf 'notes' >"$scratch/notes"
refuses 'what is no model is not replaced, even with replace=yes' "$scratch/notes replace=yes" 'is not a model'
commands "open $file" "save $scratch/link replace=yes" "save $scratch/dangling" 'train steps=1' "save $scratch/link replace=yes" "save $scratch/kept"
ends 'replace=yes, links, and the own file again under both its names' 0
[ -L "$scratch/link" ] && [ -L "$scratch/dangling" ] && [ -f "$scratch/later" ] && report OK 'links stay links' || report NOT 'links stay links' "$(ls -l "$scratch")"
chmod 640 "$scratch/kept"
touch "$scratch/seqlab-1-0.part" && (exec 9>"$scratch/seqlab-1-1.part"; flock 9; commands "open $scratch/kept" "save $scratch/kept")
equal 'a file keeps its permissions' "$(stat -c %a "$scratch/kept")" 640
[ ! -e "$scratch/seqlab-1-0.part" ] && [ -e "$scratch/seqlab-1-1.part" ] && report OK 'what a killed process left is removed, what another writes is not' \
    || report NOT 'what a killed process left is removed, what another writes is not' "$(ls "$scratch")"

# ---- files that were tampered with ----

tampered() {  # tampered TITLE PYTHON WORDS: with the header changed so, the file is refused with these words; none: it opens
    python3 - "$file" "$scratch/bad.safetensors" "$2" <<'EOF'
import json, struct, sys
bytes_ = bytearray(open(sys.argv[1], "rb").read())
length = struct.unpack("<Q", bytes_[:8])[0]
header, data = json.loads(bytes_[8:8 + length]), bytes_[8 + length:]
texts = header["__metadata__"]
exec(sys.argv[3])
text = json.dumps(header, ensure_ascii=False).encode()
open(sys.argv[2], "wb").write(struct.pack("<Q", len(text)) + text + data)
EOF
    seqlab -e "open $scratch/bad.safetensors"
    if [ -n "$3" ]; then ends "$1" 1 "$3"; else ends "$1" 0; fi
}

tampered 'a file taken apart and put together opens' '' ''
tampered 'an optimizer that is not known' 'texts["resume.optimiser"] = "adagrad"' 'optimiser is missing or wrong'
tampered 'a step out of bounds' 'texts["resume.step"] = "99999999999"' 'step is missing or wrong'
tampered 'a negative step' 'texts["resume.optimiser.step"] = "-1"' 'optimiser.step is missing or wrong'
tampered 'a loss that is no number' 'texts["resume.loss"] = "nan"' 'loss is missing or wrong'
tampered 'a text that is too long' 'texts["resume.loss"] = "1" * 200' 'resume.loss'
tampered 'too many texts' 'texts.update(("resume.x%d" % i, "1") for i in range(20))' 'resume.x'
tampered 'an order of batches that cannot be read' 'texts["resume.batches.random"] = "0 0"' 'resume.batches.random is missing or wrong'
tampered 'a mean that is missing' 'header["another"] = header.pop("resume.optimiser.second")' 'optimiser.second is missing'
tampered 'a mean of another shape' 'header["resume.optimiser.first"]["shape"].append(1)' 'resume.optimiser.first'
tampered 'means of too many names' '
begin, end = header["resume.optimiser.first"]["data_offsets"]
for i in range(5):
    header["resume.y%d" % i] = dict(header["resume.optimiser.first"], data_offsets=[len(data), len(data) + end - begin])
    data += data[begin:end]' 'resume.y'
tampered 'a mean that is not finite' 'at = header["resume.optimiser.first"]["data_offsets"][0]; data[at:at + 4] = struct.pack("<f", float("nan"))' 'optimiser.first is missing or wrong'
tampered 'a squared mean below zero' 'at = header["resume.optimiser.second"]["data_offsets"][0]; data[at:at + 4] = struct.pack("<f", -1)' 'optimiser.second'

# ---- files that seqlab saved before its options had their names of today ----
seqlab --json -e "open $source_folder/tests/fixtures/models/recurrent.safetensors" -e 'train steps=5' \
    -e "open $source_folder/tests/fixtures/models/transformer.safetensors" -e "open $source_folder/tests/fixtures/models/one_hot.safetensors" -e model
prints "models of earlier versions open" '"layers":1,"input_feeding":true,"decoder_start":"encoder","dropout":0.1,"input":"embedding","hidden":4,"embedding":4,"bidirectional":true,"seed":7' \
    '"kind":"transformer","layers":1,"heads":2,"positions":"sinusoidal"' '"attention":"none","layers":1,"input_feeding":false,"decoder_start":"encoder","dropout":0.0,"input":"one-hot"'
prints "and are trained on" '"steps":5,"total_steps":35'

echo "1..$number"
