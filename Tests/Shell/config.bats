#!/usr/bin/env bats
# The configuration: JSON5 in layers, every problem at once with its place, examples that work.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() { start_node; }
teardown() { stop_nodes; }

@test "comments, single quotes, unquoted keys and trailing commas are read" {
    configure "// first
    { pool: 'team', /* second */ share: { type: 'local', source: '/srv/pool-share', }, }"
    agent config check
    expect 0
}

@test "all problems come in one go, each with file and key path" {
    configure "{ pol: 'x', share: { type: 'ftp', source: 5 }, users: { uidRange: [5, 1], shell: 'bash' } }"
    agent config check
    expect 65
    local place
    for place in pol share.type share.source users.uidRange users.shell; do
        expect_text "$place"
    done
    expect_text "$CONFIG"
}

@test "an unknown key names the nearest known one" {
    configure "{ share: { type: 'local', source: '/srv/pool-share', mountpiont: '/data/x' } }"
    agent config check
    expect 65
    expect_text mountpiont
    expect_text mountpoint
}

@test "text that is no JSON is a problem with a line, not a crash" {
    configure '{ share: { type: "local"'
    agent provision
    expect 65
    expect_text "$CONFIG"
    configure ''
    agent provision
    expect 65
}

@test "a missing file is 65 and says how to make one" {
    on rm "$CONFIG"
    agent provision
    expect 65
    expect_text "config init"
}

@test "drop-ins are merged in name order, the last wins, problems name their file" {
    on mkdir "$CONFIG.d"
    on sh -c 'echo "{ pool: \"ten\" }" >/etc/dsvm-agent/agent.json.d/10-a.json'
    on sh -c 'echo "{ pool: \"twenty\" }" >/etc/dsvm-agent/agent.json.d/20-b.json'
    on sh -c 'echo "{ pool: \"never\" }" >/etc/dsvm-agent/agent.json.d/30-c.txt'
    agent config show --origin
    expect 0
    expect_text twenty
    expect_text 20-b.json
    [[ "$output" != *never* ]]
    on sh -c 'echo "{ polo: 1 }" >/etc/dsvm-agent/agent.json.d/40-d.json'
    agent config check
    expect 65
    expect_text 40-d.json
}

@test "--config reads another file" {
    on sh -c 'echo "{ pool: \"other\", share: { type: \"none\" } }" >/root/other.json'
    agent --config /root/other.json config show
    expect 0
    expect_text other
    agent --config /root/nothere.json config show
    expect 65
}

@test "config init prints a commented file that check accepts once the share is filled in" {
    agent_stdout config init --stdout
    expect 0
    expect_text //
    [[ "$(wc -l <<<"$output")" -ge 20 ]]
    printf '%s\n' "$output" | on sh -c 'cat >/root/init.json'
    agent --config /root/init.json config check
    ((status == 0 || status == 65))
    # Uncommented as it stands it must at least be readable: problems are about values, not syntax.
    if ((status == 65)); then
        expect_text share.
    fi
}

@test "config init writes the file, and never over one that is there" {
    on rm -f /etc/dsvm-agent/agent.json
    agent config init
    expect 0
    expect_equal "644 root" "$(on stat -c '%a %U' /etc/dsvm-agent/agent.json)"
    configure_local "$SHARE"
    remember
    agent config init
    expect 73
    expect_unchanged
}

@test "config show --json is one object with a schema" {
    agent_stdout config show --json
    expect 0
    jq -e '.schema == 1' <<<"$output"
}

@test "a configuration with control characters cannot write to the terminal" {
    configure "$(printf '{ "po\033[31mol": 1 }')"
    agent config check
    expect 65
    [[ "$output" != *$'\033'* ]]
}
