#!/bin/sh
# systemd takes the units without a word, and their exposure (0 best, 10 worst) stays below a limit.
#   units.sh FOLDER-OF-UNITS BINARY      77: no systemd-analyze here
set -eu
command -v systemd-analyze >/dev/null || { echo "no systemd-analyze here"; exit 77; }
units=$1 binary=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
for unit in "$units"/*; do
  sed "s#=\([+!-]*\)[^ ]*/madoguchi #=\1$binary #" "$unit" > "$folder/$(basename "$unit")"
done
for unit in "$folder"/*; do
  name=$(basename "$unit")
  instance=$(echo "$name" | sed 's/@\./@clinic./')
  [ "$instance" = "$name" ] || cp "$unit" "$folder/$instance"
  said=$(systemd-analyze verify --man=no "$folder/$instance" 2>&1) || failed=1
  case $said in *"$folder"*|*madoguchi*) echo "$said"; failed=1 ;; esac
  case $name in *.service) ;; *) continue ;; esac
  # A threshold of 20 tenths: what systemd itself calls "OK".
  if ! systemd-analyze security --offline=true --threshold=20 --no-pager "$folder/$instance" > "$folder/said" 2>&1; then
    cat "$folder/said"
    failed=1
  fi
  echo "$name: $(grep -o 'exposure level.*' "$folder/said")"
done
exit $failed
