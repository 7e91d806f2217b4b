#!/usr/bin/env bash
# repl_export.sh: `export` writes results and sessions that other programs read, and nothing over somebody's file.
. "${SEQLAB_SOURCE:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)}/tests/repl_session.sh"

mkdir "$scratch/out.d" && cd "$scratch/out.d" || exit 1
ready=(-e 'data task=copy length=2..6' -e 'model attention=dot hidden=16' -e 'train steps=20')
asked=("${ready[@]}" -e 'attend c a b')

exported() {  # exported TITLE EXPRESSION: over `text`, the file named in $file, after the last run
    python3 - "$file" "$2" <<'END' && report OK "$1" || report NOT "$1" "$(cat "$scratch/err"; head -c 600 "$file" 2>/dev/null)"
import csv, io, json, sys, xml.etree.ElementTree as tree
from html.parser import HTMLParser
text = open(sys.argv[1], encoding="utf-8", newline="").read()
rows = lambda: list(csv.reader(io.StringIO(text), strict=True))
words = lambda: " ".join("".join(tree.fromstring(text).itertext()).split())
sys.exit(not eval(sys.argv[2]))
END
}

tells 'a result in every form' 'The result of `attend` is written to map.svg.' -- "${asked[@]}" -e 'export map.svg' -e 'export map.csv' -e 'export map.json' -e 'export map.md' -e 'export map.txt' -e 'export map.html'
file=map.svg exported 'SVG is XML and holds the picture' '"<EOS>" in words() and text.count("<rect") > 1'
file=map.html exported 'HTML holds the picture' '"&lt;EOS&gt;" in text and text.endswith("</html>\n") and "charset" in text'
file=map.csv exported 'CSV has the map with its tokens' 'rows()[0] == ["quantity", "row", "c", "a", "b", "<EOS>"] and abs(sum(map(float, rows()[1][2:])) - 1) < 1e-5'
file=map.json exported 'JSON is the value' 'json.loads(text)["source_tokens"] == ["c", "a", "b", "<EOS>"] and json.loads(text)["command"] == "attend"'
file=map.md exported 'Markdown has the text in a fence' 'text.startswith("# attend\n") and text.count("~~~") == 2'
file=map.txt exported 'text has no escapes' '"<EOS>" in text and "\033" not in text'
cp map.svg first.svg
seqlab "${asked[@]}" -e 'export map.svg replace=yes'
same_files 'the same result gives the same bytes' map.svg first.svg

seqlab "${ready[@]}" -e 'export run.csv' -e 'accuracy lengths=2,3 count=20' -e 'export scores.csv'
file=run.csv exported 'the curve of a run' '[row[2] for row in rows() if row[0] == "curve"] == [f"{step}.0" for step in range(1, 21)]'
file=scores.csv exported 'a row for each length' '[row[0] for row in rows()] == ["lengths", "2 2", "3 3"] and len(rows()[0]) == len(rows()[2])'
printf 'a,b\t"q\n1\t2\n3\t4\n5\t6\n7\t8\n9\t0\n' >odd.tsv
seqlab -e 'data file=odd.tsv' -e 'model attention=dot hidden=8' -e 'tokens a,b' -e 'attend a,b' -e 'export odd.csv' -e 'export odd.svg'
file=odd.csv exported 'a comma is quoted' 'rows()[0][2:] == ["a", ",", "b", "<EOS>"]'
file=odd.svg exported 'odd characters leave XML whole' 'words()'

# ---- the session ----

seqlab "${asked[@]}" -e 'print(40 + 2)' -e 'nonsense !' ; seqlab "${asked[@]}" -e 'print(40 + 2)' -e 'export all.html what=session' -e 'export all.svg what=session theme=light columns=100'
ends 'a session' 0
file=all.svg exported 'its lines and what they showed' '"seqlab> attend c a b" in words() and "42" in words() and "export all.svg" not in words() and "#ffffff" in text'
seqlab --lang=ko "${asked[@]}" -e 'export ko.svg what=session' -e 'export ko.html'
file=ko.svg exported 'in Korean' '"코퍼스" in text or "데이터" in text'
file=ko.html exported 'HTML says its language' "'lang=\"ko\"' in text"
printf 'data task=copy length=2..3\nmodel hidden=8\n' >lines
for i in $(seq 450); do echo "tokens a b"; done >>lines
echo 'export long.md what=session' >>lines
seqlab -f lines
file=long.md exported 'of a long session the end' 'text.count("seqlab> tokens") in range(195, 205) and "hidden=8" not in text'

# ---- texts that mean something to other programs ----

printf '=1+14\t@SUM(A1)\n-2\t+3\nx\t\357\277\276y\nz\tq\nw\tv\n' >formula.tsv
seqlab -e 'data file=formula.tsv source_tokens=word target_tokens=word' -e 'export formula.csv' -e 'model attention=dot hidden=8' \
    -e 'attend ~~~~~~~~~~~~' -e 'export fence.md' -e 'tokens =1+14' -e 'export formula.json'
file=formula.csv exported 'no cell is a formula' 'len(rows()) > 1 and not any(cell[:1] in ("=", "@", "+", "-") for row in rows() for cell in row) and "'"'"'-2" in text'
file=fence.md exported 'no text ends the fence' 'text.rstrip().split("\n")[-1].strip("~") == "" and text.count(text.rstrip().split("\n")[-1]) == 2'
printf 'a\357\277\276b\tx\nc\td\ne\tf\ng\th\ni\tj\n' >odd2.tsv
seqlab -e 'data file=odd2.tsv source_tokens=word' -e 'export odd2.svg'
file=odd2.svg exported 'what XML forbids is replaced' 'words()'

# ---- what is the last result ----

seqlab "${asked[@]}" -e 'help attend' -e 'do accuracy{count=5} end' -e 'export last.json'
file=last.json exported 'the last line that was typed, whatever Lua called' 'json.loads(text)["command"] == "attend"'

# ---- refusals ----

fails 'no file' 'export needs a file' -e 'export'
fails 'no result yet' 'there is no result yet' -e 'export map2.svg'
fails 'an unknown ending' 'decides its form' "${asked[@]}" -e 'export map.pdf'
fails 'a file that exists' 'add replace=yes' "${asked[@]}" -e 'export map.svg'
fails 'nothing for a table' "has no numbers for a .csv file" "${ready[@]}" -e 'translate a b' -e 'export answer.csv'
fails 'a folder that is missing' 'gone' "${asked[@]}" -e 'export gone/map.svg'
fails 'a script writes below the current folder' 'below the current folder' "${asked[@]}" -e 'export("../map.svg")'
runs 'a script exports what it asked' "${ready[@]}" -e 'attend("a b"); export("script.svg")'
file=script.svg exported 'its map' '"<EOS>" in words()'
[ -z "$(find "$scratch" -name '*.part')" ] && report OK 'no file half written' || report NOT 'no file half written' "$(ls -R "$scratch")"
echo "1..$number"
