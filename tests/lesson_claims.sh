#!/usr/bin/env bash
# lesson_claims.sh: the ledger of claims: what is listed, measured, kept, resumed after a kill, merged and quoted; faulty
# and hostile claims are stopped with a reason.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
export COLUMNS=200
claims=$XDG_DATA_HOME/seqlab/lessons/claims
kept=$XDG_STATE_HOME/seqlab/claims.jsonl
mkdir -p "$claims"

# claim NAME RULE MEASURE [MORE KEYS]: a claim with the figures a and b.
claim() {
    printf 'return { sentence = { en = "The %s one.", ko = "%s 주장입니다." }, rule = "%s", %s\n  figures = { { id = "a", en = "first" }, { id = "b", ko = "둘째" } },\n  measure = function(seed) %s end }\n' \
        "$1" "$1" "$2" "${4:-}" "$3" >"$claims/$1.lua"
}
claim good 'a > b' 'return { a = seed + 1, b = seed }' 'rows = "7",'
claim bad 'a > b and a < 3' 'return { a = seed + 1, b = seed }'
claim broken 'a > b' 'return { a = seed }'

# of_json EXPRESSION: what Python makes of the lines of JSON on standard input, the list `all`.
of_json() { python3 -c "import json, sys; all = [json.loads(line) for line in sys.stdin]; print($1)"; }

# ---- listed, shown, measured ----
says 'they are listed' 'claims' 'good  not measured' 'The good one.' 'bad  not measured'
says 'one is shown with its rule and file' 'claims good' 'in every seed: a > b' 'a: first' 'b: 둘째' 'it tests: 7.' "$claims/good.lua"
fails 'an unknown one' 'claims run god' "did you mean 'good'?"
fails 'options without run' 'claims good seeds=1' "for 'claims run'"
says 'two seeds do not decide' 'claims run good seeds=1,2' 'undecided (true in 2 of 2 seeds; it takes 3)'
says 'three do, and the two are kept' 'claims run good' 'holds (in 3 of 3 seeds)' '3.00  2.00 to 4.00  first' 'Measured now: 1;'
says 'one that does not hold' 'claims run bad' 'does not hold (true only in 1 of 3 seeds)'
says 'in none' 'claims run bad seeds=5,6,7 file=bad.jsonl' 'does not hold (true in 0 of 3 seeds)'
says 'one that fails, the others go on' 'claims run' 'broken  failed' "no number for 'b'" 'Hold: 1.' 'holds (in 3 of 3 seeds)'
fails 'if all fail that is an error' 'claims run broken' "no number for 'b'"
session '--json' 'claims run good'
found=$(of_json '[all[0]["measured"]] + [all[0]["claims"][0][key] for key in ("holds", "seeds")] + [all[0]["claims"][0]["figures"][1]["values"]]' <<<"$said")
[ "$found" = '[0, True, [1, 2, 3], [1.0, 2.0, 3.0]]' ] && report OK 'as JSON' || report NOT 'as JSON' "$said"
says 'in Korean' $'lang ko\nclaims good' 'good 주장입니다.' '성립(시드 3개 중 3개)' '둘째'
sed -i 's/seed + 1/seed + 2/' "$claims/good.lua"
says 'a changed file is measured anew' 'claims run good' 'Measured now: 3;' '4.00  3.00 to 5.00'
says 'again measures all' 'claims run good again=yes' 'Measured now: 3;'
[ "$(grep -c '"claim":"good"' "$kept")" = 3 ] && report OK 'one line for each claim and seed' || report NOT 'one line for each claim and seed' "$(cat "$kept")"

# ---- the learner's workbench ----
claim uses 'a > b' 'assert(not pcall(model, {}) or #model{}.models == 0) data{task = "reverse"} model{hidden = 4} train{steps = 1} return { a = 2, b = 1 }'
says 'models and data come back, and nothing of the claim stays' $'data task=copy\nmodel hidden=8 name=mine\nforce prefix a\nclaims run uses\nmodel\nforce' 'Measured now: 3;' '* mine  copy' ! reverse
[ "$(grep -c 'The answer begins with: a' <<<"$said")" = 2 ] && report OK 'and what was forced' || report NOT 'and what was forced' "$said"

