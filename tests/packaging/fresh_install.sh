#!/bin/bash
# Runs every ```sh block of docs/install.md and docs/upgrade.md, in their order, in a Debian 12 made for it by
# debootstrap, with systemd as process 1 in namespaces of its own and no network but loopback. By hand, as root:
#   ./dev package && tests/packaging/fresh_install.sh build/package/madoguchi_*.deb [FOLDER]
# Needs debootstrap and this machine's package sources. FOLDER (/var/tmp/madoguchi-fresh) is made anew.
set -euo pipefail
package=$(realpath "$1")
folder=${2:-/var/tmp/madoguchi-fresh}
root=$folder/root
documents=$(dirname "$(realpath "$0")")/../../docs
init=""

end() {
  [ -z "$init" ] || kill -9 "$init" 2>/dev/null || true
}
trap end EXIT

in_root() { # a command with this machine's network, before systemd runs
  unshare --mount --fork bash -c '
    root=$1; shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"' in "$root" "$@"
}

make_root() {
  rm -rf "$folder"
  mkdir -p "$folder"
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -1)
  debootstrap --variant=minbase bookworm "$root" "${mirror:?no package source for bookworm}" > "$folder/debootstrap.log"
  rm -f "$root/etc/apt/sources.list"
  cp -r /etc/apt/sources.list.d /etc/apt/apt.conf.d "$root/etc/apt/"
  [ ! -e /etc/apt/sources.list ] || cp /etc/apt/sources.list "$root/etc/apt/"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  echo "127.0.0.1 center.example" >> "$root/etc/hosts"
  cp "$package" "$root/root/"
  # What the documents install is fetched now: there is no network later.
  in_root bash -ec 'apt-get update -q; apt-get install -y -q --no-install-recommends systemd systemd-sysv dbus
    apt-get install -y -q --download-only curl "/root/'"$(basename "$package")"'"
    apt-get install -y -q --no-install-recommends --download-only samba smbclient' > "$folder/apt.log" 2>&1
  : > "$root/etc/machine-id"
}

boot() {
  unshare --net --mount --pid --uts --ipc --cgroup --fork bash -ec '
    root=$1
    mount --make-rprivate /
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
      mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
    else
      mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
      mkdir "$root/sys/fs/cgroup/systemd" "$root/sys/fs/cgroup/unified"
      mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
      mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/unified"
    fi
    for place in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$place"; done
    chmod 1777 "$root/tmp"
    node() { mknod -m "$4" "$root/dev/$1" c "$2" "$3"; }
    node null 1 3 666; node zero 1 5 666; node full 1 7 666; node random 1 8 666; node urandom 1 9 666
    node tty 5 0 666; node console 1 3 600
    mkdir "$root/dev/pts" "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    mount -t tmpfs tmpfs "$root/dev/shm"
    ip link set lo up
    hostname fresh
    mkdir -p "$root/.old"
    cd "$root"
    pivot_root . .old
    umount -l /.old
    exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --show-status=false' \
    boot "$root" > "$folder/boot.log" 2>&1 &
  local outer=$!
  for _ in $(seq 100); do
    init=$(cat "/proc/$outer/task/$outer/children" 2>/dev/null | tr -d ' ' || true)
    if [ -n "$init" ] && inside systemctl is-system-running 2>/dev/null | grep -Eq 'running|degraded'; then return; fi
    sleep 0.2
  done
  echo "systemd does not come up; see $folder/boot.log" >&2
  exit 1
}

inside() {
  nsenter -t "$init" -m -p -u -i -n -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    TERM=dumb DEBIAN_FRONTEND=noninteractive SHARE_PASSWORD=trial "$@"
}

make_root
boot
for document in install upgrade; do
  { echo 'set -eux'; awk '/^```sh$/ { on = 1; print "cd /root"; next } /^```$/ { on = 0 } on' "$documents/$document.md"; } \
    > "$root/root/$document.sh"
  inside bash "/root/$document.sh" > "$folder/$document.log" 2>&1 ||
    { tail -20 "$folder/$document.log"; echo "docs/$document.md: failed, see $folder/$document.log"; exit 1; }
  echo "docs/$document.md: every command ran"
done
