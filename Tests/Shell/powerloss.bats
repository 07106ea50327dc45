#!/usr/bin/env bats
# Power loss: the real binary is killed at every file operation of `adduser` and of `provision`, the node is
# powered off at that moment and booted again, and one more run must complete the work: same accounts, homes,
# links, state as after an undisturbed run. So also for the account tools that it calls.

# shellcheck disable=SC2034  # read by powerloss.bash
load helpers
load powerloss
setup() { start_node; }
teardown() {
    stop_nodes
    rm -rf "$SANDBOX/template"
}

@test "provision, killed at each of its file operations, completes at the next run" {
    power_template
    power_loss "$AGENT_CALLS" "-b execve" dsvm-agent provision
}

@test "adduser, killed at each of its file operations, completes at the next run" {
    POWER_BOOT="dsvm-agent provision"
    node_run n1 dsvm-agent provision >/dev/null
    echo 'not-a-real-password-7' | node_run n1 sh -c 'cat >/root/password'
    power_template
    power_loss "$AGENT_CALLS" "-b execve" dsvm-agent adduser alice --password-stdin \
        --ssh-key "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxuGQmPYQTkWfS3cXn1Ck7tYhLSqQx3bV2mFZkqWx0d alice"
}

@test "adduser, with its account tools killed at each of their file operations, completes at the next run" {
    POWER_BOOT="dsvm-agent provision"
    node_run n1 dsvm-agent provision >/dev/null
    power_template
    power_loss "$TOOL_CALLS" "-y" dsvm-agent adduser alice
}

# What later commands start from: alice with a key, made ready at each boot.
readonly ALICE_KEY="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxuGQmPYQTkWfS3cXn1Ck7tYhLSqQx3bV2mFZkqWx0d alice"
alice_there() {
    POWER_BOOT="dsvm-agent provision"
    node_run n1 dsvm-agent provision >/dev/null
    node_run n1 dsvm-agent adduser alice --ssh-key "$ALICE_KEY" >/dev/null
}

@test "adduser that changes shell and name of an account, killed at each file operation, completes at the next run" {
    alice_there
    power_template
    power_loss "$AGENT_CALLS" "-b execve" dsvm-agent adduser alice --shell /bin/sh --full-name "Alice Example"
}

@test "deluser, killed at each of its file operations, completes at the next run" {
    alice_there
    power_template
    power_loss "$AGENT_CALLS" "-b execve" dsvm-agent deluser alice
}

@test "adduser that opens an account again, killed at each file operation, completes at the next run" {
    alice_there
    node_run n1 dsvm-agent deluser alice >/dev/null
    power_template
    power_loss "$AGENT_CALLS" "-b execve" dsvm-agent adduser alice --ssh-key "$ALICE_KEY"
}