# ---- damaged lines ----
printf '{"claim":"good","seed":1\n\0\n{"claim":"../x","fingerprint":"0123456789abcdef","seed":1,"figures":{"a":1},"seconds":1}\n{"claim":"good","fingerprint":"0123456789abcdef","seed":1,"figures":{"a":"x"},"seconds":1}\n[]\n' >>"$kept"
lines=$(wc -l <"$kept")
says 'damaged lines are named and ignored' 'claims good' "claims.jsonl:$((lines - 4)): not a measurement" "claims.jsonl:$lines: not" 'holds (in 3 of 3 seeds)'

before=$(tail -n 5 "$kept" | cat -v)
says 'they stay when something is measured' 'claims run good seeds=4' 'Measured now: 1;'
[ "$(tail -n 5 "$kept" | cat -v)" = "$before" ] && report OK 'as they were' || report NOT 'as they were' "$(cat -v "$kept")"

# ---- several at once, and files that cannot be written ----
claim at-once 'a > b' 'return { a = 2, b = 1 }'
for i in 0 1 2 3; do
    "$program" -e "claims run at-once seeds=$((10 * i)),$((10 * i + 1)),$((10 * i + 2)),$((10 * i + 3)),$((10 * i + 4))" </dev/null >/dev/null 2>&1 &
done
wait
rows=$(grep -c '"claim":"at-once"' "$kept")
[ "$rows" = 20 ] && report OK 'sessions at once lose no row' || report NOT 'sessions at once lose no row' "$rows of 20"
claim loud 'a > b' 'print("measuring") return { a = 2, b = 1 }'
fails 'a file that cannot be written is found before' 'claims run loud file=none/x.jsonl' 'No such file' ! measuring
rm -f "$claims/loud.lua" "$claims/at-once.lua"

# ---- killed ----
claim slow 'a > b' 'if seed == 2 and pcall(data, { file = "slow.tsv" }) then model{ hidden = 4 } while true do train{ steps = 100000 } end end return { a = 2, b = seed / 9 }'
printf 'x\tx\ny\ty\nx y\ty x\ny x\tx y\nx x\ty y\ny y\tx x\n' >"$claims/slow.tsv"
stopped() {  # stopped TITLE SIGNAL: it is stopped in seed 2, and goes on with it
    rm -f "$kept"
    mv "$claims/aside.tsv" "$claims/slow.tsv" 2>/dev/null
    perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$program" -e 'claims run slow' >"$scratch/out" 2>&1 </dev/null &
    local process=$! waited
    for waited in $(seq 600); do [ -s "$kept" ] && break; sleep 0.1; done
    kill -"$2" $process
    wait $process 2>/dev/null
    status=$?
    mv "$claims/slow.tsv" "$claims/aside.tsv"
    [ "$(wc -l <"$kept")" = 1 ] && report OK "$1: seed 1 is kept" || report NOT "$1: seed 1 is kept" "$(cat "$kept" "$scratch/out")"
    says "$1: it goes on with seed 2" 'claims run slow' 'Measured now: 2;' 'holds (in 3 of 3 seeds)'
}
stopped 'kill -9' KILL
stopped 'Ctrl-C' INT
[ "$status" -lt 128 ] && grep -q 'Measured now and kept: 1' "$scratch/out" && report OK 'which is said' || report NOT 'which is said' "status $status: $(cat "$scratch/out")"
says 'a kill leaves no models of claims' open ! hidden gru

