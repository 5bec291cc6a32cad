#!/usr/bin/env bash
# clang-tidy over the sources named, or over everything.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
cmake --preset tidy >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
if [[ $# -eq 0 ]]; then
  mapfile -t files < <(git ls-files 'src/*.cpp' 'app/*.cpp' | grep -v '/fuzz/')
else
  files=("$@")
fi
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/tidy --quiet --warnings-as-errors='*' 2>/dev/null
echo "tidy: ${#files[@]} files, no findings"
