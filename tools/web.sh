#!/usr/bin/env bash
# Builds the screens into web/dist; a second run without changes returns at once.
set -euo pipefail
cd "$(dirname "$0")/../web"
[[ -f package.json ]] || exit 0
stamp=$(find . -path ./node_modules -prune -o -path ./dist -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
if [[ -f dist/.stamp && $(cat dist/.stamp) == "$stamp" ]]; then exit 0; fi
if [[ ! -d node_modules || package-lock.json -nt node_modules/.package-lock.json ]]; then
  echo "web: installing packages"
  npm ci --silent --no-audit --no-fund
fi
echo "web: building the screens"
npm run --silent build
echo "$stamp" > dist/.stamp
