#!/usr/bin/env bats
# The share: what counts is what the kernel shows, failures name their cause and end in time, a key leaves no trace.
# No SMB or NFS server is needed: the node's loopback, and helpers in place of mount.cifs, give every answer.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() { start_node; }
teardown() { stop_nodes; }

readonly HOST=account.file.core.windows.net KEY='Y2FuYXJ5LWtleS1vZi10aGUtdGVzdA=='

# configure_smb SOURCE: with a credentials file as the documentation asks for.
configure_smb() {
    printf 'username=account\npassword=%s\n' "$KEY" |
        on sh -c 'umask 077; cat >/etc/dsvm-agent/credentials/share.cred'
    configure "{ share: { type: 'smb', source: '$1', timeoutSeconds: 5 }, users: { first: null } }"
}

# helper NAME SCRIPT…: what runs as /sbin/mount.NAME on n1; it notes how it was called.
helper() {
    local name="$1"
    shift
    on rm -f "/usr/sbin/mount.$name"
    printf '%s\n' '#!/bin/sh' 'tr "\0" "\n" </proc/$$/cmdline >>/run/helper.args' \
        'tr "\0" "\n" </proc/$$/environ >>/run/helper.environment' "$@" |
        on sh -c "cat >/usr/sbin/mount.$name && chmod 755 /usr/sbin/mount.$name"
}

# The server answers on PORT: connections are accepted, nothing is said.
listen() {
    node_run n1 python3 -c '
import socket, sys, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(); open("/run/listening", "w").close(); time.sleep(600)' "$1" \
        </dev/null >/dev/null 2>&1 3>&- &
    appears /run/listening
}
resolvable() { on sh -c "echo '127.0.0.1 $HOST' >>/etc/hosts"; }

# unreachable WORD…: exit 69 within the limit, a cause with one of the words, a next step, nothing mounted or left.
unreachable() {
    local begin word found=no
    begin="$(milliseconds)"
    agent mount
    expect 69
    (($(milliseconds) - begin < 30000)) || { printf 'took too long\n' >&2 && return 1; }
    for word in "$@"; do
        [[ "${output,,}" != *"${word,,}"* ]] || found=yes
    done
    [[ "$found" == yes ]] || { printf 'no cause (%s) in: %s\n' "$*" "$output" >&2 && return 1; }
    expect_not_mounted
    expect_equal "" "$(on pgrep -f mount.cifs || true)"
}

@test "mount and unmount: local, by mountinfo, repeatable, without users" {
    agent mount
    expect 0
    expect_mounted
    expect_equal "" "$(on ls -A /home)"
    runs_same mount
    expect_equal 1 "$(on grep -c " $SHARE " /proc/self/mountinfo)"
    agent unmount
    expect 0
    expect_not_mounted
    runs_same unmount
}

@test "already mounted from the same source: accepted, not mounted again" {
    on mkdir -p "$SHARE"
    on mount --bind /srv/pool-share "$SHARE"
    local mounts
    mounts="$(on cat /proc/self/mountinfo)"
    agent provision
    expect 0
    expect_equal "$mounts" "$(on cat /proc/self/mountinfo)"
}

@test "mounted from another source: refused, left, no link" {
    on mkdir -p "$SHARE" /srv/other
    on mount --bind /srv/other "$SHARE"
    local mounts
    mounts="$(on cat /proc/self/mountinfo)"
    for _ in 1 2; do
        agent provision
        ((status != 0))
        expect_text "$SHARE"
        expect_equal "$mounts" "$(on cat /proc/self/mountinfo)"
        expect_absent /home/dsvmuser/dsvmshare
        expect_equal "" "$(on ls -A /srv/other)"
    done
    agent unmount
    ((status != 0))
    expect_equal "$mounts" "$(on cat /proc/self/mountinfo)"
}

@test "type none: users and no share, no links" {
    configure "{ share: { type: 'none' } }"
    agent provision
    expect 0
    expect_not_mounted
    on id dsvmuser
    expect_absent /home/dsvmuser/dsvmshare
    runs_same provision
}

@test "files below the mountpoint are not lost" {
    on mkdir -p "$SHARE"
    on sh -c "echo local >$SHARE/before"
    for _ in 1 2 3; do
        agent provision
        expect 0
        # Covered they cannot be seen any more, but they are there: said at each pass.
        expect_text "below the mount"
    done
    agent_stdout status --json
    jq -e '[.conditions[].code] == ["share-mountpoint-not-empty"]' <<<"$output"
    agent unmount
    expect 0
    expect_equal local "$(on cat "$SHARE/before")"
}

@test "unmount while somebody works there: 75, still mounted" {
    agent mount
    node_run n1 sh -c "cd $SHARE && touch /run/inside && exec sleep 600" </dev/null >/dev/null 2>&1 3>&- &
    appears /run/inside
    agent unmount
    expect 75
    expect_mounted
}

