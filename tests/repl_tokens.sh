#!/usr/bin/env bash
# repl_tokens.sh: subword tokens, and `tokens`: how a sentence is cut, as text, as JSON, in Korean, and what is refused.
. "$(dirname -- "$0")/repl_session.sh"
subwords='data file=ko-en.tsv tokens=subword'

# ---- data ----
runs "subword tokens" --json -e "$subwords merges=40 source_merges=60"
checked "data as JSON" json data source_tokens target_tokens source_merges target_merges source_unknown target_unknown
prints "their merges" '"source_merges":60' '"target_merges":40' '"target_tokens":"subword"'
says "of one side alone" '"source_tokens":"subword","source_merges":500' '"target_tokens":"word","target_unknown"' -- --json -e 'data file=ko-en.tsv source_tokens=subword hangul=jamo'
COLUMNS=400 says "what is unknown is told" "learned by 500 merges" "In the test set" -- -e "$subwords" # in one line
fails "merges of words" "merges= has no effect here; it applies only to" -e 'data file=ko-en.tsv merges=20'
fails "jamo of characters" "hangul= has no effect here; it applies only to" -e 'data grammar=ko-en hangul=jamo tokens=character'
fails "subwords of a task" "not from a task" -e 'data task=copy tokens=subword'
fails "subwords of dates" "by character" -e 'data task=dates tokens=subword'
fails "too many merges" "20000" -e "$subwords merges=20001"
fails "no such unit" "syllable|jamo" -e "$subwords hangul=letter"

# ---- tokens ----
fails "no data yet" "there are no data yet" -e 'tokens a b'
fails "nothing to cut" "type at least one word" -e "$subwords" -e 'tokens'
fails "words have no steps" "applies only to subword tokens" -e 'data task=copy' -e 'tokens a b steps=yes'
fails "too many" "the most is 500" -e "$subwords" -e "tokens $(printf '뷁%.0s' {1..501})"
tells "a sentence in steps" "▁나는" "3 <UNK>" "<EOS>" "▁나 + 는" "Bag of words" "not in the vocabulary" -- -e "$subwords" -e 'tokens 나는 뷁 steps=yes bag=yes'
json "tokens as JSON" tokens text side kind tokens unknown vocabulary bag -- -e 'data task=copy length=2..5 symbols=6' -e 'tokens a b a zz side=target bag=yes'
prints "with the first and the last" '"tokens":[{"token":"<SOS>","id":1},{"token":"a","id":4},{"token":"b","id":5},{"token":"a","id":4},{"token":"zz","id":3},{"token":"<EOS>","id":2}]' \
    '"bag":[{"token":"a","id":4,"count":2},{"token":"b","id":5,"count":1},{"token":"<UNK>","id":3,"count":1}]' '"unknown":1'
json "steps as JSON" tokens steps -- -e "$subwords" -e 'tokens 도서관에 steps=yes'
prints "each step" '"symbols":[" ","도","서","관","에"]' '"left":" 도","right":"서","subwords":[" 도서","관","에"]'
says "from Lua" "5 도" -- -e "$subwords" -e 'for _, word in ipairs(tokens("도서관에", {steps = true}).steps) do print(#word.symbols .. word.merges[1].left .. word.merges[1].right) end'
says "Korean, by jamo" "소스, 서브워드 단위" "병합" "ㄴ" "백 오브 워즈" -- --lang ko -e "$subwords hangul=jamo" -e 'tokens 간다 뷁 steps=yes bag=yes'
COLUMNS=30 looks "narrow" width 30 -- -e "$subwords" -e 'tokens 나는 어제 도서관에 갔다 그리고 학교에도 갔다 steps=yes bag=yes'
says "a space in ASCII" "_ + t" -- --ascii -e 'data file=ko-en.tsv swap=yes tokens=subword merges=20' -e 'tokens I went to the library steps=yes bag=yes'
grep -q "▁" "$scratch/out" && report NOT "nothing else" "$(cat "$scratch/out")" || report OK "nothing else"

# ---- models ----
tells "saved and opened, it goes on" "▁" -- -e "$subwords merges=30" -e 'model hidden=8' -e 'train steps=4' -e "save $scratch/subword.safetensors" \
    -e 'data task=copy' -e "open $scratch/subword.safetensors" -e 'tokens 도서관에 steps=yes' -e 'attend 나는 도서관에 갔다' -e 'gates 나는 간다' -e 'train steps=4'
runs "scored on a file" -e "$subwords merges=30" -e 'model hidden=8' -e 'train steps=4' -e "accuracy file=$source_folder/lessons/data/ko-en.tsv count=20"

echo "1..$number"
