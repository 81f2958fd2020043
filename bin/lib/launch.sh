# What the launchers share: where things are, a JDK, a build that is up to date, and the start of a program.
# A launcher sets `launcher` to its own real path and sources this file.

root=${launcher%/*/*}
dist=$root/target/roomtalk
# A bundle (bundle.sh) brings its Java and its natives along, and is never built.
bundle=
if [ -d "$root/runtime" ]; then
  bundle=$root
  dist=$root
fi
launcher_name=${launcher##*/}

# Ends with one line that says what is wrong and what would be right.
fail() {
  printf '%s: %s\n' "$launcher_name" "$1" >&2
  exit 1
}

# Whether a directory is a JDK 25 or later, or the runtime of a bundle. Sets java_home and java_version.
usable_jdk() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  [ -n "$bundle" ] || [ -x "$1/bin/javac" ] || return 1
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      value=${value%\"*}
      major=${value%%[!0-9]*}
      [ "${major:-0}" -ge 25 ] || return 1
      java_home=$1
      java_version=$value
      return 0
    fi
  done <"$1/release"
  return 1
}

find_jdk() {
  if [ -n "$bundle" ]; then
    usable_jdk "$bundle/runtime" && return 0
    fail "$bundle/runtime is not whole: install Roomtalk again."
  fi
  [ -n "${JAVA_HOME:-}" ] && usable_jdk "$JAVA_HOME" && return 0
  if on_path=$(command -v java) && on_path=$(readlink -f "$on_path"); then
    usable_jdk "${on_path%/bin/java}" && return 0
  fi
  home=${HOME:-/nonexistent}
  for directory in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/* \
    "$home"/.sdkman/candidates/java/* "$home"/.jdks/* "$home"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    usable_jdk "$directory" && return 0
  done
  fail "needs a JDK 25 or later: get one at https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to its directory."
}

# Sets mvn.
find_maven() {
  mvn=$(command -v mvn) ||
    fail "needs Maven 3.8 or later to build: install it ('apt-get install maven', 'brew install maven', or https://maven.apache.org/install.html)."
  version=$(JAVA_HOME=$java_home "$mvn" -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  case $major.$minor in
    [0-2].* | 3.[0-7]) fail "needs Maven 3.8 or later to build, and $mvn is $version: see https://maven.apache.org/install.html." ;;
  esac
}

# Whether the last build was made with this JDK and is newer than every source. A tree without sources is never built.
up_to_date() {
  [ -f "$root/pom.xml" ] || return 0
  built_with=
  [ -f "$dist/built" ] && read -r built_with <"$dist/built"
  [ "$built_with" = "$java_version" ] &&
    [ -z "$(find "$root/pom.xml" "$root/.mvn" "$root/bin/lib" "$root"/*/pom.xml "$root"/*/src/main \
      "$root"/chat-client/*/pom.xml "$root"/chat-client/*/src/main \
      -newer "$dist/built" -print 2>/dev/null | head -n 1)" ]
}

# Follows Maven's output and keeps one line of a terminal up to date with it.
show_progress() {
  step='looking at the sources'
  files=0
  while IFS= read -r line; do
    case $line in
      '[INFO] Building Roomtalk '[a-z]*)
        step=${line#'[INFO] Building Roomtalk '}
        step=${step%%  *}
        count=${line##*'['}
        step="${step% [0-9]*} (${count%%/*} of ${count##*/}"
        step="${step%']'})"
        ;;
      *'Downloaded from '*) files=$((files + 1)) ;;
      *) continue ;;
    esac
    if [ "$files" -gt 0 ]; then
      printf '\r\033[K%s: building (the first time takes a minute or two): %s, %s files fetched' \
        "$launcher_name" "$step" "$files" >&2
    else
      printf '\r\033[K%s: building (the first time takes a minute or two): %s' "$launcher_name" "$step" >&2
    fi
  done
  printf '\r\033[K' >&2
}

run_maven() {
  status=0
  (
    cd "$root"
    JAVA_HOME=$java_home "$mvn" -B -pl dist -am package -Dmaven.test.skip=true -Dspotless.check.skip=true </dev/null 2>&1 ||
      echo "$?" >"$dist/build.status"
  ) | tee "$dist/build.log" | if [ -t 2 ]; then show_progress; else cat >/dev/null; fi
}

build() {
  find_maven
  rm -f "$dist/build.status"
  run_maven
  if [ -f "$dist/build.status" ] || ! up_to_date; then
    sed -n 's/^\[ERROR\] //p' "$dist/build.log" | head -n 15 >&2
    fail "the build failed; its whole output is in $dist/build.log."
  fi
}

# Builds if needed. Of two launchers that find the build out of date one builds and the other waits for it.
ensure_built() {
  up_to_date && return 0
  mkdir -p "$dist" 2>/dev/null && [ -w "$dist" ] ||
    fail "has to build, and $dist cannot be written: build as the owner of $root first."
  if command -v flock >/dev/null; then
    exec 9>"$dist/build.lock"
    if ! flock -n 9; then
      [ -t 2 ] && printf '%s: waiting for another launcher that is building\n' "$launcher_name" >&2
      flock 9
    fi
    up_to_date || build
    exec 9>&-
  else
    lock_without_flock
    up_to_date || build
    rm -f "$dist/build.holder"
    trap - EXIT
  fi
}

# Where there is no flock(1), a symbolic link that names the process holding it.
lock_without_flock() {
  until ln -s "$$" "$dist/build.holder" 2>/dev/null; do
    holder=$(readlink "$dist/build.holder") || continue
    if ps -p "$holder" >/dev/null 2>&1; then
      sleep 1
    else
      rm -f "$dist/build.holder"
    fi
  done
  trap 'rm -f "$dist/build.holder"' EXIT
}

