#!/usr/bin/env bash
# repl_runs.sh: what is written of training runs: the table and the lines of `sweep`, the log of `train`.
. "$(dirname -- "$0")/repl_session.sh"
data='data task=copy length=2..4 symbols=5'

# ---- sweep: the combinations ----
runs "a sweep" --json -e "$data" -e 'sweep hidden=8,12 attention=none,dot seeds=1..3 steps=2 count=10 out='"$scratch/runs.csv"
checked "its JSON" json sweep rows options measured_on best runs runs_wanted stopped out
holds "a row for each combination" '[tuple(row["options"].values()) for row in last["rows"]] == [("none", 8), ("none", 12), ("dot", 8), ("dot", 12)]'
holds "a run for each seed" 'last["runs"] == last["runs_wanted"] == 12 and all(row["n"] == 3 and [run["seed"] for run in row["runs"]] == [1, 2, 3] for row in last["rows"])'
holds "mean and spread are those of the runs" 'all(abs(sum(v) / 3 - f["mean"]) < 1e-6 and abs((sum((x - f["mean"]) ** 2 for x in v) / 2) ** 0.5 - f["sd"]) < 1e-6 and f["least"] == min(v) and f["most"] == max(v) for row in last["rows"] for f in [row["loss"]] for v in [[run["loss"] for run in row["runs"]]])'
holds "what has one value is no column" 'last["options"] == {"steps": 2, "count": 10} and last["measured_on"] == "validation"'
best=$(python3 -c 'import json, sys; last = json.loads(sys.stdin.read().splitlines()[-1]); row = last["rows"][last["best"]["row"] - 1]; print(*last["best"]["made_by"], row["runs"][0]["validation_loss"], sep=";")' <"$scratch/out")
IFS=';' read -r model train loss <<<"$best"
finds "the lines it gives make the same model" "last['validation_loss'] == $loss" -- -e "$data" -e "$model" -e "$train"
seqlab --json -e "$data" -e 'sweep kind=recurrent,transformer heads=2,4 attention=none,dot hidden=8 steps=1 seeds=1 count=5'
holds "an option without effect multiplies nothing" '[tuple(row["options"].values()) for row in last["rows"]] == [("recurrent", "none", None), ("recurrent", "dot", None), ("transformer", None, 2), ("transformer", None, 4)]'
seqlab -e "$data" -e "sweep hidden=8 seconds=0.1,0.2 seeds=1 count=5 out=$scratch/clock.jsonl"
python3 -c 'import json, sys
for line in open(sys.argv[1]):
    names = [name for name, value in json.loads(line, object_pairs_hook=list)]
    assert len(names) == len(set(names)) and "run_seconds" in names, names' "$scratch/clock.jsonl" && ! grep -q "make this one again" "$scratch/out" &&
    report OK "runs that the clock ends: each name once, and no promise" || report NOT "runs that the clock ends: each name once, and no promise" "$(cat "$scratch/out" "$scratch/clock.jsonl")"
fails "nothing to sweep" "give an option several values" -e "$data" -e sweep
fails "no data" "needs data" -e 'sweep hidden=8,12'
fails "one of the values is wrong" "hidden=3 must be between" -e "$data" -e 'sweep hidden=8,3'
fails "one is missing" "hidden=: needs a whole number" -e "$data" -e 'sweep hidden=8,'
fails "values that do not fit together" "cannot be cut into 3" -e "$data" -e 'sweep kind=transformer hidden=8 heads=2,3'
fails "an option that never has an effect" "heads= has no effect here" -e "$data" -e 'sweep hidden=8,12 heads=2'
fails "too many" "more than 256 combinations" -e "$data" -e 'sweep hidden=8,9,10,11,12,13,14,15 embedding=1,2,3,4,5,6,7,8 layers=1,2,3,4 lr=1,2'
fails "other commands take one value" "a whole number" -e "$data" -e 'model hidden=8,12'

# ---- what it leaves ----
runs "from Lua, and the models are as before" -e "$data" -e 'model hidden=8 name=sweep' -e 'train steps=2' -e 'before = model().models[1].loss' \
    -e 'r = sweep{hidden = {8, 12}, attention = {"none", "dot"}, steps = 1, seeds = {4, 5}, count = 5}' \
    -e 'assert(#r.rows == 4 and r.rows[4].options.hidden == 12 and r.rows[4].options.attention == "dot" and r.rows[1].runs[2].seed == 5)' \
    -e 'm = model().models assert(#m == 1 and m[1].name == "sweep" and m[1].steps == 2 and m[1].loss == before)'
tells "a run that fails does not end it" "patience=2: 2 failed: patience counts validations" -- -e "$data" -e 'sweep patience=0,2 validate_every=0 hidden=8 steps=1 seeds=1,2 count=5'
says "in Korean" "완전 일치율" "표준편차" "훈련한 모델은 남기지 않았습니다" -- --lang ko -e "$data" -e 'sweep seeds=1,2 hidden=8 steps=1 count=5'

# ---- out= ----
equal "CSV: a line of names, a line a run" "$(head -1 "$scratch/runs.csv") $(wc -l <"$scratch/runs.csv")" \
    "attention,hidden,steps,count,seed,exact_match,token_accuracy,validation_loss,loss,trained_steps,parameters,run_seconds 13"
