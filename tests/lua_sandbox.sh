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
    fails "nor by a script that knows options" "${small}save{'$path', training = false}" 'scripts write below the current'
    (cd "$scratch" && [ -e "$path" ]) && report NOT "and $path is not there" || report OK "and $path is not there"
    (cd "$scratch" && rm -f "$path")
done
says 'below the folder it is' "${small}save('m.safetensors') print(open('m.safetensors').file)" m.safetensors
says 'and typed anywhere' "${small}save $scratch/typed.safetensors" 'is saved in'
fails 'a script discards no model' 'open{discard = 1}' 'scripts remove nothing'
printf 'print(1)\n' >"$scratch/vict.lua"
fails 'a model does not replace a script' "${small}save vict.lua" 'vict.lua is there already and is no model'
fails 'nor where Lua saves it' "${small}save('vict.lua')" 'vict.lua is there already and is no model'
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
fails 'a table that claims to be long' 'table.insert(setmetatable({}, {__len = function() return 1 << 60 end}), 1, 2)' 'too long'
prints 'coroutines work' 'c = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end) print(c(1), c(5))' '2       10'
prints 'xpcall calls its handler, and yields' \
    'print(xpcall(error, function(m) return "H" .. m end, 1)) print(coroutine.wrap(function() return xpcall(function() coroutine.yield(7) end, print) end)())' $'false   H1\n7'

# ---- Ctrl-C ----
# interrupted TITLE LINE: SIGINT while the line runs stops it at once; the program then ends in order with status 1.
interrupted() {
    printf 'data task=copy\nmodel attention=dot\nprint("begun") %s\n' "$2" >"$scratch/lines"
    perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$program" -f "$scratch/lines" >"$scratch/out" 2>&1 </dev/null &
    local process=$! waited=0
    until grep -q begun "$scratch/out" || [ $waited = 600 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    sleep 0.3
    kill -INT $process
    for waited in $(seq 300); do
        kill -0 $process 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL $process 2>/dev/null && { report NOT "$1" 'it does not stop'; return; }
    wait $process
    status=$?
    [ $status = 1 ] && grep -q 'was stopped' "$scratch/out" && report OK "$1" || report NOT "$1" "status $status: $(cat "$scratch/out")"
}
interrupted 'an endless loop' 'while true do end'
interrupted 'pcall does not keep it' 'while true do pcall(function() while true do end end) end'
interrupted 'nor a coroutine' 'while true do pcall(coroutine.wrap(function() while true do end end)) end'
interrupted 'nor a message handler' 'while true do xpcall(function() while true do end end, function() while true do end end) end'
interrupted 'nor a variable to be closed' \
    'local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() while true do end end}) while true do end end) coroutine.resume(c) print(coroutine.close(c))'
interrupted 'nor a comparison in table.sort' 'table.sort({3, 2, 1, 5, 4}, function() while true do end end)'
interrupted 'a verb that pcall wraps' 'while true do pcall(train, {steps = 1000000}) end'
finish
