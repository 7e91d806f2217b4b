#!/usr/bin/env bash
# repl_prompt.sh: what is typed at the prompt: several lines at once, quotation marks, words that are no command.
. "$(dirname -- "$0")/repl_session.sh"

holds() {  # holds TITLE EXPRESSION: in Python, of `values`, the results on standard output
    local said
    said=$(python3 -c 'import json, sys
values = [json.loads(line) for line in sys.stdin]
sys.exit(None if eval(sys.argv[1]) else str(values)[:2000])' "$2" <"$scratch/out" 2>&1) && report OK "$1" || report NOT "$1" "$said"
}

data='data task=copy length=2..5 symbols=6'

# ---- several lines ----
seqlab --json -e "$data"$'\n# translate this\nmodel hidden=8\n\n  train steps=2\ntranslate a b'
ends "each line of -e is a command" 0
holds "and runs in order" '[v["command"] for v in values] == ["data", "model", "train", "translate"] and values[3]["source"] == "a b"'
seqlab --json -e "$data"$'\nmodle hidden=8\nmodel hidden=8'
ends "the first that fails ends them" 1 "did you mean 'model'?"
holds "those before it ran" 'len(values) == 1'
seqlab -e $'local a = 3\nprint(a + 4)\nhelp lang\nprint(a)'
prints "a local name lasts until the next command" "7" "lang en | lang ko" "nil"
seqlab -e $'for i = 1, 2 do\nprint(i * 21)\nend\n1 + 1\n2 + 2'
prints "Lua goes on in the next line, or does not" 21 42 2 4
seqlab --json -e "$data"$'\nmodel hidden=8' -e 'save("a\nb")'
ends "a file's name holds no line break" 1 "line break"
piped '\xef\xbb\xbf'"$data"'\nmodel hidden=8\n' --json
ends "a byte order mark before the first command" 0
printf '\xef\xbb\xbf# a comment\r\n%s\r\n' "$data" >"$scratch/commands"
seqlab --json -f "$scratch/commands"
ends "and before a comment, in a file" 0
holds "the rest runs" 'values[0]["command"] == "data"'

# ---- quotation marks ----
seqlab --json -e 'data grammar=ko-en length=2..4' -e 'model hidden=8' -e 'translate "Yes," it'"'"'s.' -e 'translate "나는  간다" seed=2' -e 'translate "abc'
ends "quotation marks in sentences" 0
holds "they reach the model" '[v["source"] for v in values[2:]] == ["\"Yes,\" it'"'"'s.", "나는  간다", "\"abc"]'
mkdir "$scratch/files"
seqlab -e "$data" -e 'model hidden=8' -e "save \"$scratch/files/my model\""
[ -f "$scratch/files/my model" ] && report OK "a file's name may hold a blank" || report NOT "a file's name may hold a blank" "$(ls "$scratch/files")"
seqlab --json open "$scratch/files/my model"
ends "a name with a blank from the shell" 0
seqlab -e "open \"$scratch/files/my model"
ends "a name's mark must be closed" 1 "is not closed"
seqlab --json translate 나는 "간다 x" y
ends "words from the shell are the sentence's" 1 "no model"

echo "1..$number"
