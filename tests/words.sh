#!/usr/bin/env bash
# words.sh: phrases that nobody would say to a colleague, and words that the field does not use: none of them stands in what
# people read. Then each is planted in a copy, and found.
. "$(dirname -- "$0")/planted.sh"
places='src lessons scripts man README.md README.ko.md HACKING.md'

# A line each: a pattern (grep -E, any case), a tab, an example that it finds, a tab, what to say instead.
phrases="\
that (is|are) none	a loss that is none	NaN; not found
\\b(is|are|was) no number	the loss is no number	the loss is NaN
\\b(is|are|was|were|be|been) told	the reader is told	shows; says
\\btold of\\b	it is told of in	see also
\\banew\\b	train it anew	again
\\blikeliest\\b	the likeliest token	most likely
\\brightly\\b	said rightly	correct
\\bpassed over\\b	lines are passed over	skipped
\\bnumbers to learn\\b	how many numbers to learn	parameters
\\bheld[- ]out\\b	held-out sentences	validation set; test set
\\bparted\\b	parted by tabs	separated
\\bare possible\\b	1 to 9 are possible	must be between 1 and 9
\\btrue partners?\\b	its true partner	aligned token
\\bon partner\\b	on partner	alignment
\\boptimisers?([^\"a-z_.]|\$)	the optimiser remembers	optimizer
\\bcolou?rs? is none\\b	the color is none	no color
\\bcolours?([^\"]|\$)	in colour	color
[0-9a-z] %%|[0-9}] %([,.;:)]|\$| [^0-9(])	91.7 % of them	91.7%
실제 짝|참된 짝	실제 짝을 봄	정답 정렬
단어 (가방|주머니)	단어 주머니	백 오브 워즈
숫자가 아니게	숫자가 아니게 되면	NaN이 되면
내트	0.06내트	nat
스냅숏	스냅숏	체크포인트
새 기억	새 기억	셀 상태
"

# faults ROOT: the lines in ROOT with one of the phrases.
faults() {
    local pattern example instead file
    ( cd "$1" && find $places -type f \( -name '*.[ch]' -o -name '*.lua' -o -name '*.md' -o -name '*.in' -o -name '*.py' -o \
        -path 'scripts/*' \) ! -name '*.pyc' ! -path '*/golden*' 2>/dev/null | LC_ALL=C sort >"$copy/files"
      while IFS=$'\t' read -r pattern example instead; do
          xargs grep -n -i -E -- "$pattern" /dev/null <"$copy/files" | sed "s/\$/    ($instead)/"
      done <<<"${phrases%$'\n'}" )
}

quiet "the texts keep to the field's words" "$(faults "$source_folder")"
while IFS=$'\t' read -r pattern example instead; do
    plant src/a.c "/* ${example//%/%%} */\n"
    found "$example" "/* $example */    ($instead)" "$(faults "$copy" | grep '^src/a.c:1:')"
done <<<"${phrases%$'\n'}"
plant src/a.c '/* The loss is NaN; 91.7%% of the tokens; "optimiser" is an alias; printf("%%d of %%d") */\n'
quiet "quiet: the words that are right" "$(faults "$copy")"
echo "1..$number"
