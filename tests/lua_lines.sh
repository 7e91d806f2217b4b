#!/usr/bin/env bash
# lua_lines.sh: lines that are no command: values printed, chunks that go on, verbs as functions, users' own commands.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

# ---- values ----
prints 'an expression is shown' '1 + 1' 2
prints 'so is one after =' '= 6 / 2' 3
prints 'numbers are written as people write them' '{0.1 + 0.2, 1e-5, 2.5, 1e3, 1/0}' '{0.3, 1e-5, 2.5, 1000, inf}'
prints 'several values, a line each' '1, nil, "a"' $'1\nnil\na'
prints 'a table with its keys in order' '{b = 2, a = {1, 2}, ["두 말"] = "가", [10] = true}' \
    '{[10] = true, a = {1, 2}, b = 2, ["두 말"] = "가"}'
prints 'a matrix has its columns aligned' '{{1, 2.5}, {10, -3.25}}' $' 1   2.500\n10  -3.250'
prints 'a table that holds itself ends' 't = {} t.t = t print(t)' '{t = {...}}'
prints 'print sets tabs' 'print("a", 12, nil)' 'a       12      nil'
prints 'print of nothing is an empty line, and io.write waits for its newline' 'print() io.write("a") io.write("b\n", "c")' $'\nab\nc'
prints 'a printed line stays whole for the next program' 'print(("가나다,"):rep(60), "끝")' \
    "$(python3 -c 'print("가나다," * 60, end="    끝")')"
session "" 't = {} for i = 1, 1000 do t[i] = {name = i} end print(t)'
[ "$(wc -l <<<"$said")" -lt 40 ] && grep -q '976 more' <<<"$said" && report OK 'a long table is cut' || report NOT 'a long table is cut' "$said"

# ---- lines ----
prints 'a chunk goes on until it is whole' $'for i = 1, 2 do\nprint(i)\nend' $'1\n2'
prints 'variables stay' $'x = 3\nx * 2' 6
fails 'a string that is not closed is an error, not an unfinished chunk' 'x = "abc' 'unfinished string'
prints 'an expression, too' $'1 +\n2' '3'
fails 'a chunk that never ends is told at the end' 'for i = 1, 2 do' 'missing at its end: for'
fails 'so is an expression' '1 +' 'missing at its end: 1 +'
with='--lang ko'
fails 'and not before words that only hold them' 'error("I attempt to compare it")' "오류: I attempt to compare"
fails 'a sentence in Korean before words of Lua' 'nosuch()' "오류: 정의하지 않은 함수를 호출했습니다: attempt to call a nil value"
fails 'behind the place' $'x = 1\nfor i = 1 do end' "오류: 있어야 할 것이 빠졌습니다: ',' expected near 'do'"
echo 'print(nothing.at_all)' >"$scratch/wrong.lua"
fails 'of a file' 'dofile("wrong.lua")' "wrong.lua:1: nil에서 필드를 찾았습니다: attempt to index a nil value"
with=
fails 'an unknown name' 'foo' "no variable or command 'foo'"
fails 'a local of an earlier line' $'local y = 5\ny' 'leave out'
fails 'a misspelt command' 'trian steps=2' "did you mean 'train'"
fails 'words that are neither' 'I go to school' 'neither a command'
fails 'a Korean sentence' '나는 학교에 간다' 'translate 나는 학교에 간다'
fails 'a Korean name' '값 = 3' "'값'"
fails 'an error of a function shows the way there' $'function f() error("deep") end\nfunction g() f() return 1 end\ng()' "in global 'f'"
fails 'an error that is a table' 'error({})' 'a table'
with='--lang ko' fails 'in Korean' 'foo' '변수나 명령이 없습니다'

# ---- verbs ----
small='data{task = "copy", length = {2, 3}, symbols = 3} model{hidden = 8, attention = "dot"}'
prints 'a verb returns a table and shows nothing' "$small r = train{steps = 3} print(r.command, r.steps, math.type(r.steps), #r.curve)" \
    'train   3       integer 3'
says 'words and options together' "$small print(translate('a b').command, translate{'a', 'b'}.source)" 'translate' 'a b'
says 'lists count from 1' "$small print(accuracy{lengths = {2, 3}, count = 5}.by_length[1].lengths)" '{2, 2}'
says 'show draws a result' "$small show(accuracy{count = 5})" 'on the test set'
fails 'a wrong option is an error' 'train{step = 5}' "did you mean 'steps'"
prints 'which pcall catches' 'print((pcall(train, {steps = 5})))' 'false'
says 'show of what gradcheck found' 'show(gradcheck(op.tanh, {tensor{1, 2}}))' 'The gradients agree'
fails 'show of something else' 'show{}' 'show draws'
prints 'the language is known' $'lang ko\nseqlab.language' $'이제 한국어로 안내합니다(\'lang en\'은 영어).\n\nko'

