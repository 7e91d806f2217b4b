#!/usr/bin/env bash
# house.sh: what holds for every file: it opens with its name and what it is, leaves no note on work to be done, and is
# known to the makefiles; a file in src/ is short enough to read. Then plants faults in a copy: each must be found.
. "$(dirname -- "$0")/planted.sh"
most_lines=600
folders='src tests scripts lessons'

# files_of ROOT: the files that people write in, by name.
files_of() {
    ( cd "$1" && find $folders -type f \( -name '*.[ch]' -o -name '*.lua' -o -name '*.sh' -o -name '*.py' -o -name '*.mk' \
        -o -path 'scripts/*' \) | grep -v '/__pycache__/' | LC_ALL=C sort )
}

# opening_faults ROOT: files in C, Lua, Python and bash whose first comment does not begin with their name.
opening_faults() {
    local file name line
    while IFS= read -r file; do
        name=${file##*/}
        case $file in
            *.mk) continue ;;
            lessons/*) continue ;;  # all called lesson.lua: they begin with what the lesson is about
        esac
        line=$(sed -n '1{/^#!/!p}; 2p' "$1/$file" | head -n 1)
        case $line in
            "/* $name: "*|"-- $name: "*|"# $name: "*|'"""'"$name: "*) ;;
            *) echo "$file: opens with '${line:0:50}', not with '$name: '" ;;
        esac
    done < <(files_of "$1")
}

# length_faults ROOT: files in src/ that are too long to be read in one sitting.
length_faults() {
    local file lines
    while IFS= read -r file; do
        lines=$(wc -l <"$1/$file")
        [ "$lines" -le "$most_lines" ] || echo "$file: $((lines)) lines, more than $most_lines"
    done < <(files_of "$1" | grep '^src/')
}

# note_faults ROOT: notes on work to be done. (The words stand apart here, so that this file has none.)
note_faults() {
    ( cd "$1" && files_of . | tr '\n' '\0' | xargs -0 grep -n -w -E "TO""DO|FIX""ME|XX""X" /dev/null )
}

# makefile_faults ROOT: sources that no makefile names, and so no tarball holds.
makefile_faults() {
    local file part named
    named=$(cd "$1" && cat Makefile.am $(find src tests lessons scripts -name '*.mk') | sed 's/#.*//' | tr -s ' \t\\=' '\n')
    while IFS= read -r file; do
        part=$file
        until grep -q -x -F -- "$part" <<<"$named"; do
            [ "$part" != "${part%/*}" ] || { echo "$file: in no makefile"; break; }
            part=${part%/*} # a folder that is named stands for all in it
        done
    done < <({ files_of "$1" | grep -v '\.mk$'; cd "$1" && find lessons tests -name '*.md' -o -name '*.tsv' -o -name '*.learner'; } | LC_ALL=C sort)
}

# ---- the tests ----

keeps() { quiet "$1" "$("$2" "$source_folder")"; }  # keeps TITLE CHECK

# planted TITLE CHECK WORDS: whether the check finds just one fault in the copy, in these words; then the copy is cleared.
planted() {
    only "$1" "$3" "$("$2" "$copy")"
    rm -rf "$copy/src/base"
}

echo "1..18"
count=$(files_of "$source_folder" | wc -l)
if [ "$count" -gt 150 ]; then report OK "files were found"; else report NOT "files were found" "only $count"; fi
keeps "every file opens with its name" opening_faults
keeps "no file in src is longer than $most_lines lines" length_faults
keeps "nothing is left to do" note_faults
keeps "every file is in a makefile" makefile_faults

mkdir -p "$copy/src" "$copy/tests" "$copy/scripts" "$copy/lessons"
: >"$copy/Makefile.am"
plant src/base/a.c '/* b.c: x. */\n'
planted "found: another's name" opening_faults "src/base/a.c: opens with '/* b.c: x. */', not with 'a.c: '"
plant src/base/a.h '#include <stdio.h>\n/* a.h: x. */\n'
planted "found: no opening comment" opening_faults "src/base/a.h: opens with '#include <stdio.h>', not with 'a.h: '"
plant src/base/a.lua ''
planted "found: an empty file" opening_faults "src/base/a.lua: opens with '', not with 'a.lua: '"
plant src/base/a.sh '#!/bin/sh\n# a.sh: x\n' && plant src/base/a.lua '-- a.lua: x\n'
planted "quiet: good openings" opening_faults ""
plant src/base/a.c "$(printf '%*s' $((most_lines + 1)) '' | sed 's/ /\\n/g')"
planted "found: a long file" length_faults "src/base/a.c: $((most_lines + 1)) lines, more than $most_lines"
plant src/base/a.c "$(printf '%*s' "$most_lines" '' | sed 's/ /\\n/g')"
planted "quiet: a file just short enough" length_faults ""
plant src/base/a.c "x;\n/* TO""DO: y */\n"
planted "found: a note" note_faults "src/base/a.c:2:/* TO""DO: y */"
plant src/base/a.c 'todos; METODO;\n'
planted "quiet: other words" note_faults ""
plant src/base/a.c 'x;\n' && plant src/base/local.mk 'l_SOURCES = src/base/a.cc src/base/a\n'
planted "found: a file that no makefile names" makefile_faults "src/base/a.c: in no makefile"
plant src/base/a.c 'x;\n' && plant src/base/local.mk 'l_SOURCES = \\\n\tsrc/base/a.c src/base/a.h\n'
planted "quiet: a file that a makefile names" makefile_faults ""
plant src/base/a.c 'x;\n' && plant src/base/local.mk 'EXTRA_DIST += src/base\n'
planted "quiet: a file in a folder that a makefile names" makefile_faults ""
plant src/base/a.c 'x;\n' && plant src/base/local.mk '# src/base\nEXTRA_DIST += src/bas src/base/b.c\n'
planted "found: a folder that only a comment names" makefile_faults "src/base/a.c: in no makefile"
said=$(opening_faults "$copy/not-there" 2>&1)
if [ -n "$said" ]; then report OK "found: no folder"; else report NOT "found: no folder"; fi
