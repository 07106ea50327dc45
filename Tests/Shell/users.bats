#!/usr/bin/env bats
# Accounts: who may be made, what they get, that nothing is done twice, and that a password leaves no trace.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() {
    start_node
    node_run n1 dsvm-agent provision >/dev/null
}
teardown() { stop_nodes; }

# refused STATUS NAME: nothing changes, and a sentence names the reason.
refused() {
    remember
    agent adduser -- "$2"
    expect "$1" || { printf 'for %s\n' "$2" >&2 && return 1; }
    [[ "${#output}" -ge 20 ]] || { printf 'no sentence for %s: %s\n' "$2" "$output" >&2 && return 1; }
    expect_unchanged
}

@test "names that are not safe to make are refused with 65 and change nothing" {
    local name
    for name in Root Alice -rf a/b .. . '' 'a b' 'a:b' "$(printf 'a%.0s' {1..40})" ünal 名前 $'a\nb' '$(id)' 1abc a.b a@b; do
        refused 65 "$name"
    done
}

@test "system accounts are refused with 65" {
    local name
    for name in root daemon www-data nobody sshd docker sudo; do
        refused 65 "$name"
    done
}

@test "a name that begins with a dash without -- is a usage error" {
    remember
    agent adduser -rf
    expect 64
    expect_unchanged
}

@test "adduser gives account, home, groups, links; a second time it changes nothing" {
    agent adduser alice --full-name "Alice Example" --shell /bin/sh --groups docker
    expect 0
    expect_links alice
    expect_equal "alice:x" "$(on getent passwd alice | cut -d: -f1,2)"
    expect_equal "Alice Example" "$(on getent passwd alice | cut -d: -f5 | cut -d, -f1)"
    expect_equal /bin/sh "$(on getent passwd alice | cut -d: -f7)"
    on sh -c 'id -nG alice | grep -qw docker'
    [[ "$(on id -u alice)" -ge 20000 && "$(on id -u alice)" -le 59999 ]]
    runs_same adduser alice --full-name "Alice Example" --shell /bin/sh --groups docker
    runs_same adduser alice
}

@test "the home is the user's and carries the samples of /etc/skel" {
    agent adduser alice
    expect_equal "directory alice alice" "$(on stat -c '%F %U %G' /home/alice)"
    expect_equal alice "$(on stat -c %U /home/alice/notebooks/sample.ipynb)"
    expect_equal "" "$(on find /home/alice ! -user alice)"
}

@test "--uid is taken, another uid for the same name is a conflict that changes nothing" {
    agent adduser alice --uid 23456
    expect 0
    expect_equal 23456 "$(on id -u alice)"
    remember
    agent adduser alice --uid 23457
    expect 73
    expect_unchanged
}

@test "an account that exists and is not ours is a conflict that changes nothing" {
    foreign_account carol 1005 /home/carol
    remember
    agent adduser carol
    expect 73
    expect_text carol
    expect_unchanged
}

@test "the owner of the directory on the share decides the uid on another node" {
    agent adduser bob
    agent adduser alice
    node_create n2
    node_run n2 dsvm-agent provision >/dev/null
    node_run n2 dsvm-agent adduser alice >/dev/null
    expect_equal "$(node_run n1 id -u alice)" "$(node_run n2 id -u alice)"
}

@test "--ssh-key, repeated and from a file, ends in authorized_keys once" {
    local one="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxuGQmPYQTkWfS3cXn1Ck7tYhLSqQx3bV2mFZkqWx0d one"
    local two="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEvNn3cLrqE9zq3HgXb3o0S9pXQn3qO6zqk0l1Z3m4Yh two"
    printf '%s\n' "$two" | on sh -c 'cat >/root/two.pub'
    agent adduser alice --ssh-key "$one" --ssh-key @/root/two.pub
    expect 0
    expect_equal 1 "$(on grep -cF "$one" /home/alice/.ssh/authorized_keys)"
    expect_equal 1 "$(on grep -cF "$two" /home/alice/.ssh/authorized_keys)"
    expect_equal "700 alice" "$(on stat -c '%a %U' /home/alice/.ssh)"
    expect_equal "600 alice" "$(on stat -c '%a %U' /home/alice/.ssh/authorized_keys)"
    runs_same adduser alice --ssh-key "$one" --ssh-key @/root/two.pub
}

@test "a key that is none is refused with 65 and makes no account" {
    remember
    agent adduser alice --ssh-key 'command="rm -rf /" not-a-key'
    expect 65
    expect_unchanged
}

# with_password PASSWORD COMMAND…
with_password() {
    local password="$1"
    shift
    run node_run n1 sh -c 'printf "%s\n" "$0" | "$@"' "$password" "$@"
}

