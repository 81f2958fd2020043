#!/bin/sh
# The last step of the build, called by module dist: makes the caches that let the programs start fast, and then says
# that the build is done. The argument is the time at which the build began.
#     finish-build.sh TIME
set -eu
launcher=$(readlink -f "$0")
launcher=${launcher%/*/*}/build
. "${launcher%/*}/lib/launch.sh"

find_jdk
"$java_home/bin/java" "$root/bin/lib/ModernClasses.java" "$dist/lib/picocli.jar"
sh "$root/bin/lib/learn.sh"
printf '%s\n' "$java_version" >"$dist/built.new"
touch -d "$1" "$dist/built.new"
mv -f "$dist/built.new" "$dist/built"
