# shellcheck shell=bash
# What all shell tests share. They run inside the sandbox (scripts/test --stage bats): a test that is started
# outside would change the machine it runs on, so it stops here.

# shellcheck source=scripts/lib/common.sh
. "$BATS_TEST_DIRNAME/../../scripts/lib/common.sh"
# shellcheck source=scripts/lib/sandbox.sh
. "$BATS_TEST_DIRNAME/../../scripts/lib/sandbox.sh"

grep -q " $SANDBOX .* dsvm-sandbox " /proc/self/mountinfo ||
    fail 69 "these tests need the sandbox; run: scripts/test --stage bats"

readonly SHARE=/datamnt/dsvmshare
readonly CONFIG=/etc/dsvm-agent/agent.json
export SHARE CONFIG

# One node a test, named n1, and an empty share.
start_node() { node_create n1; }
stop_nodes() {
    local folder
    for folder in "$SANDBOX"/nodes/*/; do
        [[ ! -d "$folder" ]] || node_destroy "$(basename "$folder")"
    done
    share_reset
}

# on COMMAND…: on n1, failing the test if it fails. agent…: the same through bats' `run` (status, output).
# Nothing may take longer than the longest time limit of the agent's own tests: 124 is a hang.
readonly SECONDS_MAX=60
on() { node_run n1 "$@"; }
agent() { run node_run n1 timeout "$SECONDS_MAX" dsvm-agent "$@"; }
# Standard output alone, for JSON.
# shellcheck disable=SC2016  # expanded by the node's shell
agent_stdout() { run node_run n1 timeout "$SECONDS_MAX" sh -c '"$@" 2>/dev/null' sh dsvm-agent "$@"; }

# A command that must fail; bash ignores a bare `!` in the middle of a test.
not() { ! "$@"; }

# expect STATUS: of the last `agent`; shows what was printed if it differs.
expect() {
    # shellcheck disable=SC2154  # set by bats' run
    if ((status != $1)); then
        printf 'exit status %s, expected %s; it printed:\n%s\n' "$status" "$1" "$output" >&2
        return 1
    fi
}

# expect_text TEXT: somewhere in what the last command printed.
expect_text() {
    if [[ "$output" != *"$1"* ]]; then
        printf 'not printed: %s\nbut: %s\n' "$1" "$output" >&2
        return 1
    fi
}

# expect_equal WANTED ACTUAL
expect_equal() {
    if [[ "$1" != "$2" ]]; then
        printf 'wanted: %s\nactual: %s\n' "$1" "$2" >&2
        return 1
    fi
}

# configure JSON…: n1's configuration; without a share key the local one is used.
configure() { printf '%s\n' "$*" | node_run n1 sh -c 'cat >/etc/dsvm-agent/agent.json'; }
configure_local() {
    configure "{ pool: 'test', share: { type: 'local', source: '/srv/pool-share', mountpoint: '${1:-$SHARE}' }, ${2:-} }"
}

# An account that the image or an admin made, not we: NAME UID HOME.
foreign_account() {
    printf '%s:x:%s:%s::%s:/bin/bash\n' "$1" "$2" "$2" "$3" | on sh -c 'cat >>/etc/passwd'
    printf '%s:x:%s:\n' "$1" "$2" | on sh -c 'cat >>/etc/group'
    printf '%s:*:19000:0:99999:7:::\n' "$1" | on sh -c 'cat >>/etc/shadow'
    printf '%s:!::\n' "$1" | on sh -c 'cat >>/etc/gshadow'
    on mkdir -p "$3"
    on chown "$2:$2" "$3"
}

expect_link() { expect_equal "$2" "$(on readlink "$1")"; }

# expect_links USER [HOME]: the two links of the contract and the directory behind them.
expect_links() {
    local home="${2:-/home/$1}"
    expect_link "$home/dsvmshare" "$SHARE"
    expect_link "$home/notebooks/remote" "$SHARE/notebooks/$1"
    expect_equal "directory $1" "$(on stat -c '%F %U' "$SHARE/notebooks/$1")"
    expect_equal "directory $1" "$(on stat -c '%F %U' "$home/notebooks")"
}

expect_mounted() { on grep -q " /share $SHARE " /proc/self/mountinfo; }
expect_not_mounted() { ! on grep -q " $SHARE " /proc/self/mountinfo; }

expect_absent() {
    if on test -e "$1" || on test -L "$1"; then
        printf '%s is there\n' "$1" >&2
        return 1
    fi
}

# appears FILE: waits for what a command in the background makes on n1, ten seconds at most.
appears() {
    local attempt
    for ((attempt = 0; attempt < 500; attempt++)); do
        ! on test -e "$1" || return 0
        sleep 0.02
    done
    printf '%s did not appear\n' "$1" >&2
    return 1
}

# remember, expect_unchanged: every entry of n1's disk and of the share, and its mounts.
remember() { node_picture n1 >"$SANDBOX/files/picture"; }
expect_unchanged() {
    if ! unchanged n1 "$SANDBOX/files/picture"; then
        printf 'the lines above changed\n' >&2
        return 1
    fi
}

# runs_same COMMAND…: a second and a third run succeed and change nothing.
runs_same() {
    local again
    remember
    for again in second third; do
        agent "$@"
        expect 0 || { printf 'in the %s run\n' "$again" >&2 && return 1; }
        expect_unchanged || return 1
    done
}
