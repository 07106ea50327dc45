#!/usr/bin/env bats
# Who gets which number, where several nodes and users who mean harm write to one share.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() {
    start_node
    node_run n1 dsvm-agent provision >/dev/null
}
teardown() { stop_nodes; }

# refused_alike STATUS TEXT COMMAND…: nothing changes, the cause and what to do are said.
refused_alike() {
    local wanted="$1" text="$2"
    shift 2
    remember
    agent "$@"
    expect "$wanted"
    expect_text "$text"
    expect_unchanged
}

@test "a directory planted where everybody may make some proves no number" {
    on dsvm-agent adduser mallory
    on chmod 1777 "$SHARE/notebooks"
    local mallory
    mallory="$(on id -u mallory)"
    node_as n1 mallory mkdir "$SHARE/notebooks/carl"
    refused_alike 73 "anybody could have made it" adduser carl
    refused_alike 73 "is taken" adduser carl --uid "$mallory"
    refused_alike 73 "belongs to uid $mallory" adduser carl --uid 23456
    on rmdir "$SHARE/notebooks/carl"
    agent adduser carl
    expect 0
    expect_links carl
    not expect_equal "$mallory" "$(on id -u carl)"
}

@test "where everybody may make directories, --uid with the owner's number brings the account to a second node" {
    on chmod 1777 "$SHARE/notebooks"
    on dsvm-agent adduser alice
    node_create n2
    node_run n2 dsvm-agent provision >/dev/null || true
    run node_run n2 dsvm-agent adduser alice
    expect 73
    expect_text "--uid $(on id -u alice)"
    node_run n2 dsvm-agent adduser alice --uid "$(on id -u alice)"
    expect_equal "$(on id -u alice)" "$(node_run n2 id -u alice)"
}

@test "a number that differs from the owner of the own directory is refused" {
    on install -d -o 23456 "$SHARE/notebooks/alice"
    refused_alike 73 "belongs to uid 23456, not to 23457" adduser alice --uid 23457
    agent adduser alice
    expect 0
    expect_equal 23456 "$(on id -u alice)"
}

@test "the directory of all users belongs to one of them: reported, no link into it is made" {
    on dsvm-agent adduser mallory
    on chown mallory "$SHARE/notebooks"
    agent adduser carl
    expect 73
    expect_text "$SHARE/notebooks"
    expect_absent /home/carl/notebooks/remote
    expect_absent "$SHARE/notebooks/carl"
    on chown root "$SHARE/notebooks"
    agent provision
    expect 0
    expect_links carl
}

@test "without the share no number is given: 69 and no account; with one the account is made" {
    on umount "$SHARE"
    on umount /srv/pool-share
    on rmdir /srv/pool-share
    remember
    agent adduser alice
    expect 69
    expect_text /srv/pool-share
    expect_unchanged
    not on id alice
    agent adduser alice --uid 23456
    expect 69
    expect_equal 23456 "$(on id -u alice)"
    expect_absent /home/alice/dsvmshare
    on mkdir /srv/pool-share
    agent provision
    expect 0
    expect_links alice
}

@test "adduser mounts a share that is away" {
    on umount "$SHARE"
    agent adduser alice
    expect 0
    expect_mounted
    expect_links alice
}

@test "two nodes that start at once: both are made ready, ten times" {
    local attempt one two
    for ((attempt = 0; attempt < 10; attempt++)); do
        stop_nodes
        node_create n1
        node_create n2
        node_run n1 timeout 60 dsvm-agent provision >/dev/null 2>"$SANDBOX/files/one" 3>&- &
        one=$!
        node_run n2 timeout 60 dsvm-agent provision >/dev/null 2>"$SANDBOX/files/two" 3>&- &
        two=$!
        wait "$one" || { cat "$SANDBOX/files/one" >&2 && return 1; }
        wait "$two" || { cat "$SANDBOX/files/two" >&2 && return 1; }
        expect_links dsvmuser
        expect_equal "$(node_run n1 id -u dsvmuser)" "$(node_run n2 id -u dsvmuser)"
        expect_link /home/dsvmuser/notebooks/remote "$(node_run n2 readlink /home/dsvmuser/notebooks/remote)"
        expect_equal dsvmuser "$(on ls -A "$SHARE/notebooks")"
        # What there is to do was done in the one run.
        run node_run n2 dsvm-agent provision --dry-run
        expect 0
        expect_text "Everything is in place"
    done
}
