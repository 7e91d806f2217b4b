#!/usr/bin/env bash
# torch_parity.sh: models in PyTorch and in the program; tests/torch_parity.py does it. Skipped where PyTorch is not installed.
set -u
source_folder=${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}
program=${SEQLAB_BUILD:-.}/run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state LC_ALL=C.UTF-8 OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1

for python in "${TORCH_PYTHON:-}" /usr/bin/python3 python3; do
    [ -n "$python" ] && "$python" -c 'import numpy, torch' 2>/dev/null || continue
    "$python" "$source_folder/tests/torch_parity.py" "$program" "$source_folder/scripts/peers" "$scratch"
    exit
done
echo "1..0 # SKIP PyTorch is not installed"
