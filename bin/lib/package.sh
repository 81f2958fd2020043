#!/bin/sh
# Makes of a bundle what is installed on other machines: target/packages/roomtalk-VERSION-linux-MACHINE.tar.gz, and on Debian
# a .deb. Called by module dist with -Ppackage: package.sh VERSION
set -eu
launcher=$(readlink -f "$0")
launcher=${launcher%/*/*}/package
. "${launcher%/*}/lib/launch.sh"

version=$1
machine=$(uname -m)
find_jdk
sh "$root/bin/lib/bundle.sh"
packages=$root/target/packages
rm -rf "$packages"
mkdir -p "$packages"

# What a package has besides the programs: the documents, man pages and units, and what everything is made of.
tree=$packages/roomtalk-$version
cp -Rp "$root/target/bundle" "$tree"
rm -f "$tree/made"
mkdir -p "$tree/share/man/man1" "$tree/share/doc" "$tree/share/systemd"
cp -Rp "$root/docs/operating" "$root/docs/CLIENT.md" "$root/docs/BRIDGE.md" "$root/docs/SECURITY.md" "$root/proto/PROTOCOL.md" "$root/CHANGELOG.md" "$root/LICENSE" \
  "$tree/share/doc"
mkdir "$tree/share/doc/monitoring"
cp -p "$root/docker/alerts.yml" "$root/docker/grafana/dashboards/roomtalk.json" "$tree/share/doc/monitoring"
sh "$root/bin/lib/bom.sh" "$dist/bom.json" "$tree/runtime" "$dist/lib" >"$tree/share/doc/bom.json"
cp -p "$root"/dist/src/systemd/* "$tree/share/systemd"
# All at once: each asks its program for the help of every command.
pages=
for page in room-server roomtalk signal-bridge signal-send; do
  program=$page
  [ "$page" != roomtalk ] || program=chat
  sh "$root/bin/lib/man.sh" "$page" "$tree/bin/$program" >"$tree/share/man/man1/$page.1" &
  pages="$pages $!"
done
for page in $pages; do
  wait "$page"
done
mkdir "$tree/share/completions"
for shell in bash zsh fish; do
  "$tree/bin/chat" completion "$shell" >"$tree/share/completions/chat.$shell"
done
tar -C "$packages" --owner=0 --group=0 --numeric-owner -czf "$packages/roomtalk-$version-linux-$machine.tar.gz" "roomtalk-$version"

command -v dpkg-deb >/dev/null || exit 0
debian=$packages/debian
mkdir -p "$debian/DEBIAN" "$debian/opt" "$debian/etc/roomtalk" "$debian/usr/bin" "$debian/usr/share/man/man1" \
  "$debian/usr/share/doc" "$debian/usr/lib/systemd/system"
cp -Rp "$tree" "$debian/opt/roomtalk"
rm -r "$debian/opt/roomtalk/share"
cp -p "$tree"/share/man/man1/*.1 "$debian/usr/share/man/man1"
gzip -9n "$debian"/usr/share/man/man1/*.1
cp -Rp "$tree/share/doc" "$debian/usr/share/doc/roomtalk"
mv "$debian/usr/share/doc/roomtalk/LICENSE" "$debian/usr/share/doc/roomtalk/copyright"
cp -p "$tree"/share/systemd/* "$debian/usr/lib/systemd/system"
for program in room-server signal-bridge signal-send; do
  ln -s "/opt/roomtalk/bin/$program" "$debian/usr/bin/$program"
done
# Debian has a chat of its own, which dials modems: here the client is called, and calls itself, roomtalk.
ln -s /opt/roomtalk/bin/chat "$debian/usr/bin/roomtalk"
echo roomtalk >"$debian/opt/roomtalk/chat-command"
sh "$root/bin/lib/man.sh" roomtalk "$debian/opt/roomtalk/bin/chat" | gzip -9n >"$debian/usr/share/man/man1/roomtalk.1.gz"
completions=$debian/usr/share
mkdir -p "$completions/bash-completion/completions" "$completions/zsh/vendor-completions" "$completions/fish/vendor_completions.d"
"$debian/opt/roomtalk/bin/chat" completion bash >"$completions/bash-completion/completions/roomtalk"
"$debian/opt/roomtalk/bin/chat" completion zsh >"$completions/zsh/vendor-completions/_roomtalk"
"$debian/opt/roomtalk/bin/chat" completion fish >"$completions/fish/vendor_completions.d/roomtalk.fish"
"$tree/bin/room-server" config example >"$debian/etc/roomtalk/room-server.conf"
echo /etc/roomtalk/room-server.conf >"$debian/DEBIAN/conffiles"
install -m 755 "$root/dist/src/debian/postinst" "$root/dist/src/debian/prerm" "$debian/DEBIAN"
architecture=$(dpkg --print-architecture)
cat >"$debian/DEBIAN/control" <<EOF
Package: roomtalk
Version: $version
Architecture: $architecture
Maintainer: Roomtalk <roomtalk@localhost>
Installed-Size: $(du -sk "$debian" | cut -f 1)
Depends: libc6
Recommends: libssl3 | libssl3t64
Section: net
Priority: optional
Description: chat rooms for people and for processes, from a terminal
 The server (room-server), the client (roomtalk), and the bridge by which processes of this machine speak in a room with
 nothing but kill (signal-bridge, signal-send). Brings its Java runtime along.
EOF
dpkg-deb -Zzstd --root-owner-group --build "$debian" "$packages/roomtalk_${version}_$architecture.deb" >/dev/null
rm -rf "$debian"
