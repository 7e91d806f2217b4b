#!/usr/bin/env bash
# repl_autosave.sh: a program that is killed while it trains loses next to nothing, and says where the model is.
. "${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}/tests/repl_session.sh"
kept=$XDG_STATE_HOME/seqlab/autosave
data='data task=reverse length=2..6' model='model attention=dot hidden=16' options='decay=none batch=16 validate_every=0'

wait_for() {  # wait_for COMMAND...: until it holds, at most a minute
    local i
    for ((i = 0; i < 600; i++)); do "$@" && return; sleep 0.1; done
    return 1
}
models() { find "$kept" -name '*.safetensors' 2>/dev/null | wc -l; }
some() { [ "$(models)" -gt 0 ]; }
nothing_kept() { [ ! -e "$kept" ] && report OK "$1" || report NOT "$1" "$(find "$kept")"; }

# killed AUTOSAVE: trains until a file is there and is killed with no time to do anything.
killed() {
    "$program" -e "$data" -e "$model" -e "train seconds=300 autosave=$1 $options" >"$scratch/out" 2>&1 </dev/null &
    local process=$!
    wait_for some || report NOT 'a file while it trains' "$(cat "$scratch/out")"
    fails 'what a living session keeps is not listed' 'open needs a file' --json -e open
    kill -KILL "$process"
    wait "$process" 2>/dev/null
}

killed 0.3
finds 'what it left is listed' 'len(last["lost"]) == 1' 'last["lost"][0]["model"] == "gru-dot"' 'last["lost"][0]["number"] == 1' 'last["lost"][0]["bytes"] > 10000' -- -e open
says 'and told' 'gru-dot' 'open lost=1' -- -e open

seqlab --json -e 'open lost=1' -e "save $scratch/found.safetensors"
steps=$(python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["steps"])' <"$scratch/out")
[ "${steps:-0}" -gt 0 ] && report OK "it is back, with $steps steps" || report NOT 'it is back' "$(cat "$scratch/out" "$scratch/err")"
seqlab -e "$data" -e "$model" -e "train steps=$steps $options" -e "save $scratch/whole.safetensors"
same_files 'to the bit what so many steps make' "$scratch/found.safetensors" "$scratch/whole.safetensors"
nothing_kept 'what was saved is kept no longer'

# ---- sessions that end well, and that do not ----

seqlab -e "$data" -e "$model" -e "train steps=30 autosave=0.001 $options"
nothing_kept 'a session that ends well leaves nothing'
seqlab -e "$data" -e "$model" -e "train steps=30 autosave=0 $options" -e 'save /nonexistent/x'
nothing_kept 'autosave=0 keeps nothing'
fails 'a model that could not be saved' '/nonexistent' -e "$data" -e "$model" -e "train steps=30 autosave=0.001 $options" -e 'save /nonexistent/x'
finds 'is kept' 'len(last["lost"]) == 1' -- -e open
fails 'another number is refused' 'open' -e 'open lost=2'
fails 'one that is not there cannot be removed' 'discard=2' -e 'open discard=2'
fails 'nor is one opened that is removed' 'only deletes a model' -e 'open discard=1 lost=1'
seqlab -e 'open lost=1' -e 'nonsense'
finds 'it is kept on until a session ends well' 'last["total_steps"] == 35' 'last["model"] == "again"' -- -e 'open lost=1 name=again' -e 'train steps=5'
nothing_kept 'and then it goes'

fails 'a model that was set aside for one of a lesson' '/nonexistent' -e "$data" -e "$model name=plain" -e "train steps=30 autosave=0.001 $options" -e 'lesson 1' -e 'model name=plain' -e 'save /nonexistent/x'
finds 'is kept under its new name' '[m["model"] for m in last["lost"]] == ["plain-2"]' -- -e open
seqlab -e 'open discard=1'

