#!/usr/bin/env bash
# Browser stories: a demonstration district in a temporary folder, looked at through Chromium by each role.
# usage: run.sh PATH_OF_BIYUN. Pictures of every screen go to build/screens/. Needs web/dist and web/node_modules.
set -euo pipefail
[[ $# -eq 1 && -x $1 ]] || { echo "usage: $0 PATH_OF_BIYUN (an executable)" >&2; exit 2; }
biyun=$(realpath "$1")
cd "$(dirname "$0")/../.."
ready_s_max=180
stop_s_max=10

folder=$(mktemp -d)
server=
finish() {
  if [[ -n $server ]] && kill -0 "$server" 2>/dev/null; then
    kill -TERM "$server" 2>/dev/null || true
    for _ in $(seq $((stop_s_max * 10))); do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

"$biyun" serve --demo --data "$folder/data" --http 127.0.0.1:0 --hj212 127.0.0.1:0 >"$folder/said" 2>&1 &
server=$!
for _ in $(seq $((ready_s_max * 5))); do
  grep -q '^ready ' "$folder/said" && break
  kill -0 "$server" 2>/dev/null || { echo "the server ended before it was ready:" >&2; cat "$folder/said" >&2; exit 1; }
  sleep 0.2
done
address=$(sed -n 's/^ready \(http:[^ ]*\).*/\1/p' "$folder/said")
[[ -n $address ]] || { echo "the server was not ready after $ready_s_max s:" >&2; cat "$folder/said" >&2; exit 1; }

mkdir -p build/screens
BIYUN_ADDRESS=$address BIYUN_SCREENS=$PWD/build/screens node --test --test-reporter=spec tests/browser/*.test.mjs
