#!/usr/bin/env bash
# lesson_hostile.sh: a lesson may come from anybody: each of these tries what it may not do, and is stopped with a
# reason. Last, what a lesson may do it can.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
export COLUMNS=300
own=$XDG_DATA_HOME/seqlab/lessons
folder=$own/bad
mkdir -p "$folder"
printf '## one: One\n\nSay yes.\n\n## two: Two\n\nThe end.\n' >"$folder/text.en.md"
echo "secret	other" >"$scratch/secret.tsv"

# lesson_with FIELDS OF THE FIRST STEP: the planted lesson; `tops` before it stands at the top of lesson.lua.
lesson_with() {
    printf '%s\nreturn { title = { en = "Bad" }, steps = { { id = "one", ask = "yes", %s }, { id = "two" } } }\n' "${tops:-}" "$1" >"$folder/lesson.lua"
    rm -rf "$scratch/state"
}
# stops TITLE LUA WORDS: a check that runs this is stopped with these words, and the program leaves the lesson in order.
stops() {
    lesson_with "check = function(answer, lesson) $2 end"
    said=$(cd "$scratch" && timeout 120 "$program" -e 'lesson bad' -e yes 2>&1)
    status=$?
    said=$(tr '\n' ' ' <<<"$said" | tr -s ' ')
    if grep -qF -e "$3" <<<"$said" && grep -qF 'The lesson was left' <<<"$said" && [ "$status" = 1 ]; then report OK "$1"
    else report NOT "$1" "it lacks '$3', or did not end in order (status $status): $said"; fi
}

# ---- files ----
stops 'io is not there' 'io.open("/etc/passwd")' "global 'io'"
stops 'nor os.execute' 'os.execute("touch ran")' "field 'execute'"
stops 'nor os.remove' 'os.remove("secret.tsv")' "field 'remove'"
stops 'nor dofile' 'dofile("secret.tsv")' "global 'dofile'"
stops 'require finds the program'"'"'s modules alone' 'require("../../secret")' 'there is no module'
stops 'a file above its folder' 'data{file = "../../../secret.tsv"}' 'only the files in its own folder'
stops 'a file by its whole path' "data{file = \"$scratch/secret.tsv\"}" 'only the files in its own folder'
stops 'a file of the current folder' 'data{file = "secret.tsv"}' 'only the files in its own folder'
stops 'as a file to measure' 'accuracy{file = "/etc/passwd"}' 'only the files in its own folder'
stops 'as a model' 'open("/etc/passwd")' 'only the files in its own folder'
ln -s "$scratch/secret.tsv" "$folder/link.tsv"
stops 'through a link in its folder' 'data{file = "link.tsv"}' 'only the files in its own folder'
stops 'through a metatable of its memory' 'lesson.memory = nil setmetatable(lesson, {__index = function() data{file = "secret.tsv"} return {} end}) return true' 'only the files in its own folder'
stops 'a file in the home' 'data{file = "~/.profile"}' 'only the files in its own folder'
stops 'to write' 'save("out.safetensors")' "cannot run 'save'"
stops 'to write in its own folder' "save(\"$folder/out.safetensors\")" "cannot run 'save'"
stops 'to write answers' 'translate{file = "data/ko-en.tsv", out = "out.safetensors"}' "cannot run 'translate'"
stops 'to delete what a crash left' 'open{discard = 1}' "cannot run 'open'"
stops 'to end the session' 'quit()' "cannot run 'quit'"
stops 'to write by the demo' 'demo()' "cannot run 'demo'"
stops 'to open another lesson' '_G.lesson("1")' "cannot run 'lesson'"
stops 'to write notes' '_G.lesson("notes x.md")' "cannot run 'lesson'"
stops 'to define commands' 'seqlab.command{name = "ls", run = print}' "field 'command'"
[ -z "$(find "$scratch" "$own" -name ran -o -name 'out.safetensors' -o -name 'x.md')" ] && report OK 'nothing was written' || report NOT 'nothing was written'
[ -f "$scratch/secret.tsv" ] && report OK 'nothing was removed' || report NOT 'nothing was removed'

# ---- links in place of its own files ----
lesson_with 'least = 1'
mv "$folder/text.en.md" "$scratch/text" && ln -s /etc/passwd "$folder/text.en.md"
fails 'a text that is a link out of the folder' 'lesson bad' 'leads out of the lesson'
rm "$folder/text.en.md" && mv "$scratch/text" "$folder/text.en.md"
mv "$folder/lesson.lua" "$scratch/moved.lua" && ln -s "$scratch/moved.lua" "$folder/lesson.lua"
fails 'such a lesson.lua' 'lesson bad' 'leads out of the lesson'
rm "$folder/lesson.lua"

