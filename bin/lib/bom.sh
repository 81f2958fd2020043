#!/bin/sh
# Prints a bill of materials with what Maven does not know of: the Java runtime, and the SQLite inside of its driver.
#     bom.sh BOM RUNTIME LIB
# BOM is Maven's (CycloneDX); RUNTIME the directory of the Java runtime; LIB that of the libraries of the programs.
set -eu
bom=$1 runtime=$2 lib=$3

java_version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$runtime/release")
# A driver's version is SQLite's and a number of its own.
driver=$(sed -n 's|.*"pkg:maven/org.xerial/sqlite-jdbc@\([0-9.]*\)?type=jar".*|\1|p' "$bom" | head -1)
sqlite_version=${driver%.*}
if [ -z "$java_version" ] || [ -z "$sqlite_version" ] || [ ! -f "$lib/sqlite-jdbc.jar" ]; then
  echo "bom.sh: no version of the Java runtime or of SQLite" >&2
  exit 1
fi

component() { # NAME VERSION LICENCE PURL DESCRIPTION
  cat <<END
    {
      "type" : "library",
      "bom-ref" : "$4",
      "name" : "$1",
      "version" : "$2",
      "description" : "$5",
      "scope" : "required",
      "licenses" : [ { "expression" : "$3" } ],
      "purl" : "$4"
    },
END
}

# Before the first of the components on the outermost level.
while IFS= read -r line || [ -n "$line" ]; do
  printf '%s\n' "$line"
  if [ "$line" = '  "components" : [' ]; then
    component OpenJDK "$java_version" 'GPL-2.0-only WITH Classpath-exception-2.0' "pkg:generic/openjdk@$java_version" \
      'The Java runtime that the programs bring along'
    component SQLite "$sqlite_version" blessing "pkg:generic/sqlite@$sqlite_version" 'The database, inside of sqlite-jdbc'
  fi
done <"$bom"
