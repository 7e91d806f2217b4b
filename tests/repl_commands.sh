#!/usr/bin/env bash
# repl_commands.sh: the program as a script or a pipe uses it: exit statuses, JSON, files, languages, widths.
. "$(dirname -- "$0")/repl_session.sh"
task='data task=copy length=2..5 symbols=6'
model='model attention=dot hidden=16'

# ---- options of the program ----
tells "--version ends well" "seqlab " -- --version
tells "--help ends well" --execute --file --json --lang --plain --ascii --no-color --theme --threads --help --version -- --help
says "--help in Korean" "사용법" -- --lang=ko --help
misused "an option that is not known: 2" "'--nonsense'" --nonsense
misused "a language that is not known: 2" "'xx'" --lang xx -e help
misused "threads that are no number: 2" "'many'" --threads many -e help
misused "a theme that is not known: 2" "'dusk'" --theme dusk -e help
misused "-e without a command: 2" "'-e'" -e
misused "-e and a command: 2" "cannot be combined" -e help train

# ---- right and wrong commands ----
tells "commands by -e" "Data: copy" "Model gru-dot" "20 steps" "exact match" -- -e "$task" -e "$model" -e 'train steps=20' -e accuracy
tells "a command as words" "Data: copy" -- data task=copy
tells "one is no plural" "1 step in" "trained for 1 step." "has 2 steps now" "before the step: 1 step." "1 sentence: exact" \
    "(1 step, data" "Sampled 1 answer at" "considered" -- -e "$task" -e "$model" -e 'train steps=1' -e 'model gru-dot' -e step -e 'step undo' \
    -e 'accuracy count=1' -e "save $scratch/one.safetensors" -e "open $scratch/one.safetensors" -e 'sample a b n=1' -e 'beam a b width=1' \
    -e 'gradients count=1 length=3'
plurals_of_one() { tr '\n' ' ' <"$scratch/out" | grep -oE '(^|[^0-9.,])1( [a-z]+)? [a-z]+s[ .,:;)]' | grep -vE ' (is|was|has)[ .]$'; }
equal "not anywhere" "$(plurals_of_one)" ""
printf 'a b\tb a\nc d\td c\ne f\tf e\n' >"$scratch/three.tsv"
printf 'a b\tb a\n' >"$scratch/new.tsv"
printf 'c d\td c\n' >"$scratch/learned.tsv"
tells "nor of the only pair of each set" "and 1 test pair." "same 1 validation" -- \
    -e "data file=$scratch/three.tsv" -e 'model hidden=8' -e 'sweep seeds=1 steps=2 hidden=8' -e "accuracy file=$scratch/new.tsv" -e "accuracy file=$scratch/learned.tsv"
equal "anywhere" "$(plurals_of_one)" ""
equal "with whether it was learned" "$(tr '\n' ' ' <"$scratch/out" | grep -oE "file's 1 pair is (not )?in" | tr '\n' ' ')" "file's 1 pair is not in file's 1 pair is in "
printf 'a b\tb a\n' >"$scratch/two words.tsv"
runs "an option with a blank in its value" data "file=$scratch/two words.tsv"
fails "words with blanks stay words" "no model yet" translate "one 'word'"
fails "a command that is misspelt is suggested" "did you mean 'model'?" -e 'modle attention=dot'
fails "in Korean too" "혹시 'model'입니까?" --lang ko -e 'modle attention=dot'
fails "an option that is misspelt is suggested" "did you mean 'task'?" -e 'data tsak=copy'
fails "a value that is misspelt is suggested" "did you mean task=copy?" -e 'data task=cpoy'
fails "a value without its option" "did you mean 'data grammar=ko-en'?" -e 'data ko-en'
fails "a cell as if it were a model's name" "make one with 'model cell=lstm'" -e "$task" -e 'model lstm'
says "help on a term" "A model of attention alone, without recurrence" -- -e 'help transformer'
says "in Korean too" "어텐션만으로" -- --lang ko -e 'help 트랜스포머'
fails "help on what is neither" "there is no command or term 'weather'" -e 'help weather'
tells "help model has the formulas" 's_0 = tanh(n W_b + b_b)' 'f_0 = 0' 'joins the forward state' "top layer's s" \
    "target's vocabulary" 'sqrt(H) embedding_j' 'every token but `<PAD>` and `<SOS>`' '2 S + 8' '1/sqrt(2H)' \
    'e/V * sum_v' 'first the clipping' 'begins where the warmup' 'sqrt(W / (W + n))' -- -e 'help model' -e 'help train'
