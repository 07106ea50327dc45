# shellcheck shell=bash
# One User-Mode Linux machine: boot, power loss, ssh, console. Its folder is machines/NAME:
#   image (the folder its disk came from), cow (what it wrote since), pid (also its process group), console.log, console.in (a FIFO), cut (a flag kept over a power loss)

# Resident memory grows with use only: the files behind it are sparse.
LAB_MEMORY=${DSVM_LAB_MEMORY:-768M}

machine_dir() { echo "$LAB_MACHINES/$1"; }

machine_running() {
    local pid
    pid=$(cat "$(machine_dir "$1")/pid" 2>/dev/null) || return 1
    # The command line guards against a number that another process has now.
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q "umid=$LAB_NETNS-$1 "
}

machine_exists() { [ -L "$(machine_dir "$1")/image" ]; }

# Names of all machines that have a disk
machines() {
    local dir
    for dir in "$LAB_MACHINES"/*/; do
        if [ -L "$dir/image" ]; then basename "$dir"; fi
    done
}

check_name() {
    [[ $1 == storage || $1 =~ ^node[1-9][0-9]?$ && ${1#node} -le $LAB_MAX_NODES ]] ||
        fail "$EXIT_USAGE" "no machine can be called '$1': storage, node1 … node$LAB_MAX_NODES"
}

check_machine() {
    check_name "$1"
    machine_exists "$1" || fail "$EXIT_UNAVAILABLE" "$1 does not exist; 'scripts/lab up' makes machines, 'status' lists them"
}

machine_cut() { [ -e "$(machine_dir "$1")/cut" ]; }

machine_create() {
    local dir
    dir=$(machine_dir "$1")
    mkdir -p "$dir" "$LAB_SHARED"
    rm -f "$dir/cow"
    ln -sfn "$LAB_IMAGE" "$dir/image"
    [ -p "$dir/console.in" ] || mkfifo "$dir/console.in"
    : >"$dir/console.log"
    rm -f "$dir/cut"
}

machine_boot() {
    local name=$1 dir
    dir=$(machine_dir "$name")
    [ -e "$dir/image/disk.img" ] || fail "$EXIT_FAILED" "the image of $name is gone; 'scripts/lab new $name' makes a fresh machine"
    make_tap "$name"
    if machine_cut "$name"; then network_cut "$name"; else network_heal "$name"; fi
    # shellcheck disable=SC2054 # commas are the kernel's own
    local options=(
        "mem=$LAB_MEMORY" "umid=$LAB_NETNS-$name" "uml_dir=$LAB_DIR/uml"
        "ubd0=$dir/cow,$(readlink -f "$dir/image")/disk.img" root=/dev/ubda ro fsck.mode=skip
        "vec0:transport=tap,ifname=$(machine_tap "$name"),depth=128,gro=1,mac=$(machine_mac "$name")"
        "hostfs=$LAB_SHARED" con0=fd:0,fd:1 con=null ssl=null
        "systemd.hostname=$name" "systemd.machine_id=$(printf '%s' "$LAB_DIR $name" | md5sum | cut -c1-32)"
    )
    [ "$name" != storage ] || options+=(systemd.wants=lab-storage.target)
    # setsid: the kernel and the processes it traces are one group, so that one signal is a power loss.
    # fd 9 is our lock, which a machine must not hold.
    (exec ip netns exec "$LAB_NETNS" setsid "$REPOSITORY/scripts/lib/lab/uml" "${options[@]}") \
        <>"$dir/console.in" >>"$dir/console.log" 2>&1 9>&- &
    echo $! >"$dir/pid"
}

machine_kill() {
    local dir pid
    dir=$(machine_dir "$1")
    machine_running "$1" || return 0
    pid=$(cat "$dir/pid")
    kill -KILL -- "-$pid"
    rm -f "$dir/pid"
    wait_until 10 "$1 to be gone" group_is_gone "$pid"
}
group_is_gone() { ! kill -0 -- "-$1" 2>/dev/null; }

LAB_SSH_OPTIONS=(-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5
    -o BatchMode=yes -o ServerAliveInterval=10 -o ServerAliveCountMax=6)

machine_ssh() {
    local name=$1
    shift
    in_net ssh -i "$(machine_dir "$name")/image/ssh_key" "${LAB_SSH_OPTIONS[@]}" "root@$(machine_address "$name")" "$@"
}

# is-system-running says "running" or "degraded" once every start job is done
machine_is_up() {
    machine_running "$1" || fail "$EXIT_FAILED" "$1 stopped while booting; see $(machine_dir "$1")/console.log"
    case $(machine_ssh "$1" systemctl is-system-running 2>/dev/null) in
    running | degraded) return 0 ;;
    *) return 1 ;;
    esac
}

machine_console() {
    local dir state
    dir=$(machine_dir "$1")
    machine_running "$1" || fail "$EXIT_UNAVAILABLE" "$1 is not running"
    [ -t 0 ] || fail "$EXIT_USAGE" "console needs a terminal; the log is $dir/console.log"
    say "console of $1, root without password; leave with Ctrl-]"
    state=$(stty -g)
    stty raw -echo
    tail -n 20 -f "$dir/console.log" &
    local tail=$! key
    while IFS= read -r -n 1 -d '' key && [ "$key" != $'\x1d' ]; do
        printf '%s' "$key" >"$dir/console.in"
    done
    kill "$tail"
    stty "$state"
    echo
}
