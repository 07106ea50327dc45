# shellcheck shell=bash
# Command `test`.

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
    everything_down
    trap everything_down EXIT
    trap 'end_harness; exit 130' INT
    trap 'end_harness; exit 143' TERM HUP
    stage_agent "$binary"
    # In the background, as bash handles no signal while it waits for a foreground command; a group of its own,
    # so that ending it also ends the lab commands that a test has started.
    lab_harness ${names[@]+"${names[@]}"} &
    LAB_HARNESS=$!
    wait "$LAB_HARNESS"
}

# Lanes of this run, or of one that was killed, are labs below this one.
everything_down() {
    local lane
    for lane in "$LAB_DIR"/lane*/; do
        [ -d "$lane" ] || continue
        DSVM_LAB_DIR=$lane "$REPOSITORY/scripts/lab" down --disks
        rm -rf "$lane"
    done
    lab_down --disks
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
    export DSVM_LAB_COMMAND=$REPOSITORY/scripts/lab DSVM_LAB_DIR=$LAB_DIR
    export DSVM_LAB_IMAGE=${LAB_IMAGE:-} DSVM_LAB_IMAGE_STORE=$LAB_IMAGE_STORE DSVM_LAB_SHARED=$LAB_SHARED
    cd "$LAB_SOURCES" || return
    exec setsid python3 -u -m harness "$@"
}
