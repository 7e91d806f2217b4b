#!/usr/bin/env bash
# term_screens.sh: the screen after some keys, as tests/screens/*.screen say; screens.py tells how to write them.
for needed in python3 tmux; do
    command -v $needed >/dev/null 2>&1 || { echo "1..0 # SKIP $needed is not there"; exit 0; }
done
tests=${SEQLAB_SOURCE:-$(dirname -- "$0")/..}/tests
[ $# -gt 0 ] || set -- "$tests"/screens/*.screen
PYTHONDONTWRITEBYTECODE=1 exec python3 "$tests/screens.py" "${SEQLAB_BUILD:-.}/run" "$@"