# A pipe gets a line of progress after ten seconds of work that was typed, and never one between what Lua prints.
slow="train{seconds = 11, steps = 10000000} print('done')"
"$program" -e 'data task=copy' -e 'model hidden=8' -e 'train seconds=11 steps=10000000' >"$scratch/typed" 2>&1 </dev/null &
session "" $'data task=copy length=2..3\nmodel hidden=4\n'"$slow"
wait $!
[ "$(tail -n 1 <<<"$said")" = done ] && ! grep -q '[0-9]%  ' <<<"$said" && report OK 'no progress between what a script prints' ||
    report NOT 'no progress between what a script prints' "$said"
grep -q '[0-9]%  ' "$scratch/typed" && report OK 'but for a command that was typed' || report NOT 'but for a command that was typed' "$(cat "$scratch/typed")"

# ---- users' commands ----
own='seqlab.command{name = "double", summary = {en = "twice", ko = "두 배"}, options = {{name = "times", type = "integer", default = 2, least = 1, most = 9}}, run = function(given) return {answer = tonumber(given.words) * given.times} end}'
prints 'a command of one'"'"'s own' "$own"$'\ndouble 21 times=3' '{answer = 63}'
prints 'is a verb' "$own"$'\ndouble("4").answer' 8
fails 'its options are checked' "$own"$'\ndouble 21 times=33' 'between 1 and 9'
# What is declared is what is accepted, at each limit.
limits='seqlab.command{name = "limits", options = {{name = "half", type = "integer", least = 5}, {name = "high", type = "number", most = -1}, {name = "one", type = "integer", least = 3, most = 3}, {name = "top_5", type = "range", default = "2..4"}, {name = "list", type = "integers"}, {name = "word", type = "choice", choices = "'"$(printf 'c%d|' {1..40})"'last", default = "c40"}, {name = "sure", type = "yes"}}, run = function(given) return given end}'
prints 'all limits of an own command' "$limits"$'\nr = limits{half = 5, high = -1, one = 3, top_5 = {1, 9}, list = {-7, 8}, word = "last", sure = true}\nprint(r.half, r.high, r.one, r.top_5[1], r.top_5[2], r.list[1], r.word, r.sure)' $'5       -1.0    3       1       9       -7      last    true'
prints 'and what is not given' "$limits"$'\nr = limits{}\nprint(r.half, r.top_5[2], r.word, r.sure)' 'nil     4       c40     nil'
fails 'a bound below alone' "$limits"$'\nlimits half=4' 'half=4 must be between 5 and'
fails 'a bound above alone' "$limits"$'\nlimits high=-0.5' 'high=-0.5 must be at most -1'
fails 'bounds that are one' "$limits"$'\nlimits one=4' 'one=4 must be between 3 and 3'
fails 'a choice past many' "$limits"$'\nlimits word=c41' 'word=c41'
declared() { fails "declared: $1" "seqlab.command{name = 'x', run = print, options = {$2}}" "$3"; }
declared 'a default out of bounds' '{name = "a", type = "integer", default = 9, most = 5}' 'default: a=9 must be between'
declared 'a default that is no choice' '{name = "a", type = "choice", choices = "b|c", default = "d"}' 'default: a=d'
declared 'bounds the wrong way round' '{name = "a", type = "number", least = 2, most = 1}' 'least is above most'
declared 'a bound that no integer reaches' '{name = "a", type = "integer", most = 1e300}' 'is too far'
declared 'a name that cannot be typed' '{name = "a b"}' "an option's name has"
declared 'the name of the words' '{name = "words"}' "'words': words"
declared 'one name twice' '{name = "a"}, {name = "a"}' 'two options a'
declared 'an empty choice' '{name = "a", type = "choice", choices = "b||c"}' 'a choice has 1 to'
declared 'a field that means nothing' '{name = "a", type = "integer", min = 3}' 'no field min; there are: name type default least most choices'
declared 'a bound of a text' '{name = "a", least = 3}' 'option a: its type has no least'
declared 'choices of a number' '{name = "a", type = "number", choices = "1|2"}' 'option a: its type has no choices'
declared 'a default that is a table' '{name = "a", type = "range", default = {1, 2}}' 'default: a text, number or boolean is needed'
fails 'a field of the command that means nothing' 'seqlab.command{name = "x", run = print, option = {}}' 'no field option; there are: name summary'
prints 'a default that is no whole number' 'seqlab.command{name = "x", options = {{name = "a", type = "number", default = 0.5}}, run = function(given) return {text = tostring(given.a)} end}'$'\nx' 0.5
prints 'a whole number that is a float' 'seqlab.command{name = "x", options = {{name = "a", type = "integer", default = 2.0}}, run = function(given) return {text = tostring(given.a)} end}'$'\nx' 2
many() { echo "t = {} for i = 1, $1 do t[i] = {name = 'o' .. i, type = 'integer', default = i} end seqlab.command{name = 'many', options = t, run = function(given) return {text = tostring(given.o$1)} end}"; }
prints 'as many options as there may be' "$(many 24)"$'\nmany o24=77' 77
fails 'one more' "$(many 25)" '24 options are the most'
long=$(printf 'x%.0s' {1..24})
prints 'names as long as they may be' "seqlab.command{name = '$long', options = {{name = '$long', type = 'integer'}}, run = function(given) return {text = tostring(given.$long)} end}"$'\n'"$long $long=5" 5
fails 'one letter more' "seqlab.command{name = '${long}x', run = print}" '24 at most'
declared 'an option with one letter more' "{name = '${long}x'}" '24 at most'
fails 'its errors are shown' "$own"$'\ndouble x' "attempt to perform arithmetic"
says 'help knows it' "$own"$'\nhelp double' 'times='
says 'and its usage and summary, where nothing else is declared' "$own"$'\nhelp double' $'double ... [times=2]\n\ntwice'
prints 'its texts may be made when they are asked for' \
    $'seqlab.command{name = "made", run = print, help = setmetatable({}, {__index = function(_, code) local text = ("in %s "):format(code):rep(50) collectgarbage() return text end})}\nprint(#seqlab.text(setmetatable({}, {__index = function(_, code) return ("x"):rep(99) end})), #help("made").text)' '99      300'
