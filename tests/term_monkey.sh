#!/usr/bin/env bash
# term_monkey.sh: random keys at both terminals, some hundred of them. SEQLAB_MONKEY=EVENTS plays so many,
# SEQLAB_SEEDS="1 2 3" from these seeds.
command -v python3 >/dev/null 2>&1 || { echo "1..0 # SKIP python3 is not there"; exit 0; }
tests=${SEQLAB_SOURCE:-$(dirname -- "$0")/..}/tests
PYTHONDONTWRITEBYTECODE=1 exec python3 "$tests/term_monkey.py" "${SEQLAB_BUILD:-.}/run" \
    "${SEQLAB_MONKEY:-300}" ${SEQLAB_SEEDS:-1}
