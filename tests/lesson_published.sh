#!/usr/bin/env bash
# lesson_published.sh: published experiments: listed, run, kept, merged and written as a table; faulty ones are stopped with a
# reason. The ledger is that of claims, and so is a run that is stopped, which lesson_claims.sh tests.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
export COLUMNS=200
published=$XDG_DATA_HOME/seqlab/lessons/published
kept=$XDG_STATE_HOME/seqlab/published.jsonl
mkdir -p "$published"

# experiment NAME MEASURE [MORE KEYS]: one whose paper has 10.5 for a, and nothing for b.
experiment() {
    printf 'return { sentence = { en = "The %s one.", ko = "%s 실험입니다." }, paper = "Doe 1999", place = "Table 1", minutes = 2, rule = "a > 10", %s\n  figures = { { id = "a", en = "first", ko = "첫째" }, { id = "b", ko = "둘째" } },\n  published = { a = 10.5 }, differs = { en = "Smaller." },\n  measure = function(seed, given) %s end }\n' \
        "$1" "$1" "${3:-}" "$2" >"$published/$1.lua"
}
experiment good 'return { a = 10 + seed, b = given.steps or 0 }'
experiment reads 'data{ file = given.file } return { a = #given.file, b = 1 }' 'file = { en = "pairs" },'

# ---- listed ----
says 'they are listed' 'reproduce' 'What this computer measured;' 'good  not measured' 'The good one.' 'Published 10.5: first.' 'About 2 min a seed.' 'It needs file=PATH: pairs.'
fails 'an unknown one' 'reproduce god' "no published experiment 'god': did you mean 'good'?"
fails 'a file that is needed' 'reproduce reads' 'reads needs file=PATH: pairs'
fails 'a file that is not needed' 'reproduce good file=x.tsv' 'good makes its own data'
fails 'one file for all' 'reproduce all file=x.tsv' "'all' takes no file="
fails 'a file that is not there' 'reproduce reads file=none.tsv' 'none.tsv'

# ---- run ----
says 'what it will do, and the figure beside the published one' 'reproduce good' 'Doe 1999: Table 1. Published: 10.5 (first). Measurements to make: 1, about' 'good  reached (in 1 of 1 seed)' '10.5  11.0        +0.5  a: first' 'What differs from the source: Smaller.' 'seeds 1:'
says 'what is measured is not measured again' 'reproduce good seeds=1,2' 'Measurements to make: 1,' '10.5  11.5        +1.0  11.0 to 12.0  a: first'
says 'a seed in which it is not reached' 'reproduce good seeds=0' 'good  not reached (only in 2 of 3 seeds)'
says 'in Korean' $'lang ko\nreproduce good' 'good 실험입니다.' '도달하지 못함(시드 3개 중 2개에서만 도달)' '둘째'
says 'one in which it is never reached' 'reproduce good seeds=0 rows=zero.jsonl' 'good  not reached (in 1 seed)'
before=$(cat "$kept")
says 'a short try is not kept' 'reproduce good steps=7 seeds=5' 'good  reached (in 1 of 1 seed)' '7.0' 'A short try with 7 training steps'
[ "$(cat "$kept")" = "$before" ] && report OK 'not a byte' || report NOT 'not a byte'
grep -q '"date":"20[0-9-]*",.*"machine":"..*","seconds":' "$kept" && report OK 'rows say when and where' || report NOT 'rows say when and where' "$before"
printf 'a\tb\nb\ta\na b\tb a\n' >"$scratch/pairs.tsv"
says 'a file of the user, wherever it is' "reproduce reads file=$scratch/pairs.tsv" 'reads  reached'
says 'the same file is not read again' "reproduce reads file=$scratch/pairs.tsv seeds=1,2" 'Measurements to make: 1,'
echo $'c\tc' >>"$scratch/pairs.tsv"
says 'another one begins again' "reproduce reads file=$scratch/pairs.tsv" 'Measurements to make: 1,' 'in 1 of 1 seed'
prints 'none to list' "reproduce reads --list file=$scratch/pairs.tsv" ''
cp "$scratch/pairs.tsv" "$scratch/more.tsv" && echo $'d\td' >>"$scratch/more.tsv"
says 'listed for another file' "reproduce reads --list file=$scratch/more.tsv" "file=$scratch/more.tsv'"
says 'and with its steps' "reproduce reads --list file=$scratch/more.tsv steps=7" "file=$scratch/more.tsv steps=7'"
says 'what is to be given, and not listed' 'reproduce reads good --list seeds=9' 'reads needs file=PATH: pairs' "reproduce good seeds=9" ! 'reproduce reads'
printf -v long '가%.0s' $(seq 34)
for name in "$long.tsv" $'bell\a.tsv'; do
    cp "$scratch/pairs.tsv" "$scratch/$name"
    says "the file ${name@Q}" "reproduce reads file=$scratch/$name" 'Measurements to make: 1,' 'reads  reached'
    says 'is not read again' "reproduce reads file=$scratch/$name seeds=1,2" 'Measurements to make: 1,' 'in 2 of 2 seeds'
done
experiment steals 'data{ file = "/etc/passwd" } return { a = 1, b = 1 }'
fails 'no file but the one that was given' 'reproduce steals' 'only the files in its own'
session '--json' 'reproduce good seeds=1'
python3 -c 'import json, sys; e = json.loads(sys.argv[1])["experiments"][0]; f = e["figures"]; assert (f[0]["published"], f[0]["difference"], f[1]["published"]) == (10.5, 0.5, None) and e["holds"] is False, e' "$said" 2>"$scratch/out" && report OK 'as JSON' || report NOT 'as JSON' "$said $(cat "$scratch/out")"

