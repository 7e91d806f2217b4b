#!/usr/bin/env bash
# repl_runs.sh: what is written of training runs: the table and the lines of `sweep`.
. "$(dirname -- "$0")/repl_session.sh"
data='data task=copy length=2..4 symbols=5'

# holds TITLE EXPRESSION: over `last`, the last line of JSON on standard output
holds() {
    python3 -c 'import json, sys; last = json.loads(sys.stdin.read().splitlines()[-1]); sys.exit(not eval(sys.argv[1]))' "$2" <"$scratch/out" &&
        report OK "$1" || report NOT "$1" "$(tail -c 3000 "$scratch/out")"
}

# ---- sweep: the combinations ----
seqlab --json -e "$data" -e 'sweep hidden=8,12 attention=none,dot seeds=1..3 steps=2 count=10 out='"$scratch/runs.csv"
ends "a sweep" 0
checked "its JSON" json sweep rows options measured_on best runs runs_wanted stopped out
holds "a row for each combination" '[tuple(row["options"].values()) for row in last["rows"]] == [("none", 8), ("none", 12), ("dot", 8), ("dot", 12)]'
holds "a run for each seed" 'last["runs"] == last["runs_wanted"] == 12 and all(row["n"] == 3 and [run["seed"] for run in row["runs"]] == [1, 2, 3] for row in last["rows"])'
holds "mean and spread are those of the runs" 'all(abs(sum(v) / 3 - f["mean"]) < 1e-6 and abs((sum((x - f["mean"]) ** 2 for x in v) / 2) ** 0.5 - f["sd"]) < 1e-6 and f["least"] == min(v) and f["most"] == max(v) for row in last["rows"] for f in [row["loss"]] for v in [[run["loss"] for run in row["runs"]]])'
holds "what has one value is no column" 'last["options"] == {"steps": 2, "count": 10} and last["measured_on"] == "validation"'
best=$(python3 -c 'import json, sys; last = json.loads(sys.stdin.read().splitlines()[-1]); row = last["rows"][last["best"]["row"] - 1]; print(*last["best"]["made_by"], row["runs"][0]["validation_loss"], sep=";")' <"$scratch/out")
IFS=';' read -r model train loss <<<"$best"
seqlab --json -e "$data" -e "$model" -e "$train"
holds "the lines it gives make the same model" "last['validation_loss'] == $loss"
seqlab --json -e "$data" -e 'sweep kind=recurrent,transformer heads=2,4 attention=none,dot hidden=8 steps=1 seeds=1 count=5'
holds "an option without effect multiplies nothing" '[tuple(row["options"].values()) for row in last["rows"]] == [("recurrent", "none", None), ("recurrent", "dot", None), ("transformer", None, 2), ("transformer", None, 4)]'
fails "nothing to sweep" "give an option several values" -e "$data" -e sweep
fails "no data" "needs data" -e 'sweep hidden=8,12'
fails "one of the values is wrong" "hidden=3 must be between" -e "$data" -e 'sweep hidden=8,3'
fails "one is missing" "hidden=: needs a whole number" -e "$data" -e 'sweep hidden=8,'
fails "values that do not fit together" "cannot be cut into 3" -e "$data" -e 'sweep kind=transformer hidden=8 heads=2,3'
fails "an option that never has an effect" "heads= has no effect here" -e "$data" -e 'sweep hidden=8,12 heads=2'
fails "too many" "more than 256 combinations" -e "$data" -e 'sweep hidden=8,9,10,11,12,13,14,15 embedding=1,2,3,4,5,6,7,8 layers=1,2,3,4 lr=1,2'
fails "other commands take one value" "a whole number" -e "$data" -e 'model hidden=8,12'

# ---- what it leaves ----
seqlab -e "$data" -e 'model hidden=8 name=sweep' -e 'train steps=2' -e 'before = model().models[1].loss' \
    -e 'r = sweep{hidden = {8, 12}, attention = {"none", "dot"}, steps = 1, seeds = {4, 5}, count = 5}' \
    -e 'assert(#r.rows == 4 and r.rows[4].options.hidden == 12 and r.rows[4].options.attention == "dot" and r.rows[1].runs[2].seed == 5)' \
    -e 'm = model().models assert(#m == 1 and m[1].name == "sweep" and m[1].steps == 2 and m[1].loss == before)'
ends "from Lua, and the models are as before" 0
seqlab -e "$data" -e 'sweep patience=0,2 validate_every=0 hidden=8 steps=1 seeds=1,2 count=5'
ends "a run that fails does not end it" 0
prints "it is told" "patience=2: 2 failed: patience counts validations"
seqlab --lang ko -e "$data" -e 'sweep seeds=1,2 hidden=8 steps=1 count=5'
prints "in Korean" "완전 일치율" "표준편차" "훈련한 모델은 남기지 않았습니다"

# ---- out= ----
check() { [ "$2" = "$3" ] && report OK "$1" || report NOT "$1" "$2"; }
check "CSV: a line of names, a line a run" "$(head -1 "$scratch/runs.csv") $(wc -l <"$scratch/runs.csv")" \
    "attention,hidden,steps,count,seed,exact_match,token_accuracy,validation_loss,loss,trained_steps,parameters,seconds 13"
fails "another sweep's columns" "has other columns" -e "$data" -e 'sweep hidden=8,12 out='"$scratch/runs.csv"
runs "JSON lines" -e "$data" -e 'sweep hidden=8,12 steps=1 seeds=1 count=5 out='"$scratch/runs.jsonl"
runs "and more of them" -e "$data" -e 'sweep hidden=8 attention=none steps=1 seeds=1 count=5 out='"$scratch/runs.jsonl"
check "each is an object" "$(python3 -c 'import json, sys; print([json.loads(line)["hidden"] for line in open(sys.argv[1])])' "$scratch/runs.jsonl")" "[8, 12, 8]"
fails "another ending" ".csv or .jsonl" -e "$data" -e 'sweep hidden=8,12 out=runs.txt'
fails "a file that cannot be written is found before" "No such file" -e "$data" -e "sweep hidden=8,12 out=$scratch/none/runs.csv"
mkfifo "$scratch/pipe.csv"
fails "nor is there a pipe" "pipe.csv" -e "$data" -e "sweep hidden=8,12 out=$scratch/pipe.csv"
fails "a script writes below its folder" "below the current folder" -e "$data" -e 'sweep{hidden = "8,12", out = "../runs.csv"}'

# ---- Ctrl-C ----
perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$program" --json -e "$data" -e "sweep hidden=16 steps=400 count=5 seeds=1..32 out=$scratch/stopped.csv" \
    >"$scratch/out" 2>"$scratch/err" </dev/null &
process=$!
for _ in $(seq 600); do
    [ "$(wc -l 2>/dev/null <"$scratch/stopped.csv")" -ge 3 ] 2>/dev/null && break
    sleep 0.05
done
kill -INT $process
wait $process
lines=$(($(wc -l <"$scratch/stopped.csv") - 1))
if [ "$lines" = 32 ]; then
    report OK "Ctrl-C # SKIP the sweep was over before"
else
    holds "Ctrl-C keeps the runs that are done" "last['stopped'] and last['runs'] == $lines == last['rows'][0]['n'] and last['runs_wanted'] == 32"
fi
echo "1..$number"
