# shellcheck shell=bash
# What the host looks like, before and after: five lists that a run in the sandbox must leave equal.
# Sourced. Other programs of a living machine change things too; each list leaves out what would only
# show them, and says so.

readonly HOST_LISTS=(accounts mounts ports units files)

# host_snapshot FOLDER: writes one file a list.
host_snapshot() {
    local folder="$1"
    mkdir -p "$folder"
    host_accounts >"$folder/accounts"
    host_mounts >"$folder/mounts"
    host_ports >"$folder/ports"
    host_units >"$folder/units"
    host_files >"$folder/files"
}

# Hashes, not contents: shadow has secrets. Unreadable ones (no root) count by size and time in host_files.
host_accounts() {
    local name
    for name in passwd group shadow gshadow subuid subgid; do
        [[ -r "/etc/$name" ]] || continue
        sha256sum "/etc/$name"
    done
}

# What is mounted on, or from, any place that a node or the agent uses. Elsewhere other programs (containers,
# automounters, image builders) come and go.
host_mounts() {
    awk '$5 ~ "^/[^/]*$" || $5 ~ "^/(mnt|media|datamnt|srv|home|etc|usr|opt)/" || /dsvm-(sandbox|agent)/' \
        /proc/self/mountinfo | sort
}

# Listening sockets below the ephemeral range: above it any program's short-lived ones come and go.
host_ports() {
    local low
    read -r low _ </proc/sys/net/ipv4/ip_local_port_range
    # Column 2 is ADDRESS:PORT in hexadecimal, column 4 the state: 0A is listening, 07 an unconnected UDP socket.
    { cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 2>/dev/null || true; } |
        awk '$4 == "0A" || $4 == "07" { n = split($2, part, ":"); print part[n] }' | sort -u |
        while read -r port; do
            ((16#$port >= low)) || printf '%d\n' "$((16#$port))"
        done
}

host_units() {
    local folders=(/etc/systemd /usr/lib/systemd/system /usr/local/lib/systemd)
    find "${folders[@]}" \( -type f -o -type l \) -printf '%p %s %T@ %l\n' 2>/dev/null | sort || true
}

# /etc and the agent's own folders in full. /home two levels deep by name: people work in their homes meanwhile.
# /run one level deep, anything of ours at any depth: service managers write there all the time.
host_files() {
    {
        find /etc /var/lib/dsvm-agent /datamnt /srv/pool-share -printf '%p %y %m %U %G %s %T@ %l\n'
        find /home -maxdepth 2 -printf '%p %y %m %U %G\n'
        find /run -maxdepth 1 -printf '%p %y %m %U %G\n'
        find /run /usr/bin /usr/sbin -name '*dsvm*' -printf '%p %s %T@\n'
    } 2>/dev/null | sort -u || true
}

# host_compare BEFORE AFTER: prints what differs; status 1 if anything does.
host_compare() {
    local name status=0
    for name in "${HOST_LISTS[@]}"; do
        diff -U0 "$1/$name" "$2/$name" >/dev/null && continue
        status="$EXIT_FAILED"
        printf 'the host changed (%s):\n' "$name"
        diff -U0 "$1/$name" "$2/$name" | sed -n '/^[-+][^-+]/p' | head -n 10
    done
    return "$status"
}
