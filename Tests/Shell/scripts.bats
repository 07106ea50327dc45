#!/usr/bin/env bats
# The scripts themselves: what they say when something is missing, and the installer inside a node.

# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell
load helpers
setup() { start_node; }
teardown() { stop_nodes; }

# with_swift VERSION SCRIPT…: a PATH on which `swift` says it is VERSION; none if empty. The folders where a
# toolchain is usually unpacked are hidden.
with_swift() {
    local version="$1" folder="$SANDBOX/files/bin"
    shift
    mkdir -p "$folder"
    rm -f "$folder/swift"
    if [[ -n "$version" ]]; then
        printf '#!/bin/sh\necho "Swift version %s (swift-%s-RELEASE)"\n' "$version" "$version" >"$folder/swift"
        chmod 755 "$folder/swift"
    fi
    run unshare --mount -- bash -c 'mount -t tmpfs none /opt && export HOME=/nonexistent PATH="$1:/usr/sbin:/usr/bin:/sbin:/bin"
        unset SUDO_USER; ! command -v swift >/dev/null || [[ "$(command -v swift)" == "$1"/* ]] || exit 99
        shift; exec "$@"' bash "$folder" "$@"
}

@test "without Swift both commands say which version to install, from where: 69" {
    local script
    for script in demo test; do
        with_swift "" "$REPOSITORY/scripts/$script"
        expect 69
        expect_text "6.3.1"
        expect_text "https://www.swift.org/install/linux/"
        expect_equal 1 "$(wc -l <<<"$output")"
    done
}

@test "a Swift that is too old is named with the version that is needed: 69" {
    local script
    for script in demo test; do
        with_swift 5.10.1 "$REPOSITORY/scripts/$script"
        expect 69
        expect_text 5.10.1
        expect_text 6.2
        expect_text "6.3.1"
    done
}

@test "--help explains, an unknown argument is 64, for every script" {
    local script
    for script in demo test install bench; do
        run "$REPOSITORY/scripts/$script" --help
        expect 0
        expect_text "Usage:"
        run "$REPOSITORY/scripts/$script" --nosuchoption
        expect 64
        expect_text --help
    done
}

@test "without root and without user namespaces the demo says what to do: 77" {
    run setpriv --reuid 65534 --regid 65534 --clear-groups -- "$REPOSITORY/scripts/demo" --binary /bin/true
    expect 77
    expect_text sudo
    expect_equal 1 "$(wc -l <<<"$output")"
}

# The installer as in an unpacked archive: script, unit and program in one folder of the node.
unpack() {
    local folder="$SANDBOX/nodes/n1/disk/root/unpacked"
    mkdir -p "$folder"
    cp "$REPOSITORY/scripts/install" "$REPOSITORY"/extensions/systemd/*.service "$folder/"
    cp "$SANDBOX/dsvm-agent" "$folder/dsvm-agent"
    on rm -rf /usr/bin/dsvm-agent /etc/dsvm-agent /var/lib/dsvm-agent
}

@test "install puts everything in place, again changes nothing, and the node then works" {
    unpack
    run node_run n1 /root/unpacked/install
    expect 0
    expect_equal "755 root" "$(on stat -c '%a %U' /usr/bin/dsvm-agent)"
    expect_equal "755 root" "$(on stat -c '%a %U' /etc/dsvm-agent)"
    expect_equal "700 root" "$(on stat -c '%a %U' /etc/dsvm-agent/credentials)"
    on grep -q '^ExecStart=/usr/bin/dsvm-agent provision$' /usr/lib/systemd/system/dsvm-agent.service
    on grep -q '^ExecStart=/usr/bin/dsvm-agent run$' /usr/lib/systemd/system/dsvm-agent-resident.service
    on sh -c 'zcat /usr/share/man/man8/dsvm-agent.8.gz | head -n 3 | grep -q "^\.TH"'
    on test -s /usr/share/bash-completion/completions/dsvm-agent
    on test -s /usr/share/zsh/vendor-completions/_dsvm-agent
    on test -s /usr/share/fish/vendor_completions.d/dsvm-agent.fish
    on test -s "$CONFIG"
    configure_local
    run node_run n1 /root/unpacked/install
    expect 0
    on grep -q /srv/pool-share "$CONFIG"
    agent provision
    expect 0
    expect_links dsvmuser
}

@test "install --prefix keeps to its prefix, and the unit names the program there" {
    unpack
    run node_run n1 /root/unpacked/install --prefix /usr/local
    expect 0
    expect_absent /usr/bin/dsvm-agent
    on /usr/local/bin/dsvm-agent --version
    on grep -q '^ExecStart=/usr/local/bin/dsvm-agent provision$' /etc/systemd/system/dsvm-agent.service
}

@test "uninstall removes the program and leaves users, data, configuration and state" {
    unpack
    node_run n1 /root/unpacked/install >/dev/null
    configure_local
    agent provision
    run node_run n1 /root/unpacked/install --uninstall
    expect 0
    expect_absent /usr/bin/dsvm-agent
    expect_absent /usr/lib/systemd/system/dsvm-agent.service
    expect_absent /usr/lib/systemd/system/dsvm-agent-resident.service
    expect_absent /usr/share/man/man8/dsvm-agent.8.gz
    on id dsvmuser
    on test -d "$SHARE/notebooks/dsvmuser"
    on test -s "$CONFIG"
    on test -d /var/lib/dsvm-agent
    run node_run n1 /root/unpacked/install --uninstall
    expect 0
}

@test "install needs root, and says so" {
    unpack
    on chmod 755 /root
    run node_run n1 setpriv --reuid 65534 --regid 65534 --clear-groups -- /root/unpacked/install
    expect 77
    expect_text sudo
}

@test "the unit file is accepted by systemd's own check" {
    command -v systemd-analyze >/dev/null || skip "no systemd-analyze here"
    cp "$REPOSITORY"/extensions/systemd/*.service "$SANDBOX/nodes/n1/disk/etc/systemd/system/"
    run node_run n1 systemd-analyze verify --man=no /etc/systemd/system/dsvm-agent.service \
        /etc/systemd/system/dsvm-agent-resident.service
    # It also complains about units of the distribution; only ours is ours.
    expect_equal "" "$(grep dsvm-agent <<<"$output" || true)"
}

@test "completions are valid for their shells, the manual is clean for groff" {
    agent_stdout completion bash
    expect 0
    bash -n <<<"$output"
    agent_stdout completion zsh
    expect 0
    expect_text "#compdef dsvm-agent"
    agent_stdout completion fish
    expect 0
    expect_text "complete"
    agent_stdout help --man
    expect 0
    expect_equal "" "$(groff -man -Tutf8 -ww -z 2>&1 <<<"$output")"
    expect_text provision
}

@test "bash completes commands and options" {
    agent_stdout completion bash
    local reply
    reply="$(bash -c 'eval "$1"; COMP_WORDS=(dsvm-agent prov); COMP_CWORD=1; COMP_LINE="dsvm-agent prov"; COMP_POINT=15
        "$(complete -p dsvm-agent | sed "s/.*-F \([^ ]*\).*/\1/")" dsvm-agent prov dsvm-agent; printf "%s\n" "${COMPREPLY[@]}"' bash "$output")"
    expect_equal provision "${reply// /}"
}

@test "a node leaves nothing behind: what a test makes is gone after it" {
    on useradd -m -u 30000 ghost
    on mount --bind /srv/pool-share /mnt
    node_destroy n1
    not getent passwd ghost
    expect_equal "" "$(ls -A "$SANDBOX/nodes")"
}

@test "the harness notices what it is there to notice" {
    remember
    expect_unchanged
    on touch /etc/motd
    not expect_unchanged
    remember
    on sh -c 'echo x >/srv/pool-share/x'
    not expect_unchanged
    remember
    on mount -t tmpfs none /media
    not expect_unchanged
    remember
    on chmod 700 /home
    not expect_unchanged
    run true
    not expect 1
    not expect_text something
    # A change of the host's mounts, made where only this test sees it.
    run unshare --mount -- bash -c '. "$1/common.sh"; . "$1/host-snapshot.sh"; host_snapshot "$2/a"
        mount -t tmpfs none /srv; host_snapshot "$2/b"; host_compare "$2/a" "$2/b"' bash \
        "$REPOSITORY/scripts/lib" "$SANDBOX/files"
    expect 1
    expect_text "the host changed (mounts)"
}
