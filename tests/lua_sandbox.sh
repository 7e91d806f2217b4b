#!/usr/bin/env bash
# lua_sandbox.sh: what a script cannot do, and that the session lives on after it tried.
. "$(dirname -- "${BASH_SOURCE[0]}")/lua_session.sh"

# ---- what is not there ----
prints 'no processes, no removing, no debug library' \
    'print(os.execute, os.exit, os.remove, os.rename, os.tmpname, os.getenv, io.popen, package, debug.getregistry, debug.sethook, loadfile, string.dump)' \
    "$(printf 'nil     %.0s' 1 2 3 4 5 6 7 8 9 10 11)nil"
fails 'no binary chunk' 'assert(load("\27Lua", "x", "b"))' 'attempt to load a binary chunk'
printf '\033Lua' >"$scratch/binary.lua"
fails 'nor from a file' 'dofile("binary.lua")' 'binary'
prints 'the metatable of strings is locked' 'print(getmetatable(""), (pcall(setmetatable, "", {})))' 'false   false'
prints 'methods of strings do not change with the table string' 'string.upper = nil print(("a"):upper(), ("").dump)' 'A       nil'
fails 'no finalizers' 'setmetatable({}, {__gc = print})' '__gc'
prints 'load runs in the globals, or in those it is given' 'print(load("y = 5; return y")(), y, load("return z", "c", "t", {z = 6})())' '5       5       6'

prints 'nothing tells where it is in memory' \
    'print(print, tostring({}), io.open("lines"), ("%s %5s|"):format({}, setmetatable({}, {__name = "N"})), coroutine.running())' \
    'function        table   FILE*   table     N|    thread  true'
fails 'not even %p behind a NUL' 'string.format("%d\0%-9p", 1, {})' 'scripts get no addresses'
prints 'nor errors, nor the seed of random numbers' \
    'print(select(2, pcall(function() return tensor{1}[{}] end)), select(2, pcall(function() return op[{}] end)), math.abs(math.randomseed() - os.time()) < 100)' \
    "line:1: there is no place table in a tensor [1]: 1 to 1 line:1: there is no operation op.table: 'formula' lists them    true"

# ---- files ----
prints 'a file is written and read' 'local f = io.open("out.txt", "w") f:write("가\n", 12) f:close() for l in io.lines("out.txt") do print(l) end' $'가\n12'
[ "$(head -1 "$scratch/out.txt")" = 가 ] && report OK 'in the current folder' || report NOT 'in the current folder'
for path in /tmp/seqlab-test-x ../x .profile a/../../x; do
    prints "not $path" "print((io.open('$path', 'w')))" nil
done
ln -s "$scratch/elsewhere" "$scratch/link"
prints 'not through a link' 'print((io.open("link", "w")))' nil
small=$'data task=copy length=2..3\nmodel hidden=4\n'
for path in "${scratch}-x" "../${scratch##*/}-y" .x; do
    fails "a model is not saved to $path" "${small}save('$path')" 'scripts write below the current'
    fails "nor are answers written to $path" "${small}translate{file = 'README.md', out = '$path'}" 'scripts write below the current'
    fails "nor by a script that knows options" "${small}save{'$path', training = false}" 'scripts write below the current'
    (cd "$scratch" && [ -e "$path" ]) && report NOT "and $path is not there" || report OK "and $path is not there"
    (cd "$scratch" && rm -f "$path")
done
says 'below the folder it is' "${small}save('m.safetensors') print(open('m.safetensors').file)" m.safetensors
says 'and typed anywhere' "${small}save $scratch/typed.safetensors" 'is saved in'
fails 'a script discards no model' 'open{discard = 1}' 'scripts cannot delete files'
printf 'print(1)\n' >"$scratch/vict.lua"
fails 'a model does not replace a script' "${small}save vict.lua" 'vict.lua exists and is not a model'
fails 'nor where Lua saves it' "${small}save('vict.lua')" 'vict.lua exists and is not a model'
[ "$(cat "$scratch/vict.lua")" = 'print(1)' ] && report OK 'and the script is as it was' || report NOT 'and the script is as it was'
prints 'no device is read' 'print((io.open("/dev/zero")))' nil
prints 'require finds the program'"'"'s own modules' 'print(require("double").double(4), require("double") == require("double"))' '8       true'
fails 'and no others' 'require "../double"' "no module"

