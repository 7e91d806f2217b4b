#!/usr/bin/env bash
# circles.sh: no files in src/ need each other in a circle. Then circles are planted, and each is found, however it is hidden.
. "$(dirname -- "$0")/planted.sh"

circles() { python3 "$source_folder/tests/circles.py" "$1" 2>&1; }

# says TITLE EXPECTED: what circles.py says of the planted files, which are then cleared away.
says() {
    only "$1" "$2" "$(circles "$copy")"
    rm -rf "${copy:?}"/*
}

# three_files: a chain a.c -> b.c -> c.c, declared in one header.
three_files() {
    plant x/all.h 'int a(void);\nint b(void);\nint c(void);\nextern const int number;\n'
    plant x/a.c '#include "x/all.h"\nint a(void)\n{\n    return b();\n}\n'
    plant x/b.c '#include "x/all.h"\nint b(void)\n{\n    return c();\n}\n'
    plant x/c.c '#include "x/all.h"\nint c(void)\n{\n    return 1;\n}\n'
}

quiet "src has no circle of files" "$(circles "$source_folder/src")"

cp -r "$source_folder/src" "$copy/"
echo '#include "lab/lab.h"' >>"$copy/src/base/error.h"
said=$(circles "$copy/src")
[[ $said == "circle: "*base/error.h*lab/lab.h* ]] && report OK "found: a circle in a copy of src" || report NOT "found: a circle in a copy of src" "$said"
rm -rf "$copy/src"

three_files
says "quiet: a chain" ""

three_files
plant x/c.c '#include "x/all.h"\nint c(void)\n{\n    return a();\n}\n'
says "found: three files behind one header" "circle: x/a.c x/b.c x/c.c"

three_files
plant x/a.c '#include "x/all.h"\nconst int number = 3;\nint a(void)\n{\n    return b();\n}\n'
plant x/c.c '#include "x/all.h"\nint c(void)\n{\n    return number;\n}\n'
says "found: a circle by a variable" "circle: x/a.c x/b.c x/c.c"

three_files
plant x/c.c '#include "x/all.h"\nstatic const struct {\n    int (*run)(void);\n} row = {.run = a};\nint c(void)\n{\n    return row.run();\n}\n'
says "found: a circle by a table of functions" "circle: x/a.c x/b.c x/c.c"

plant x/one.h '#include "y/two.h"\n'
plant y/two.h '#include "x/one.h"\n'
says "found: headers of two folders that include each other" "circle: x/one.h y/two.h"

plant x/one.h 'int a(void);\nstatic inline int twice(void)\n{\n    return 2 * a();\n}\n'
plant x/a.c '#include "x/one.h"\nint a(void)\n{\n    return 1;\n}\n'
says "found: an inline function that needs who includes it" "circle: x/a.c x/one.h"

three_files
plant x/pair.h 'typedef struct Pair { int a; } Pair;\n'
plant x/c.c '#include "x/all.h"\n#include "x/pair.h"\n/* a() */\nint c(void)\n{\n    Pair s = {.a = 1}, *p = &s;\n    return s.a + p->a + (int)sizeof "a()";\n}\n'
says "quiet: comments, strings and members" ""

three_files
plant x/c.c 'static int a(void)\n{\n    return 1;\n}\nint c(void)\n{\n    return a();\n}\n'
says "quiet: a static function of the same name" ""

says "found: no files at all" "$copy: no C files"
echo "1..$number"
