# setup.sh: what scripts/start and scripts/check share: packages, and quiet builds. Sourced by bash, not run.
#
# Every stage prints one line; all that the tools say goes to the build folder's log. On a terminal that line
# shows what is being worked on until the stage ends. A stage that fails shows the end of the log, and where it is.

source_folder=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
package_table=$source_folder/scripts/packages
assume_yes=
[ "${CI:-}" = true ] && assume_yes=yes
log=/dev/null
opened_logs=
[ -t 2 ] && [ "${TERM:-dumb}" != dumb ] && live_line=yes || live_line=

# All of it goes to standard error: what the program prints may be on its way to a file.
say() { printf '%s\n' "$@" >&2; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

# ---- one stage ----

# stage TITLE COMMAND...: runs the command with its output in the log; gives back the command's exit status.
stage() {
    printf '%s ... ' "$1" >&2
    run_stage said "$@"
}

# quick_stage: the same, but silent while there is nothing to do (make prints no line that begins a job).
quick_stage() { run_stage silent "$@"; }

run_stage() {
    local spoken=$1 title=$2 began=$SECONDS status worked
    shift 2
    printf '\n== %s: %s\n' "$title" "$*" >>"$log"
    "$@" </dev/null 2>&1 | follow "$spoken" "$title"
    status=${PIPESTATUS[0]} worked=${PIPESTATUS[1]}
    [ -n "$live_line" ] && [ "$spoken$worked" != silent1 ] && printf '\r\033[K%s ... ' "$title" >&2
    if [ "$status" -ne 0 ]; then
        [ "$spoken$worked" = silent1 ] && printf '%s ... ' "$title" >&2
        say "failed"
    elif [ "$spoken$worked" != silent1 ]; then
        say "done ($((SECONDS - began)) s)"
    fi
    return "$status"
}

# follow said|silent TITLE: copies its input to the log. On a terminal it shows the job under way, cut to the width;
# elsewhere the title, at the first job when it was not said before. Its exit status is 1 when it saw no job.
follow() {
    local spoken=$1 title=$2 line jobs=0 width=80
    [ -n "$live_line" ] && width=$(tput cols 2>/dev/null || echo 80)
    while IFS= read -r line || [ -n "$line" ]; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            "  "[A-Z]*|PASS:*|FAIL:*|ERROR:*|checking*|Get:*|Unpacking*|"Setting up"*) jobs=$((jobs + 1)) ;;
            *) continue ;;
        esac
        if [ -n "$live_line" ]; then
            line="$title ... $jobs: ${line#"${line%%[! ]*}"}"
            printf '\r\033[K%s' "${line:0:width-1}" >&2
        elif [ "$jobs" -eq 1 ] && [ "$spoken" = silent ]; then
            printf '%s ... ' "$title" >&2
        fi
    done
    [ "$jobs" -gt 0 ]
}

# show_log: the end of the log, for a stage that failed.
show_log() {
    say "" "The end of the log:"
    grep -v '^make\[*[0-9]*\]*: \(Entering\|Leaving\)' "$log" | tail -n 25 | sed 's/^/  | /' >&2
    say "" "All of it: $log"
}

# ---- packages ----

# package_system: the name of this machine's package system, as in the table's head.
package_system() {
    local name
    case $(uname -s) in
        Darwin) echo brew; return ;;
    esac
    for name in apt:apt-get dnf:dnf pacman:pacman brew:brew; do
        command -v "${name#*:}" >/dev/null 2>&1 && { echo "${name%%:*}"; return; }
    done
    echo none
}

compiler_works() {
    printf '#include <stdio.h>\nint main(void) { return puts("") == EOF; }\n' |
        "${CC:-cc}" -x c -o /dev/null - >/dev/null 2>&1
}

# probe WHAT: whether it is there (see the table).
probe() {
    local names name
    case $1 in
        compiler) compiler_works ;;
        command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
        module:*)
            IFS=, read -r -a names <<<"${1#module:}"
            for name in "${names[@]}"; do
                pkg-config --exists "$(spaced "$name")" 2>/dev/null && return 0
            done
            return 1 ;;
        *) fail "scripts/packages: '$1' is no probe (compiler, command:NAME or module:NAME)" ;;
    esac
}

# spaced "lua>=5.4<5.5": "lua >= 5.4 lua < 5.5", as pkg-config wants it.
spaced() {
    local name=${1%%[<>]*} rest
    rest=${1#"$name"}
    if [ -z "$rest" ]; then echo "$name"; else echo "$rest" | sed -E "s/([<>]=?)([0-9.]+)/$name \\1 \\2 /g"; fi
}

# missing_packages SYSTEM PURPOSE...: a line for each missing thing: its packages there (or -), and the probe.
# A thing that only tests want and that is not packaged there is left out: its tests are skipped.
missing_packages() {
    local system=$1 purpose what apt dnf pacman brew none=- names
    shift
    grep -v '^#' "$package_table" | while read -r purpose what apt dnf pacman brew; do
        case " $* " in *" $purpose "*) ;; *) continue ;; esac
        names=${!system}
        [ "$purpose $names" = "test -" ] || probe "$what" || echo "$names $what"
    done
}

