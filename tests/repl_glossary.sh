#!/usr/bin/env bash
# repl_glossary.sh: the glossary: the same terms in both languages, found by any name, each with a command that works.
. "$(dirname -- "$0")/repl_session.sh"
task='data task=copy length=3..5 symbols=6'

# What is wrong with the two lists, and the commands that they name (into $scratch/commands).
runs "both languages" --json -e glossary -e 'lang ko' -e glossary
said=$(SCRATCH=$scratch python3 - "$scratch/out" <<'PYTHON'
import json, os, sys

lists = [json.loads(line)["terms"] for line in open(sys.argv[1], encoding="utf-8") if '"terms"' in line]
names = [{entry["term"]: entry for entry in terms} for terms in lists]
for terms, others in (names, names[::-1]):
    for name, entry in terms.items():
        other = others.get(entry["also"].split(";")[0])
        if other is None or other["try"] != entry["try"] or other["also"].split(";")[0] != name:
            print(f"{name}: the other language has not the same")
        if entry["meaning"].count(".") == 0 or len(entry["meaning"]) < 12:
            print(f"{name}: no sentence: {entry['meaning']}")
every = [name.lower() for terms in names for entry in terms.values() for name in [entry["term"], *entry["also"].split("; ")]]
for wanted in ("weighted average; weight; fixed-length vector; vanishing gradient; decoder; self-attention; softmax; recurrent neural network;"
               "sequence; sequence-to-sequence; token; reset gate; candidate hidden state; query; key; value; teacher forcing; dynamic focus;"
               "attention weight; attention score; attention distribution; hidden state; encoder; encoder-decoder; long-range dependency;"
               "information bottleneck; context vector; captioning; Transformer; update gate; cell state; embedding; beam search;"
               "interpretability; 가중 평균; 그래디언트 소실; 어텐션 스코어; 정보 병목; 동적 집중; 교사 강요; 해석 가능성").split(";"):
    if wanted.strip().lower() not in every:
        print(f"{wanted}: missing")
with open(os.environ["SCRATCH"] + "/commands", "w", encoding="utf-8") as out:
    out.write("".join(sorted({entry["try"] + "\n" for terms in lists for entry in terms})))
PYTHON
)
[ -z "$said" ] && report OK "the same terms, and all that are wanted" || report NOT "the same terms, and all that are wanted" "$said"

failed=
while IFS= read -r line; do
    seqlab --json -e "$task" -e 'model hidden=12' -e 'train steps=10 checkpoints=2' -e "$line"
    [ "$status" = 0 ] || failed="$failed$line: $(cat "$scratch/err")"$'\n'
done <"$scratch/commands"
[ -z "$failed" ] && report OK "every command that is named works" || report NOT "every command that is named works" "$failed"

says "near names, large letters, the other language" "attention weight" "See it here: \`formula softmax\`" "hidden state" -- -e 'glossary attention weights' -e 'glossary SOFTMAX' -e 'glossary 은닉 상태'
says "a part of a name" "reset gate" "training, validation and test set" -- -e 'glossary set'
fails "a word that is none" "'glossary' lists its terms" -e 'glossary xyzzy'
says "help knows the glossary" "A learned vector for each token" -- -e 'help embedding'
says "in Korean" "업데이트 게이트" "여기서 보기:" "소프트맥스" -- --lang ko -e 'glossary z' -e 'glossary 소프트맥쓰'
echo "1..$number"