fails "help on what nothing tells of" "there is no command or term 'zzz'" -e 'help zzz'
says "a model that takes a trained one's place says so" "Replaced the earlier model gru-dot (3 steps lost)" -- -e "$task" -e "$model" -e 'train steps=3' -e "$model"
fails "compare of a model that there is not says so" "there is no model 'gru-none'" -e "$task" -e "$model" -e 'compare gru-none gru-dot'
says "compare keeps it" "A model gru-dot already existed" "gru-dot-2." -- -e "$task" -e "$model" -e 'train steps=3' -e 'compare none dot steps=2 hidden=8 count=10'
equal "and says it of no other" "$(grep -c 'already existed' "$scratch/out")" 1
tells "each time under a free name" "이미 gru-dot 모델이 있어 그대로 두었으며" "gru-dot-5입니다." -- -e "$task" -e "$model" -e 'train steps=3' -e 'for i = 1, 3 do c = compare("dot none", {steps = 2, hidden = 8, count = 5}) end' \
    -e 'assert(c.models[1].model == "gru-dot-4" and c.models[1].train.renamed and c.models[2].model == "gru-none-3")' \
    -e 'm = model().models assert(#m == 7 and m[1].name == "gru-dot" and m[1].steps == 3 and m[2].steps == 2)' \
    -e 'c = compare("gru-dot gru-dot-3", {count = 5}) assert(not c.models[1].train and #model().models == 7)' \
    -e 'lang ko' -e 'compare dot none steps=2 hidden=8 count=5'
two="$task;model hidden=8 name=a;data task=reverse length=5..7 symbols=5;model hidden=8 name=b;model kind=masked hidden=8 name=c"
IFS=';' read -ra lines <<<"$two"
lines=("${lines[@]/#/-e}")
runs "compare knows what both were asked" "${lines[@]}" -e 'c = compare("a b", {count = 8}) assert(not c.same_sentences and c.same_tokens and c.models[1].data == "copy" and c.models[2].data == "reverse")' \
    -e 'c = compare("b c", {count = 8}) assert(c.same_sentences and not c.same_tokens)' \
    -e 'c = compare("a b", {count = 8, lengths = {3, 6}}) assert(not c.same_sentences)'
says "and says so" "The two models answered different sentences (data of a: copy; of b: reverse)" "측정했습니다(b 모델의 데이터: reverse," -- "${lines[@]}" -e 'compare a b count=8' -e 'lang ko' -e 'compare b a count=8'
# The first bars of each: 2 to 4 have the first model alone, 5 both, 6 and 7 the second alone.
equal "bars of the same lengths stand together" "$(sed -n '/^Exact match by/,/^Token/s/^\([0-9 ]\)  \([ab]\) .* \([^ ]*\)$/\1\2\3/p' "$scratch/out" | tr -d '\n')" '2a.00 b?3a.00 b?4a.00 b?5a.00 b.006a? b.007a? b.00'
says "what a model is made of, in Korean" "모두 토큰 4개" "GRU 셀" "내적 어텐션(dot)" "LSTM 셀" "스케일드 내적" "RNN 셀" "루옹의 일반형" "바흐다나우" \
    "사인·코사인 위치 인코딩" "학습하는 위치 임베딩" "문장 길이가 5에서 80까지" -- --lang ko -e 'data task=copy length=4..4' -e 'model hidden=8' -e 'model cell=lstm attention=scaled hidden=8' \
    -e 'model cell=rnn attention=general hidden=8' -e 'model attention=additive hidden=8' -e 'model kind=causal hidden=8' \
    -e 'model kind=masked positions=learned hidden=8' -e 'bench sweep=length hidden=8 seconds=0.1'
says "a model stays with its data" "The current model gru-dot still uses copy" -- -e "$task" -e "$model" -e "$model" -e 'data task=reverse' -e 'model name=own hidden=8' -e data
equal "and where nothing was lost nothing is said" "$(grep -c 'steps lost\|still uses' "$scratch/out")" 1
says "or with its own pairs" "still uses the pairs of copy" -- -e "$task" -e "$model" -e 'data task=copy length=2..9 symbols=9'
says "a score that looks wrong says why" "0 because it counts runs of four tokens" -- -e 'data task=copy length=3..3 symbols=6' -e 'model attention=dot hidden=24' -e 'train steps=200 lr=0.006' -e 'accuracy count=50'
says "a model of defaults names a line that makes it" '"made_by":"model hidden=64"' -- --json -e 'data task=copy' -e 'model attention=dot'
fails "a list of seeds has no open end" "the smaller number comes first: seeds=0..5" -e "$task" -e 'sweep seeds=5..0 hidden=8 steps=2'
fails "no model yet" "there is no model yet" -e 'train'
fails "a sentence typed without the Korean layout" "translate 나는 학교에 간다" --lang ko -e 'sksms gkrrydp rksek'
fails "an English one has no such syllables" "명령도 Lua도 아닙니다" --lang ko -e 'she did'
equal "and is not taken for one" "$(grep -c '자판' "$scratch/err")" 0
fails "in English too, with data that know its words" "To translate it: translate 나는 학교에 간다" -e 'data grammar=ko-en' -e 'sksms gkrrydp rksek'
for data in "task=copy" "grammar=ko-en" "grammar=ko-en tokens=character"; do
    for line in "go to work" "to go" "so so" "go go" "eh so" "the dog did"; do
        fails "$line is English with $data" "this is neither a command" -e "data $data" -e "$line"
    done
