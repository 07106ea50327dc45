#!/usr/bin/env bats
# check and status: what is wrong is said with what to do, in the statuses that monitoring knows.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() { start_node; }
teardown() { stop_nodes; }

@test "before the first provision the share is CRITICAL, with what to do" {
    agent check share
    expect 2
    expect_text "dsvm-agent"
}

@test "after provision everything is OK" {
    agent provision
    agent check share
    expect 0
    agent check users
    expect 0
    agent check
    expect 0
    agent_stdout check --json
    expect 0
    jq -e '.schema == 1' <<<"$output"
}

@test "an unmounted share, a missing link and a missing home are found, and provision repairs what it may" {
    agent provision
    agent adduser alice
    on umount "$SHARE"
    agent check share
    expect 2
    agent provision
    expect 0
    on rm /home/alice/notebooks/remote
    agent check users
    ((status == 1 || status == 2))
    expect_text alice
    agent provision
    expect 0
    agent check users
    expect 0
}

@test "checking changes nothing" {
    agent provision
    remember
    agent check
    agent users
    agent status
    expect_unchanged
}

@test "status answers at once with the last observation" {
    agent status
    ((status != 0))
    agent provision
    agent status
    expect 0
    expect_text "$SHARE"
    agent_stdout status --json
    expect 0
    jq -e '.schema == 1' <<<"$output"
}

@test "an unreadable ledger is set aside, not a crash loop" {
    agent provision
    agent adduser alice
    local file
    file="$(on find /var/lib/dsvm-agent -name '*.json' | head -n 1)"
    [[ -n "$file" ]]
    on sh -c "printf '{\"schema\":1,\"acc' >$file"
    agent provision
    ((status == 0 || status == 1))
    # Accounts are never removed or changed because our record of them was lost.
    on id alice
    agent check
    agent provision
    ((status == 0 || status == 1))
}

@test "two runs at a time: one waits or says 75, both leave the same state" {
    agent provision
    local one two name
    for name in alice bob carol; do
        node_run n1 timeout 60 dsvm-agent adduser "$name" >/dev/null 2>&1 3>&- &
        one=$!
        node_run n1 timeout 60 dsvm-agent adduser "$name" >/dev/null 2>&1 3>&- &
        two=$!
        wait "$one" || [[ $? == 75 ]]
        wait "$two" || [[ $? == 75 ]]
        expect_links "$name"
        expect_equal 1 "$(on grep -c "^$name:" /etc/passwd)"
    done
    expect_equal "" "$(on cut -d: -f3 /etc/passwd | sort | uniq -d)"
}
