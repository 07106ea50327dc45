# shellcheck shell=bash
# Commands that look at machines, enter them, and pull their cables.

lab_status() {
    local name state
    net_exists || say "down: no namespace $LAB_NETNS"
    printf '%-10s %-12s %-8s %s\n' MACHINE ADDRESS STATE PID
    for name in $(machines); do
        state=off
        if machine_running "$name"; then state=on; fi
        if machine_cut "$name"; then state+=,cut; fi
        printf '%-10s %-12s %-8s %s\n' "$name" "$(machine_address "$name")" "$state" \
            "$(cat "$(machine_dir "$name")/pid" 2>/dev/null || true)"
    done
}

lab_ssh() {
    check_machine "$1"
    machine_running "$1" || fail "$EXIT_UNAVAILABLE" "$1 is off; 'scripts/lab boot $1'"
    local status=0
    machine_ssh "$@" || status=$?
    # 255 is ssh's own failure
    [ "$status" != 255 ] || fail "$EXIT_UNAVAILABLE" "$1 does not answer; 'scripts/lab console $1' works without a network"
    return "$status"
}

lab_console() { machine_console "$1"; }

lab_cut() {
    touch "$(machine_dir "$1")/cut"
    ! machine_running "$1" || network_cut "$1"
}

lab_heal() {
    rm -f "$(machine_dir "$1")/cut"
    ! machine_running "$1" || network_heal "$1"
}