# ---- damaged, elsewhere ----
experiment slow 'return { a = 11, b = 1 }'
rm -f "$kept"
session '' 'reproduce slow'
printf '{"claim":"slow","date":7}\n\0\n{"claim":"slow","fingerprint":"0123456789abcdef","seed":1,"figures":{"a":1},"seconds":1,"machine":"\\u001b[2J"}\n' >>"$kept"
says 'damaged lines are named and ignored' 'reproduce slow' 'published.jsonl:2: not a measurement' 'published.jsonl:4: not' 'slow  reached (in 1 of 1 seed)'
says 'a file of rows' 'reproduce good seeds=1,2 rows=rows.jsonl' 'in 2 of 2 seeds'
says 'listed, with who has measured them' 'reproduce rows=rows.jsonl' 'Measured on 20' ! 'What this computer'
says 'merged into the ledger' $'reproduce merge rows.jsonl\nreproduce' 'New: 2.' 'good  reached (in 2 of 2 seeds)' 'seqlab 11.5 (11.0 to 12.0): first'
rm "$kept"
session '' "$(printf "reproduce reads file=$scratch/%s rows=mixed.jsonl\n" 'pairs.tsv seeds=1' 'pairs.tsv seeds=2' 'more.tsv seeds=2,3')"
says 'two files have no mean' 'reproduce table rows=mixed.jsonl' ' with more.tsv | 2 |'
says 'the file of the run' "reproduce reads file=$scratch/pairs.tsv seeds=1 rows=mixed.jsonl" 'reads  reached (in 1 of 1 seed)' 'seeds 1:'
says 'the file that is merged first' $'reproduce merge mixed.jsonl\nreproduce table rows='"$kept" 'New: 2.' 'of other data, or of one that is not here: 2.' ' with pairs.tsv | 2 |'
sed 's/"data":"[^"]*",//' "$scratch/mixed.jsonl" >"$scratch/bare.jsonl"
says 'rows that lack their file' $'reproduce merge bare.jsonl\nreproduce table rows=bare.jsonl' 'New: 0. There already: 0. There already with other figures, which stay: 0.' 'not here: 4.' '| `reads` | Doe 1999: Table 1 | first | 10.5 | not measured |'
session '' 'reproduce all --list seeds=3 rows=out.jsonl'
grep -q "/seqlab' -e 'reproduce good seeds=3 rows=out.jsonl'\$" <<<"$said" && ! grep -q 'reproduce reads' <<<"$said" && report OK 'a command a line' || report NOT 'a command a line' "$said"
says 'the table' 'reproduce table rows=rows.jsonl' '| `good` | Doe 1999: Table 1 | first | 10.5 | 11.5 (11.0 to 12.0) | 2 | 0.0 |' '| `slow` | Doe 1999: Table 1 | first | 10.5 | not measured | 0 |  |'
sed 's/"date":"[^"]*",//; s/"machine":"[^"]*",//' "$scratch/rows.jsonl" >"$scratch/undated.jsonl"
sed -i 's/Doe 1999/Doe | Roe/; s/en = "first"/en = "a|b"/' "$published/slow.lua"
says 'bars in cells, rows without a date' 'reproduce table rows=undated.jsonl' '| `slow` | Doe \| Roe: Table 1 | a\|b | 10.5 | not measured |' ! Measured

# ---- faulty ----
refused() { fails "$1" 'reproduce wrong' "$2"; rm -f "$published/wrong.lua"; }
experiment wrong 'return {}' 'rows = "7",' && refused 'a key of claims' 'there is no key rows'
experiment wrong 'return { a = 1 }' && refused 'a figure that is missing' "no number for 'b'"
experiment wrong 'return {}' && sed -i 's/a = 10.5/c = 10.5/' "$published/wrong.lua" && refused 'a published figure that is none' 'published must be a table of numbers'
experiment wrong 'return {}' && sed -i 's/paper = "Doe 1999"/paper = 3/' "$published/wrong.lua" && refused 'no paper' 'paper must be a text'
experiment wrong 'return {}' && sed -i 's/minutes = 2/minutes = -1/' "$published/wrong.lua" && refused 'no time' 'minutes must be a number above 0'
experiment wrong '_G.reproduce("good")' && refused 'to measure' "cannot run 'reproduce'"

# ---- the program's ----
export SEQLAB_DATA=$source_folder
rm -rf "$published" "$kept"
session '--json' reproduce
names=$(python3 -c 'import json, sys; print(*[e["name"] for e in json.loads(sys.argv[1])["experiments"] if "error" not in e])' "$said")
[ "$names" = 'cmudict copy-lengths korean-g2p reverse scan-add-jump scan-length scan-simple temporal-order' ] && report OK 'they have no faults' || report NOT 'they have no faults' "$said"
says 'one of them runs' 'reproduce scan-add-jump steps=1' '1.2' 'A short try'
for language in en ko; do
    readme=$source_folder/README$([ $language = ko ] && echo .ko).md
    session "--lang $language" 'reproduce table'
    [ -n "$said" ] && [ "$(sed -n '/^<!-- reproduce table -->$/,/^<!-- end -->$/p' "$readme" | sed '1d;$d')" = "$said" ] && report OK "the table in $(basename "$readme")" || report NOT "the table in $(basename "$readme")" "scripts/published writes: $said"
done
finish
