#!/usr/bin/env bash
# repl_prompt.sh: what is typed at the prompt: several lines at once, quotation marks, words that are no command.
. "$(dirname -- "$0")/repl_session.sh"

data='data task=copy length=2..5 symbols=6'

# ---- several lines ----
finds "each line of -e is a command" '[v["command"] for v in values] == ["data", "model", "train", "translate"] and values[3]["source"] == "a b"' -- -e "$data"$'\n# translate this\nmodel hidden=8\n\n  train steps=2\ntranslate a b'
finds "lines copied with their prompt" '[v["command"] for v in values] == ["data", "model"]' -- -e $'seqlab> data task=copy\nseqlab> model hidden=8\nseqlab> '
fails "the first that fails ends them" "did you mean 'model'?" --json -e "$data"$'\nmodle hidden=8\nmodel hidden=8'
holds "those before it ran" 'len(values) == 1'
says "a local name lasts until the next command" "7" "lang en | lang ko" "nil" -- -e $'local a = 3\nprint(a + 4)\nhelp lang\nprint(a)'
says "Lua goes on in the next line, or does not" 21 42 2 4 -- -e $'for i = 1, 2 do\nprint(i * 21)\nend\n1 + 1\n2 + 2'
fails "a file's name holds no line break" "line break" --json -e "$data"$'\nmodel hidden=8' -e 'save("a\nb")'
piped '\xef\xbb\xbf'"$data"'\nmodel hidden=8\n' --json
ends "a byte order mark before the first command" 0
printf '\xef\xbb\xbf# a comment\r\n%s\r\n' "$data" >"$scratch/commands"
finds "and before a comment, in a file" 'values[0]["command"] == "data"' -- -f "$scratch/commands"

# ---- quotation marks ----
runs "quotation marks in sentences" --json -e 'data grammar=ko-en length=2..4' -e 'model hidden=8' -e 'translate "Yes," it'"'"'s.' -e 'translate "나는  간다" seed=2' -e 'translate "abc'
holds "they reach the model" '[v["source"] for v in values[2:]] == ["\"Yes,\" it'"'"'s.", "나는  간다", "\"abc"]'
mkdir "$scratch/files"
seqlab -e "$data" -e 'model hidden=8' -e "save \"$scratch/files/my model\""
[ -f "$scratch/files/my model" ] && report OK "a file's name may hold a blank" || report NOT "a file's name may hold a blank" "$(ls "$scratch/files")"
runs "a name with a blank from the shell" --json open "$scratch/files/my model"
fails "a name's mark must be closed" "is not closed" -e "open \"$scratch/files/my model"
fails "words from the shell are the sentence's" "no model" --json translate 나는 "간다 x" y

# ---- results in Lua ----
seqlab -e "$data" -e 'model hidden=8' -e 'help lang' -e 'print(ans.hidden .. ans[1].command .. ans[-1].command .. tostring(ans[9]) .. type(ans[0]))' -e 'show(ans[1])'
prints "ans is the last result, and has a number" "8datadatanil""table" "Data: copy"
says "until the next command it is a name like others" "7" "copy" -- -e 'ans = 3' -e 'print(ans + 4)' -e "$data" -e 'ans.name'
fails "before any result there is none" "no variable or command 'ans'" -e 'ans'

# ---- words of other programs ----
for line in '?' ':h' h 'help' '도움말'; do
    tells "$line lists the commands" "train the current model" -- -e "$line"
done
for line in '?train' '? train' 'man train' ':h train' 'help fit'; do
    says "$line explains it" "train steps=600" -- -e "$line"
done
for line in '?patience' '? patience' 'help train patience' 'help patience'; do
    tells "$line: with its range and its command" 'An option of `train`' -- -e "$line"
done
finds "an option of several commands" '[o["name"] for o in values[0]["options"]] == ["batch"] * len(values[0]["options"]) and ["train", "compare", "sweep"] in [o["commands"] for o in values[0]["options"]]' -- -e '?batch_size'
finds "a term" '[t["term"] for t in values[0]["terms"]] == ["softmax"] and "options" not in values[0]' -- -e '?softmax'
finds "both" 'values[0]["options"] and values[0]["terms"]' -- -e '?dropout'
for line in '??tanh' '?op.tanh' '??op.tanh'; do
    tells "$line is the formula" "da = dy * (1 - y * y)" -- -e "$line"
done
tells "??train: its page" "train steps=600" -- -e '??train'
fails "what nobody knows" "'help' lists the commands" -e '?xyzzy'
tells "runs" "lang en | lang ko" -- -e 'ㅗ디ㅔ ㅣ무ㅎ'
prints "and what was understood is said" "Typed with the Korean layout: help lang"
fails "a Korean sentence is none" "To translate it: translate 나는" -e '나는 학교에 간다'
for line in q :q :q! exit 'exit()' quit Exit 종료; do
    piped "$line\\n1 + 41\\n"
    { [ "$status" = 0 ] && [ ! -s "$scratch/out" ]; } && report OK "$line leaves" || report NOT "$line leaves" "$(cat "$scratch/out" "$scratch/err")"