# Java reads arguments and names of files in the charset of its locale. Text is UTF-8 here, whatever the environment names: a
# locale that is not installed counts as C, in which everything but ASCII is lost. Sets a locale of UTF-8 that this machine has.
use_utf8() {
  unset LOCPATH
  utf8=
  # glibc has it in a directory, musl has every locale.
  for directory in /usr/lib/locale/C.utf8 /usr/lib/locale/C.UTF-8 /usr/share/locale/C.UTF-8 /lib/ld-musl-*; do
    if [ -e "$directory" ]; then
      utf8=C.UTF-8
      break
    fi
  done
  [ -n "$utf8" ] || utf8=$(locale -a 2>/dev/null | grep -i 'utf-\{0,1\}8$' | head -n 1)
  if [ -n "$utf8" ]; then
    export LC_ALL="$utf8"
  else
    # macOS means UTF-8 where nothing is named. Elsewhere Java is told the names of files, and reads its arguments from /proc.
    unset LC_ALL LC_CTYPE LANG
    java_options="$java_options -Dsun.jnu.encoding=UTF-8"
  fi
}

# What every JVM of ours gets: no warnings about native access or Unsafe, and nothing of its own on stdout or stderr.
set_java_command() {
  java=$java_home/bin/java
  java_options="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xlog:disable -XX:-UsePerfData"
  # Sampling where each buffer came from costs the relay 3 % of its time; the tests look at every buffer.
  java_options="$java_options -Dio.netty.leakDetection.level=disabled"
  java_options="$java_options -Dstdin.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"
  collector=
  case ${ROOMTALK_JAVA_OPTIONS:-} in
    *-XX:+Use*GC*) ;;
    *) collector=-XX:+UseSerialGC ;;
  esac
  java_options="$java_options $collector"
  # Set in a bundle alone. As words of their own, because a directory may have a space in its name.
  native=
  libcrypto=
  if [ -n "$bundle" ]; then
    native=$bundle/native
    # In the image.
    [ ! -r "$native/libcrypto.so.3" ] || libcrypto=$native/libcrypto.so.3
  fi
  # Java would announce these on stderr.
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  use_utf8
}

# Sets what starts one program: program, jar, main, the Java options of that program, and a command that starts Java.
set_program() {
  program=$1
  jar=$program.jar
  program_options=
  prefix=
  case $program in
    room-server) main=dev.roomtalk.server.app.RoomServer ;;
    chat) main=dev.roomtalk.chat.Chat ;;
    signal-bridge) main=dev.roomtalk.bridge.SignalBridge ;;
    signal-send)
      jar=signal-bridge.jar
      main=dev.roomtalk.bridge.SignalSend
      ;;
    bench) main=dev.roomtalk.bench.Bench ;;
    conformance) main=dev.roomtalk.conformance.Conformance ;;
  esac
  # The second compiler costs the programs of a person more time than they live to win back; and of what it has compiled some is
  # thrown away when something comes for the first time, while a client waits that gives up soon.
  case $program in
    chat | signal-*) program_options=-XX:TieredStopAtLevel=1 ;;
  esac
  # A screen that is open for days holds few lines of each room; without a limit the heap grows with the machine. And what is called
  # by reflection is called a few times: code that is made for it would only delay the first screen.
  [ "$program" != chat ] || program_options="$program_options -Xmx96m -Djdk.reflect.useNativeAccessorOnly=true"
  # A package may have another name for the client.
  [ ! -r "$dist/chat-command" ] || program_options="$program_options -Droomtalk.chat-command=$(cat "$dist/chat-command")"
  # Without memory a server is no server: it ends with status 3, and what started it starts it again.
  case $program in
    room-server | signal-bridge) program_options="$program_options -XX:+ExitOnOutOfMemoryError" ;;
  esac
  if [ "$program" = room-server ]; then
    # An idle session takes a sixth less, and so does the garbage of a message.
    program_options="$program_options -XX:+UseCompactObjectHeaders"
    # Members wait while the garbage is collected: often and briefly, not seldom and long. What a collection of all has freed is
    # the system's again.
    [ -z "$collector" ] ||
      program_options="$program_options -XX:MaxNewSize=16m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10 -XX:-ShrinkHeapInSteps"
  fi
  [ -z "${hup_was_ignored:-}" ] || program_options="$program_options -Droomtalk.hup-was-ignored=$hup_was_ignored"
  # Without it these two start themselves again, to block the signals before Java starts any thread.
  case $program in
    signal-*)
      if env --block-signal=USR1,USR2,42,43 true 2>/dev/null; then
        prefix='env --block-signal=USR1,USR2,42,43 _JAVA_SR_SIGNUM=16'
      fi
      ;;
  esac
}

# Replaces the shell by a program, built if it has to be: run NAME [ARGUMENT...].
run() {
  find_jdk
  ensure_built
  set_java_command
  set_program "$1"
  shift
  # shellcheck disable=SC2086 # the options are words
  exec $prefix "$java" $java_options $program_options "-XX:AOTCache=$dist/aot/$program.aot" \
    ${native:+"-Djava.library.path=$native" "-Djffi.boot.library.path=$native" "-Dorg.sqlite.lib.path=$native"} \
    ${libcrypto:+"-Droomtalk.libcrypto=$libcrypto"} \
    ${TMPDIR:+"-Djava.io.tmpdir=$TMPDIR"} ${ROOMTALK_JAVA_OPTIONS:-} -cp "$dist/lib/$jar" "$main" "$@"
}
