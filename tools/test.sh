#!/usr/bin/env bash
# Builds and runs every test: house rules, rooms, stories, screens, browser. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
say() { printf '\n== %s\n' "$*"; }

say "house rules"
python3 tools/house.py

say "build"
cmake --preset test >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
ninja -j"$(nproc)" -C build/test

# Stories start the whole program, which serves the screens: these stand first.
say "screens"
tools/web.sh
(cd web && npm run --silent check)

say "rooms and stories"
ctest --test-dir build/test --output-on-failure -j"$(nproc)"

say "reference collections"
if [[ -d ../shared/hj212 ]]; then
  python3 -B tests/reference/reference_check.py build/test/biyun build/test/assess_test ../shared
else
  echo "no collections beside the repository: these extra checks are not run"
fi

say "browser"
tests/browser/run.sh build/test/biyun
