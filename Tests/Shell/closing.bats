#!/usr/bin/env bats
# deluser: whatever stands in the user's home, the account is shut; keys that cannot be reached are named, and go
# with the next pass once they can be.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers

readonly KEY="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxuGQmPYQTkWfS3cXn1Ck7tYhLSqQx3bV2mFZkqWx0d mallory"
readonly BLOB=AAAAC3NzaC1lZDI1NTE5AAAAIJxuGQmPYQTkWfS3cXn1Ck7tYhLSqQx3bV2mFZkqWx0d
readonly OWN="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEvNn3cLrqE9zq3HgXb3o0S9pXQn3qO6zqk0l1Z3m4Yh own"

setup() {
    start_node
    node_run n1 dsvm-agent provision >/dev/null
    node_run n1 dsvm-agent adduser mallory --ssh-key "$KEY" >/dev/null
}
teardown() { stop_nodes; }

mallory() { node_as n1 mallory sh -c "$1"; }
keys() { on cat /home/mallory/.ssh/authorized_keys; }

is_shut() {
    [[ "$(on getent shadow mallory | cut -d: -f2)" == '!'* ]]
    expect_equal 1 "$(on getent shadow mallory | cut -d: -f8)"
}

state() { on dsvm-agent users --json | jq -r '.users[] | select(.name == "mallory") | .state'; }

# shut_all_the_same: 73 with a cause, the account shut, the record unfinished; again the same.
shut_all_the_same() {
    for _ in 1 2; do
        agent deluser mallory
        expect 73
        expect_text authorized_keys
        is_shut
        expect_equal closing "$(state)"
    done
}

# finished: a pass without the trap completes the closing.
finished() {
    agent provision
    expect 0
    expect_equal closed "$(state)"
    is_shut
    not grep -qF "$BLOB" <<<"$(keys)"
    runs_same deluser mallory
}

@test "without a trap: shut, our key gone, the user's own stays" {
    mallory "echo '$OWN' >>.ssh/authorized_keys"
    agent deluser mallory
    expect 0
    is_shut
    expect_equal closed "$(state)"
    expect_equal "$OWN" "$(keys)"
}

@test "~/.ssh is a link to a directory of root's" {
    on sh -c 'mkdir -p /root/.ssh && echo original >/root/.ssh/authorized_keys'
    mallory 'mv .ssh kept && ln -s /root/.ssh .ssh'
    agent deluser mallory
    expect 73
    expect_text .ssh
    is_shut
    expect_equal closing "$(state)"
    expect_equal original "$(on cat /root/.ssh/authorized_keys)"
    mallory 'rm .ssh && mv kept .ssh'
    finished
}

@test "~/.ssh is closed to everybody" {
    mallory 'chmod 000 .ssh'
    agent deluser mallory
    ((status != 0))
    expect_text .ssh
    is_shut
    expect_equal closing "$(state)"
    mallory 'chmod 700 .ssh'
    finished
}

@test "authorized_keys has 2 MiB" {
    mallory 'head -c 2M /dev/zero | tr "\0" "#" >>.ssh/authorized_keys'
    shut_all_the_same
    mallory 'head -n 1 .ssh/authorized_keys >short && mv short .ssh/authorized_keys'
    finished
}

@test "authorized_keys is a FIFO: nothing waits for it" {
    mallory 'rm .ssh/authorized_keys && mkfifo .ssh/authorized_keys'
    shut_all_the_same
    mallory 'rm .ssh/authorized_keys'
    agent provision
    expect 0
    expect_equal closed "$(state)"
}

@test "authorized_keys from another system: our key is found behind CR LF, other lines stay byte for byte" {
    printf '# mine\r\n%s\r\n%s renamed\r\nfrom="10.0.0.0/8" %s\r\n\xf6\r\n' "$OWN" "${KEY% *}" "$KEY" |
        node_as n1 mallory sh -c 'cat >.ssh/authorized_keys'
    agent adduser mallory --ssh-key "$KEY"
    expect 0
    expect_equal 2 "$(on grep -cF "$BLOB" /home/mallory/.ssh/authorized_keys)"
    agent deluser mallory
    expect 0
    expect_equal closed "$(state)"
    expect_equal "$(printf '# mine\r\n%s\r\n\xf6\r\n' "$OWN" | od -An -tx1)" \
        "$(on od -An -tx1 /home/mallory/.ssh/authorized_keys)"
}

@test "an adopted account is forgotten: links and account stay, a second time it is not ours" {
    foreign_account carol 1005 /home/carol
    agent link carol
    expect 0
    local before
    before="$(on getent passwd carol; on getent shadow carol)"
    agent deluser carol
    expect 0
    expect_links carol
    expect_equal "$before" "$(on getent passwd carol; on getent shadow carol)"
    not grep -qx carol <<<"$(on dsvm-agent users --names)"
    agent deluser carol
    expect 73
    agent provision
    expect 0
    not grep -qx carol <<<"$(on dsvm-agent users --names)"
}
