#!/bin/bash
# term_tmux.sh: sits in front of term_demo in windows of several sizes, types, and looks at the screen.
#
# The keys go through tmux, as a person's do; what is looked at is what tmux would show. SEQLAB_SHOW=1 prints
# every screen that is looked at.
. "$(dirname -- "$0")/window.sh"
program=${SEQLAB_BUILD:-$(pwd)}/tests/term_demo

result() { # STATUS NAME
    number=$((number + 1))
    if [ "$1" = 0 ]; then echo "ok $number - $2"; else
        echo "not ok $number - $2"
        screen | sed 's/^/#   |/; s/$/|/'
    fi
    if [ -n "$SEQLAB_SHOW" ]; then
        tm display -p '#   #{pane_width}x#{pane_height}, cursor #{cursor_x},#{cursor_y}'
        screen | sed 's/^/#   |/; s/$/|/'
    fi
}

key() { tm send-keys "$@"; }

# Waits for at most 20 seconds until the screen has the pattern (or, with "no", has it no more).
seen() { for _ in $(seq 200); do screen | grep -q -e "$1" && return 0; sleep 0.1; done; return 1; }
gone() { for _ in $(seq 200); do screen | grep -q -e "$1" || return 0; sleep 0.1; done; return 1; }
shows() { seen "$1"; result $? "$2"; }
hides() { gone "$1"; result $? "$2"; }
cursor_at() {
    for _ in $(seq 200); do [ "$(tm display -p '#{cursor_x},#{cursor_y}')" = "$1" ] && break; sleep 0.1; done
    [ "$(tm display -p '#{cursor_x},#{cursor_y}')" = "$1" ]
    result $? "$2"
}
row() { screen | sed -n "$(($1 + 1))p"; }
row_is() { # ROW TEXT NAME
    for _ in $(seq 200); do [ "$(row "$1")" = "$2" ] && break; sleep 0.1; done
    [ "$(row "$1")" = "$2" ]
    result $? "$3"
}

# A window with a shell in it: COLUMNS ROWS
window() {
    tm kill-server 2>/dev/null
    sleep 0.2
    tm new-session -d -x "$1" -y "$2" "env PS1='sh> ' bash --norc --noprofile"
    tm set -g status off >/dev/null
    tm resize-window -x "$1" -y "$2"
    seen 'sh>'
    enter "clear; cd $folder; stty -g > before; demo() { $program \"\$@\"; }; clear"
    sleep 0.3
}
begin() { enter "$1"; seen 'demo>'; }
leave() { key C-u C-d; seen '^sh>$'; enter clear; }
sized() { begin "$1 demo"; enter size; shows "$2" "$3"; leave; } # ENVIRONMENT PATTERN NAME
pid_of_demo() { local shell; shell=$(tm display -p '#{pane_pid}'); pgrep -P "$shell" | head -1; }
modes_are_sane() {
    seen 'sh>'
    enter 'stty -g > after; cmp before after && echo modes-as-before'
    shows '^modes-as-before' "$1"
}