done
fails "and without data" "this is neither a command" -e 'go to work'
runs "also behind a command" -e 'data grammar=ko-en' -e 'model hidden=8' -e 'translate so go' -e 'translate go to work' -e 'beam so go'
equal "which says nothing of the layout" "$(grep -c 'Korean layout' "$scratch/out")" 0
says "and behind a command too" "Typed with the Korean layout: 나는 학교에 간다" -- -e 'data grammar=ko-en' -e 'model hidden=8' -e 'translate sksms gkrrydp rksek'
says "behind beam as well" "Typed with the Korean layout: 나는 학교에 간다" -- -e 'data grammar=ko-en' -e 'model hidden=8' -e 'beam sksms gkrrydp rksek'
says "and behind a command" "한글 자판으로 치면: 나는 학교에 간다" -- --lang ko -e 'data grammar=ko-en' -e 'model hidden=8' -e 'translate sksms gkrrydp rksek'
fails "no model yet, in Korean" "아직 모델이 없습니다" --lang ko -e 'train'
fails "what follows an error is not run" "error" -e 'nonsense' -e 'data task=copy'
[ -s "$scratch/out" ] && report NOT "nothing was printed" "$(cat "$scratch/out")" || report OK "nothing was printed"
fails "bytes that are no UTF-8" "UTF-8" -e $'translate \xff'
says "the language can be changed" "명령" -- -e 'lang ko' -e help
says "help of a command" "steps=" "seconds=" "shards=" "default 600" -- -e 'help train'
tells "a line that is no command is Lua" 2 -- -e '1 + 1'

# ---- files and pipes ----
printf '# a comment\n\n%s\r\n  %s\nquit\nnonsense\n' "$task" "$model" >"$scratch/commands"
tells "a file of commands, up to quit" "Data: copy" "Model gru-dot" -- -f "$scratch/commands"
printf '%s\nnonsense\n%s\n' "$task" "$model" >"$scratch/commands"
fails "a file stops at its first error and names the line" "commands stopped at line 2" -f "$scratch/commands"
fails "a file that is not there" "nothing" -f "$scratch/nothing"
fails "a folder is no file" "$scratch" -f "$scratch"
piped "$task\n$model\n"
ends "a pipe of commands" 0
prints "its results" "Data: copy" "Model gru-dot"
piped "$task\nnonsense\n$model\n"
ends "a pipe stops at its first error and names the line" 1 "standard input stopped at line 2"
grep -q "Model" "$scratch/out" && report NOT "what follows is not run" || report OK "what follows is not run"
piped "$task\nnonsense\n" --lang ko
ends "in Korean" 1 "표준 입력: 2번째 줄"
piped "$task\nnonsense\n" -f -
ends "-f - reads the pipe" 1 "standard input stopped at line 2"
piped "for i = 1, 2 do\nprint('n' .. i)\nend\n"
ends "Lua over several lines" 0
prints "ran" n1 n2
piped "x = {\n1,\n"
ends "Lua that does not end" 1 "missing at its end"
piped ""
ends "an empty pipe" 0

