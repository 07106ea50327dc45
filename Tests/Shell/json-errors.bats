#!/usr/bin/env bats
# With --json a failure is one object on standard output too, and the exit status is the same.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() { start_node; }
teardown() { stop_nodes; }

# fails_alike STATUS COMMAND…: the status with and without --json; the object has the three renderings.
fails_alike() {
    local wanted="$1"
    shift
    agent "$@"
    expect "$wanted"
    agent_stdout "$@" --json
    expect "$wanted"
    jq -e -s 'length == 1 and (.[0] | .schema == 1 and (.error.code | test("^[a-z]+(-[a-z]+)*$"))
        and (.error.message | length > 20) and (.error.remedy | length > 10))' <<<"$output" >&2 ||
        { printf 'not the promised object: %s\n' "$output" >&2 && return 1; }
}

@test "a name that is not allowed" { fails_alike 65 adduser Root; }

@test "an unknown account" {
    node_run n1 dsvm-agent provision >/dev/null
    fails_alike 65 link nosuchuser
}

@test "bad configuration" {
    configure "{ share: { type: 'ftp' } }"
    fails_alike 65 provision
}

@test "missing configuration" {
    on rm "$CONFIG"
    fails_alike 65 provision
}

@test "the share cannot be mounted" {
    configure_local /data/x
    on umount /srv/pool-share
    on rmdir /srv/pool-share
    fails_alike 69 mount
}

@test "a usage error" {
    fails_alike 64 provision --nosuchoption
    fails_alike 64 nosuchcommand
    fails_alike 64 adduser
}

@test "not root" {
    node_run n1 dsvm-agent provision >/dev/null
    run node_as n1 dsvmuser sh -c 'dsvm-agent provision --json 2>/dev/null'
    expect 77
    jq -e '.error.code == "root-needed"' <<<"$output"
}

@test "standard output has nothing but the object, messages go to standard error" {
    node_run n1 dsvm-agent provision >/dev/null
    local command
    for command in provision users status "check share" "link --all"; do
        # shellcheck disable=SC2086  # two words on purpose
        agent_stdout $command --json
        jq -e -s 'length == 1 and .[0].schema == 1' <<<"$output" >/dev/null ||
            { printf '%s: %s\n' "$command" "$output" >&2 && return 1; }
    done
}

@test "a usage error is one line and points to --help, help goes to standard output" {
    agent provision --nosuchoption
    expect 64
    expect_text --help
    (($(wc -l <<<"$output") <= 3))
    agent_stdout provision --help
    expect 0
    expect_text provision
    agent_stdout --version
    expect 0
}
