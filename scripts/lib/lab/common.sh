# shellcheck shell=bash
# Names, folders and errors that every part of the lab shares.
# shellcheck disable=SC2034 # the other parts use them

LAB_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
LAB_DIR=${DSVM_LAB_DIR:-$LAB_ROOT/.work/lab}
LAB_SOURCES=$LAB_ROOT/Tests/Lab
LAB_MACHINES=$LAB_DIR/machines
LAB_SHARED=$LAB_DIR/shared # /lab in every machine
# Two checkouts can run a lab each: everything that has a name outside the folder carries this.
LAB_NETNS=dsvmlab-$(printf '%s' "$LAB_DIR" | sha256sum | cut -c1-6)
LAB_MAX_NODES=20

say() { printf 'lab: %s\n' "$*" >&2; }

# die STATUS MESSAGE: 64 usage, 69 not reachable, 77 not permitted, 1 anything else
die() {
    local status=$1
    shift
    printf 'lab: error: %s\n' "$*" >&2
    exit "$status"
}

require_root() {
    [ "$(id -u)" = 0 ] || die 77 "must be run as root: namespaces, taps and file systems need it"
}

# install_missing COMMAND=PACKAGE…: Debian and Ubuntu; nothing happens where all commands exist
install_missing() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || die 1 "missing packages (${missing[*]}), and no apt-get to install them"
    say "installing ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
        >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die 1 "could not install ${missing[*]}"
    fi
    rm -f "$log"
}

# wait_until SECONDS WHAT COMMAND…: polls a fact, never a guess; 1 with a message when the deadline passes
wait_until() {
    local seconds=$1 what=$2 deadline=$((SECONDS + $1))
    shift 2
    until "$@"; do
        if ((SECONDS >= deadline)); then
            say "gave up after ${seconds} s waiting for $what"
            return 1
        fi
        sleep 0.2
    done
}

# One lab command that changes machines at a time, in this folder. Commands run by the holder go through.
take_lock() {
    [ -z "${DSVM_LAB_LOCKED:-}" ] || return 0
    mkdir -p "$LAB_DIR"
    exec 9>"$LAB_DIR/lock"
    flock -n 9 || die 1 "another lab command is at work in $LAB_DIR"
    export DSVM_LAB_LOCKED=1
}

in_net() { ip netns exec "$LAB_NETNS" "$@"; }

net_exists() { [ -e "/run/netns/$LAB_NETNS" ]; }
