#!/usr/bin/env bash
# program_tmux.sh: the program as a person meets it: a window, keys, and what is then on the screen.
set -u
. "$(dirname -- "$0")/window.sh"
program=${SEQLAB_BUILD:-.}/run
export XDG_STATE_HOME=$folder/state

# shows TITLE PATTERN [SECONDS]: the screen has it within that time (20).
shows() {
    number=$((number + 1))
    for _ in $(seq $((${3:-20} * 10))); do
        if screen | grep -q -e "$2"; then
            echo "ok $number - $1"
            return
        fi
        sleep 0.1
    done
    echo "not ok $number - $1"
    screen | sed 's/^/#   |/'
}

echo "1..59"
tm new-session -d -x 80 -y 24 "bash --norc"
tm send-keys "PS1='shell> '; stty -a > $folder/before; TERM=screen-256color $program" Enter
shows "it opens with the list of lessons" 'One vector for a whole sentence'
shows "and a prompt" '^seqlab> lesson 0$'
shows "and the keys" '^ Enter run  Tab complete  → take .*F1 help'

tm send-keys -l 'mod' && tm send-keys Tab && tm send-keys -l 'atten' && tm send-keys Tab
shows "Tab completes a command and its option" '^seqlab> model attention=$'
tm send-keys C-u
: >"$folder/pairs file.tsv"
tm send-keys -l "data file=$folder/pai" && tm send-keys Tab
shows "Tab completes the name of a file" 'pairs'
tm send-keys C-u

enter 'lang ko'
shows "it speaks Korean" '한국어로'
enter 'data grammar=ko-en length=2..6'
enter 'model attention=dot hidden=16'
shows "data and model" '모델 gru-dot'
shows "the status line ends with a whole word" 'help 도움말  lesson 수업 ─*$'
enter 'train steps=1000000'
shows "training shows progress" '/1000000단계'
shows "and a sample that changes" '^  모델  '
tm resize-window -x 60 -y 18
shows "it goes on after a resize" '남음'
enter '1 + 41'
shows "what is typed meanwhile is answered" '^42$'
enter 'translate 나는 잔다'
shows "by the model too" '^seqlab> translate 나는 잔다'
enter 'model attention=none'
shows "what would change it is refused" "'gru-dot' 모델을 훈련하는 중"
tm send-keys C-p
shows "Ctrl-P pauses" '일시 정지: gru-dot'
shows "and the key goes on" '\^P 계속'
tm resize-window -x 100 -y 30
shows "a picture of work that rests fills the new width" '^\[[█▉▊▋▌▍▎▏░]\{30,\}\]'
tm resize-window -x 60 -y 18
shows "and fits the old one again" '^\[[█▉▊▋▌▍▎▏░]\{1,20\}\]'
enter 'clear' && enter 'resume steps=1' && enter 'lr 0.001' && enter 'lr'
shows "a step is taken, and the learning rate changed" 'lr=0.001'
enter 'queue 40 + 3'
shows "what is queued waits" '대기 1'
enter 'resume' && enter 'while true do end'
shows "Lua that loops holds the run up" 'Lua 실행 중'
tm send-keys C-c
shows "Ctrl-C ends it, and the run goes on" '훈련 중: gru-dot'
enter 'stop'
shows "stop ends the run, and the queue goes on" '^43$'
enter 'train steps=1000000 validate_every=0' && enter 'queue 1'
shows "another run" '대기 1'
tm send-keys C-c
tm send-keys NPage
shows "Ctrl-C drops the queue" '대기열을 비웠습니다'
shows "Ctrl-C stops it and the model keeps what it learned" '중단했습니다'
enter '2 + 40'
shows "the prompt is there at once, and Lua answers" '^42'
enter 'while true do end'
shows "the status line says that Lua runs" 'Lua 실행 중'
tm send-keys C-c
shows "and how it ended" '^스크립트'
tm send-keys -l '나는 학새' && tm send-keys BSpace && tm send-keys -l '생' && tm send-keys Left Left Left C-k
shows "Korean is edited by whole characters" '^seqlab> 나는$'
tm send-keys C-c
enter 'translate 나는 잔다'
shows "and translated" '^나는 잔다'
enter 'machine'
shows "the machine of the last sentence has a page" '^순간 1/'
tm send-keys Right Right Right
shows "a key turns to the decoder" '^순간 4/'
shows "where the answer begins" '1단계: 디코더가 읽는 토큰은'
tm send-keys Left q
shows "and a key leaves it, where it was" '토큰 3개 가운데 3개를 읽었습니다'
tm send-keys Enter
shows "Enter alone goes on" '^seqlab> machine next'
tm send-keys NPage
shows "from there" '1단계: 디코더가 읽는 토큰은'
enter '3 + 4'
tm send-keys C-z
shows "Ctrl-Z goes back to the shell" 'shell> *$'
enter 'fg'
shows "fg brings it back" '^seqlab> *$'
enter 'clear'
tm set-buffer -- $'40 + 1\n# a comment, which drops itself\nlang en\nmodle x\n40 + 3' && tm paste-buffer -p && tm send-keys Enter
shows "pasted lines run one after another" '^43$'
shows "each of them is echoed" '^seqlab> # a comment, which drops itself$'
shows "above its result" '^The language is English'
shows "and one that fails keeps none from running" "did you mean 'model'?"
enter 'clear' && enter 'temp='
shows "an option alone, without a value" "'temp' is an option of sample"
enter 'epochs=3'
shows "what is no option here" "train counts steps, not epochs"
enter 'lr=0.5'
shows "and with one" "lr is now a variable of Lua"
enter 'lesson 1'
shows "a lesson's question may stand below" 'more below'
tm send-keys Enter
shows "Enter turns its page" '^Type a number'
tm send-keys Enter
shows "and says what it waits for" "^Answer the question ('lesson hint' helps"
enter 'lesson stop'
shows "the lesson is left" "'lesson 1' resumes it"
enter 'quit'
shows "quit first names the model that is not saved" 'Trained and not saved: gru-dot'
enter 'clear'
tm send-keys C-d
shows "Ctrl-D then leaves" 'shell> *$'
enter "clear; $program --plain --lang ko"
shows "a plain terminal" '^seqlab> *$'
tm set-buffer -- $'50 + 1\n50 + 2\nlang en' && tm paste-buffer -p && tm send-keys Enter
shows "runs pasted lines one after another" '^The language is English'
shows "each behind its prompt" '^seqlab> 50 + 2$'
enter 'exit'
shows "and is left by a shell's word" 'shell> *$'
enter "SEQLAB_DATA=${SEQLAB_SOURCE:-.}/tests/fixtures/lua $program --plain"
for line in 'lesson 1' next 30 'model hidden=8 name=plain' 'train steps=20'; do enter "$line"; done
shows "a lesson keeps its model" '4 of 7'
enter 'quit'
shows "and quit says where" "^The lessons' models come back"
enter "stty -a > $folder/after"
# The window was resized meanwhile: that line may differ, no other.
number=$((number + 1))
for _ in $(seq 50); do [ -s "$folder/after" ] && break; sleep 0.1; done
if diff <(sed 's/rows.*columns [0-9]*;//' "$folder/before") <(sed 's/rows.*columns [0-9]*;//' "$folder/after") >"$folder/diff"; then
    echo "ok $number - the terminal is left as it was"
else
    echo "not ok $number - the terminal is left as it was"
    sed 's/^/#   /' "$folder/diff"
fi
