# shellcheck shell=bash
# Names and folders that every part of the lab shares. Sourced after scripts/lib/common.sh.
# shellcheck disable=SC2034 # the other parts use them

LAB_DIR=$(realpath -m -- "${DSVM_LAB_DIR:-$REPOSITORY/.work/lab}")
LAB_SOURCES=$REPOSITORY/Tests/Lab
LAB_MACHINES=$LAB_DIR/machines
# Lanes of a test run, which are labs of their own in folders below, have these two in common.
LAB_IMAGE_STORE=${DSVM_LAB_IMAGE_STORE:-$LAB_DIR}
LAB_SHARED=${DSVM_LAB_SHARED:-$LAB_DIR/shared} # /lab in every machine
# Two folders are two labs: everything that has a name outside the folder carries this. harness/lanes.py knows it too.
LAB_NETNS=dsvmlab-$(printf '%s' "$LAB_DIR" | sha256sum | cut -c1-6)
LAB_MAX_NODES=20

say() { note "lab: $*"; }

require_root() {
    ((EUID == 0)) || fail "$EXIT_NOT_PERMITTED" "namespaces, taps and file systems need root; run: sudo scripts/lab"
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
    flock -n 9 || fail "$EXIT_FAILED" "another lab command is at work in $LAB_DIR"
    export DSVM_LAB_LOCKED=1
}

in_net() { ip netns exec "$LAB_NETNS" "$@"; }

net_exists() { [ -e "/run/netns/$LAB_NETNS" ]; }
