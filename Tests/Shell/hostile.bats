#!/usr/bin/env bats
# Homes and share directories belong to users. Whoever prepares a trap gains nothing and stops nobody else:
# mallory's trap is reported, bob's links are made, and nothing outside mallory's own reach changes.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() {
    start_node
    node_run n1 dsvm-agent provision >/dev/null
    node_run n1 dsvm-agent adduser mallory >/dev/null
    node_run n1 dsvm-agent adduser bob >/dev/null
    # Bob's link is missing each time, so that the agent has work to do after mallory's trap.
    node_run n1 rm /home/bob/notebooks/remote
}
teardown() { stop_nodes; }

mallory() { node_as n1 mallory sh -c "$1"; }

# survived: bob was served; the system's files are as before (etc was noted by `trap_set`).
system_files() { on sh -c 'find /etc /usr/local /root -newer /run/trap ! -type d; ls -la /etc | sha256sum; stat -c "%n %a %U %Z" /etc /etc/passwd /etc/shadow'; }
trap_set() {
    on touch /run/trap
    system_files >"$SANDBOX/files/system"
}
survived() {
    expect_links bob
    expect_equal "$(cat "$SANDBOX/files/system")" "$(system_files)"
}

@test "~/notebooks is a link to /etc" {
    mallory 'rm -rf notebooks && ln -s /etc notebooks'
    trap_set
    agent link --all
    expect 73
    expect_text mallory
    expect_absent /etc/remote
    expect_link /home/mallory/notebooks /etc
    survived
}

@test "~/notebooks is a link to bob's notebooks" {
    mallory 'rm -rf notebooks && ln -s /home/bob/notebooks notebooks'
    trap_set
    agent link --all
    expect 73
    survived
}

@test "remote is a FIFO: nothing waits for it" {
    mallory 'rm notebooks/remote && mkfifo notebooks/remote'
    trap_set
    agent link --all
    expect 73
    expect_equal fifo "$(on stat -c %F /home/mallory/notebooks/remote)"
    survived
}

@test "remote is a directory with work" {
    mallory 'rm notebooks/remote && mkdir notebooks/remote && echo mine >notebooks/remote/f'
    trap_set
    agent link --all
    expect 73
    expect_equal mine "$(on cat /home/mallory/notebooks/remote/f)"
    survived
}

@test "remote is a link to itself" {
    mallory 'rm notebooks/remote && ln -s remote notebooks/remote'
    trap_set
    agent link --all
    ((status == 0 || status == 73))
    survived
}

@test "remote is a link to /etc/shadow" {
    mallory 'rm notebooks/remote && ln -s /etc/shadow notebooks/remote'
    trap_set
    agent link --all
    expect 73
    expect_link /home/mallory/notebooks/remote /etc/shadow
    survived
}

@test "a target of 300 characters, and names with escapes, are reported harmlessly" {
    mallory 'rm notebooks/remote && mkdir -p "$(printf "a%.0s" $(seq 200))/$(printf "b%.0s" $(seq 99))" &&
        ln -s "$HOME/$(printf "a%.0s" $(seq 200))/$(printf "b%.0s" $(seq 99))" notebooks/remote'
    trap_set
    agent link --all
    expect 73
    survived
    mallory 'rm notebooks/remote && mkdir "$(printf "x\033[31m\ny")" && ln -s "$HOME/$(printf "x\033[31m\ny")" notebooks/remote'
    agent link --all
    expect 73
    [[ "$output" != *$'\033'* ]]
}

@test "the home itself is a link, or somebody else's directory" {
    on mv /home/mallory /home/kept
    on ln -s /root /home/mallory
    trap_set
    agent link --all
    ((status != 0))
    expect_equal "" "$(on sh -c 'ls -A /root | grep -e dsvmshare -e notebooks' || true)"
    survived
}

@test "the directory on the share is a link to somebody else's" {
    # Whoever may write to the share's common directory can do this.
    on sh -c "rmdir $SHARE/notebooks/mallory && ln -s /etc $SHARE/notebooks/mallory"
    trap_set
    agent link --all
    expect 73
    expect_link "$SHARE/notebooks/mallory" /etc
    survived
}

@test "the directory on the share belongs to somebody else" {
    on sh -c "rmdir $SHARE/notebooks/mallory && mkdir $SHARE/notebooks/mallory && chown bob $SHARE/notebooks/mallory"
    trap_set
    agent link --all
    expect 73
    expect_equal bob "$(on stat -c %U "$SHARE/notebooks/mallory")"
    survived
}

@test "authorized_keys is a link to a file of root's" {
    mallory 'mkdir -p .ssh && rm -f .ssh/authorized_keys && ln -s /etc/victim .ssh/authorized_keys'
    on sh -c 'echo original >/etc/victim && chmod 600 /etc/victim'
    trap_set
    agent adduser mallory --ssh-key "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxuGQmPYQTkWfS3cXn1Ck7tYhLSqQx3bV2mFZkqWx0d m"
    ((status != 0))
    expect_equal original "$(on cat /etc/victim)"
    expect_equal "600 root" "$(on stat -c '%a %U' /etc/victim)"
}

@test "swapping directories while the agent works gains nothing" {
    mallory 'cp -r notebooks real && ln -s /etc evil'
    trap_set
    # The swapper is mallory's own; it ends with its flag file.
    node_as n1 mallory sh -c 'touch swapping; while [ -e swapping ]; do
        mv -T notebooks aside; mv -T evil notebooks; rm -f aside/remote; mv -T notebooks evil; mv -T aside notebooks
    done 2>/dev/null' &
    local swapper="$!" attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        agent link --all
        ((status == 0 || status == 1 || status == 73 || status == 75)) || break
    done
    on rm /home/mallory/swapping
    wait "$swapper" || true
    ((attempt == 100))
    expect_absent /etc/remote
    survived
}
