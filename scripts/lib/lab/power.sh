# shellcheck shell=bash
# Commands that switch machines on and off.

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
