#!/usr/bin/env bash
# recipes.sh: what HACKING.md says of adding a command, an option, a cell, a score function, a task, a source of data
# and a view is done to a copy of the sources, by its own code, and used. The same checks fail on the program as it is.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL # of the make that runs this test
source_folder=${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}
build=${SEQLAB_BUILD:-.}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
. "$source_folder/tests/report.sh"
command -v python3 >/dev/null || { echo "1..0 # SKIP python3 is not installed"; exit 0; }
export XDG_STATE_HOME=$scratch/state LC_ALL=C.UTF-8 SEQLAB_DATA=$source_folder OPENBLAS_NUM_THREADS=1

copy=$scratch/copy
mkdir "$copy" "$scratch/objects"
cp -r "$source_folder/src" "$source_folder/tests" "$copy"
chmod -R u+w "$copy"
cp -r "$copy" "$scratch/planted"
said=$(python3 "$source_folder/tests/recipes.py" "$source_folder/HACKING.md" "$copy" 2>&1)
for path in src/model/configuration.c src/engine/cell_mgu.c src/model/score_bounded.c src/text/task_rotate.c src/text/source_count.c \
    src/view/spark.c src/repl/commands_unknown.c; do
    grep -qx "$path" <<<"$said" && report OK "a recipe changes $path" || report NOT "a recipe changes $path" "$said"
done
sed 's/below `TASK(sort)/below `TASK(nonsense)/' "$source_folder/HACKING.md" >"$scratch/HACKING.md"
said=$(python3 "$source_folder/tests/recipes.py" "$scratch/HACKING.md" "$scratch/planted" 2>&1) \
    && report NOT "found: a place that there is not" "$said" || report OK "found: a place that there is not"

# ---- built as the program is, without optimization: all sources that local.mk names ----
flags() {
    (cd "$build" && printf 'include Makefile\nrecipe-flags:\n\t@echo $(DEFS) $(CPPFLAGS) $(AM_CPPFLAGS)\nrecipe-libs:\n\t@echo $(%s)\n' \
        'BLAS_LIBS) $(JANSSON_LIBS) $(LUA_LIBS) $(NCURSES_LIBS) $(READLINE_LIBS) $(UTF8PROC_LIBS) $(MD4C_LIBS) $(LIBS' |
        make -s --no-print-directory -f - "$1" 2>/dev/null)
}
compiler=$(cd "$build" && printf 'include Makefile\nrecipe-cc:\n\t@echo $(CC)\n' | make -s --no-print-directory -f - recipe-cc)
sources=$(echo $(cd "$copy" && cat src/*/local.mk | grep -o 'src/[a-z0-9_/]*\.c' | grep -v help_pages | sort -u; echo src/main.c))
absolute=$(cd "$build" && pwd)
{
    echo "FLAGS = -std=gnu11 -O0 -w -pthread -I$absolute -I$copy/src $(flags recipe-flags | sed -E 's/-I[^ ]*\/src( |$)/ /g; s/"/\\"/g')"
    echo "program: $(sed 's,/,_,g; s,\([^ ]*\)\.c,../objects/\1.o,g' <<<$sources) ../objects/help_pages.o"
    printf '\t%s -pthread -o $@ $^ %s\n' "$compiler" "$(flags recipe-libs)"
    for file in $sources; do
        printf '../objects/%s.o: %s\n\t%s $(FLAGS) -c -o $@ $<\n' "$(tr / _ <<<"${file%.c}")" "$file" "$compiler"
    done
    printf '../objects/help_pages.o: %s\n\t%s $(FLAGS) -c -o $@ $<\n' "$absolute/src/repl/help_pages.c" "$compiler"
} >"$copy/recipes.mk"
said=$(cd "$copy" && make -s -j2 -f recipes.mk program 2>&1)
[ -x "$copy/program" ] && report OK "what the recipes make can be built" || report NOT "what the recipes make can be built" "$said"

# ---- used ----
old=$scratch/old.safetensors
"$build/run" -e 'data task=copy length=2..4 symbols=5' -e 'model hidden=8 name=old' -e "save $old" >/dev/null 2>&1
rotated='e = data{task="rotate", symbols=5, length=3}.examples[1]; w = {} for t in e.source:gmatch("%S+") do w[#w + 1] = t end'
task='data task=copy length=2..4'
# checks PROGRAM: says what is not as it should be. Each line: what is seen, then the commands; with @, as a person sees it.
checks() {
    local wanted lines steps said json
    while IFS='~' read -r wanted lines; do
        steps=()
        while IFS= read -r step; do steps+=(-e "$step"); done < <(tr '!' '\n' <<<"$lines")
        [ "${lines#@}" = "$lines" ] && json=--json || json= steps=("${steps[0]}" "${steps[1]#@}" "${steps[@]:2}")
        said=$("$1" ${json:+"$json"} "${steps[@]}" 2>&1)
        grep -qF -e "$wanted" <<<"$said" || echo "'$lines' lacks $wanted: $(tail -n 2 <<<"$said" | cut -c1-300)"
    done <<END
"initial":"zero"~$task!model hidden=8 initial=zero
did you mean initial=zero~$task!model initial=zeor
"choices":"random|zero"~help model
"initial":"random"~open $old!model
"initial":"zero"~$task!model hidden=8 initial=zero!save $scratch/new.safetensors replace=yes!model initial=random hidden=4!open $scratch/new.safetensors name=again
"cell":"mgu"~$task!model hidden=8 cell=mgu!train steps=3!save $scratch/mgu.safetensors replace=yes!open $scratch/mgu.safetensors name=again
"gates":["forget"~$task!model hidden=8 cell=mgu!gates a b
tanh(n_x + f * n_h)~formula mgu
"attention":"bounded"~$task!model hidden=8 attention=bounded!train steps=3!attend a b!model
turned true~$rotated!first = table.remove(w, 1)!w[#w + 1] = first!print("turned " .. tostring(table.concat(w, " ") == e.target))
counted true~data task=count!model hidden=8!train steps=3!e = data{task="count"}.examples[1]!print("counted " .. tostring(select(2, e.source:gsub("1", "")) == tonumber(e.target)))
"tokens":[{"token":"뷁에","place":2}]~data grammar=ko-en!unknown 나는 뷁에 갔다
1 of 3 tokens are not known:~@data grammar=ko-en!unknown 나는 뷁에 갔다
unknown WORDS...~@help unknown
Norms, near to far: ~@data task=copy!model hidden=8 attention=none!gradients length=5
END
}
said=$(checks "$copy/program")
[ -z "$said" ] && report OK "what was added is parsed, told, trained, saved and opened" || report NOT "what was added is parsed, told, trained, saved and opened" "$said"
said=$(checks "$build/run" | grep -c "^'")
[ "$said" = 15 ] && report OK "found: a program without it" || report NOT "found: a program without it" "$said of 15 checks fail"
echo "1..$number"
