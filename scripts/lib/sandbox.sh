# shellcheck shell=bash
# "Nodes": small machines made of namespaces, so that the real binary makes real users and mounts without
# touching the host. Sourced after common.sh. Nothing here needs a daemon, an image or a network.
#
#   sandbox_enter SCRIPT ARGUMENT…   runs SCRIPT inside private mount and PID namespaces and returns its status
#   node_create NAME                 (inside) a node with its own root, accounts, /run, network
#   node_run NAME COMMAND…           (inside) runs a command there; mounts it makes stay
#   node_reboot NAME                 (inside) kills every process and mount of the node, keeps its disk
#   node_destroy NAME                (inside) the node and its disk are gone
#
# The sandbox is a PID namespace whose first process is SCRIPT: when that ends, however it ends, the kernel
# kills every process inside, with them go the mount namespaces, and with those the tmpfs that held all files.
# So there is nothing to clean up by hand, also after SIGKILL.

# Everything of the sandbox lies on a tmpfs over this folder, which is only hidden, and only inside.
# (An overlay's upper layer cannot lie on another overlay, so in a container no host folder would do.)
SANDBOX=/mnt
[[ "$REPOSITORY/" != /mnt/* ]] || SANDBOX=/media
readonly SANDBOX
readonly SANDBOX_LIMIT_BYTES=2G
SANDBOX_LIBRARY="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)"
readonly SANDBOX_LIBRARY
export SANDBOX

# The packages whose commands this file or the agent uses inside nodes.
readonly SANDBOX_PACKAGES=(util-linux mount iproute2 passwd login procps perl-base)
export SANDBOX_PACKAGES

# sandbox_options: prints the `unshare` options for this caller; none can be had: says what to do, status 77.
sandbox_options() {
    ((EUID == 0)) && unshare --mount true 2>/dev/null && return 0
    # A user namespace with a full range of ids: `useradd` must be able to own files as uid 20000 and above.
    local options=(--user --map-auto --map-root-user)
    if unshare "${options[@]}" --mount true 2>/dev/null; then
        printf '%s\n' "${options[@]}"
        return 0
    fi
    note "${0##*/}: this needs root or user namespaces with a range in /etc/subuid; run: sudo $0"
    return "$EXIT_NOT_PERMITTED"
}

# sandbox_enter SCRIPT ARGUMENT…: SCRIPT calls `sandbox_start` first.
sandbox_enter() {
    local options=() text
    text="$(sandbox_options)" || return
    [[ -z "$text" ]] || mapfile -t options <<<"$text"
    unshare "${options[@]}" --mount --propagation private --pid --fork --kill-child=SIGKILL -- "$@"
}

# sandbox_start BINARY: the first statement inside. One copy of the binary; nodes get hard links to it.
sandbox_start() {
    local binary="$1"
    # As first process of a PID namespace we would ignore Ctrl-C unless we say what to do with it.
    trap 'exit 130' INT
    trap 'exit 143' TERM
    mount -t proc -o nosuid,nodev,noexec proc /proc 2>/dev/null || true
    mount -t tmpfs -o "mode=755,size=$SANDBOX_LIMIT_BYTES" dsvm-sandbox "$SANDBOX"
    mkdir "$SANDBOX/nodes" "$SANDBOX/share" "$SANDBOX/files"
    chmod 1777 "$SANDBOX/files"
    install -m 0755 "$binary" "$SANDBOX/dsvm-agent"
}

# node_create NAME: files in $SANDBOX/nodes/NAME/disk, the share at /srv/pool-share (the same in all nodes).
node_create() {
    local disk="$SANDBOX/nodes/$1/disk"
    [[ ! -e "$disk" ]] || fail "$EXIT_FAILED" "node $1 exists"
    mkdir -p "$disk"
    bash "$SANDBOX_LIBRARY/node-disk" "$disk" "$SANDBOX/dsvm-agent"
    node_boot "$1"
}

# node_boot NAME: starts the node's first process, which assembles the root and then only keeps it alive.
node_boot() {
    local node="$SANDBOX/nodes/$1" attempt
    rm -f "$node/ready"
    unshare --mount --uts --ipc --net --pid --fork --kill-child=SIGKILL --propagation private -- \
        bash "$SANDBOX_LIBRARY/node-init" "$node" "$SANDBOX/share" "$1" \
        </dev/null >"$node/console" 2>&1 3>&- &
    # Otherwise bash reports "Killed" when the node is destroyed.
    disown "$!"
    printf '%s\n' "$!" >"$node/unshare.pid"
    for ((attempt = 0; attempt < 500; attempt++)); do
        # The marker is written by the node's first process with its own pid as we see it.
        [[ -s "$node/ready" ]] && return 0
        [[ -d "/proc/$(<"$node/unshare.pid")" ]] || break
        sleep 0.01
    done
    note "node $1 did not start:" "$(tail -n 5 "$node/console")"
    return "$EXIT_FAILED"
}

# node_run NAME COMMAND…: a clean environment, so that nothing of the caller's decides a result.
node_run() {
    local node="$SANDBOX/nodes/$1"
    shift
    nsenter --target "$(<"$node/ready")" --mount --uts --ipc --net --pid -- \
        /usr/bin/env -i "PATH=$NODE_PATH" LANG=C.UTF-8 HOME=/root TERM=dumb "$@"
}
readonly NODE_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# node_as NAME USER COMMAND…: as one of the node's users, in the home, as after a login.
node_as() {
    local name="$1" user="$2"
    shift 2
    # shellcheck disable=SC2016  # expanded by the node's shell
    node_run "$name" setpriv --reuid "$user" --regid "$user" --init-groups -- \
        sh -c 'HOME="$(getent passwd "$0" | cut -d: -f6)"; export HOME; cd "$HOME" && exec "$@"' "$user" "$@"
}

# node_stop NAME: as if the power went; the kernel kills every process with the namespace's first one.
node_stop() {
    local node="$SANDBOX/nodes/$1" process attempt
    process="$(<"$node/ready")"
    kill -KILL "$process" 2>/dev/null || true
    for ((attempt = 0; attempt < 500; attempt++)); do
        [[ -d "/proc/$(<"$node/unshare.pid")" ]] || return 0
        sleep 0.01
    done
    note "node $1 did not stop"
    return "$EXIT_FAILED"
}

node_reboot() { node_stop "$1" && node_boot "$1"; }

node_destroy() { node_stop "$1" && rm -rf --one-file-system "${SANDBOX:?}/nodes/$1"; }

# node_picture NAME: everything a command could have changed: each entry of the node's disk and of the share with
# inode, mode, owner, size, times and contents, and the node's mounts. Read from outside, where the disk holds
# only what the node wrote, and inode numbers do not depend on the overlay. /run is the node's memory, not its disk.
node_picture() {
    local folder
    for folder in "$SANDBOX/nodes/$1/disk" "$SANDBOX/share"; do
        (cd "$folder" && find . -printf '%p %y %i %m %U %G %s %T@ %C@ %l\n' | sort)
        (cd "$folder" && find . -type f -exec sha256sum {} + | sort -k 2)
    done
    node_run "$1" cat /proc/self/mountinfo
}

# unchanged NAME FILE: compares with an earlier picture; prints what differs, status 1 if anything does.
unchanged() { ! diff -U0 "$2" <(node_picture "$1") | grep -E '^[-+][^-+]'; }

# share_reset: an empty share; only while no node runs.
share_reset() { rm -rf --one-file-system "$SANDBOX/share" && mkdir "$SANDBOX/share"; }
