#!/usr/bin/env bash
# Builds the benches and runs them one after the other; prints a figure a line and keeps all that was said in build/bench/*.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset bench >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
ninja -j"$(nproc)" -C build/bench
tools/web.sh
python3 bench/run.py "$@"
