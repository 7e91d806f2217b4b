#!/usr/bin/env bash
# lesson_author.sh: lessons of the user's: `lesson check` finds each planted fault with its file and line, their own folder
# stands beside the program's, a new lesson runs as it is, and one that is tried shows what its author changes.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"
own=$XDG_DATA_HOME/seqlab/lessons
progress_file=$XDG_STATE_HOME/seqlab/progress.json

plant() { mkdir -p "$own/$1" && cat >"$own/$1/$2"; }  # plant LESSON FILE <TEXT

# ---- every fault at once ----
plant wrong lesson.lua <<'LUA'
return {
  title = { en = "Wrong" },
  minutes = "x",
  stepz = 3,
  steps = {
    { id = "one", chek = 3, try = "model hiden=3" },
    { id = "two", ask = "numbr" },
    { id = "Three" },
    { id = "four", try = "print(3)", after = "acuracy" },
    { id = "five", ask = "choice", choices = { { id = "a", en = "x" }, { id = "b", ko = "y" } } },
    { id = "six", keep = 5, after = "zz" },
    { id = "six", bare = "xx" },
  },
}
LUA
plant wrong text.en.md <<'MD'
hello

## one: One

Type `train step=3` and `model hidden=9`.

## two: Two

## other

Text.

## five five
MD
session "" 'lesson check wrong'
[ "$status" = 1 ] && report OK 'check fails' || report NOT 'check fails' "status $status: $said"
finds() { grep -qxF -e "$2" <<<"$said" && report OK "found: $1" || report NOT "found: $1" "'$2' was not said: $said"; }
finds 'text before the first section' 'wrong/text.en.md:1: text before the first section'
finds 'a value of another kind' 'wrong/lesson.lua:1: wrong: minutes must be a number'
finds 'a key that nobody reads' "wrong/lesson.lua:4: wrong: there is no key stepz: did you mean steps?"
finds 'such a key of a step' "wrong/lesson.lua:6: step one: there is no key chek: did you mean check?"
finds 'a kind of question' 'wrong/lesson.lua:7: step two: ask must be integer, number, choice, yes, text, lua'
finds 'an id that is none' 'wrong/lesson.lua: step 3 needs an id of small letters, digits and hyphens'
finds 'a choice without its text' 'wrong/lesson.lua:10: step five: choices needs en'
finds 'what is kept' "wrong/lesson.lua:11: step six: keep must be true, a model's name or a list of names"
finds 'a step twice' 'wrong/lesson.lua:11: two steps are called six'
finds 'a step without text' 'wrong/text.en.md:7: there is no section for the step four'
finds 'a section of no step' 'wrong/text.en.md:9: the section other belongs to no step'
finds 'an empty section' 'wrong/text.en.md:7: the section two is empty'
finds 'a heading without an id' "wrong/text.en.md:13: a section begins with an id: '## id: Title' or '## id'"
finds 'a command in a text' "wrong/text.en.md:5: \`train step=3\` is no command: train has no option 'step': did you mean 'steps'?"
finds 'a command of a step' "wrong/lesson.lua:6: step one: 'model hiden=3' is no command: model has no option 'hiden': did you mean 'hidden'?"
finds 'Lua where a command should be' "wrong/lesson.lua:9: step four: 'print(3)' is no command: there is no command 'print(3)'"
finds 'a command to wait for, beside others to try' "wrong/lesson.lua:9: step four: after: there is no command 'acuracy'"
finds 'a name of a command' "wrong/lesson.lua:11: step six: after: there is no command 'zz'"
finds 'another' "wrong/lesson.lua:11: step six: bare: there is no command 'xx'"
grep -qx "error: faults: $(grep -c '^wrong/' <<<"$said")" <<<"$said" && report OK 'they are counted' || report NOT 'they are counted' "$said"
fails 'the same by its folder' "lesson check $own/wrong" 'wrong/lesson.lua:4: wrong: there is no key stepz'
printf 'return {\n  steps = {\n' | plant wrong lesson.lua
fails 'Lua that does not compile' 'lesson check wrong' 'wrong/lesson.lua:3: '
rm "$own/wrong/text.en.md"
fails 'no text at all' 'lesson check wrong' 'wrong/text.en.md: the lesson has no text'
rm -r "$own/wrong"

