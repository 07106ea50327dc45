# shellcheck shell=bash
# The commands of scripts/lab.

lab_help() {
    cat <<'TEXT'
usage: scripts/lab COMMAND [ARGUMENT…]        (root; installs the Debian packages that it misses)

  up [--nodes N]          boot the storage host and node1 … nodeN (default 2); machines that run are left alone
  status                  machines, addresses, state
  ssh NODE [COMMAND…]     a shell, or a command, as root; exit status is the command's, 69 when NODE cannot be reached
  console NODE            the console, for a machine without a network; leave with Ctrl-]
  cut NODE, heal NODE     take NODE off the network, put it back; survives a boot
  kill NODE…, boot NODE…  power loss and power button; the disk stays
  new NODE…               a fresh disk and a boot
  down [--disks]          power everything off, remove namespace and taps; --disks also forgets the disks
  test [--binary FILE] [NAME…]
                          the end-to-end tests, or those whose names contain a NAME, with this dsvm-agent instead
                          of a fresh build; 'test --list' lists them. Machines that are up are powered off first

NODE is node1, node2, … or storage. Exit status: 0 done, 1 failed, 64 usage, 69 not reachable, 77 not permitted.
Environment: DSVM_LAB_DIR (work folder, default .work/lab), DSVM_LAB_MEMORY (of a machine, default 768M).
TEXT
}

lab_main() {
    local command=${1:-help}
    [ $# -eq 0 ] || shift
    case $command in
    help | -h | --help) lab_help ;;
    up | down | test) require_root && "lab_$command" "$@" ;;
    status) [ $# -eq 0 ] || usage_error "status takes no argument"; require_root && lab_status ;;
    ssh) [ $# -ge 1 ] || usage_error "ssh needs a NODE"; require_root && lab_ssh "$@" ;;
    console | cut | heal)
        [ $# -eq 1 ] || usage_error "$command takes one NODE"
        require_root
        check_machine "$1"
        "lab_$command" "$1"
        ;;
    kill | boot | new)
        [ $# -ge 1 ] || usage_error "$command needs a NODE"
        require_root
        take_lock
        "lab_$command" "$@"
        ;;
    *) usage_error "unknown command '$command'" ;;
    esac
}

lab_up() {
    local nodes=2
    case $# in
    0) ;;
    2)
        [[ $1 == --nodes && $2 =~ ^[0-9]{1,2}$ ]] || usage_error "up takes --nodes N"
        nodes=$2
        ;;
    *) usage_error "up takes --nodes N" ;;
    esac
    ((nodes <= LAB_MAX_NODES)) || usage_error "at most $LAB_MAX_NODES nodes"
    take_lock
    host_up
    local begin=$SECONDS n names=(storage) started=()
    for ((n = 1; n <= nodes; n++)); do names+=("node$n"); done
    for n in "${names[@]}"; do
        machine_running "$n" && continue
        if ! machine_exists "$n" || [ "$(readlink "$(machine_dir "$n")/image")" != "$LAB_IMAGE" ]; then
            machine_create "$n"
        fi
        machine_boot "$n"
        started+=("$n")
    done
    for n in ${started[@]+"${started[@]}"}; do wait_for_boot "$n"; done
    say "up after $((SECONDS - begin)) s: ${names[*]}"
}

# The host side: image, namespace, DHCP and DNS, fabric
host_up() {
    ensure_image
    require_packages openssh-client util-linux
    network_up
    fabric_up
}

wait_for_boot() {
    machine_cut "$1" && return 0
    wait_until 180 "$1 to boot ($(machine_dir "$1")/console.log)" machine_is_up "$1"
}

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

lab_kill() {
    local name
    for name in "$@"; do check_machine "$name"; done
    for name in "$@"; do machine_kill "$name"; done
}

lab_boot() {
    local name
    for name in "$@"; do
        check_machine "$name"
        ! machine_running "$name" || fail "$EXIT_FAILED" "$name is running already"
    done
    host_up
    for name in "$@"; do machine_boot "$name"; done
    for name in "$@"; do wait_for_boot "$name"; done
}

lab_new() {
    local name
    for name in "$@"; do check_name "$name"; done
    host_up
    for name in "$@"; do
        machine_kill "$name"
        machine_create "$name"
        machine_boot "$name"
    done
    for name in "$@"; do wait_for_boot "$name"; done
}

lab_down() {
    [ $# -eq 0 ] || [ "$*" = --disks ] || usage_error "down takes --disks or nothing"
    take_lock
    local name
    for name in $(machines); do machine_kill "$name"; done
    network_down
    rm -rf "/run/$LAB_NETNS"
    [ $# -eq 0 ] || rm -rf "$LAB_MACHINES"
}

# The tests start from nothing and leave nothing but the folder of a failure, also when they are interrupted.
lab_test() {
    local binary='' names=()
    while (($#)); do
        case $1 in
        --list)
            lab_harness --list
            ;;
        --binary)
            [[ -n ${2:-} ]] || usage_error "--binary needs a file"
            binary=$(realpath -- "$2")
            shift
            ;;
        -*) usage_error "unknown option '$1'" ;;
        *) names+=("$1") ;;
        esac
        shift
    done
    take_lock
    if [[ -z $binary ]]; then
        require_swift
        require_packages "${BUILD_PACKAGES[@]}"
        say "building dsvm-agent (some minutes the first time, seconds after that)"
        binary=$(build_release)
    fi
    [[ -x $binary ]] || usage_error "$binary is not an executable file"
    ensure_image
    lab_down --disks
    trap 'lab_down --disks' EXIT
    trap 'end_harness; exit 130' INT
    trap 'end_harness; exit 143' TERM HUP
    stage_agent "$binary"
    # In the background, as bash handles no signal while it waits for a foreground command; a group of its own,
    # so that ending it also ends the lab commands that a test has started.
    lab_harness ${names[@]+"${names[@]}"} &
    LAB_HARNESS=$!
    wait "$LAB_HARNESS"
}

end_harness() { kill -KILL -- "-$LAB_HARNESS" 2>/dev/null || true; }

# What an operator copies to a node by hand: the offline installer, the program and its unit side by side.
stage_agent() {
    rm -rf "$LAB_SHARED/agent"
    mkdir -p "$LAB_SHARED/agent"
    cp "$REPOSITORY/scripts/install" "$REPOSITORY"/extensions/systemd/*.service "$LAB_SHARED/agent/"
    cp "$1" "$LAB_SHARED/agent/dsvm-agent"
}

lab_harness() {
    require_packages python3
    export DSVM_LAB_COMMAND=$REPOSITORY/scripts/lab DSVM_LAB_DIR=$LAB_DIR DSVM_LAB_NETNS=$LAB_NETNS
    export DSVM_LAB_IMAGE=${LAB_IMAGE:-}
    cd "$LAB_SOURCES" || return
    exec setsid python3 -u -m harness "$@"
}
