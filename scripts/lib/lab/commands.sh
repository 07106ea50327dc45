# shellcheck shell=bash
# The command line of scripts/lab.

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
