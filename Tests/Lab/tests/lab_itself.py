"""The ground that the other tests stand on: if one of these fails, no other result means anything."""

from harness.wait import check, check_equal, wait_until

SMB = "mount -t cifs //labpool.file.core.windows.net/dsvmshare /m -o credentials=/root/cred,nosharesock"
NFS = "mount -t nfs labpool.file.core.windows.net:/labpool/{} /m -o vers=4,minorversion=1,sec=sys,noresvport"


def test_storage(lab):
    """SMB 3.1.1 with the key alone, NFS 4.1 with and without root squash, the same data"""
    node = lab.fresh("node1")
    check(len(lab.key()) == 88 and lab.key().endswith("=="), "the key has the form of a storage account key")
    node.sh("mkdir /m")
    node.write("/root/cred", f"username=labpool\npassword={lab.key()}\n", "0600")
    for refused in ("vers=3.0", "vers=2.1"):
        check(not node.true(f"{SMB},{refused}"), f"SMB with {refused} must be refused")
    node.sh(f"{SMB},vers=3.1.1 && echo by-smb >/m/a")
    # "sealed" is what the client's own statistics say of an encrypted session
    check("encrypted" in node.sh("cat /proc/fs/cifs/DebugData"), "the SMB session must be encrypted")
    node.sh("umount /m")
    node.write("/root/cred", "username=labpool\npassword=wrong\n", "0600")
    refusal = node.ssh(f"{SMB},vers=3.1.1")
    check("error(13)" in refusal.err, f"a wrong key must give error 13: {refusal.text()}")
    node.sh(NFS.format("dsvmshare"))
    check_equal(node.sh("cat /m/a; touch /m/b; chown 20001 /m/b; stat -c %u /m/b; umount /m"), "by-smb\n20001", "NFS")
    node.sh(NFS.format("squashed"))
    check_equal(node.sh("touch /m/c; stat -c %u /m/c"), "65534", "owner of root's file with root squash")


def test_fabric(lab):
    """Metadata, token, secret over TLS and DNS from a node; faults; an event raised and approved"""
    node = lab.fresh("node1")
    base = "http://169.254.169.254/metadata"
    ask = f"curl -s --max-time 5 -H Metadata:true '{base}"
    check_equal(node.sh(f"{ask}/instance/compute/name?api-version=2021-02-01&format=text'"), "dsvm_1", "name")
    check_equal(node.sh(f"curl -s -o /dev/null -w '%{{http_code}}' {base}/instance"), "400", "without the header")
    lab.fabric.fault(service="metadata", path="/metadata/instance", status=410)
    status = f"{ask}/instance?api-version=2021-02-01' -o /dev/null -w '%{{http_code}}'"
    check_equal([node.sh(status), node.sh(status)], ["410", "200"], "an injected fault")
    token = node.sh(f"{ask}/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net' | jq -r .access_token")
    secret = "curl -s --fail-with-body -H @- 'https://labvault.vault.azure.net/secrets/storage-key?api-version=7.4'"
    answer = node.ssh(f"{secret} | jq -r .value", input=f"Authorization: Bearer {token}\n")
    check_equal(answer.out.strip(), lab.key(), "the secret")
    event = lab.fabric.raise_event("Terminate", ["dsvm_1"])
    check(event in node.sh(f"{ask}/scheduledevents?api-version=2020-07-01'"), "the node must see the event")
    node.sh(f"{ask}/scheduledevents?api-version=2020-07-01' --fail -d '{{\"StartRequests\":[{{\"EventId\":\"{event}\"}}]}}'")
    check_equal(lab.fabric.state()["events"][0]["approvedBy"], ["dsvm_1"], "approvals")
    name = "labpool.file.core.windows.net"
    lab.fabric.name_is_known(name, False)
    wait_until("the name to be gone", lambda: not node.true(f"resolvectl flush-caches; getent hosts {name}"))
    lab.fabric.name_is_known(name, True)
    wait_until("the name to be back", lambda: node.true(f"getent hosts {name}"))


def test_power_and_cable(lab):
    """A cut machine is not reachable, a killed one had no time to shut down and keeps what was synced"""
    node = lab.fresh("node1")
    node.sh("echo kept >/root/synced; sync")
    before = node.boot_id()
    node.kill()
    check(not node.true("true"), "a machine without power must not answer")
    node.cut()
    node.boot()
    check(not node.true("true"), "a machine without a network must not answer")
    wait_until("a login prompt on its console", lambda: node.console().count("node1 login:") >= 2, 120)
    node.heal()
    wait_until("ssh", node.ready, 120)
    check(node.boot_id() != before, "it is another boot")
    check_equal(node.sh("cat /root/synced"), "kept", "a synced file")
    orderly = "journalctl -b {} | grep -c 'Reached target shutdown.target' || true"
    check_equal(node.sh(orderly.format(-1)), "0", "orderly shutdowns in the boot that lost power")
    node.reboot()
    check(node.sh(orderly.format(-1)) != "0", "the boot that was told to end must have shut down in order")

