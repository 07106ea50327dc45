# shellcheck shell=bash
# The lab's network: one namespace, one bridge, a tap for each machine, DHCP and DNS. Nothing leads out of it.
#
#   10.77.0.1        the host side; 169.254.169.254 (metadata) and 168.63.129.16 (DNS, as on Azure) are here too
#   10.77.0.4        storage
#   10.77.0.10 + N   nodeN

LAB_NET=10.77.0
LAB_HOST=$LAB_NET.1
LAB_HOSTS=$LAB_DIR/hosts # what DNS answers; a test may rewrite it and send dnsmasq SIGHUP

machine_number() {
    case $1 in
    storage) echo 4 ;;
    node*) echo $((10 + ${1#node})) ;;
    esac
}
machine_address() { echo "$LAB_NET.$(machine_number "$1")"; }
machine_mac() { printf '02:4c:41:42:00:%02x\n' "$(machine_number "$1")"; }
machine_tap() { echo "lab-$1"; }

network_up() {
    net_exists && return 0
    require_packages iproute2 dnsmasq-base
    ip netns add "$LAB_NETNS"
    in_net ip link set lo up
    in_net ip link add lab0 type bridge
    local address
    for address in "$LAB_HOST/24" 169.254.169.254/32 168.63.129.16/32; do
        in_net ip address add "$address" dev lab0
    done
    in_net ip link set lab0 up
    printf '%s\n' "$LAB_HOST labvault.vault.azure.net" \
        "$(machine_address storage) storage labpool.file.core.windows.net" >"$LAB_HOSTS"
    local n hosts=("--dhcp-host=$(machine_mac storage),$(machine_address storage),infinite")
    for ((n = 1; n <= LAB_MAX_NODES; n++)); do
        hosts+=("--dhcp-host=$(machine_mac "node$n"),$(machine_address "node$n"),infinite")
        echo "$(machine_address "node$n") node$n" >>"$LAB_HOSTS"
    done
    # Option 121 carries the routes as Azure's DHCP does. A name that is not in the file does not exist.
    in_net dnsmasq --conf-file=/dev/null --user=root --pid-file="$LAB_DIR/dnsmasq.pid" \
        --interface=lab0 --bind-interfaces --no-resolv --no-hosts --local=/#/ --addn-hosts="$LAB_HOSTS" --local-ttl=1 \
        --dhcp-range="$LAB_NET.0,static" --dhcp-authoritative --dhcp-leasefile="$LAB_DIR/leases" \
        --dhcp-option=option:dns-server,168.63.129.16 \
        --dhcp-option=option:classless-static-route,"0.0.0.0/0,$LAB_HOST,169.254.169.254/32,$LAB_HOST,168.63.129.16/32,$LAB_HOST" \
        --log-facility="$LAB_DIR/dnsmasq.log" "${hosts[@]}" 9>&-
}

# Whatever still runs in the namespace is ours: dnsmasq, the fabric, a test's ssh, a kernel whose folder is gone.
network_down() {
    net_exists || return 0
    network_is_empty || ip netns pids "$LAB_NETNS" | xargs -r kill -KILL 2>/dev/null || true
    wait_until 10 "the namespace to be empty" network_is_empty
    ip netns delete "$LAB_NETNS"
}
network_is_empty() { [ -z "$(ip netns pids "$LAB_NETNS")" ]; }

make_tap() {
    local tap
    tap=$(machine_tap "$1")
    in_net ip link show "$tap" >/dev/null 2>&1 || in_net ip tuntap add dev "$tap" mode tap
    in_net ip link set "$tap" up
}

# A cut is a pulled cable behind the switch: the machine's own link stays up, nothing arrives any more.
network_cut() { in_net ip link set "$(machine_tap "$1")" nomaster; }
network_heal() { in_net ip link set "$(machine_tap "$1")" master lab0; }
