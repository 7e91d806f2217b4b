#!/usr/bin/env bash
# include_table.sh: who may include whom in src/. Fails on a line that breaks the table below, on a missing folder and
# on a folder that the table does not know; then plants such faults in a copy and sees that each is found.
. "$(dirname -- "$0")/planted.sh"

# folder: the folders and single headers of ours that it may include, besides its own. "every" is every folder.
table='
base:
engine: base
text:   base
model:  base engine
lab:    base engine text model
view:   base model/trace.h
term:   base view
repl:   base text model lab view term/term.h
lua:    base engine text model lab view term/term.h repl
lesson: base view repl lua
main:   every
'

# A borrowed library: its headers (a pattern), the places that may include it (patterns of files in src/), and in how
# many files.
libraries='
utf8proc[.]h                                      base/                                                 any
cblas[.]h                                         engine/                                               one
immintrin[.]h                                     engine/                                               one
jansson[.]h                                       lab/|model/checkpoint|model/safetensors|repl/|lua/|lesson/ any
md4c[.]h                                          view/markdown[.]c                                     one
((n?cursesw?/)?n?curses|panel|term)[.]h           term/                                                 one
readline/.*                                       term/                                                 one
(lua|lualib|lauxlib|luaconf)[.]h                  lua/|lesson/                                          any
'

# Everything else in <> is the C library or the system.
libc='
assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic
stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype
alloca dirent dlfcn fcntl fnmatch ftw getopt glob grp iconv langinfo libgen poll pthread pty pwd regex sched semaphore
spawn strings sysexits syslog termios ucontext unistd utime wordexp execinfo
'

