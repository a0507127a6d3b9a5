#!/bin/sh
# One man page from a page of docs/manual: the part above its line "---" (ja) or the one below (en).
#   man_page.sh ja|en PAGE.md NAME SECTION OUTPUT.gz
set -eu
language=$1 page=$2 name=$3 section=$4 output=$5
case $language in
  ja) from=gfm+east_asian_line_breaks break='.mso ja.tmac\
.ad l' ;;
  *) from=gfm break='.ad l' ;;
esac
mkdir -p "$(dirname "$output")"
awk -v want="$language" '/^---$/ { below = 1; next } (want == "en") == below && !/^# /' "$page" |
  pandoc --from "$from" --to man --standalone --shift-heading-level-by=-1 \
    --variable title="$name" --variable section="$section" --variable header="Madoguchi" --variable footer="Madoguchi" |
  sed "/^\.TH/a\\
$break" | gzip -9n > "$output.new"
mv "$output.new" "$output"