# ---- results as JSON ----
says "JSON has nothing in it that a terminal obeys" '"\u009b31m"' -- --json -e "$task" -e $'tokens \u009b31m'
says "nor has the name of a model" '"a\u202eb"' -- --json -e "$task" -e $'model hidden=8 name=a\u202eb'
misused "nor has an error about an option" "'?[31m'" --lang=$'\e[31m'
json "data as JSON" data name endless source_vocabulary target_vocabulary lengths aligned skipped examples -- -e "$task"
runs "JSON goes alone to standard output" --json -e "$task" -e "$model" -e 'train steps=12' -e accuracy -e 'translate a b' -e model
checked "one line for each result" lines 6
after() {  # after TITLE NAME KEY... -- COMMAND: its JSON, on a small trained model
    split "$@"
    json "${before[@]}" -- -e "$task" -e "$model bidirectional=yes" -e 'train steps=12' -e "${behind[0]}"
}
after "model as JSON" model name cell attention hidden embedding bidirectional seed parameters steps loss data current models -- "$model"
after "the list of models as JSON" model models -- model
after "train as JSON" train model steps total_steps loss validation_loss tokens_per_second seconds tokens stopped early_stopped restored best_step best_loss hint curve validation_curve loss_of -- 'train steps=3'
json "curves as JSON" curves loss axis steps runs comparable left_out -- -e "$task" -e "$model" -e 'train steps=6 validate_every=2' -e 'model attention=none name=other' -e 'train steps=3' -e curves
prints "a point for each step, and the last" '"steps":6,' '"points":[{"step":1,"loss":' '{"step":3,"loss":' ',"validation_loss":null},{"step":4,'
says "whose validation loss is lowest" "has the lowest validation loss: " -- -e "$task" -e "$model" -e 'train steps=4' -e 'model name=other' -e 'train steps=2' -e curves
says "other data are other losses" "not comparable" -- -e "$task" -e "$model" -e 'train steps=2' -e 'data task=sort' -e 'model name=other' -e 'train steps=2' -e curves
five=(-e "$task")
for name in a b c d e; do five+=(-e "model hidden=8 name=$name" -e 'train steps=2'); done
says "so are other options of the same task" "not comparable" -- -e 'data task=copy symbols=5 length=3' -e "$model" -e 'train steps=2' -e 'data task=copy symbols=20 length=5' -e 'model name=other' -e 'train steps=2' -e curves
says "of five runs the last four" "Not drawn: a." -- "${five[@]}" -e curves
fails "no run, no curves" "no model has been trained" -e "$task" -e "$model" -e curves
fails "a model without a curve" "has no curve: it has not been trained" -e "$task" -e "$model" -e "curves gru-dot"
fails "curves of a model that is not there" "no model 'nothing'" -e "$task" -e "$model" -e 'train steps=2' -e "curves nothing"
json "checkpoint as JSON" checkpoint model checkpoints open trained_steps loss -- -e "$task" -e "$model" -e 'train steps=4 checkpoints=3' -e 'checkpoint 2'
prints "which is open" '"open":2,"trained_steps":4' '{"number":1,"step":0,"loss":null}'
runs "checkpoints, and on" -e "$task" -e "$model" -e 'train steps=4 checkpoints=3' -e 'checkpoint 1' -e 'translate a b' -e 'checkpoint last' -e 'train steps=1'
fails "a checkpoint is not trained" "go back to the trained model" -e "$task" -e "$model" -e 'train steps=4 checkpoints=3' -e 'checkpoint step=3' -e 'train steps=1'
for word in 4 0 -1 x 99999999999999999999 3x; do
    fails "no checkpoint: $word" "checkpoint" -e "$task" -e "$model" -e 'train steps=4 checkpoints=3' -e "checkpoint $word"
done
fails "and the number is told as it was typed" "no checkpoint 99:" -e "$task" -e "$model" -e 'train steps=4 checkpoints=3' -e "checkpoint 99"
after "translate as JSON" translate source answer source_tokens target_tokens log_probability unknown -- 'translate a b'
after "an example as JSON" translate source answer reference -- 'translate length=3'
after "attend as JSON" attend source answer weights alignment reference numbers -- 'attend length=3'
after "gates as JSON" gates source answer side tokens update_mean reset_mean update reset -- 'gates a b side=backward'
after "gradients as JSON" gradients model length count position attention of rows -- 'gradients length=4 count=3'
prints "a row for each distance" '"distance":0' '"distance":4'
says "a decoder that never sees the encoder" "0 at every state: the loss of target token 1" -- -e "$task" -e 'model attention=none decoder_start=zero hidden=16' -e 'gradients length=4 count=3'
says "nothing of the source reaches it" "The answer stays the same." -- -e "$task" -e 'model attention=none decoder_start=zero hidden=16' -e 'train steps=20' -e 'patch encoder.forward.state from="b c d" a b c'
says "all lengths in one group" "2-5        200" -- -e "$task" -e "$model" -e 'accuracy groups=1'
after "accuracy as JSON" accuracy model count exact_match token_accuracy alignment perplexity bleu chrf error_rate unit scores by_length examples stopped seconds -- 'accuracy lengths=2,3 count=20'
grep -q '"alignment":[^,]*,"perplexity":[0-9.]*,"bleu":[0-9.]*,"chrf":[0-9.]*,"error_rate":[0-9.]*}\]' "$scratch/out" \
    && report OK "all scores by length" || report NOT "all scores by length" "$(cat "$scratch/out")"
printf 'a\ta\na b c d\ta b c d\n' >"$scratch/gap.tsv"
after "lengths without a sentence are null" accuracy by_length -- "accuracy file=$scratch/gap.tsv"
prints "as null" '"lengths":[2,2],"count":0,"exact_match":null,"token_accuracy":null'
after "compare as JSON" compare models -- 'compare none dot steps=5 hidden=8 count=10'
after "save as JSON" save file model steps data -- "save $scratch/m.safetensors"
after "open as JSON" open file model steps data -- "open $scratch/m.safetensors"
after "help as JSON" help commands -- help
after "help of a command as JSON" help name usage summary text options -- 'help train'
after "lang as JSON" lang language -- 'lang en'
fails "errors stay on standard error" "error: " --json -e 'nonsense'
[ -s "$scratch/out" ] && report NOT "and not on standard output" || report OK "and not on standard output"

