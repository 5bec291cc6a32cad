#!/usr/bin/env bash
# Installs what Biyun is built with: Debian packages, and DuckDB's shared library from npm.
# Usage: tools/setup.sh build | test | tidy     (each includes the ones before it)
# A second run finds everything in place and returns at once.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-build}

build_packages=(g++ cmake ninja-build ccache lld pkg-config
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-system1.81-dev
  libssl-dev libsqlite3-dev libzstd-dev libargon2-dev zlib1g-dev
  libyaml-cpp-dev libcli11-dev libfmt-dev libspdlog-dev python3 curl ca-certificates
  libgeos-dev libgeographiclib-dev libpq-dev libre2-dev libxlsxwriter-dev libexpat1-dev libzip-dev libicu-dev libprotozero-dev gdal-bin
  libpango1.0-dev fonts-noto-cjk)
test_packages=(libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev sqlite3 chromium postgresql-15 libreoffice-calc-nogui libreoffice-writer-nogui python3-openpyxl
  python3-docx python3-jsonschema python3-yaml poppler-utils)
tidy_packages=(clang-19 clang-tidy-19 libclang-rt-19-dev)

packages=("${build_packages[@]}")
case $want in
  build) ;;
  test) packages+=("${test_packages[@]}") ;;
  tidy) packages+=("${test_packages[@]}" "${tidy_packages[@]}") ;;
  *) echo "usage: tools/setup.sh build|test|tidy" >&2; exit 2 ;;
esac

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
# Debian's Node.js 18 is enough where no newer one is present.
command -v npm >/dev/null || missing+=(nodejs npm)
if ((${#missing[@]})); then
  echo "setup: installing ${#missing[@]} Debian packages: ${missing[*]}"
  run=()
  ((EUID == 0)) || run=(sudo)
  "${run[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# DuckDB is not in Debian: the shared library travels in one npm package, its C header in another.
duckdb_version=1.4.4
case $(uname -m) in
  x86_64) platform=linux-x64 ;;
  aarch64) platform=linux-arm64 ;;
  *) echo "setup: no prebuilt DuckDB for $(uname -m)" >&2; exit 3 ;;
esac
deps=build/deps/duckdb-$duckdb_version
if [[ ! -f $deps/lib/libduckdb.so || ! -f $deps/include/duckdb.h ]]; then
  echo "setup: fetching DuckDB $duckdb_version from npm"
  mkdir -p "$deps/lib" "$deps/include"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  (cd "$scratch" && npm pack --silent "@duckdb/node-bindings-$platform@$duckdb_version-r.1" "duckdb@$duckdb_version" >/dev/null)
  tar -xzf "$scratch"/duckdb-node-bindings-*.tgz -C "$scratch"
  cp "$scratch/package/libduckdb.so" "$deps/lib/libduckdb.so"
  tar -xzf "$scratch/duckdb-$duckdb_version.tgz" -C "$scratch" --wildcards '*/src/include/duckdb.h'
  find "$scratch" -path '*/src/include/duckdb.h' -exec cp {} "$deps/include/duckdb.h" \;
  [[ -f $deps/include/duckdb.h ]] || { echo "setup: the npm package duckdb $duckdb_version holds no duckdb.h" >&2; exit 3; }
fi
