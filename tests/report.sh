# report.sh: results in the form that automake reads (TAP), counted: sourced by the tests that are scripts. The plan,
# "1..$number", is theirs to print at the end.
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