# ---- elsewhere ----
rm -f "$kept" "$claims"/b*.lua "$claims"/uses.lua "$claims"/slow.lua
claim other 'a > b' 'return { a = 2, b = 1 / seed }'
COLUMNS=40 session '' 'claims run --list file=out.jsonl'
[ "$(grep -c "^SEQLAB_DATA=.*/seqlab' -e 'claims run [a-z]* seeds=[123] file=out.jsonl'\$" <<<"$said")" = 6 ] && report OK 'a command a line' || report NOT 'a command a line' "$said"
( cd "$scratch" && sed 's/^SEQLAB_DATA=[^ ]* [^ ]*/"$program"/' <<<"$said" | program=$program xargs -d '\n' -P 3 -n 1 sh -c ) >"$scratch/out" 2>&1 || report NOT 'the commands run' "$(cat "$scratch/out")"
[ "$(of_json '*sorted(row["claim"] + str(row["seed"]) for row in all)' <"$scratch/out.jsonl")" = 'good1 good2 good3 other1 other2 other3' ] && report OK 'each appends its line' || report NOT 'each appends its line' "$(cat "$scratch/out.jsonl")"
printf 'return { rule = 3 }\n' >"$claims/faulty.lua"
says 'a faulty one is named beside the commands' 'claims run --list file=other.jsonl' 'claims/faulty.lua:1' "claims run other seeds=3 file=other.jsonl'"
rm "$claims/faulty.lua"
says 'what is there is not measured again' 'claims run good file=out.jsonl' 'Measured now: 0;'
fails 'no quotes in the commands' $'claims run --list file="a b"' 'without blanks'
head -n 3 "$scratch/out.jsonl" >"$scratch/part.jsonl"
tail -n 1 "$scratch/out.jsonl" | sed 's/"a":[0-9.]*/"a":99.0/' >"$scratch/different.jsonl"
sed 's/"fingerprint":"[0-9a-f]*"/"fingerprint":"0000000000000000"/' "$scratch/part.jsonl" >"$scratch/old.jsonl"
head -n 1 "$scratch/part.jsonl" | sed 's/"claim":"[a-z]*"/"claim":"never"/' >>"$scratch/old.jsonl"
says 'overlapping files are merged' 'claims merge part.jsonl out.jsonl different.jsonl old.jsonl' 'New: 6. There already: 3.' 'which stay: 1.' 'not here: 4.' 'Damaged lines: 0.'
cp "$scratch/part.jsonl" "$scratch/a b.jsonl"
says 'a name in quotation marks' $'claims merge part.jsonl "a b.jsonl"\nreproduce merge \'a b.jsonl\'\nclaims(\'merge "a b.jsonl"\')' 'New: 0. There already: 6.' 'not here: 3.'
fails 'a mark that is not closed' 'claims merge "part.jsonl' 'not closed'
says 'and decide the claims' 'claims' 'good  holds' 'other  holds'
head -c 200000 /dev/urandom >"$scratch/noise.jsonl"
printf '{"claim":"good","seed":1e999}\n{"claim":"good","claim":"other"}\n' >>"$scratch/noise.jsonl"
before=$(cat "$kept")
says 'noise changes nothing' 'claims merge noise.jsonl' 'New: 0. There already: 0.'
[ "$(cat "$kept")" = "$before" ] && report OK 'not a byte' || report NOT 'not a byte'
fails 'a file that is not there' 'claims merge nothing.jsonl' 'nothing.jsonl: No such file'
with='--lang ko' fails 'in Korean' 'claims merge nothing.jsonl' 'nothing.jsonl: 그런 파일이나 폴더가 없습니다'
fails 'a device' 'claims merge /dev/zero' '/dev/zero'
head -c 9000000 /dev/zero >"$scratch/large.jsonl"
fails 'a file that is too large' 'claims merge large.jsonl' 'large.jsonl'
fails 'a script writes below its folder only' 'claims("run good", { file = "/tmp/x.jsonl" })' '/tmp/x.jsonl'

# ---- faulty and hostile ----
refused() { fails "$1" "claims run $2" "$3"; rm -f "$claims/$2.lua"; }
claim wrong 'a > c' 'return {}' && refused 'a rule with another figure' wrong "no figure 'c'"
claim wrong 'os.exit()' 'return {}' && refused 'a rule that calls' wrong "no figure 'os'"
claim wrong 'a >' 'return {}' && refused 'a rule that is none' wrong 'rule:1:'
claim wrong '(\"x\")' 'return {}' && refused 'a rule with a text' wrong 'rule: only figures'
claim wrong 'a + b' 'return { a = 1, b = 1 }' && says 'a rule that is neither true nor false' 'claims run wrong' 'failed' 'must be true or false'
claim wrong 'a > b' 'return { a = 0 / 0, b = 1 }' && refused 'a figure that is NaN' wrong "no number for 'a'"
claim wrong 'a > b' 'return { a = 1e200, b = 1 }' && refused 'a figure whose sum may be none' wrong "no number for 'a'"
claim wrong 'a > b' 'return {}' 'rulez = 3,' && refused 'a key that nobody reads' wrong 'claims/wrong.lua:1: wrong.lua: there is no key rulez'
claim wrong 'a > b' 'io.open("/etc/passwd")' && refused 'files' wrong "global 'io'"
claim wrong 'a > b' 'data{ file = "/etc/passwd" }' && refused 'data from elsewhere' wrong 'only the files in its own folder'
claim wrong 'a > b' 'save("x.safetensors")' && refused 'to write' wrong "cannot run 'save'"
claim wrong 'a > b' '_G.claims("run good")' && refused 'to measure' wrong "cannot run 'claims'"
claim wrong 'a > b' 'while true do end' && refused 'an endless loop' wrong 'too long'
claim wrong 'a > b' 'data{task = "copy"} for i = 1, 1e6 do model{hidden = 512, layers = 3, name = "m" .. i} end' && refused 'models without end' wrong 'million parameters'
printf 'data{task = "copy"} return {}\n' >"$claims/wrong.lua" && refused 'a command while it is read' wrong 'in its functions only'
printf 'while true do end\n' >"$claims/wrong.lua" && refused 'a loop while it is read' wrong 'too long'
printf 'return { sentence = { en = "x" } }\n' >"$claims/wrong.lua" && refused 'one without figures' wrong 'figures must be a list'
ln -s /etc/passwd "$claims/wrong.lua" && refused 'a link out of its folder' wrong 'a link that leads out'
says 'and the others are as they were' 'claims' 'good  holds' 'other  holds'

# ---- the program's ----
SEQLAB_DATA=$source_folder session '--json' claims
faulty=$(of_json '*[claim["name"] for claim in all[0]["claims"] if "error" in claim and claim["name"] not in ("good", "other")]' <<<"$said")
[ -z "$faulty" ] && [ "$(of_json 'len(all[0]["claims"]) > 25' <<<"$said")" = True ] && report OK 'they have no faults' || report NOT 'they have no faults' "$faulty"

# ---- quoted in a lesson ----
own=$XDG_DATA_HOME/seqlab/lessons/quoting
mkdir -p "$own"
printf '## one\n\nThey say: {claim good} True?\n' >"$own/text.en.md"
printf '## one\n\n이런 말이 있습니다. {claim good}\n' >"$own/text.ko.md"
printf 'return { title = { en = "Q", ko = "가" }, steps = { { id = "one", ask = "yes",\n  check = function() return false, { en = "But {claim other}", ko = "그런데 {claim other}" } end } } }\n' >"$own/lesson.lua"
says 'a lesson quotes a claim' $'lesson quoting\nyes' 'They say: The good one. True?' 'But The other one.'
says 'in Korean too' $'lang ko\nlesson quoting\nyes' '있습니다. good 주장입니다.' '그런데 other 주장입니다.'
printf '## one\n\nTrue? {measured good} {measured bare}\n' >"$own/text.en.md"
claim bare 'a > b' 'return { a = 2, b = 1 }'
says 'a lesson tells what was measured here' 'lesson quoting' 'True? On this computer: holds (in 3 of 3 seeds); first 4.00 (3.00 to 5.00); 둘째 2.00' \
    'Not measured on this computer yet: `claims run bare` measures it.'
says 'as it is now' $'lesson quoting\nclaims run bare seeds=1\nlesson again' '(1.00 to 3.00). On this computer: undecided (true in 1 of 1 seed; it takes 3)' '`claims run bare` measures the rest.'
printf '## one\n\n이런 말이 있습니다. {measured bare}\n' >"$own/text.ko.md"
with='--json --lang=ko' says 'in Korean' $'claims run bare\nlesson quoting' '이 컴퓨터에서 측정한 결과: 성립(시드 3개 중 3개); first 2.00(2.00~2.00)'
printf '## one\n\n{claim bare}\n{measured bare} {measured bare}\n' >"$own/text.en.md"
sed -i 's/rule = /rulez = /' "$claims/bare.lua"
fails 'a faulty claim is called so' 'lesson check quoting' "quoting/text.en.md:3: claim 'bare': claims/bare.lua:1: bare.lua: there is no key rulez"
[ "$(grep -c "claim 'bare'" <<<"$said")" = 1 ] && report OK 'once' || report NOT 'once' "$said"
rm "$claims/bare.lua"
printf '## one\n\nThey say: {claim gone} True?\n' >"$own/text.en.md"
sed -i 's/claim other/claim lost/' "$own/lesson.lua"
fails 'a claim that is not there, nor one in lesson.lua' 'lesson check quoting' "quoting/text.en.md:3: there is no claim 'gone'" "quoting/lesson.lua:2: there is no claim 'lost'"
finish