fails "another sweep's columns" "has other columns" -e "$data" -e 'sweep hidden=8,12 out='"$scratch/runs.csv"
runs "JSON lines" -e "$data" -e 'sweep hidden=8,12 steps=1 seeds=1 count=5 out='"$scratch/runs.jsonl"
runs "and more of them" -e "$data" -e 'sweep hidden=8 attention=none steps=1 seeds=1 count=5 out='"$scratch/runs.jsonl"
equal "each is an object" "$(python3 -c 'import json, sys; print([json.loads(line)["hidden"] for line in open(sys.argv[1])])' "$scratch/runs.jsonl")" "[8, 12, 8]"
fails "another ending" ".csv or .jsonl" -e "$data" -e 'sweep hidden=8,12 out=runs.txt'
fails "a file that cannot be written is found before" "No such file" -e "$data" -e "sweep hidden=8,12 out=$scratch/none/runs.csv"
mkfifo "$scratch/pipe.csv"
fails "nor is there a pipe" "pipe.csv" -e "$data" -e "sweep hidden=8,12 out=$scratch/pipe.csv"
fails "a script writes below its folder" "below the current folder" -e "$data" -e 'sweep{hidden = "8,12", out = "../runs.csv"}'

# ---- train log= ----
log=$scratch/log.csv
# column KEY: of the log, with blanks between
column() { python3 -c 'import csv, sys; print(*(row[sys.argv[2]] for row in csv.DictReader(open(sys.argv[1]))))' "$log" "$1"; }
runs "a log" --json -e "$data" -e 'model hidden=8' -e "train steps=24 validate_every=15 log=$log"
equal "each 10 steps, at validations, at the end" "$(column step)" "10 15 20 24"
equal "validations only where there were some" "$(column validation_loss | sed 's/[0-9.]\+/n/g')" " n  n"
holds "its last line is what the run says" "abs(last['loss'] - $(column loss | sed 's/.* //')) < 1e-6 and abs(last['validation_loss'] - $(column validation_loss | sed 's/.* //')) < 1e-6 and last['log'] == '$log'"
runs "the next run goes on" -e "$data" -e 'model hidden=8' -e "train steps=12 validate_every=0 log=$log" -e "train steps=12 validate_every=0 log=$log"
equal "with the model's steps" "$(column step)" "10 15 20 24 10 12 22 24"
equal "and one line of names" "$(grep -c model, "$log")" 1
says "where the log is" "Its log is in" -- -e "$data" -e 'model hidden=8' -e "train steps=1 validate_every=0 log=$log"
runs "JSON lines" -e "$data" -e 'model hidden=8' -e "train steps=1 validate_every=0 log=$scratch/log.jsonl"
python3 -c 'import json, sys; [line] = open(sys.argv[1]); line = json.loads(line); sys.exit(list(line) != ["model", "step", "loss", "validation_loss", "gradient_norm", "lr", "tokens_per_second", "seconds"] or line["step"] != 1)' "$scratch/log.jsonl" &&
    report OK "have the same names" || report NOT "have the same names" "$(cat "$scratch/log.jsonl")"
fails "a log that cannot be written is found before the first step" "No such file" --json -e "$data" -e 'model hidden=8' -e "train steps=9 log=$scratch/none/log.csv" -e model
runs "nor is anything learned" -e "$data" -e 'model hidden=8' -e "ok, why = pcall(train, {steps = 9, log = '$scratch/log.csv'}) assert(not ok and why:find('below the current folder'))" \
    -e 'ok = pcall(train, {steps = 9, log = "log.txt"}) assert(not ok and model().models[1].steps == 0)'
(trap '' XFSZ && ulimit -f 1 && exec "$program" -e "$data" -e 'model hidden=8' -e "train steps=300 validate_every=0 log=$scratch/full.csv") 2>"$scratch/err" </dev/null | cat >"$scratch/out"
status=${PIPESTATUS[0]}
ends "a full disk does not end the run" 0
prints "which says so" "300 steps" "The log lacks lines: cannot append"
equal "whole lines are left" "$(tail -c 1 "$scratch/full.csv" | wc -l) $(awk -F, 'NF != 8' "$scratch/full.csv" | wc -l)" "1 0"
printf 'model,step\n' >"$scratch/other.csv"
fails "a file with other columns" "has other columns" -e "$data" -e 'model hidden=8' -e "train log=$scratch/other.csv"
printf '{"half":' >"$scratch/half.jsonl"
seqlab -e "$data" -e 'model hidden=8' -e "train steps=1 validate_every=0 log=$scratch/half.jsonl"
equal "half a line stays by itself" "$(head -1 "$scratch/half.jsonl") $(wc -l <"$scratch/half.jsonl")" '{"half": 2'

# ---- Ctrl-C ----
# interrupted FILE LINES COMMAND: SIGINT once the file has so many lines
interrupted() {
    perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$program" --json -e "$data" -e 'model hidden=16' -e "$3" >"$scratch/out" 2>"$scratch/err" </dev/null &
    local process=$! i
    for i in $(seq 600); do
        [ -e "$1" ] && [ "$(wc -l <"$1")" -ge "$2" ] && break
        sleep 0.05
    done
    kill -INT $process
    wait $process
}
interrupted "$scratch/stopped.csv" 3 "sweep hidden=16 steps=400 count=5 seeds=1..32 out=$scratch/stopped.csv"
lines=$(($(wc -l <"$scratch/stopped.csv") - 1))
holds "Ctrl-C keeps the runs that are done" "last['stopped'] and last['runs'] == $lines == last['rows'][0]['n'] and last['runs_wanted'] == 32"
log=$scratch/stopped-log.csv
interrupted "$log" 3 "train steps=1000000 log=$log"
holds "and the whole lines of a log" "last['stopped'] and last['steps'] == $(column step | sed 's/.* //') and $(awk -F, 'NF != 8' "$log" | wc -l) == 0"
echo "1..$number"
