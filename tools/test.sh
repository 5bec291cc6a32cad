#!/usr/bin/env bash
# Builds and runs every test: house rules, rooms, stories, browser. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
say() { printf '\n== %s\n' "$*"; }

say "house rules"
python3 tools/house.py

say "build (tests)"
cmake --preset test >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
ninja -j"$(nproc)" -C build/test

say "rooms and stories"
ctest --test-dir build/test --output-on-failure -j"$(nproc)"