# ---- 80x24 ----
window 80 24
begin demo
row_is 21 "─ ready $(printf '─%.0s' $(seq 72))" 'a status line above the prompt'
row_is 22 'demo>' 'the prompt'
row_is 23 ' at 0' 'and in the last row what there is to say about the line'
enter size
shows '^80x24 colors=256 unicode=1 interactive=1 full=1' 'what the screen can do'
text '안녕하세요 hello'
row_is 22 'demo> 안녕하세요 hello' 'Korean is typed'
key Left Left
cursor_at 20,22 'the cursor counts wide characters'
key Home Right Right
cursor_at 10,22 'and stands on a syllable'
key BSpace
row_is 22 'demo> 안하세요 hello' 'a syllable is deleted whole'
key Enter
shows '^18 bytes: 안하세요 hello' 'the line arrives'
text "x$(printf '가%.0s' $(seq 40))"
row_is 21 "demo> x$(printf '가%.0s' $(seq 36))" 'a wide character that does not fit...'
row_is 22 '가가가가' 'goes to the next row whole'
cursor_at 8,22 'and the cursor with it'
key C-c
shows '가가가가^C' 'Ctrl-C leaves the line behind'
row_is 22 'demo>' 'and empties the prompt'
key C-c
shows '^interrupt' 'on an empty line it is an interrupt'
enter 'fill 40'
shows '^demo> fill 40' 'a long result opens at its top'
shows '20 more below' 'and says how much follows'
key Space
shows '^row 36' 'Space at an empty prompt turns the page'
key NPage
shows '^row 40' 'PageDown too'
hides 'more below' 'and the end is the end'
key PPage
shows 'more below' 'PageUp scrolls back'
shows '^row 19' 'to what was said before'
key NPage
hides 'more below' 'PageDown comes back'
key C-r
text fil
row_is 22 "(reverse-i-search)\`fil': fill 40" 'Ctrl-R shows its search'
key Escape
row_is 22 'demo> fill 40' 'ESC ends it'
key C-e C-u
text 'siz'
key Tab
row_is 22 'demo> size' 'Tab completes'
key C-u
text '한'
key Tab
shows '^한국어  한글' 'Tab shows what is possible'
key C-c
tm set-buffer $'first\nsecond 둘째\n'
tm paste-buffer -p
row_is 22 'second 둘째' 'a paste of two lines is not entered yet'
key C-_
row_is 22 'demo>' 'one undo takes it back'
tm paste-buffer -p
key Enter
shows '^19 bytes: first' 'it is entered as one line'
enter heat
shows '^학교에 .*0.1' 'a heat map'
enter 'live 200'
shows '^step 1' 'a live view'
enter 'said meanwhile'
shows 'typed ahead: 1' 'a line typed ahead waits'
hides '^14 bytes' 'and is not given yet'
text 'half'
tm resize-window -x 100 -y 30
row_is 28 'demo> half' 'a resize during a live view'
shows '^step [0-9]' 'goes on'
key C-c
shows '^stopped' 'Ctrl-C stops the work'
row_is 28 'demo> half' 'and leaves what was typed'
key C-u
enter 'live 3'
enter 'said again'
shows '^10 bytes: said again' 'a line typed ahead is given after the work'
enter 'late 4'
enter 'said too early'
shows 'typed ahead: 1' 'a line is typed ahead'
shows '^Ctrl-C came late' 'Ctrl-C as the work ends'
hides 'bytes: said too early' 'drops that line too'
enter 'hang 2'
seen '^demo> hang 2' # else the kernel drops the line with the first Ctrl-C
key C-c
key C-c
shows '^hung, with Ctrl-C' 'Ctrl-C twice does not end the session'
hides '^interrupt$' 'and is not told again'
row_is 28 'demo>' 'which goes on'
key C-l
sleep 0.3
shows '^hung, with Ctrl-C' 'Ctrl-L draws again'
key C-z
shows 'Stopped' 'Ctrl-Z stops the program'
modes_are_sane 'the modes are the same when it is stopped'
enter fg
row_is 28 'demo>' 'fg brings the screen back'
shows '^hung, with Ctrl-C' 'with the transcript'
key C-d
shows '^sh>$' 'Ctrl-D ends it'
shows '^hung, with Ctrl-C' 'and the end of the transcript stays'
modes_are_sane 'the modes are the same afterwards'
begin demo
kill -TERM "$(pid_of_demo)"
shows 'Terminated' 'TERM ends it'
modes_are_sane 'with sane modes'

# ---- 120x40 ----
window 120 40
begin demo
enter 'fill 60'
key NPage NPage
shows '^row 60: .* 끝 60$' 'a large window'
row_is 38 'demo>' 'has its prompt above the keys'
key C-d

# ---- 40x10 ----
window 40 10
begin demo
enter 'live 300'
shows '^step' 'a small window has room for a live view'
row_is 8 'demo>' 'and the prompt'
shows 'demo> live 300' 'and a little of the transcript'
key C-c
text "$(printf '다%.0s' $(seq 140))"
row_is 8 "$(printf '다%.0s' $(seq 3))" 'a long line takes half of the window'
key C-a
cursor_at 6,4 'and shows the part with the cursor'
key C-e C-c
key C-d

# ---- 15x5 ----
window 15 5
enter demo
shows '^too small' 'a tiny window says so'
enter size
sleep 0.5    # nothing on the screen tells that it was taken
tm resize-window -x 60 -y 12
shows '^15x5' 'and took the line all the same'
row_is 10 'demo>' 'a larger window is used at once'
tm resize-window -x 15 -y 5
shows '^too small' 'and it can become tiny again'
key C-d