# PAM's own helper answers as a login would; the password comes on stdin, ended by a NUL.
password_is() { printf '%s\0' "$2" | node_run n1 unix_chkpwd "$1" nullok; }

@test "--password-stdin sets the password that PAM then accepts, and only that" {
    with_password 'correct horse 7' dsvm-agent adduser alice --password-stdin
    expect 0
    password_is alice 'correct horse 7'
    not password_is alice 'correct horse 8'
    with_password 'correct horse 7' dsvm-agent adduser alice --password-stdin
    expect 0
    password_is alice 'correct horse 7'
}

@test "a password that is no UTF-8 is refused with 65: another one than the one typed would be set" {
    remember
    run node_run n1 sh -c 'printf "p\344ss\n" | dsvm-agent adduser alice --password-stdin'
    expect 65
    expect_text "UTF-8"
    expect_unchanged
    not on id alice
}

@test "a hash that was cut is refused with 65" {
    remember
    agent adduser alice --password-hash '$6$salt$tooshort'
    expect 65
    [[ "$output" != *tooshort* ]]
    expect_unchanged
}

@test "a shell that is missing or no program is refused with 65" {
    local shell
    remember
    for shell in /bin/nosuch /etc/passwd /home; do
        agent adduser alice --shell "$shell"
        expect 65
        expect_text "$shell"
    done
    expect_unchanged
    configure_local "$SHARE" "users: { shell: '/bin/nosuch' }"
    agent adduser alice
    expect 65
    expect_text users.shell
    not on id alice
}

@test "--local is as without it while there is no coordinator" {
    agent adduser alice --local
    expect 0
    expect_links alice
    runs_same adduser alice
}

@test "without a password the account is locked for passwords" {
    agent adduser alice
    [[ "$(on getent shadow alice | cut -d: -f2)" == [!*]* ]]
    not password_is alice ''
}

@test "the password is in no file, no log, no argument list and no child's environment" {
    local password='Zx9-secret-canary-Qw4' trace="$SANDBOX/files/trace" places
    printf '%s\n' "$password" >"$SANDBOX/nodes/n1/disk/tmp/password"
    run node_run n1 sh -c 'strace -f -v -s 4096 -e trace=execve,execveat -o /tmp/trace \
        dsvm-agent adduser alice --password-stdin </tmp/password'
    expect 0
    mv "$SANDBOX/nodes/n1/disk/tmp/trace" "$trace"
    rm "$SANDBOX/nodes/n1/disk/tmp/password"
    # -v shows the whole environment of every program started.
    grep -q chpasswd "$trace" || grep -q useradd "$trace"
    not grep -F "$password" "$trace"
    places="$(node_run n1 grep -rslF "$password" /run /var /etc /home /root /tmp /srv "$SHARE" || true)"
    expect_equal "" "$places"
    [[ "$output" != *"$password"* ]]
}

@test "deluser locks and expires, keeps home and data; adduser brings the same uid back" {
    agent adduser alice
    local uid
    uid="$(on id -u alice)"
    node_as n1 alice sh -c 'echo work >"$HOME/notebooks/remote/x"'
    agent deluser alice
    expect 0
    expect_equal work "$(on cat "$SHARE/notebooks/alice/x")"
    on test -d /home/alice
    [[ "$(on getent shadow alice | cut -d: -f2)" == '!'* ]]
    expect_equal 1 "$(on getent shadow alice | cut -d: -f8)"
    runs_same deluser alice
    agent adduser alice
    expect 0
    expect_equal "$uid" "$(on id -u alice)"
    expect_equal "" "$(on getent shadow alice | cut -d: -f8)"
}

@test "deluser of an account that is not ours is refused and changes nothing" {
    foreign_account carol 1005 /home/carol
    remember
    agent deluser carol
    expect 73
    expect_unchanged
    agent deluser root
    ((status == 65 || status == 73))
    expect_unchanged
}

@test "users lists who is managed, with uid" {
    agent adduser alice
    agent users
    expect 0
    expect_text alice
    expect_text "$(on id -u alice)"
    agent_stdout users --json
    expect 0
    jq -e '.schema == 1' <<<"$output"
    jq -e --argjson uid "$(on id -u alice)" '[.. | objects | select(.name? == "alice" and .uid? == $uid)] | length == 1' <<<"$output"
}

@test "adduser --dry-run prints a plan and changes nothing" {
    remember
    agent adduser alice --dry-run
    expect 0
    expect_text alice
    expect_unchanged
}

@test "who is not root is told so with 77" {
    agent adduser alice
    run node_as n1 alice dsvm-agent adduser mallory
    expect 77
    expect_text sudo
    run node_as n1 alice dsvm-agent provision
    expect 77
}