done
piped 'q = 41\nq\nq + 1\n'
prints "a variable q is that variable" 42
for line in clear cls :clear; do
    runs "$line is understood" -e "$line"
done
while IFS='|' read -r line answer; do
    fails "'$line' is answered" "$answer" -e "$line"
done <<'END'
ls -la|not a shell
vim|not a shell
lr|'train lr=...'
lr 0.1|'train lr=...'
epochs|counts steps, not epochs
train epochs=3|counts steps, not epochs
batch_size|'train batch=...'
num_layers|'model layers=...'
hidden_size 3|'model hidden=...'
top_p|'sample top_p=...'
temp|'sample temperature=...'
train hidden=8|train has no option 'hidden', but model has: 'model hidden=...'
translate temp=0.5|but sample has: 'sample temperature=...'
bahdanau|'model attention=bahdanau'
luong|'model attention=luong'
gru|'model cell=gru'
lesson agian|did you mean 'lesson again'?
lesson nxt|did you mean 'lesson next'?
lesson xyzzy|'lesson' lists them
hidden = = 3|unexpected symbol
zzz|no variable or command 'zzz'
END
while IFS='|' read -r line answer; do
    fails "'$line' is answered in Korean" "$answer" --lang ko -e "$line"
done <<'END'
ls|셸이 아닙니다
lr|'lr' 옵션은 train 명령에 씁니다
train epochs=3|에폭이 아니라 단계를
train hidden=8|model 명령에 있습니다
bahdanau|'model attention=bahdanau'입니까?
lesson agian|'lesson again'입니까?
END
fails "options of other tools, and a value as a word" "make one with 'model attention=luong'" --json -e "$data" -e 'model hidden_size=8 num_layers=2 attention=bahdanau' -e 'train steps=1 batch_size=4 learning_rate=0.01' -e 'sample a b temp=0.5 topk=3 topp=0.9' -e 'model luong'
holds "they are ours" '(values[1]["hidden"], values[1]["layers"], values[1]["attention"], values[3]["temperature"], values[3]["top_k"], values[3]["top_p"]) == (8, 2, "additive", 0.5, 3, 0.9)'

# ---- nothing is forced, by several words; the program through a link ----
for word in clear none off nothing; do
    finds "force $word" 'values[-2]["forced"] and not values[-1]["forced"]' -- -e "$data" -e 'model hidden=8' -e 'force z value=0' -e "force $word"
done
mkdir "$scratch/links" && ln -s "$(readlink -f "$program")" "$scratch/links/first" && ln -s first "$scratch/links/second"
(cd / && "$scratch/links/second" --version) >"$scratch/out" 2>"$scratch/err"
prints "run through a link to a link" "seqlab "

# ---- a run that cannot work, or did not ----
says "a learning rate that is far too large: before and after the run" "lr=50 is very large: 0.0003 to 0.015 is usual for adam" "much worse than guessing" -- -e "$data" -e 'model hidden=8' -e 'train lr=50 steps=30'
seqlab -e "$data" -e 'model hidden=8' -e 'train lr=9 steps=3 optimizer=sgd' -e 'train lr=0.14 steps=3'
{ ! grep -q "very large" "$scratch/out"; } && report OK "large ones that may work" || report NOT "large ones that may work" "$(cat "$scratch/out")"
says "in Korean, for SGD" "학습률이 매우 큽니다(lr=11). sgd에 보통 쓰는 값은 0.02~1이며" -- --lang ko -e "$data" -e 'model hidden=8' -e 'train lr=11 steps=3 optimizer=sgd'
finds "three runs" '"how often each token occurs" in values[2]["hint"]' -- -e 'data task=copy length=4..4 symbols=6' -e 'model hidden=8 attention=none' -e 'train steps=100 lr=1e-6' -e 'train steps=5 fresh=yes' -e 'train steps=600 lr=0.02'
# four letters of six, and the end after them: 4/5 ln(6 * 5/4) + 1/5 ln 5
holds "by a loss that is right" 'abs(values[2]["frequency_loss"] - 1.934) < 0.03 and values[2]["validation_loss"] > 1.9'
holds "one that learned does not" 'values[4]["hint"] is None and values[4]["validation_loss"] < 1.2'
finds "nor one of few steps" 'values[2]["hint"] is None' -- -e "$data" -e 'model hidden=8' -e 'train steps=99 batch=4 lr=1e-6'

echo "1..$number"