# ---- saved models ----
runs "saved under a name with a blank" -e "$task" -e "$model" -e 'train steps=100' -e "save \"$scratch/a b.safetensors\"" -e 'translate a c e'
tail -n 3 "$scratch/out" >"$scratch/first"
runs "opened again" -e "open \"$scratch/a b.safetensors\"" -e 'translate a c e'
tail -n 3 "$scratch/out" | cmp -s - "$scratch/first" && report OK "and says the same" || report NOT "and says the same" "$(cat "$scratch/out")"
says "it learns on" '"model":"other"' '"total_steps":101' -- --json -e "open \"$scratch/a b.safetensors\" name=other" -e 'train steps=1'
fails "no sentence has no token" "length=0 must be between 1 and 500" -e "$task" -e 'data task=copy length=0'
fails "options with blanks" "'model attention=dot hidden=8'" -e "$task" -e 'model attention = dot hidden = 8'
says "special tokens are told" "special ones (<PAD>, <SOS>," -- -e 'data task=copy'
says "one row is one" "1 row of 16 numbers" -- -e "$task" -e 'model attention=none hidden=16' -e 'trace name=context a'
seqlab --lang ko -e "$task" -e "$model" -e 'gradients length=30'
python3 - "$scratch/out" <<'END' && report OK "the last tick has its number under it" || report NOT "the last tick has its number under it" "$(cat "$scratch/out")"
import re, sys
lines = open(sys.argv[1]).read().split("\n")
at = next(i for i, line in enumerate(lines) if "└" in line)
numbers = re.sub("[가-힣]", "xx", lines[at + 1]) # as wide as it is
last = list(re.finditer(r"\d+", numbers))[-1]
sys.exit(not last.start() <= lines[at].rindex("┬") < last.end())
END
fails "save needs a name" "save needs a file" -e save
fails "a sentence behind a word of another program is no file" "takes one file name" -e "$task" -e "$model" -e 'w is a letter'
fails "save where there is no folder" "/nonexistent/m.safetensors: " -e "$task" -e "$model" -e 'save /nonexistent/m.safetensors'
fails "a name that could not be typed is refused" "1 to 63 bytes" -e "$task" -e "$model" -e "save $scratch/b.safetensors" -e "open $scratch/b.safetensors name=a,b"
printf 'nonsense' >"$scratch/c.safetensors"
fails "open what is no model" "c.safetensors" -e "open $scratch/c.safetensors"
(ulimit -f 4 && seqlab -e "$task" -e 'model hidden=64' -e "save $scratch/b.safetensors replace=yes"; exit "$status")
status=$?
ends "a file that may not grow" 1 "b.safetensors: "
runs "the old one is still there" -e "open $scratch/b.safetensors"
set -- "$scratch"/*.safetensors.*
[ -e "$1" ] && report NOT "no temporary file is left" "$*" || report OK "no temporary file is left"

# ---- earlier names of options, which help does not list ----
seqlab --json -e "$task" -e 'model hidden=8 feeding=yes' -e 'train steps=3 learning_rate=0.01 floor=0.1 smoothing=0.1 check=2 snapshots=2 decay=root optimiser=adamw' \
    -e 'beam penalty=1 length=3' -e 'sample top=2 nucleus=0.5 length=3' -e 'train steps=1 rate=0.01'
prints "earlier names are understood" '"input_feeding":true' '"length_penalty":1.0' '"top_k":2,"top_p":0.5' '"total_steps":4'
seqlab -e 'help train'
grep -qE 'floor=|optimiser|snapshots=|check=|[|]root' "$scratch/out" && report NOT "and not listed" "$(cat "$scratch/out")" || report OK "and not listed"

# ---- options that would do nothing ----
idle() {  # idle WHERE COMMAND: its last option is of something else
    local option=${2##* }
    fails "$2: an option for nothing" "${option%%=*}= has no effect here" -e "$task" -e "$model" -e "$2"
    tr '\n' ' ' <"$scratch/err" | grep -qF "it applies only to $1" && report OK "$2: what it is for" || report NOT "$2: what it is for" "$(cat "$scratch/err")"
}
for option in cell=gru attention=dot input_feeding=no input=bag bidirectional=yes; do
    idle kind=recurrent "model kind=causal $option"
done
for option in heads=2 positions=learned; do
    idle kind=transformer "model $option"
done
idle input=embedding 'model input=one-hot embedding=8'
idle optimizer=sgd 'train momentum=0.5'
idle decay=cosine 'train decay=none min_lr=0.1'
idle task=picture 'data task=copy noise=0.1'
idle task=copy 'data grammar=ko-en symbols=4'
idle task=dates 'data grammar=ko-en language=ko'
idle source_tokens=subword 'data grammar=ko-en target_tokens=subword source_merges=10'
idle 'a drawn sentence' 'beam a b length=3'
idle 'a drawn sentence' 'translate a b length=3'
idle 'a drawn sentence' 'trust a b length=3'
idle 'name=...' 'trace a b step=1'
idle kind=recurrent 'bench kind=masked cell=gru'
idle kind=transformer 'bench heads=2'
idle 'a bench without set=' 'bench set=sizes hidden=8'
fails "one length" "length= is given twice" -e 'data task=copy max=5 length=4'
fails "another way to leave" "quit takes 'keep', 'save' or nothing" -e 'quit now'
fails "a word after what stands alone" "takes no arguments" -e 'demo steps=40' -e 'lang en' -e 'clear now'
prints "after all of the demo" "seqlab> train steps=40 lr=0.006" "Accuracy by length" "Attention weights" "Saving the model" "You can type every command"
fails "capitals are understood" "did you mean cell=gru" -e 'model cell=GRU'

# ---- options of training ----
loss_of() { seqlab --json -e "$task" -e "$model" -e "train $1"; tail -n 1 "$scratch/out" | grep -o '"loss":[^,]*'; }
for optimizer in adam adamw sgd; do
    loss=$(loss_of "steps=40 decay=none optimizer=$optimizer lr=0.01")
    says "two runs are as one, $optimizer" "$loss" '"total_steps":40' -- --json -e "$task" -e "$model" -e "train steps=25 decay=none optimizer=$optimizer lr=0.01" \
        -e "train steps=15 decay=none optimizer=$optimizer lr=0.01"
done
for usual in adam=0.003 adamw=0.003 sgd=0.2; do
    loss=$(loss_of "steps=40 optimizer=${usual%=*} lr=${usual#*=}")
    says "the usual rate of ${usual%=*}" "$loss" -- --json -e "$task" -e "$model" -e "train steps=40 optimizer=${usual%=*}"
done
runs "at its usual rate sgd learns to copy" -e "$task" -e 'model attention=dot hidden=32' -e 'train steps=300 optimizer=sgd' -e 'm = accuracy{count=50}; assert(m.token_accuracy > 0.9, m.token_accuracy)'
says "a schedule" '"steps":30' '"hint":null' -- --json -e "$task" -e "$model" -e 'train steps=30 warmup=10 decay=linear min_lr=0 weight_decay=0.1 optimizer=sgd momentum=0.5 fresh=yes'
lossy=(-e "$task")
for option in teacher_forcing=1 teacher_forcing=0.5 label_smoothing=0.1 teacher_forcing=1; do lossy+=(-e "$model name=m${#lossy[@]}" -e "train steps=20 $option"); done
finds "own tokens are read, the right ones smoothed" '(lambda losses: losses[0] == losses[3] and len(set(losses)) == 3)([v["loss"] for v in values if v["command"] == "train"])' -- "${lossy[@]}"
fails "more smoothing than is left" "label_smoothing=1 must be between 0 and 0.9" -e "$task" -e "$model" -e 'train label_smoothing=1'
fails "more than all tokens" "teacher_forcing=2 must be between 0 and 1" -e "$task" -e "$model" -e 'train teacher_forcing=2'
says "a rate too large is told" '"hint":"The loss is much worse than guessing' -- --json -e "$task" -e "$model" -e 'train steps=60 lr=30 decay=none'
says "in Korean too" "학습률이 너무 높습니다" -- --lang ko -e "$task" -e "$model" -e 'train steps=60 lr=30 decay=none'
fails "numbers that are none end it" "clip=0" -e "$task" -e "$model" -e 'train optimizer=sgd lr=100 clip=0 weight_decay=1 decay=none' -e model
printf 'a b\ta b\nb c\ta c\nc a\tb b\nd a\tc c\nb d\tb a\nd d\tc b\nc b\ta d\na d\td a\nd b\tc d\nd c\tb c\na a\td b\n' >"$scratch/few.tsv"
says "patience ends a run that fits its few sentences only" '"early_stopped":true,"restored":true' '"stopped":false' -- --json -e "data file=$scratch/few.tsv" -e 'model hidden=32' -e 'train steps=2000 validate_every=10 patience=3 lr=0.01'
says "and says so" "Stopped early: the validation loss" -- -e "data file=$scratch/few.tsv" -e 'model hidden=32' -e 'train steps=2000 validate_every=10 patience=3 lr=0.01'
fails "patience without checks" "validate_every=STEPS" -e "$task" -e "$model" -e 'train patience=3 validate_every=0'
fails "an optimizer that is not known" "did you mean optimizer=adam" -e "$task" -e "$model" -e 'train optimizer=adamx'
says "as Lua's verb" "took 3" -- -e 'data task=copy length=2..5 symbols=6' -e 'm = model{hidden=8}; r = train{steps=3, optimizer="sgd", decay="none"}; print("took " .. r.steps)'

# ---- questions and summaries ----
for task_now in question summary; do
    for language in en ko; do
        says "$task_now, $language" "\"name\":\"$task_now $language\"" '"alignment":[' '"unit":"word"' -- --json -e "data task=$task_now language=$language" -e "$model" -e 'train steps=2' -e 'attend seed=3' -e 'accuracy count=6'
    done
done
fails "summaries by character" "by word" -e 'data task=summary tokens=character'
says "a question in Korean" "있나?" "샀나?" -- --lang ko -e 'data task=question language=ko'

# ---- pictures ----
picture='data task=picture noise=0.1 length=11..20 symbols=4 seed=3'
json "a drawn word as JSON" attend source answer reference weights alignment picture -- -e "$picture" -e "$model" -e 'train steps=5' -e 'attend abba'
prints "its dots" '"picture":["' '"source":"abba"' '"reference":"ABBA"'
seqlab -e "$picture" -e "$model" -e 'train steps=5' -e "save $scratch/p.safetensors" -e 'translate cab'
tail -n 5 "$scratch/out" >"$scratch/first"
seqlab -e "open $scratch/p.safetensors" -e 'translate cab'
tail -n 5 "$scratch/out" | cmp -s - "$scratch/first" && report OK "the noise is kept with the model" || report NOT "the noise is kept" "$(cat "$scratch/out")"
fails "what cannot be drawn" "cannot be drawn" -e "$picture" -e "$model" -e 'translate 한'
fails "too much noise" "noise" -e 'data task=picture noise=0.6'

# ---- accuracy of a file ----
printf 'a b\ta b\nc d e\tz z z\n' >"$scratch/pairs.tsv"
says "one of two is right" '"count":2,"exact_match":0.5' '"unit":"symbol"' -- --json -e "$task" -e "$model" -e 'train steps=400 lr=0.01' -e "accuracy file=$scratch/pairs.tsv"
seqlab -e "$task" -e "$model" -e 'train steps=400 lr=0.01' -e "accuracy file=$scratch/pairs.tsv" -e "accuracy file=$scratch/pairs.tsv scores=all"
prints "scores in all, and by length" "token error rate 60.0" "(by length: scores=all)" 'perplexity  BLEU   chrF  error rate'
says "of characters" '"unit":"character"' -- --json -e 'data task=dates' -e "$model" -e 'train steps=1' -e 'accuracy count=5'
printf 'a\tabab baba\n' >"$scratch/pairs.tsv"
seqlab --json -e "data file=$scratch/pairs.tsv tokens=subword" -e "$model" -e 'train steps=150 lr=0.01' -e "accuracy file=$scratch/pairs.tsv"
prints "of words, where tokens are pieces" '"exact_match":1.0' '"bleu":0.0,"chrf":100.0,"error_rate":0.0' '"unit":"word"'
fails "a file that is not there" "/nonexistent.tsv" -e "$task" -e "$model" -e 'accuracy file=/nonexistent.tsv'
printf 'a b\n' >"$scratch/pairs.tsv"
fails "a file without a tab" "(line 1: one column)" -e "$task" -e "$model" -e "accuracy file=$scratch/pairs.tsv"

# ---- a whole file translated ----
cd "$scratch" || exit 1
printf 'a b\n\n# a note\nb c\tb c\na q\tx\nc b\tc b\nc b\tb c\n%s\n' "$(printf 'a %.0s' {1..501})" >in.txt
short='data task=copy length=2..4 symbols=3'
seqlab --json -e "$short" -e "$model" -e 'train steps=400 lr=0.01' -e 'save small.safetensors' -e 'translate file=in.txt out=answers.txt'
prints "lines, unknown tokens, scores" '"lines":8,"answers":5,"unknown":1,' '"left_out":1,"reading":"Left out 1 of 6 lines (line 8: the sentence has 501' '"count":4,"exact_match":0.75'
equal "each answer in its line" "$(tr '\n\t' '|>' <answers.txt | sed 's/|a q>[^>]*>/|a q>>/')" 'a b>a b||# a note|b c>b c>b c|a q>>x|c b>c b>c b|c b>c b>b c||'
trained=(-e 'open small.safetensors')
fails "an existing file is kept" "answers.txt exists: use another name, or add replace=yes" "${trained[@]}" -e 'translate file=in.txt out=answers.txt'
piped 'a c\nb b' "${trained[@]}" -e 'translate file=/dev/stdin out=answers.txt replace=yes beam=2'
prints "answers without references" "Translated 2 lines of /dev/stdin; the answers are in answers.txt."
equal "from a pipe, replaced" "$(cat answers.txt)" $'a c\ta c\nb b\tb b'
printf '# \na b\t%s\nc b\n' "$(printf 'a %.0s' {1..501})" >long.txt
tells "a reference of any length" "Left out 1 of 2" "(line 2: the sentence has 501 tokens" -- "${trained[@]}" -e 'translate file=long.txt out=short.txt'
equal "an empty note stays one" "$(sed 's/\t.*//' short.txt)" $'# \n\nc b'
mkfifo gone
printf 'a c\n' >gone &
timeout 100 "$program" "${trained[@]}" -e 'translate file=/dev/stdin out=gone.txt' <gone >"$scratch/out" 2>"$scratch/err"
prints "a pipe whose writer is gone" "Translated 1 line of /dev/stdin"
fails "a file that cannot be written is found before it is read" "none/x.txt" "${trained[@]}" -e 'translate file=missing.txt out=none/x.txt'
says "whose answers they are" "Answers come from a beam search of" -- "${trained[@]}" -e 'translate file=in.txt out=beam.txt beam=2'
answer=$(printf 'a b\n' | "$program" "${trained[@]}" -e 'translate file=/dev/stdin out=one.txt' >/dev/null && cut -f2 one.txt)
printf 'a b\na b\tc c c c\na b\t%s\n' "$answer" >shared.tsv
says "references are shared behind a line without one" '"count":2,"exact_match":1.0' -- --json "${trained[@]}" -e 'translate file=shared.tsv out=shared.txt'
for i in $(seq 60); do printf 'w%d a\tx%d b\n' "$i" "$i"; done >rare.tsv
says "unknown tokens of a sentence of a file are counted" '"unknown":1' -- --json -e 'data file=rare.tsv' -e 'model hidden=8' -e 'translate seed=3'
fails "a file without out=" "out= is missing" "${trained[@]}" -e 'translate file=in.txt'
fails "a file beside words" "not both" "${trained[@]}" -e 'translate a file=in.txt out=x.txt'
fails "out= without a file" "only to file=" "${trained[@]}" -e 'translate a out=x.txt'
printf '\n' >in.txt
fails "nothing to translate" "has no line to translate" "${trained[@]}" -e 'translate file=in.txt out=x.txt'
says "a table of errors" "Tokens that it missed most often" "output instead" -- -e "$short" -e "$model" -e 'train steps=3' -e 'accuracy errors=2' -e 'export errors.csv'
head -n 1 errors.csv | grep -qx 'token,count,missed,answer,times' && report OK "errors as CSV" || report NOT "errors as CSV" "$(cat errors.csv)"
cd - >/dev/null || exit 1

