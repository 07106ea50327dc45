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

@test "a damaged ledger: the share is mounted at boot all the same, and nothing else is done or written over" {
    agent provision
    agent adduser alice
    local file=/var/lib/dsvm-agent/ledger.json before
    on sh -c "printf '{\"schema\":1,\"acc' >$file"
    before="$(on sh -c "stat -c '%i %Y' $file; cat $file; getent passwd; cat /etc/shadow")"
    on rm /home/alice/notebooks/remote
    for _ in 1 2; do
        node_reboot n1
        expect_not_mounted
        agent provision
        # A file that cannot be understood needs a person: the status of that, not a crash, and the share is there.
        expect 1
        expect_text "$file"
        expect_mounted
        # Accounts are never removed or changed because our record of them was lost.
        expect_equal "$before" "$(on sh -c "stat -c '%i %Y' $file; cat $file; getent passwd; cat /etc/shadow")"
        expect_absent /home/alice/notebooks/remote
    done
    agent check
    expect 2
    expect_text "$file"
}

@test "an ordinary user may look, and what that user may not see is UNKNOWN" {
    agent provision
    agent adduser alice
    run node_as n1 alice dsvm-agent users
    expect 0
    expect_text alice
    run node_as n1 alice dsvm-agent users --names --json
    expect 0
    jq -e '.schema == 1 and .names == ["alice", "dsvmuser"]' <<<"$output"
    run node_as n1 alice dsvm-agent status
    expect 0
    run node_as n1 alice dsvm-agent check
    expect 0
    expect_equal "755 root" "$(on stat -c '%a %U' /var/lib/dsvm-agent)"
    # An admin closed the folder: then the user cannot know.
    on chmod 0700 /var/lib/dsvm-agent
    run node_as n1 alice dsvm-agent check
    expect 3
    expect_text UNKNOWN
    agent check
    expect 0
}

@test "output that cannot be written is a failure with a sentence" {
    agent provision
    run on sh -c 'dsvm-agent users >/dev/full'
    expect 1
    expect_text "standard output"
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
