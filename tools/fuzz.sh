#!/usr/bin/env bash
# Builds every fuzz target and runs each for some seconds; what it finds stays in build/fuzz/found. fuzz.sh [SECONDS_EACH]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
mkdir -p build
cmake --preset fuzz >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
mapfile -t targets < <(ninja -C build/fuzz -t targets all | sed -n 's/^\(fuzz_[a-z0-9_]*\): .*EXECUTABLE.*/\1/p' | sort)
[[ ${#targets[@]} -gt 0 ]] || { echo "fuzz: no targets"; exit 1; }
ninja -j"$(nproc)" -C build/fuzz "${targets[@]}"
failed=0
for target in "${targets[@]}"; do
  mkdir -p "build/fuzz/corpus/$target" "build/fuzz/found/$target"
  printf 'fuzz: %-32s ' "$target"
  if "build/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -seed=7 \
      -artifact_prefix="build/fuzz/found/$target/" "build/fuzz/corpus/$target" >"build/fuzz/$target.log" 2>&1; then
    grep -o 'DONE.*' "build/fuzz/$target.log" | tail -1
  else
    echo "FAILED, see build/fuzz/$target.log"; tail -25 "build/fuzz/$target.log"; failed=1
  fi
done
exit $failed
