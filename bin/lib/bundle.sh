#!/bin/sh
# Makes target/bundle: the programs with a Java runtime and natives of their own, which runs wherever it is copied to on a
# machine of this kind. The image and the packages are made of it.
set -eu
launcher=$(readlink -f "$0")
launcher=${launcher%/*/*}/bundle
. "${launcher%/*}/lib/launch.sh"

# Whatever the programs and their libraries use of Java; the last three for those who look into a running server.
modules=java.base,java.logging,java.management,java.naming,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported
modules=$modules,jdk.jcmd,jdk.jfr,jdk.management.agent

find_jdk
ensure_built
made=$root/target/bundle
[ -f "$made/made" ] && [ -z "$(find "$dist/built" "$root/bin" -newer "$made/made" | head -n 1)" ] && exit 0
new=$root/target/bundle.new
rm -rf "$new"
mkdir -p "$new/bin/lib" "$new/native"

# A stack trace names no lines of Java's own classes, only of ours and of the libraries': a seventh of the runtime.
"$java_home/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --strip-java-debug-attributes --output "$new/runtime"
# The authorities that the machine which builds trusts are nobody else's: clients use those of the machine that they run on.
rm -f "$new/runtime/lib/security/cacerts"
cp -p "$root/bin/room-server" "$root/bin/chat" "$root/bin/signal-bridge" "$root/bin/signal-send" "$root/bin/bench" \
  "$root/bin/conformance" "$root/bin/demo" "$new/bin"
cp -p "$root"/bin/lib/demo-*.sh "$root/bin/lib/launch.sh" "$root/bin/lib/learn.sh" "$root/bin/lib/healthy" "$new/bin/lib"
cp -p "$root/signal-bridge/signal-send.sh" "$new/bin"
cp -Rp "$dist/lib" "$new/lib"

# Makes JAR anew of what is unpacked, with the time that it had, by which the caches know it: pack JAR.
pack() {
  "$java_home/bin/jar" --create --file "$1" --no-manifest --date "$(date -u -r "$1" +%Y-%m-%dT%H:%M:%SZ)" -C "$new/unpacked" .
}

# The natives lie beside the libraries, which would otherwise unpack them each time they start: take JAR FILE. Those for other
# machines, in the same DIRECTORY of the library, are left out: take JAR FILE DIRECTORY.
take() {
  jar=$new/lib/$1
  mkdir "$new/unpacked"
  (cd "$new/unpacked" && "$java_home/bin/jar" xf "$jar")
  mv "$new/unpacked/$2" "$new/native"
  if [ $# -eq 3 ]; then
    rm -r "$new/unpacked/${3:?}"
    pack "$jar"
  fi
  rm -r "$new/unpacked"
}
machine=$(uname -m)
netty=$(printf '%s' "$machine" | sed 's/aarch64/aarch_64/')
take "netty-transport-native-epoll-linux-$netty.jar" "META-INF/native/libnetty_transport_native_epoll_$netty.so"
take sqlite-jdbc.jar "org/sqlite/native/Linux/$machine/libsqlitejdbc.so" org/sqlite/native
take jffi-native.jar "jni/$machine-Linux/libjffi-1.2.so" jni
# Of ICU only what a name is looked at with is used; tables of languages, regions and zones are the most of it.
mkdir "$new/unpacked"
(cd "$new/unpacked" && "$java_home/bin/jar" xf "$new/lib/icu4j.jar")
for tables in brkitr coll curr lang rbnf region translit unit zone; do
  rm -r "$new"/unpacked/com/ibm/icu/impl/data/icudata/"$tables"
done
find "$new/unpacked/com/ibm/icu/impl/data/icudata" -maxdepth 1 ! -name 'res_index.res' \
  \( -name '??.res' -o -name '???.res' -o -name '??_*.res' -o -name '???_*.res' \) -delete
pack "$new/lib/icu4j.jar"
rm -r "$new/unpacked"
# Of Bouncy Castle only certificates and their encoding are used, and none of its ciphers after quantum computers.
mkdir "$new/unpacked"
(cd "$new/unpacked" && "$java_home/bin/jar" xf "$new/lib/bcprov-jdk18on.jar")
rm -r "$new/unpacked/org/bouncycastle/pqc"
pack "$new/lib/bcprov-jdk18on.jar"
rm -r "$new/unpacked"

find "$new/lib" -name 'netty-transport-native-epoll-linux-*' ! -name "*-$netty.jar" -delete

sh "$new/bin/lib/learn.sh"
# What these two win by their caches is not worth the size.
rm -f "$new"/aot/*.log "$new/aot/bench.aot" "$new/aot/conformance.aot"
: >"$new/made"
rm -rf "$made"
mv "$new" "$made"
