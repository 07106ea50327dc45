# shellcheck shell=bash
# Kills at every file operation, reboots, runs again, compares. Used by powerloss.bats.
# shellcheck disable=SC2016  # dollar signs in single quotes are for the node's shell

# Calls after which the disk, the mounts or the processes differ, as the agent and as the account tools make them
# ("?": an architecture may lack one). The kill comes before the call is carried out, so what stands on disk is
# the work of the calls before it. Opening is not in the list: a file that was just made, still empty, is what the
# kill at the following write finds.
readonly AGENT_CALLS="?write,?pwrite64,?fsync,?fdatasync,?ftruncate,?renameat,?renameat2,?linkat,?unlinkat,?symlinkat,\
?mkdirat,?mknodat,?fchown,?fchownat,?fchmod,?fchmodat,?utimensat,?mount,?umount2,?clone,?clone3,?vfork"
readonly TOOL_CALLS="?rename,?link,?unlink,?symlink,?mkdir,?chmod,?chown,?lchown,?fchown,?fchmod,?fsync,?ftruncate,?write"
export AGENT_CALLS TOOL_CALLS
# What the node runs at boot, as its systemd unit does; empty for a node that was never made ready.
POWER_BOOT=true

# power_template COMMAND…: node n1 as it is before COMMAND, kept to start from again and again.
power_template() {
    node_stop n1
    rm -rf "$SANDBOX/template"
    mkdir "$SANDBOX/template"
    rm -f "$SANDBOX/nodes/n1/disk/usr/bin/dsvm-agent"
    cp -a "$SANDBOX/nodes/n1/disk" "$SANDBOX/share" "$SANDBOX/template/"
    power_restore
}

power_restore() {
    local node="$SANDBOX/nodes/n1"
    [[ ! -e "$node/ready" || ! -d "/proc/$(<"$node/unshare.pid")" ]] || node_stop n1
    # The share is mounted into nodes by its folder, so its content is replaced, not the folder.
    rm -rf "$node/disk" "$node/work" "$SANDBOX/share"
    cp -a "$SANDBOX/template/disk" "$node/disk"
    cp -a "$SANDBOX/template/share" "$SANDBOX/share"
    ln "$SANDBOX/dsvm-agent" "$node/disk/usr/bin/dsvm-agent"
    node_boot n1
    node_run n1 sh -c "$POWER_BOOT" >/dev/null
}

# After a reboot the numbers of processes start again at 1. A lock file of a tool that was killed names a number;
# on a real machine it is most likely free by then, here it would most likely be in use: so skip ahead.
power_reboot() {
    node_reboot n1
    node_run n1 sh -c 'echo 20000 >/proc/sys/kernel/ns_last_pid'
    # It may complain, for instance that a password has to be given again; what counts is the next command.
    node_run n1 sh -c "$POWER_BOOT" >/dev/null 2>&1 || true
}

# power_state: what must be equal in the end. Not the password's salt, not times, not what killed tools leave in
# /etc as their own temporary files (passwd.1234, passwd.lock, passwd-, passwd+), and not gshadow, whose entries
# no tool misses.
power_state() {
    node_run n1 sh -c '
        sort /etc/passwd /etc/group
        cut -d: -f1,4-9 /etc/shadow | sort
        find /home /var/lib/dsvm-agent /srv/pool-share /datamnt -printf "%p %y %m %u %g %l\n" | sort
        find /home -type f -exec sha256sum {} + | sort -k 2
        cat /var/lib/dsvm-agent/*.json
        grep -c " /datamnt/dsvmshare " /proc/self/mountinfo
        dsvm-agent users --json'
}

# power_points CALLS FOLLOW COMMAND…: how often each call is made by one thread at most, "CALL COUNT" a line.
# FOLLOW is strace's option for children: `-b execve` leaves the tools alone, `-y` changes nothing here.
power_points() {
    local calls="$1" follow="$2"
    shift 2
    # shellcheck disable=SC2086  # options
    node_run n1 sh -c 'cat /root/password 2>/dev/null | "$@"' sh \
        strace -f $follow -qq -e "trace=$calls" -e signal=none -o /tmp/points "$@" >/dev/null 2>&1 || true
    node_run n1 awk 'match($0, /^[0-9]+ +[a-z0-9_]+\(/) {
            call = $2; sub(/\(.*/, "", call)
            if (++made[$1 " " call] > most[call]) most[call] = made[$1 " " call]
        }
        END { for (call in most) print call, most[call] }' /tmp/points | sort
}

# power_loss CALLS FOLLOW COMMAND…: for every point: kill there, power off, boot, run again, compare.
# Prints the number of points. All points are tried before the differences are shown.
power_loss() {
    local calls="$1" follow="$2" wanted call most at points=0 killed=0 wrong=0 status
    shift 2
    power_restore
    node_run n1 sh -c 'cat /root/password 2>/dev/null | "$@"' sh "$@" >/dev/null
    wanted="$(power_state)"
    : >"$SANDBOX/files/wrong"
    power_restore
    power_points "$calls" "$follow" "$@" >"$SANDBOX/files/points"
    while read -r call most <&5; do
        for ((at = 1; at <= most; at++)); do
            points=$((points + 1))
            power_restore
            status=0
            # shellcheck disable=SC2086  # options
            node_run n1 timeout 60 sh -c 'cat /root/password 2>/dev/null | "$@"' sh \
                strace -f $follow -qq -o /dev/null -e "trace=$call" \
                -e "inject=$call:signal=SIGKILL:when=$at" "$@" >/dev/null 2>&1 || status=$?
            ((status == 0)) || killed=$((killed + 1))
            power_reboot
            power_recovers "$wanted" "$call" "$at" "$@" 2>>"$SANDBOX/files/wrong" || wrong=$((wrong + 1))
        done
    done 5<"$SANDBOX/files/points"
    printf '# %s: %d points, %d of them ended the run, after %d the end differed\n' \
        "${*:1:3}" "$points" "$killed" "$wrong" >&3
    head -n 60 "$SANDBOX/files/wrong" >&2
    # A harness that kills nothing would prove nothing.
    ((wrong == 0 && killed >= 10))
}

# power_recovers WANTED CALL NUMBER COMMAND…
power_recovers() {
    local wanted="$1" call="$2" at="$3" text status=0
    shift 3
    text="$(node_run n1 sh -c 'cat /root/password 2>/dev/null | timeout 60 "$@"' sh "$@" 2>&1)" || status=$?
    if ((status != 0)); then
        printf 'killed at %s number %d, the next run failed with %d: %s\n' "$call" "$at" "$status" "$text" >&2
        return 1
    fi
    power_state >"$SANDBOX/files/actual"
    if ! diff <(printf '%s\n' "$wanted") "$SANDBOX/files/actual" >"$SANDBOX/files/difference"; then
        printf 'killed at %s number %d, afterwards:\n%s\n' "$call" "$at" "$(cat "$SANDBOX/files/difference")" >&2
        return 1
    fi
}
