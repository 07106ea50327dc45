# shellcheck shell=bash
# The emulated fabric (metadata service, Key Vault): one process of the host side, in the lab's namespace.
# It is not on the storage host, as on Azure: cutting storage off must not take identity and DNS away.

LAB_CONTROL=127.0.0.1:8169

fabric_up() {
    fabric_is_up && return 0
    require_packages python3 curl
    fabric_config >"$LAB_DIR/fabric.json"
    (cd "$LAB_SOURCES" && exec ip netns exec "$LAB_NETNS" setsid python3 -m azure_emulator "$LAB_DIR/fabric.json") \
        </dev/null >>"$LAB_DIR/fabric.log" 2>&1 9>&- &
    wait_until 20 "the emulated fabric ($LAB_DIR/fabric.log)" fabric_is_up
}

fabric_is_up() { net_exists && in_net curl -sf --max-time 2 -o /dev/null "http://$LAB_CONTROL/state"; }

fabric_config() {
    local n nodes=()
    for ((n = 1; n <= LAB_MAX_NODES; n++)); do
        nodes+=("$(printf '"%s": {"instanceId": "%d", "name": "dsvm_%d", "computerName": "node%d", "mac": "%s", "identities": [{"system": true, "clientId": "00000000-0000-4000-8000-%012d"}]}' \
            "$(machine_address "node$n")" "$n" "$n" "$n" "$(machine_mac "node$n")" "$n")")
    done
    local IFS=,
    cat <<JSON
{ "scaleSet": "dsvm",
  "listen": { "metadata": "169.254.169.254:80", "vault": "$LAB_HOST:443", "control": "$LAB_CONTROL" },
  "vaultCertificate": "$LAB_IMAGE/vault.crt", "vaultKey": "$LAB_IMAGE/vault.key",
  "secrets": { "storage-key": "$(cat "$LAB_IMAGE/storage.key")" },
  "nodes": { ${nodes[*]} } }
JSON
}
