#!/usr/bin/env bash
# languages.sh: nothing is said in one language only. In src/ every TEXT("English", "한국어") has Hangul in the second
# text (or only signs) and none in the first; in lessons/ every text.en.md has a text.ko.md with the same sections in
# the same order. Then plants faults of each kind in a copy and sees that each is found.
set -u
source_folder=${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}

# source_faults SRC: a line for each TEXT whose languages are missing or the wrong way round; then "texts: N".
source_faults() {
    find "$1" -name '*.[ch]' | LC_ALL=C sort | src=$1 perl -CSDA -Mutf8 -ne '
        BEGIN { $texts = 0 }
        chomp;
        my $path = $_;
        (my $name = $path) =~ s,^\Q$ENV{src}\E/,,;
        open(my $in, "<", $path) or die "$path: $!\n";
        my $all = do { local $/; <$in> };

        # What cannot hold a call is blanked out, its lines kept: comments, and the definition of TEXT itself.
        my $literal = qr/"(?:[^"\\]|\\.)*"|\x27(?:[^\x27\\]|\\.)*\x27/s;
        $all =~ s{($literal)|/\*.*?\*/|//[^\n]*}{defined $1 ? $1 : $& =~ tr/\n//cdr || " "}gse;
        $all =~ s{^\s*#\s*define\s+TEXT\b[^\n]*}{}gm;

        while ($all =~ m{\G(?:(?!\bTEXT\s*\()(?:$literal|.))*?\bTEXT\s*\(}gcs) {
            my $line = 1 + (substr($all, 0, pos $all) =~ tr/\n//);
            my ($depth, $argument) = (1, 0);
            my @text = ("", "");
            my @words = (0, 0);
            my $begin = pos $all;
            while ($depth > 0 && $all =~ m{\G($literal|.)}gcs) {
                my $piece = $1;
                if ($piece =~ /^"/) { $text[$argument] .= $piece; $words[$argument] = 1 }
                elsif ($piece eq "(" || $piece eq "{") { $depth++ }
                elsif ($piece eq ")" || $piece eq "}") { $depth-- }
                elsif ($piece eq "," && $depth == 1) { $argument++ }
            }
            my $end = pos $all;
            pos($all) = $begin;     # a TEXT inside a TEXT is looked at as well
            next unless $words[0] || $words[1];
            $texts++;
            my $where = "$name:$line";
            $text[0] =~ s/한국어//g;   # how the language is called in its own words
            print "$where: TEXT takes two texts\n" if $argument != 1;
            print "$where: the English text holds Hangul: $text[0]\n" if $text[0] =~ /\p{Hangul}/;
            # Only signs, as in ")." after a number, need no language.
            (my $letters = $text[1]) =~ s/\\.|%[-+ #0-9.\x24*]*[hlzjt]*[a-zA-Z]//g;
            my $signs = $letters =~ /[^"\s]/ && $letters !~ /\p{L}/;
            print "$where: the Korean text holds no Hangul: $text[1]\n" unless $signs || $text[1] =~ /\p{Hangul}/;
        }
        END { print "texts: $texts\n" }'
}

# sections FILE: the ids of a lesson's sections, in order; a "## " inside a code fence is code.
sections() {
    awk '/^ *(```|~~~)/ { fence = !fence; next }
         !fence && /^## / { sub(/^## */, ""); sub(/[: ].*/, ""); print }' "$1"
}

# lesson_faults LESSONS: a line for each lesson with a missing text or other sections in the other language.
lesson_faults() {
    local text other difference folder
    while IFS= read -r text; do
        folder=${text%/*}
        case $text in
            *.en.md) other=${text%.en.md}.ko.md ;;
            *) other=${text%.ko.md}.en.md ;;
        esac
        if [ ! -f "$other" ]; then
            echo "${folder##*/}: ${other##*/} is missing"
            continue
        fi
        case $text in *.ko.md) continue ;; esac
        difference=$(diff <(sections "$text") <(sections "$other")) ||
            echo "${folder##*/}: other sections in ${other##*/} than in ${text##*/}:" $difference
        perl -CSDA -ne '$found ||= /\p{Hangul}/; END { exit !$found }' "$other" || echo "${folder##*/}: ${other##*/} holds no Hangul"
    done < <(find "$1" -name '*.en.md' -o -name '*.ko.md' | LC_ALL=C sort)
}

# ---- the tests ----

number=0
report() {  # report OK|NOT TITLE [WHAT WAS SAID]
    number=$((number + 1))
    if [ "$1" = OK ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        [ -n "${3:-}" ] && sed 's/^/# /' <<<"$3"
    fi
}

expect() {  # expect TITLE WORDS SAID: whether the words were said
    if grep -q -F -- "$2" <<<"$3"; then report OK "$1"; else report NOT "$1" "expected: $2, got: $3"; fi
}

export LC_ALL=C.UTF-8
command -v perl >/dev/null 2>&1 || { echo "1..0 # SKIP perl is not there"; exit 0; }
copy=$(mktemp -d) || exit 99
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/src/planted" "$copy/lessons/01-planted"

same() {  # same TITLE WORDS SAID: whether just these words were said
    if [ "$3" = "$2" ]; then report OK "$1"; else report NOT "$1" "expected: $2, got: $3"; fi
}

plant_source() {  # plant_source expect|same TITLE LINE WORDS
    printf '%s\n' "$3" >"$copy/src/planted/planted.c"
    "$1" "$2" "$4" "$(source_faults "$copy/src")"
}

plant_lesson() {  # plant_lesson expect|same TITLE ENGLISH KOREAN WORDS
    printf "$3" >"$copy/lessons/01-planted/text.en.md"
    printf "$4" >"$copy/lessons/01-planted/text.ko.md"
    "$1" "$2" "$5" "$(lesson_faults "$copy/lessons")"
}

echo "1..17"
said=$(source_faults "$source_folder/src")
texts=$(sed -n 's/^texts: //p' <<<"$said")
said=$(grep -v '^texts: ' <<<"$said")
[ -z "$said" ] && report OK "every text in src is in both languages" || report NOT "every text in src is in both languages" "$said"
[ "${texts:-0}" -gt 50 ] && report OK "texts were found" || report NOT "texts were found" "only ${texts:-none}"
said=$(lesson_faults "$source_folder/lessons")
[ -z "$said" ] && report OK "every lesson is in both languages" || report NOT "every lesson is in both languages" "$said"

plant_source expect "found: English twice" 'x = TEXT("a word", "a word");' "planted.c:1: the Korean text holds no Hangul"
plant_source expect "found: Korean twice" 'x = TEXT("낱말", "낱말");' "planted.c:1: the English text holds Hangul"
plant_source expect "found: over several lines, in a call" 'f(a, TEXT("one, (" PRId64
    " two", g("x", 1) ? "three" : "four"), b);' "planted.c:1: the Korean text holds no Hangul"
plant_source expect "found: after a good one on the same line" 'f(TEXT("a", "가"), TEXT("b", "b"));' 'no Hangul: "b"'
plant_source expect "found: an empty text" 'x = TEXT("a", "");' "planted.c:1: the Korean text holds no Hangul"
plant_source expect "found: directives without a word" 'x = TEXT("%d of %s", "%d %s");' "no Hangul"
plant_source same "quiet: signs only" 'x = TEXT(" on average).", ").");' "texts: 1"
plant_source expect "found: one text only" 'x = TEXT("a word");' "planted.c:1: TEXT takes two texts"
plant_source same "quiet: good ones, comments and strings" '/* TEXT("a", "b") */ x = TEXT("a \"word\"", "낱말"); // TEXT("a", "b")
y = "TEXT(\"a\", \"b\")"; z = TEXT(s->english, s->korean);' "texts: 1"

plant_lesson expect "found: a section that is missing" '## a: A\n\n## b\n' '## a: 가\n' "other sections in text.ko.md"
plant_lesson expect "found: another order" '## a: A\n\n## b\n' '## b: 가\n\n## a\n' "other sections in text.ko.md"
plant_lesson expect "found: a Korean text without Korean" '## a: A\n' '## a: A\n' "text.ko.md holds no Hangul"
plant_lesson same "quiet: the same sections" '## a: A\n\n```\n## code\n```\n' '## a: 가\n' ""
rm "$copy/lessons/01-planted/text.ko.md"
expect "found: no Korean text" "text.ko.md is missing" "$(lesson_faults "$copy/lessons")"