# ---- other terminals ----
window 80 24
begin 'TERM=vt100 demo'
enter size; shows '^80x24 colors=0' 'vt100 has no colors'
enter heat; shows '^나는 .*[█▓▒░]' 'and shades made of characters'
leave
sized TERM=screen '^80x24 colors=8 ' 'screen has eight'
begin 'NO_COLOR=1 demo'
enter size; shows '^80x24 colors=0' 'NO_COLOR is obeyed'
enter heat; seen '^<EOS>'
! tm capture-pane -pe | grep -q $'\033\\[[34]8'; result $? 'no color is sent'
leave
begin 'COLORTERM=truecolor TERM=xterm-256color demo'
enter size; shows '^80x24 colors=16777216 .*full=1' 'true color, of which terminfo knows nothing'
enter heat; seen '^<EOS>'
tm capture-pane -pe | grep -q $'\033\\[48;2;252;255;164m'; result $? 'and the strongest shade is the one that is meant'
leave
sized 'COLORTERM=truecolor TERM=screen-256color' '^80x24 colors=256 ' \
    'GNU screen has 256, whatever the terminal around it says'
sized 'TERM=xterm-256color SEQLAB_THEME=light' 'background=FFFFFF' 'a light background, as the environment says'
sized TERM=xterm-of-tomorrow 'colors=256 .*full=1' 'a newer xterm than terminfo knows'
begin 'TERM=dumb demo'
enter '안녕'; shows '^6 bytes: 안녕' 'a dumb terminal takes lines'
enter size; shows 'colors=0 .*interactive=1 full=0' 'and knows what it is'
enter 'live 5'; shows '^done' 'and shows no live view'
key C-c; shows '^interrupt' 'Ctrl-C is an interrupt'
key C-d; shows '^sh>$' 'Ctrl-D ends it'
enter clear
begin 'LC_ALL=C demo'
enter size; shows 'unicode=0' 'the C locale is ASCII'
shows '^- ready ---' 'and so is the status line'
text '한글'; row_is 22 'demo> 한글' 'but a terminal that takes UTF-8 gets Korean'
key C-u
enter '안녕'; shows '^6 bytes: 안녕' 'typed and shown'
leave
enter 'stty -iutf8; clear'
begin 'LC_ALL=C demo'
enter '안녕'; shows '^6 bytes: annyeong' 'and another one Roman letters'
leave
enter 'stty iutf8; clear'
begin 'LC_ALL=C NO_COLOR=1 demo'
enter heat; shows '^token .*[@%#*]' 'and a heat map without colors'
leave
begin 'LC_ALL= demo'
enter size; shows 'unicode=1' 'no locale at all is taken for UTF-8'
text '한글'; row_is 22 'demo> 한글' 'and Korean is typed'
key BSpace; row_is 22 'demo> 한' 'and deleted'
leave
begin 'LC_ALL=ko_KR.UTF-8 demo --ko'
text '한글'; row_is 22 'demo> 한글' 'so is a UTF-8 locale that is not installed'
key BSpace; row_is 22 'demo> 한' 'with whole syllables'
leave

# ---- plain in front of a person ----
begin 'demo --plain'
enter size; shows '^80x24 colors=256 unicode=1 interactive=1 full=0' 'the plain terminal'
text '안녕 hel'; seen 'hel$'; key C-c; shows '^demo> 안녕 hel^C' 'Ctrl-C leaves the line behind'
key C-c; shows '^interrupt' 'and is an interrupt on an empty line'
enter 'clock 30'
seen '^step'
text 'half a line'
sleep 2.5
shows '^demo> half a line$' 'output does not garble the line'
key C-u
enter 'live 20'
text 'size'
shows 'done$' 'work has no live view'
shows '^demo> size$' 'what was typed ahead is in the line'
key Enter C-z
shows 'Stopped' 'Ctrl-Z'
modes_are_sane 'gives sane modes'
enter fg; key Enter; enter 'back again'
shows '^10 bytes: back again' 'fg goes on'
kill -TERM "$(pid_of_demo)"
shows 'Terminated' 'TERM ends it'
modes_are_sane 'with sane modes'

echo "1..$number"
