# window.sh: for the tests that sit in front of a terminal (tmux) and type: sourced by them. Their files are in $folder.
folder=$(mktemp -d) || exit 99
number=0
command -v tmux >/dev/null || { echo "1..0 # SKIP tmux is not installed"; exit 0; }

tm() { tmux -u -f /dev/null -S "$folder/tmux" "$@"; }
trap 'tm kill-server 2>/dev/null; rm -rf "$folder"' EXIT
export LC_ALL=C.UTF-8
unset NO_COLOR COLORTERM SEQLAB_THEME LANG LC_CTYPE TMUX

screen() { tm capture-pane -p; }
text() { tm send-keys -l -- "$1"; }
enter() { text "$1" && tm send-keys Enter; }