fails 'its name is read once' 'n = 0 seqlab.command(setmetatable({run = print}, {__index = function(_, key) if key == "name" then n = n + 1 return n == 1 and "once" or 7 end end})) once(1) error("asked " .. n)' 'asked 1'
fails 'a NUL in its name' 'seqlab.command{name = "a\0b", run = print}' 'small letters'
fails 'a name that is taken' 'seqlab.command{name = "train", run = print}' 'already'
prints 'its text is what is shown' $'seqlab.command{name = "hello", run = function() return {text = "안녕"} end}\nhello' '안녕'
prints 'defined again it is replaced' $'seqlab.command{name = "n", run = function() return {text = "1"} end}\nseqlab.command{name = "n", run = function() return {text = "2"} end}\nn' '2'

# ---- scripts ----
cat >"$scratch/script.lua" <<'END'
print(arg[0] ~= nil, arg[1], #arg, ...)
local function deep() error("planted") end
if arg[2] then deep() end
END
said=$("$program" "$scratch/script.lua" one 2>&1)
[ "$said" = 'true    one     1       one' ] && report OK 'a script gets its arguments' || report NOT 'a script gets its arguments' "$said"
said=$("$program" "$scratch/script.lua" one two 2>&1)
status=$?
[ $status = 1 ] && grep -q 'stack traceback' <<<"$said" && grep -q "'deep'" <<<"$said" && report OK 'its error shows the traceback' ||
    report NOT 'its error shows the traceback' "$status $said"
cp "$scratch/script.lua" "$scratch/.lua"
said=$(cd "$scratch" && "$program" .lua one 2>&1)
[ "$said" = 'true    one     1       one' ] && report OK 'also one whose whole name is the ending' || report NOT 'also one whose whole name is the ending' "$said"
said=$(cd "$scratch" && "$program" "$source_folder/scripts/lengths.lua" 3 8 2>&1)
[ "$(grep -c '%' <<<"$said")" = 6 ] && report OK 'scripts/lengths.lua' || report NOT 'scripts/lengths.lua' "$said"
said=$(cd "$scratch" && "$program" "$source_folder/scripts/reverse.lua" 3 2>&1)
grep -q 'mirrored place' <<<"$said" && report OK 'scripts/reverse.lua' || report NOT 'scripts/reverse.lua' "$said"

# ---- experiments: each begins with its question, is installed and named in the README, and prints an answer ----
for script in "$source_folder"/scripts/*.lua; do
    name=scripts/${script##*/}
    [[ $(head -n 1 "$script") =~ ^--\ ${script##*/}:\ [a-z].*\?$ ]] || echo "$name does not begin with its question"
    grep -qE "^	$name( |\$)" "$source_folder/scripts/local.mk" || echo "$name is not installed"
    grep -q "\`$name\`" "$source_folder/README.md" || echo "$name is not named in README.md"
done >"$scratch/lacks"
[ ! -s "$scratch/lacks" ] && report OK 'each script begins with its question' || report NOT 'each script begins with its question' "$(cat "$scratch/lacks")"
for run in 'square_root.lua' 'So that the softmax stays as soft' 'square_root.lua 1' 'These numbers do not show why' \
    'vanishing.lua' 'Through the gru' 'weekdays.lua 5' 'No, with no seed' 'weekdays.lua' 'Yes, with every seed'; do
    case $run in *.lua*) line=$run; continue ;; esac
    # shellcheck disable=SC2086
    said=$(cd "$scratch" && "$program" "$source_folder"/scripts/$line 2>&1)
    grep -qF "$run" <<<"$said" && report OK "scripts/$line" || report NOT "scripts/$line" "$said"
done
finish