# install_command SYSTEM PACKAGE...: the command that installs them, for root.
install_command() {
    local system=$1
    shift
    case $system in
        apt) echo "apt-get install -y --no-install-recommends $*" ;;
        dnf) echo "dnf install -y $*" ;;
        pacman) echo "pacman -S --needed --noconfirm $*" ;;
        brew) echo "brew install $*" ;;
    esac
}

# as_typed SYSTEM SUDO COMMAND: the whole line that a person would type.
as_typed() {
    local sudo=${2:+$2 }
    if [ "$1" = apt ]; then echo "${sudo}apt-get update && $sudo$3"; else echo "$sudo$3"; fi
}

# as_root SYSTEM: what to put before a command: nothing, "sudo", or "no" when there is no way.
as_root() {
    if [ "$1" = brew ] || [ "$(id -u)" -eq 0 ]; then echo ""
    elif ! command -v sudo >/dev/null 2>&1; then echo no
    elif [ -t 0 ] || sudo -n true 2>/dev/null; then echo sudo
    else echo no
    fi
}

agreed() {
    local answer
    [ -n "$assume_yes" ] && return 0
    [ -t 0 ] && [ -t 2 ] || return 1
    printf 'Install them now? [y/N] ' >&2
    read -r answer
    case $answer in [yY]*) return 0 ;; *) return 1 ;; esac
}

run_install() {
    local sudo=$1 system=$2
    shift 2
    if [ "$system" = apt ]; then
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get update || return 1
        $sudo env DEBIAN_FRONTEND=noninteractive $(install_command apt "$@")
    else
        $sudo $(install_command "$system" "$@")
    fi
}

# need_packages PURPOSE...: sees that everything is there, and installs what is not, after saying so.
need_packages() {
    local system missing names sudo command still
    homebrew_paths
    system=$(package_system)
    missing=$(missing_packages "$system" "$@")
    [ -z "$missing" ] && return 0
    names=$(awk '$1 != "-" { gsub(",", " ", $1); print $1 }' <<<"$missing" | tr '\n' ' ' | sed 's/ $//')
    if [ -z "$names" ]; then
        fail "These are missing, and scripts/packages has no name for them on this system:" \
            "$(awk '{ print "  " $2 }' <<<"$missing")"
    fi
    say "Packages that are missing: $names"
    command=$(install_command "$system" $names)
    sudo=$(as_root "$system")
    if [ "$sudo" = no ]; then
        fail "Installing them needs root, and you are neither root nor can you use sudo here." \
            "Ask whoever looks after this machine to run:" "" "  $(as_typed "$system" "" "$command")" "" "Then start this again."
    fi
    command=$(as_typed "$system" "$sudo" "$command")
    say "They are installed with: $command"
    agreed || fail "Nothing was installed. Run that command yourself, or start this again with -y as the first argument."
    [ "$sudo" = sudo ] && { sudo -v || fail "sudo refused."; }
    stage "Installing packages" run_install "$sudo" "$system" $names || { show_log; exit 1; }
    homebrew_paths
    still=$(missing_packages "$system" "$@" | awk '$1 != "-" { print "  " $2 "  (" $1 ")" }')
    [ -z "$still" ] || fail "Installed, yet still not found:" "$still"
}

# Homebrew keeps several libraries out of the usual places.
homebrew_paths() {
    local formula prefix
    [ "$(uname -s)" = Darwin ] && command -v brew >/dev/null 2>&1 || return 0
    prefix=$(brew --prefix)
    for formula in ncurses readline openblas lua@5.4; do
        PKG_CONFIG_PATH=$prefix/opt/$formula/lib/pkgconfig:${PKG_CONFIG_PATH:-}
    done
    export PKG_CONFIG_PATH
}

# ---- building ----

jobs() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }

# generate_configure: makes ./configure where there is none; make sees to it that it stays up to date.
generate_configure() {
    [ -f "$source_folder/configure" ] && [ -f "$source_folder/Makefile.in" ] && return 0
    stage "Preparing the build" "$source_folder/autogen.sh"
}

# configure_folder FOLDER [OPTION...]: configures FOLDER, once; again when the sources moved, the options changed or
# cmocka came to be there: without it a build has no C tests.
configure_folder() {
    local folder=$1 wanted
    shift
    wanted="$source_folder $* cmocka=$(pkg-config --modversion cmocka 2>/dev/null)"
    if [ -f "$folder/Makefile" ] && [ "$(cat "$folder/configured" 2>/dev/null)" = "$wanted" ]; then
        return 0
    fi
    [ -f "$source_folder/config.status" ] &&
        fail "The source folder holds a build of its own, which forbids one elsewhere. Clear it with: make distclean"
    rm -f "$folder/Makefile" "$folder/config.status"
    ( cd "$folder" && stage "Configuring ${folder##*/}" "$source_folder/configure" "$@" ) || return 1
    echo "$wanted" >"$folder/configured"
}

# open_log FOLDER: from here on, stages write to FOLDER/log; the first time it starts empty.
open_log() {
    mkdir -p "$1"
    log=$1/log
    case " $opened_logs " in
        *" $log "*) ;;
        *) : >"$log"; opened_logs="$opened_logs $log" ;;
    esac
}