for name in one two; do
    seqlab -e "$data" -e "$model name=$name" -e "train steps=30 autosave=0.001 $options" -e 'save /nonexistent/x'
    touch -d '-1 hour' "$kept"/*/one.safetensors
done
finds 'one of two is removed' 'last["discarded"] == "one"' -- -e 'open discard=2'
finds 'and the other is left' '[m["model"] for m in last["lost"]] == ["two"]' -- -e open
says 'the last one too' 'two that a session left' -- -e 'open discard=1'
nothing_kept 'and nothing is left of them'

# ---- what lies there may be anything ----

mkdir -p "$kept/broken" "$kept/empty" "$kept/folder/x.safetensors"
: >"$kept/broken/lock"
echo nonsense >"$kept/broken/bad.safetensors"
fails 'a file that is no model is refused' 'bad.safetensors' -e 'open lost=1'
rm -rf "$kept"
for i in 1 2 3 4 5 6 7 8 9 10 11; do
    mkdir -p "$kept/s$i"
    : >"$kept/s$i/lock"
    : >"$kept/s$i/m$i.safetensors"
    touch -d "2020-01-01 00:00:$i" "$kept/s$i/m$i.safetensors"
done
finds 'the eight newest are listed' '[x["model"] for x in last["lost"]] == ["m%d" % i for i in range(11, 3, -1)]' -- -e open
seqlab -e "$data" -e "$model" -e "train steps=2 autosave=0.001 $options"
equal 'older ones are removed' "$(models)" 8
rm -rf "$kept"
for session in one two; do
    mkdir -p "$kept/$session"
    for ((i = 0; i < 256; i++)); do : >"$kept/$session/m$i.safetensors"; done
    touch -d 2020-01-01 "$kept/$session"
done
seqlab --json -e open
equal 'what there is no room to list stays' "$(models)" 512
rm -rf "$kept"
: >"$kept"
says 'where nothing can be kept it says so' 'A crash now would lose the model' -- -e "$data" -e "$model" -e "train steps=30 autosave=0.001 $options"
rm "$kept"

# ---- a window that is closed ----

# On a terminal of its own: trains, and the terminal is closed. Then what the next session says first.
window() { python3 - "$program" "$@" <<'EOF'
import os, pty, select, signal, sys, time
program, steps, ends = sys.argv[1], sys.argv[2:-1], sys.argv[-1]
child, terminal = pty.fork()
if child == 0:
    os.execv(program, [program, "--plain", "--lang", "en"])
said, begun = b"", time.time()
def read_until(words):
    global said
    while words not in said and time.time() - begun < 60:
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 65536)
read_until(b"seqlab>")
for step in steps:
    os.write(terminal, step.encode() + b"\n")
    time.sleep(0.3)
if ends == "close":
    time.sleep(2)
    os.close(terminal)
else:
    read_until(ends.encode())
    os.write(terminal, b"quit\n")
for _ in range(100):
    if os.waitpid(child, os.WNOHANG)[0]:
        break
    time.sleep(0.1)
else:
    os.kill(child, signal.SIGKILL)
print(said.decode(errors="replace"))
EOF
}
window "$data" "$model" "train seconds=300 $options" close >"$scratch/out" 2>"$scratch/err"
equal 'a closed window leaves the model' "$(models)" 1
window 'Models of an earlier' >"$scratch/out" 2>"$scratch/err"
prints 'the next session tells of it' 'Models of an earlier session are not saved yet'
equal 'and leaves it there' "$(models)" 1
rm -rf "$kept"

# ---- leaving on purpose ----

train="train steps=30 $options"
finds 'quit keep keeps what is not saved' 'last["leaves"]' 'last["kept"]' 'last["unsaved"] == ["gru-dot"]' -- -e "$data" -e "$model" -e "$train" -e 'quit keep'
seqlab --json -e 'open lost=1' -e "save $scratch/kept.safetensors"
seqlab -e "$data" -e "$model" -e "$train" -e "save $scratch/straight.safetensors" -e 'quit keep'
same_files 'to the bit' "$scratch/kept.safetensors" "$scratch/straight.safetensors"
nothing_kept 'what is saved needs no keeping'
seqlab --json -e "$data" -e "$model" -e "$train checkpoints=3" -e 'checkpoint 1' -e 'quit keep'
finds 'what was trained is kept, not the checkpoint that is open' 'last["steps"] == 30' -- -e 'open lost=1'
mkdir "$scratch/here" && cd "$scratch/here" || exit 1
finds 'quit save saves each' 'last["leaves"]' 'last["saved"] == ["gru-dot.safetensors", "other.safetensors"]' -- -e "$data" -e "$model" -e "$train" -e "$model name=other" -e 'train steps=3' -e 'quit save'
fails 'and replaces no other model' 'gru-dot.safetensors' -e "$data" -e "$model" -e "$train" -e 'quit save'
rm -rf "$kept"
seqlab --json -e 'open other.safetensors' -e 'train steps=4' -e 'quit save' -e 'open other.safetensors'
finds 'but its own file' 'last["steps"] == 7' -- -e 'open other.safetensors'
fails 'not from a script' "scripts cannot use 'quit keep'" -e 'quit("keep")'
many=()
for i in 1 2 3 4 5 6 7 8 9; do many+=(-e "$model name=m$i" -e 'train steps=1'); done
fails 'nor more than the next session lists' '9 models are not saved' -e "$data" "${many[@]}" -e 'quit keep'
[ -e "$kept" ] && rm -r "$kept"

# At a prompt, while a model trains: the first quit only warns.
window "$data" "$model" 'train steps=1000000' quit 'quit' 'quit keep' 'Kept for the next start' >"$scratch/out" 2>"$scratch/err"
prints 'quit while a model trains warns first' 'gru-dot is still training' 'Trained and not saved: gru-dot' 'Kept for the next start: gru-dot'
equal 'and then the run is kept' "$(models)" 1
window 'open lost=1' 'train steps=1000000' 'quit keep' 'Kept for the next start' >"$scratch/out" 2>"$scratch/err"
prints 'quit keep ends the run at once' 'Interrupted' 'Kept for the next start: gru-dot'
equal 'and keeps what it made' "$(models)" 1
echo "1..$number"
