#!/usr/bin/env bash
# Builds the pages (web/ to web/dist) when their sources changed, and writes what embeds them:
#   web_build.sh OUTPUT.cpp
# Safe to call from several build trees at once. web/dist/.built holds the hash of the sources that made
# it, so that the sanitizers' builds take what the first one made; web/node_modules/.installed that of the
# lock file.
set -euo pipefail
output=$(realpath -m "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../web"
exec 9<.
flock 9

hash_of() { # files, NUL-separated on standard input
  sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
}
sources=$(find . \( -path ./node_modules -o -path ./dist \) -prune -o -type f -print0 | hash_of)
lock=$(printf '%s\0' package.json package-lock.json | hash_of)

if [ "$(cat dist/.built 2>/dev/null)" != "$sources" ]; then
  if [ "$(cat node_modules/.installed 2>/dev/null)" != "$lock" ]; then
    npm ci --no-progress --loglevel=error >&2 || {
      echo "web: npm ci に失敗しました。ネットワークと npm の設定をご確認ください。画面なしなら -DMADOGUCHI_WEB=OFF" >&2
      echo "web: npm ci failed; without the pages: -DMADOGUCHI_WEB=OFF" >&2
      exit 1
    }
    echo "$lock" > node_modules/.installed
  fi
  npm run --silent build >&2
  echo "$sources" > dist/.built
fi
mkdir -p "$(dirname "$output")"
node ../scripts/web_embed.mjs dist "$output"