# ---- their folder ----
plant short lesson.lua <<'LUA'
return {
  title = { ko = "짧은 수업" },
  steps = { { id = "only" }, { id = "pick", ask = "choice", choices = { { id = "a", ko = "하나" }, { id = "b", ko = "둘" } } } },
}
LUA
printf '## only: 처음\n\n읽으십시오.\n\n## pick\n\n고르십시오.\n' | plant short text.ko.md
says 'one language is enough' 'lesson check short' '1 lesson: no faults'
says 'the list has it after the program'"'"'s, by name' lesson 'Guessing' 'Hostile' 'Your own lessons' 'short  짧은 수업'
says 'it opens by its name, in the language that it has' $'lesson short\nnext\nlesson stop' 'Lesson short: 짧은 수업 (1 of 2)' '하나' "'lesson short' resumes it"
says 'and is resumed' 'lesson short' '(2 of 2)'
says 'or by its path' "lesson $own/short" 'Lesson short: 짧은 수업 (1 of 2)'
says 'after its end no other one is next, not even one of the program' $'lesson short\n1' 'is finished' ! 'next one'
mkdir "$own/guess" "$own/My lesson" && cp "$own/short"/* "$own/guess" && cp "$own/short"/* "$own/My lesson"
says 'a name that the program has opens the program'"'"'s' 'lesson guess' 'Guessing (1 of 7)'
says 'and the list says why the other is not to be had' 'lesson' 'guess  cannot be read: a lesson of the program has this name' 'My lesson  cannot be read'
fails 'a folder without a lesson' "lesson $scratch" 'holds no lesson.lua'
says 'the program'"'"'s lessons are as before' 'lesson 1' 'Guessing (1 of 7)'

# ---- a new one ----
SEQLAB_DATA=$source_folder
rm -rf "$own"
says 'new makes a lesson' 'lesson new first' 'lesson.lua and' 'lesson try first'
says 'without a fault' 'lesson check first' '1 lesson: no faults'
printf 'lesson first\n\n40\n\n\n\n\n' >"$scratch/lines"
said=$(cd "$scratch" && timeout 120 "$program" <"$scratch/lines" 2>&1)
grep -q 'is finished' <<<"$said" && grep -qE 'You guessed 40%, and it gets [0-9]+%' <<<"$said" && report OK 'which runs as it is' || report NOT 'which runs as it is' "$said"
cp -r "$own/first" "$scratch/before" && echo '-- mine' >>"$own/first/lesson.lua" && cp "$own/first/lesson.lua" "$scratch/mine.lua"
fails 'it never overwrites' 'lesson new first' 'exists already'
cmp -s "$own/first/lesson.lua" "$scratch/mine.lua" && report OK 'and the files are as they were' || report NOT 'and the files are as they were'
session "--lang ko" $'lesson new second\nlesson check second\nlesson second'
grep -q '(1/4)' <<<"$said" && [ -f "$own/second/text.ko.md" ] && [ ! -f "$own/second/text.en.md" ] && report OK 'in the language of the session' || report NOT 'in the language of the session' "$said"
says 'anywhere, by a path' $'lesson new ./here\nlesson check ./here\nlesson ./here' 'Lesson here: '
session "" 'lesson new many'
sed -i '1i for i = 1, 400 do attention("many" .. i, { score = function(_, query, keys) return op.row_sums(keys * query) end }) end' "$own/many/lesson.lua"
session "" $'lesson check many\nlesson check many\nlesson\nlesson many\nlesson check many\ndata task=copy\nmodel attention=many7 hidden=8'
heard 'lists and checks use up none of the attentions that there may be' 'Lesson many: ' 'attention many7' ! 'error'
rm -r "$own/many"
fails 'a name that is none' 'lesson new First' 'small letters'
fails 'no name' 'lesson new' 'small letters'
fails 'the name of a lesson of the program' 'lesson new bottleneck' 'has this name'
touch "$scratch/file"
fails 'a place where no folder can be' 'lesson new ./file/x' 'file/x'

# ---- tried while it is written ----
cp "$progress_file" "$scratch/progress"
types() {  # types LINE...: begins a session that gets them, and what goes to 8 later
    rm -f "$scratch/keys" && mkfifo "$scratch/keys" && : >"$scratch/tried"
    ( cd "$scratch" && exec timeout 120 "$program" <keys >tried 2>&1 ) &
    exec 8>"$scratch/keys"
    printf '%s\n' "$@" >&8
}
waits() { local tries=0; until [ "$(grep -cF -e "$2" "$scratch/tried")" -ge "$3" ] || [ $((tries += 1)) -gt 300 ]; do sleep 0.1; done
    [ "$(grep -cF -e "$2" "$scratch/tried")" -ge "$3" ] && report OK "$1" || report NOT "$1" "'$2' was not said $3 times: $(cat "$scratch/tried")"; }
types 'lesson try first guess'
waits 'try opens a step by its id' '(2 of 4)' 1
sed -i 's/What percentage of the letters/What share of all letters/' "$own/first/text.en.md"
echo >&8
waits 'Enter shows a change of the text' 'What share of all letters' 1
sed -i 's/most = 100/most = 7/' "$own/first/lesson.lua"
echo 'answer 8' >&8
waits 'a change of lesson.lua counts for the next answer' 'between 0 and 7' 1
exec 8>&-
wait
cmp -s "$scratch/progress" "$progress_file" && report OK 'nothing of it is in the progress' || report NOT 'nothing of it is in the progress'
types 'lesson try first 2'
waits 'and by its number' '(2 of 4)' 1
cp "$own/first/lesson.lua" "$scratch/good.lua" && sed -i 's/ask = /asks = /' "$own/first/lesson.lua"
echo >&8
waits 'a fault is shown with its line' 'first/lesson.lua:12: step guess: there is no key asks: did you mean ask?' 1
cp "$scratch/good.lua" "$own/first/lesson.lua"
echo >&8
waits 'and the lesson goes on when it is mended' '(2 of 4)' 3
exec 8>&-
wait
plant bare text.en.md <<<'## one: One
Type two letters.'
plant bare lesson.lua <<<'return { title = { en = "Bare" }, steps = { { id = "one", bare = "translate" } } }'
types 'data task=copy' 'model hidden=4' 'train steps=1' "lesson try $own/bare" 'a b'
waits 'a bare line runs the command of its step' 'a b' 1
sed -i 's/steps/ steps/' "$own/bare/lesson.lua"
echo 'a b c' >&8
waits 'also the one that finds the lesson changed' 'a b c' 1
exec 8>&-
wait $!
[ $? = 0 ] && report OK 'which leaves the session in order' || report NOT 'which leaves the session in order' "$(cat "$scratch/tried")"
fails 'a step that is not there' 'lesson try first 9' "no step '9'"
echo 'x' >>"$own/first/lesson.lua"
fails 'a lesson with faults is not opened' 'lesson try first' 'first/lesson.lua:'
# ---- the last step, passed or broken by a line of Lua ----
plant ends text.en.md <<<'## one: One
The end.'
plant ends lesson.lua <<<'return { title = { en = "Ends" }, steps = { { id = "one", check = function(found) if found.steps then error("planted") end return true end } } }'
says 'a line of Lua finishes a lesson' $'lesson ends\ndata{task = "copy"}\nprint("alive")' 'is finished' 'alive'
says 'or breaks it' $'data task=copy\nmodel hidden=4\nlesson ends\ntrain{steps = 1}\nprint("alive")' 'planted' 'was left' 'alive'
# ---- a sentence whose value is not there is left out, and what leads its line stays ----
plant gaps lesson.lua <<'LUA'
return { title = { en = "Gaps" }, minutes = 1, steps = { { id = "end", prepare = function(lesson) lesson.memory.found = 3 end } } }
LUA
plant gaps text.en.md <<'MD'
## end: End

> Nobody measured {{nothing}}. This is
known. That {{nothing}} it is not.

- {{nothing}} of it.
- {{?found}}Half of it. {{?nothing}}Hidden.
MD
says 'a sentence without its value is left out, also one that only asks for it, not what is around it' 'lesson gaps' '│ This is known.' '• Half of it.' ! 'it is not' 'Hidden'
# ---- a word for one and a word for many: two, no fewer and no more ----
sed -i 's/^- {{nothing}} of it/- {{found|point|points of it}}, {{?nothing}} x/' "$own/gaps/text.en.md"
says 'two words are no fault' 'lesson check gaps' '1 lesson: no faults'
printf '%s\n' '' 'Text {{found|a|b|c}} and' '{{found|only}}.' '{{found||s}}' '{{found|s|}} {{found|a' 'b|c}} {{found}}' >>"$own/gaps/text.en.md"
fails 'others are' 'lesson check gaps' 'text.en.md:9: {{found|a|b|c}}: ' 'text.en.md:10: {{found|only}}: ' 'text.en.md:11: {{found||s}}: ' \
    'text.en.md:12: {{found|s|}}: ' 'text.en.md:12: {{found|a: '
finish