# violations SRC: a line for each fault in that folder of sources; nothing when there is none.
violations() {
    local src=$1
    missing_folders "$src"
    ( cd "$src" && find . -type f \( -name '*.[ch]' -o -name '*.inc' \) | sed 's,^\./,,' | LC_ALL=C sort ) |
        src=$src table=$table libraries=$libraries libc=$libc awk '
        function complain(text) { print file ":" line_number ": " text }
        function folder_of(path) { return index(path, "/") ? substr(path, 1, index(path, "/") - 1) : "main" }

        function check_ours(header,   owner) {
            owner = folder_of(header)
            if (header == "config.h") return
            if (header !~ /^[a-z]+\/[a-z0-9_]+[.]h$/) {
                complain("\"" header "\" is not written as \"folder/name.h\"")
                return
            }
            if (!(owner in may)) complain("\"" header "\" is in no folder of the table")
            else if (owner == folder) return
            else if (header ~ /_(parts|internal)[.]h$/) complain(header " is private to " owner)
            else if (index(may[folder], " every ")) return
            else if (!index(may[folder], " " owner " ") && !index(may[folder], " " header " "))
                complain(folder " may not include " header)
        }

        function check_borrowed(header,   i, name) {
            for (i = 1; i <= borrowed; i++) {
                if (header !~ "^(" headers[i] ")$") continue
                if (file !~ "^(" places[i] ")") complain("<" header "> belongs to " places[i] " only")
                else if (count[i] == "one") {
                    if (!(i in holder)) holder[i] = file
                    else if (holder[i] != file)
                        complain("<" header "> belongs to one file, and " holder[i] " has it already")
                }
                return
            }
            name = header
            sub(/[.]h$/, "", name)
            if (header !~ /^sys\// && !index(system_headers, " " name " "))
                complain("<" header "> is neither the C library nor a library of the table")
        }

        function check_line(text) {
            if (text !~ /^[ \t]*#[ \t]*include([ \t<"]|$)/) return
            sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text)
            if (match(text, /^"[^"]*"/)) check_ours(substr(text, 2, RLENGTH - 2))
            else if (match(text, /^<[^>]*>/)) check_borrowed(substr(text, 2, RLENGTH - 2))
            else complain("an include that cannot be read: " text)
        }

        BEGIN {
            src = ENVIRON["src"]
            rows = split(ENVIRON["table"], row, "\n")
            for (i = 1; i <= rows; i++) if (split(row[i], part, ":") == 2) {
                gsub(/[ \t]+/, " ", part[2])
                may[part[1]] = " " part[2] " "
            }
            rows = split(ENVIRON["libraries"], row, "\n")
            for (i = 1; i <= rows; i++) if (split(row[i], part, /[ \t]+/) >= 3) {
                borrowed++
                headers[borrowed] = part[1]
                places[borrowed] = part[2]
                count[borrowed] = part[3]
            }
            system_headers = " " ENVIRON["libc"] " "
            gsub(/[ \t\n]+/, " ", system_headers)
        }
        {
            file = $0
            folder = folder_of(file)
            line_number = 0
            if (!(folder in may)) { complain("a folder that the table does not know"); next }
            while ((getline text < (src "/" file)) > 0) { line_number++; check_line(text) }
            close(src "/" file)
        }'
}

missing_folders() {
    local folder
    for folder in $(sed -n 's/^\([a-z]*\):.*/\1/p' <<<"$table"); do
        if [ "$folder" = main ]; then
            [ -f "$1/main.c" ] || echo "main.c: missing"
        else
            [ -n "$(find "$1/$folder" -name '*.[ch]' 2>/dev/null | head -n 1)" ] || echo "$folder/: missing, or without a source"
        fi
    done
}

# ---- the tests ----

fresh_copy() {
    rm -rf "$copy/src"
    mkdir "$copy/src"
    ( cd "$source_folder/src" && tar cf - . ) | tar xf - -C "$copy/src"
}

# added TITLE FILE LINE EXPECTED
added() {
    fresh_copy
    echo "$3" >>"$copy/src/$2"
    found "$1" "$4" "$(violations "$copy/src")"
}

echo "1..17"
quiet "src keeps to the table" "$(violations "$source_folder/src")"

added "base includes view" base/error.h '#include "view/canvas.h"' "base may not include view/canvas.h"
added "engine includes text" engine/tensor.h '  #  include "text/vocabulary.h"' "engine may not include text/vocabulary.h"
added "view includes the model" view/canvas.c '#include "model/model.h"' "view may not include model/model.h"
added "repl includes a terminal's part" repl/repl.h '#include "term/cells.h"' "repl may not include term/cells.h"
added "a folder's private header" lua/planted.c '#include "lab/registry_internal.h"' "lab/registry_internal.h is private to lab"
added "a header without its folder" lab/lab.h '#include "tensor.h"' 'is not written as "folder/name.h"'
added "curses in the views" view/canvas.h '#include <ncurses.h>' "<ncurses.h> belongs to term/ only"
added "curses in a second file" term/term.h '#include <curses.h>' "<curses.h> belongs to one file"
added "readline in a second file" term/plain.c '#include <readline/readline.h>' "<readline/readline.h> belongs to one file"
added "cblas in a second file" engine/op.c '#include <cblas.h>' "<cblas.h> belongs to one file"
added "jansson in training" model/training.c '#include <jansson.h>' "<jansson.h> belongs to"
added "md4c in another view" view/prose.c '#include <md4c.h>' "<md4c.h> belongs to view/markdown[.]c only"
added "an unknown library" text/split.c '#include <zlib.h>' "<zlib.h> is neither"

fresh_copy
rm -rf "$copy/src/view"
found "a missing folder" "view/: missing" "$(violations "$copy/src")"

fresh_copy
mkdir "$copy/src/extra" && echo "int extra;" >"$copy/src/extra/extra.c"
found "a folder outside the table" "extra/extra.c:0: a folder that the table does not know" "$(violations "$copy/src")"

fresh_copy
only "a copy without a plant says what src says" "$(violations "$source_folder/src")" "$(violations "$copy/src")"