# ---- what is drawn ----
sentence='나는 학교에 간다'
cat >"$scratch/pictures" <<END
data grammar=ko-en length=2..9
model attention=none hidden=12
model attention=additive hidden=12 bidirectional=yes name=$(printf 'n%.0s' {1..63})
model
train steps=20 checkpoints=12
checkpoint 3
checkpoint last
accuracy count=30
accuracy lengths=2,3 count=5
accuracy length=2..9 count=30 scores=all
compare none dot steps=3 hidden=8 count=10 scores=all
compare none dot steps=3 hidden=8 count=10
curves
curves steps=5..15 loss=validation axis=linear
translate $sentence
translate length=9
attend $sentence
attend length=9 weights=yes
gates $sentence
gates side=decoder length=5
gradients length=9 count=3
data task=picture
model hidden=8
train steps=2
accuracy count=6
translate SEQ2SEQ
attend SEQ2SEQ
attend length=35 weights=yes
attend length=11
data grammar=ko-en length=2..9
model attention=additive hidden=12 bidirectional=yes
gradients length=2 count=1 model=gru-none
save $scratch/$(printf 'f%.0s' {1..99}) replace=yes
help
$(for name in data model train checkpoint translate attend gates gradients accuracy compare save open help lang quit demo; do echo "help $name"; done)
END
for columns in 20 40 80 120; do
    for language in en ko; do
        COLUMNS=$columns looks "$columns columns hold it, $language" width $columns -- --lang $language -f "$scratch/pictures"
    done