@test "a mountpoint behind a link is refused with its own path, and nothing is mounted" {
    on mkdir -p /data/real
    on ln -s /data/real /data/link
    configure_local /data/link/share
    local mounts
    mounts="$(on cat /proc/self/mountinfo)"
    for _ in 1 2; do
        agent mount
        expect 73
        expect_text "its own path is '/data/real/share'"
        # The first user cannot be given a number without the share.
        agent provision
        expect 69
        expect_text "its own path is '/data/real/share'"
        expect_equal "$mounts" "$(on cat /proc/self/mountinfo)"
        expect_absent /home/dsvmuser/share
    done
    configure_local /data/real/share
    agent provision
    expect 0
    expect_link /home/dsvmuser/share /data/real/share
}

@test "mount --dry-run changes nothing" {
    remember
    agent mount --dry-run
    expect 0
    expect_text "$SHARE"
    expect_unchanged
}

@test "smb without cifs-utils: named, with the package to install" {
    on rm -f /usr/sbin/mount.cifs
    resolvable
    configure_smb "//$HOST/share"
    unreachable cifs-utils
}

@test "nfs without nfs-common: named, with the package to install" {
    on rm -f /usr/sbin/mount.nfs /usr/sbin/mount.nfs4
    resolvable
    configure "{ share: { type: 'nfs', source: '$HOST:/account/share', timeoutSeconds: 5 }, users: { first: null } }"
    unreachable nfs-common
}

@test "smb: the name is not in DNS" {
    helper cifs 'echo "mount error: could not resolve address for $1: Unknown error" >&2; exit 1'
    configure_smb "//nosuch.file.core.windows.net/share"
    unreachable dns resolve name
}

@test "smb: port 445 refuses" {
    helper cifs 'echo "mount error(111): could not connect to 127.0.0.1" >&2; exit 32'
    resolvable
    configure_smb "//$HOST/share"
    unreachable 445
}

@test "smb: a network without a way there" {
    helper cifs 'echo "mount error(101): Network is unreachable" >&2; exit 32'
    configure_smb "//192.0.2.1/share"
    unreachable 445 network
}

@test "smb: wrong key" {
    helper cifs 'echo "mount error(13): Permission denied" >&2; exit 32'
    resolvable
    listen 445
    configure_smb "//$HOST/share"
    unreachable key credentials
}

@test "smb: no such share" {
    helper cifs 'echo "mount error(2): No such file or directory" >&2; exit 32'
    resolvable
    listen 445
    configure_smb "//$HOST/share"
    unreachable share
}

@test "smb: a server that never answers is given up, and the helper with it" {
    helper cifs 'sleep 600'
    resolvable
    listen 445
    configure_smb "//$HOST/share"
    unreachable answer "timed out" "in time" seconds
    expect_equal "" "$(on pgrep sleep | grep -vx 1 || true)"
}

@test "smb: a helper that claims success without a mount is not believed" {
    helper cifs 'exit 0'
    resolvable
    listen 445
    configure_smb "//$HOST/share"
    unreachable mount
}

@test "smb: the key is in no argument, no environment, no file but its own, no output" {
    helper cifs 'exit 32'
    resolvable
    listen 445
    configure_smb "//$HOST/share"
    run node_run n1 strace -f -v -s 4096 -e trace=execve,execveat -o /tmp/trace dsvm-agent mount
    ((status != 0))
    [[ "$output" != *"$KEY"* ]]
    on grep -q mount /tmp/trace
    expect_equal "" "$(on grep -F "$KEY" /tmp/trace /run/helper.args /run/helper.environment || true)"
    expect_equal /etc/dsvm-agent/credentials/share.cred \
        "$(on grep -rslF "$KEY" /run /var /etc /home /root /tmp /usr/lib/systemd/system || true)"
}

@test "smb: credentials that are missing or readable by others are refused with 65" {
    helper cifs 'exit 32'
    configure_smb "//$HOST/share"
    on chmod 644 /etc/dsvm-agent/credentials/share.cred
    agent mount
    expect 65
    expect_text share.cred
    on rm /etc/dsvm-agent/credentials/share.cred
    agent mount
    expect 65
    expect_text share.cred
}

@test "nfs: a server that refuses is named in bounded time" {
    helper nfs 'echo "mount.nfs: Connection refused" >&2; exit 32'
    on ln -sf mount.nfs /usr/sbin/mount.nfs4
    resolvable
    configure "{ share: { type: 'nfs', source: '$HOST:/account/share', timeoutSeconds: 5 }, users: { first: null } }"
    unreachable 2049
}

@test "a dead share stops no accounts: provision is 69, an account is still made" {
    helper cifs 'exit 32'
    configure_smb "//$HOST/share"
    agent adduser alice
    expect 69
    on id alice
    expect_absent /home/alice/dsvmshare
}
