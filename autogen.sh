#!/bin/sh
# autogen.sh: makes ./configure from configure.ac (needed once, and after configure.ac changed).
set -e
cd "$(dirname "$0")"
mkdir -p build-aux
autoreconf --install --warnings=no-obsolete
