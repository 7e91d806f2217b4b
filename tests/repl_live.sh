#!/usr/bin/env bash
# repl_live.sh: the prompt while a model trains: keys, an answer, and what the screen costs. SEQLAB_LIVE="HIDDEN KEYS
# SECONDS" measures more: "256 1000 20" on a machine that does nothing else gives figures to go by.
command -v python3 >/dev/null 2>&1 || { echo "1..0 # SKIP python3 is not there"; exit 0; }
tests=${SEQLAB_SOURCE:-$(dirname -- "$0")/..}/tests
PYTHONDONTWRITEBYTECODE=1 exec python3 "$tests/repl_live.py" "${SEQLAB_BUILD:-.}/run" ${SEQLAB_LIVE:-32 40 1}