# ---- bounds ----
says 'a bomb of memory is refused' $'t = {} pcall(function() while true do t[#t + 1] = ("x"):rep(1e6) .. #t end end) t = nil print("alive")' alive
fails 'and ends the script' 't = {} while true do t[#t + 1] = ("x"):rep(1e6) .. #t end' '512 MiB'
fails 'deep recursion' 'function f() return 1 + f() end f()' 'stack overflow'
prints 'string.rep of nothing' 'print(#("").rep("", 1e15))' 0
fails 'table.move for ever' 'table.move({}, 1, 1e15, 2)' 'too many'
fails 'a table that claims another length the second time' \
    'n = 0 table.insert(setmetatable({}, {__len = function() n = n + 1 return n == 1 and 1 << 60 or 1 end}), 1, 2)' 'too long'
prints 'insert, remove and sort are as ever' \
    't = {5, 2, 8} table.sort(t) table.insert(t, 1, 0) table.insert(t, 9) print(table.remove(t), table.remove(t, 2), table.concat(t, " "), table.remove({}), pcall(table.insert, t, 9, 1))' \
    "9       2       0 5 8   nil     false   bad argument #2 to 'table.insert' (position out of bounds)"
fails 'a table that holds itself over and over' 't = {1} for i = 1, 30 do t = {t, t, t, t} end show{command = "formula", x = t}' 'more than 4194304 values'
fails 'a table with a great many places' 't = {} for i = 1, 17 do for k = 0, 40 do t[i << k] = true end end seqlab.command{name = "x", run = print, options = t}' '24 options'
fails 'words without end' 't, s = {}, ("x"):rep(1e5) for i = 1, 1e6 do t[i] = s end translate(t)' '1 MiB'
fails 'a table that claims to be long' 'table.insert(setmetatable({}, {__len = function() return 1 << 60 end}), 1, 2)' 'too long'
prints 'coroutines work' 'c = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end) print(c(1), c(5))' '2       10'
prints 'xpcall calls its handler, and yields' \
    'print(xpcall(error, function(m) return "H" .. m end, 1)) print(coroutine.wrap(function() return xpcall(function() coroutine.yield(7) end, print) end)())' $'false   H1\n7'

# ---- Ctrl-C ----
# interrupted TITLE LINE: SIGINT while the line runs stops it at once; the program then ends in order with status 1.
interrupted() {
    printf 'data task=copy\nmodel attention=dot\nprint("begun") %s\n' "$2" >"$scratch/lines"
    interrupts 1
    [ $status = 1 ] && grep -q 'was stopped' <<<"$said" && report OK "$1" || report NOT "$1" "status $status: $said"
}
interrupted 'an endless loop' 'while true do end'
interrupted 'pcall does not keep it' 'while true do pcall(function() while true do end end) end'
interrupted 'nor a coroutine' 'while true do pcall(coroutine.wrap(function() while true do end end)) end'
interrupted 'nor a message handler' 'while true do xpcall(function() while true do end end, function() while true do end end) end'
interrupted 'nor a variable to be closed' \
    'local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() while true do end end}) while true do end end) coroutine.resume(c) print(coroutine.close(c))'
interrupted 'nor a comparison in table.sort' 'table.sort({3, 2, 1, 5, 4}, function() while true do end end)'
interrupted 'nor a pattern' 'print(string.find(("a"):rep(40), ("a?"):rep(40) .. ("a"):rep(40)))'
interrupted 'nor numbers that are sorted' 't = {} for i = 1, 8e6 do t[i] = i * 7919 % 1000003 end while true do table.sort(t) table.sort(t, function(a, b) return a > b end) end'
interrupted 'nor a chunk of blanks' 'load(function() return (" "):rep(1e6) end)'
interrupted 'a verb that pcall wraps' 'while true do pcall(train, {steps = 1000000}) end'

# ---- the output takes no more ----
printf 'while true do pcall(print, "more") end\n' >"$scratch/more.lua"
timeout 60 "$program" "$scratch/more.lua" 2>"$scratch/errors" >/dev/full
status=$?
[ "$status" = 1 ] && grep -q 'takes no more' "$scratch/errors" && report OK 'a loop that prints to a full disk ends' || report NOT 'a loop that prints to a full disk ends' "status $status: $(cat "$scratch/errors")"
perl -e '$SIG{PIPE} = "IGNORE"; exec @ARGV' timeout 60 "$program" "$scratch/more.lua" 2>"$scratch/errors" | head -n 1 >/dev/null
status=${PIPESTATUS[0]}
[ "$status" != 0 ] && [ "$status" != 124 ] && report OK 'and one that prints into a closed pipe' || report NOT 'and one that prints into a closed pipe' "status $status: $(cat "$scratch/errors")"
finish