# ---- what it offers ----
refused() {  # refused TITLE FIELD WORDS: a lesson whose step has this field is not opened, with these words
    lesson_with "$2"
    sed -i 's/ask = "yes", //' "$folder/lesson.lua"
    session "" 'lesson bad'
    said=$(tr '\n' ' ' <<<"$said" | tr -s ' ')
    [ "$status" = 1 ] && grep -qF -e "$3" <<<"$said" && report OK "$1" || report NOT "$1" "status $status; it said: $said"
}
offers() { refused "$1" "try = $2" "$3"; }
offers 'no offer to write' '"save model.safetensors"' "cannot run 'save'"
offers 'nor a picture' '"export picture.svg"' "cannot run 'export'"
offers 'no offer of another lesson' '"lesson reset"' "cannot run 'lesson'"
offers 'no offer of a run for later' '"queue train steps=10000"' "cannot run 'queue'"
offers 'no offer to read elsewhere' '"data file=/etc/passwd"' 'only the files in its own folder'
offers 'no offer to go on by itself' '"next"' "cannot run 'next'"
offers 'nor to answer' '"answer yes"' "cannot run 'answer'"
offers 'no offer of Lua' '"io.open(1)"' 'is no command'
offers 'no offer to delete' '"open discard=1"' "'open discard=1' is no command"
takes() { refused "$1" "bare = \"$2\"" "$3"; }  # nor one that gives this command the lines that a learner types
takes 'no line that is written to a file' save "step one: bare: a lesson cannot run 'save'"
takes 'nor one that names a file' open 'step one: bare: a: a lesson reads only'
takes 'nor one that ends the session' quit 'step one: bare: '
lesson_with 'least = 1'
sed -i 's/ask = "yes", least = 1/try = "translate {{words}}", prepare = function(lesson) lesson.memory.words = "a\\nprint(\\"two\\" .. \\"lines\\")" end/' "$folder/lesson.lua"
presses 'a value of two lines is one command' $'data task=copy\nmodel hidden=4\nlesson bad\n\n' 'Bad' ! 'twolines'
sed -i 's/a\\nprint(.*)" end/file=letters.txt out=stolen.tsv" end/' "$folder/lesson.lua"
echo 'a b' >"$scratch/letters.txt"
presses 'a value that makes files of it is not offered' $'data task=copy\nmodel hidden=4\nlesson bad\n\n' 'translate file=letters.txt'
[ -e "$scratch/stolen.tsv" ] && report NOT 'and nothing is written' || report OK 'and nothing is written'

# ---- its title ----
lesson_with 'least = 1'
sed -i 's/en = "Bad"/en = "Bad\\nos.exit() --"/' "$folder/lesson.lua"
fails 'a title of two lines' 'lesson bad' 'one line without control'
lesson_with 'least = 1'
cp "$folder/text.en.md" "$scratch/text" && sed -i 's/: One/: One\ros.exit() --/' "$folder/text.en.md"
fails 'and so a heading' 'lesson bad' 'no control characters'
mv "$scratch/text" "$folder/text.en.md"

# ---- time ----
stops 'an endless loop' 'while true do end' 'too long'
stops 'one that pcall wraps' 'while true do pcall(function() while true do end end) end' 'too long'
stops 'a pattern that runs for minutes' 'return ("a"):rep(40):find(("a?"):rep(40) .. ("a"):rep(40)) == 2' 'too long'
stops 'a coroutine without end' 'coroutine.wrap(function() while true do end end)()' 'too long'
stops 'a training without end' 'data{task = "copy"} model{hidden = 4} while true do train{steps = 10000000} end' 'too long'
tops='while true do end' lesson_with 'least = 1'
fails 'a loop while it is read' 'lesson bad' 'too long'
says 'and the list goes on without it' 'lesson' 'bad  cannot be read' 'Guessing'
tops='data{task = "copy"}' lesson_with 'least = 1'
fails 'a command while it is read' 'lesson bad' 'in its functions only'

# ---- memory ----
stops 'a text of a gigabyte' 'return #("x"):rep(2^30) > 0' '512 MiB'
stops 'a table without end' 'local t = {} while true do t[#t + 1] = ("x"):rep(1e6) .. #t end' '512 MiB'
stops 'tensors without end' 'local t = {} while true do t[#t + 1] = zeros(1000, 1000) end' 'MiB'
stops 'models without end' 'data{task = "copy"} for i = 1, 1e6 do model{hidden = 512, layers = 3, name = "m" .. i} end' 'million parameters'
stops 'a memory that is too large' 'lesson.memory.x = ("x"):rep(100000) return true' '64 KiB'
lesson_with 'least = 1'
head -c 1100000 /dev/zero | tr '\0' ' ' >>"$folder/lesson.lua"
fails 'a lesson.lua of more than 1 MiB' 'lesson bad' '1 MiB'
lesson_with 'least = 1'
cp "$folder/text.en.md" "$scratch/text" && head -c 1100000 /dev/zero | tr '\0' ' ' >>"$folder/text.en.md"
fails 'a text of more than 1 MiB' 'lesson bad' '1 MiB'
mv "$scratch/text" "$folder/text.en.md"

# ---- what it may ----
printf 'x y\ty x\nx\tx\ny\ty\nx x\tx x\ny y\ty y\ny x\tx y\n' >"$folder/pairs.tsv"
lesson_with 'check = function(answer, lesson)
  lesson.memory.count = data{file = "pairs.tsv", tokens = "word"}.training
  model{hidden = 8, name = "small"} train{steps = 3}
  return data{file = "ko-en.tsv", max = 5}.training > 0
end'
SEQLAB_DATA=$source_folder
presses 'a lesson reads its own files and the data of the program, and the learner names them as it does' \
    $'lesson bad\nyes\ndata file=pairs.tsv\n' 'Done' '(2 of 2)' ! error
grep -q '"count"' "$scratch/state/seqlab/progress.json" && report OK 'and has its memory' || report NOT 'and has its memory'
finish