done
ends "all of it is drawn" 0
seqlab --ascii --lang en -e 'data grammar=ko-en length=2..9' -e 'model hidden=12' -e "attend $sentence" -e "gates $sentence"
sed -i 1,11d "$scratch/out" # the data's own sentences
checked "--ascii is ASCII but for what was typed" ascii "$sentence"
TERM=xterm-256color looks "no color into a pipe" plain -- -f "$scratch/commands"
NO_COLOR=1 TERM=xterm-256color COLUMNS=80 looks "NO_COLOR" plain -- -e "$task" -e "$model" -e 'attend a b'
looks "what is typed cannot reach the terminal as a control" width 80 -- -e "$task" -e "$model" -e $'attend a \e[31mb\e]0;title\a'
seqlab -e "$task" -e "$model" -e $'save /nonexistent/\e[31m'
mv "$scratch/err" "$scratch/out"
checked "nor in an error" width 80

# ---- streams that are closed or full ----
streams() { # streams TITLE STATUS WORDS COMMAND...: what the shell command says on standard error
    local title=$1 wanted=$2 words=$3
    shift 3
    timeout 30 bash -c "$*" "$program" 2>"$scratch/err"
    status=$?
    ends "$title" "$wanted" "$words"
}
streams "closed input is an end" 0 '' '"$0" <&- >/dev/null'
streams "closed output is an error" 1 'could not be written' '"$0" -e formula >&-'
if [ -c /dev/full ]; then
    streams "output that is full is an error" 1 'could not be written' '"$0" --json -e "data task=copy" >/dev/full'
    streams "also for --help" 1 'could not be written' '"$0" --help >/dev/full'
fi
streams "a reader that goes early is none" 0 '' '"$0" -e help | head -1 >/dev/null'

echo "1..$number"
