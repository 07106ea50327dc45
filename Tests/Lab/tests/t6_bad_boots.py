"""6. Boots under bad stars: the machine comes up, the condition names the cause, and it heals by itself."""

import time

from harness import agent
from harness.registry import each_share, long
from harness.wait import check, wait_until

WITHOUT_NETWORK_SECONDS = 60
SHARE_AWAY = {
    "smb": "sed -i 's/^\\[dsvmshare\\]/[gone]/' /etc/samba/smb.conf && systemctl restart smbd",
    "nfs": "exportfs -u '*:/labpool/dsvmshare'",
}
SHARE_BACK = {
    "smb": "sed -i 's/^\\[gone\\]/[dsvmshare]/' /etc/samba/smb.conf && systemctl restart smbd",
    "nfs": "exportfs -ra",
}


def provisioned(lab, share):
    node = lab.fresh("node1")
    agent.install_and_provision(lab, share, node)
    node.sh("sync")
    return node


@long
@each_share
def test_no_network(lab, share):
    """No network for a minute of the boot; afterwards nobody lends a hand"""
    node = provisioned(lab, share)
    node.kill()
    node.cut()
    node.boot()
    begin = time.monotonic()
    prompts = node.console().count("node1 login:")
    wait_until("the minute to be over", lambda: time.monotonic() > begin + WITHOUT_NETWORK_SECONDS, 90, every=5)
    check(not node.true("true"), "the node must be without a network")
    node.heal()
    wait_until("ssh after the network is back", lambda: node.true("true"), 120)
    lab.say(f"ssh answers, console prompts seen before: {prompts}")
    agent.wait_until_ready(node, share)


def test_wrong_key(lab):
    """SMB with a key that was rotated while the machine was off"""
    node = provisioned(lab, "smb")
    agent.deliver_key(node, "d3Jvbmc=" * 11)
    node.sh("sync")
    node.reboot()
    agent.wait_for_condition(node, ["share-access-denied"])
    lab.say("the condition names the key; delivering the right one, running nothing")
    agent.deliver_key(node, lab.key())
    agent.wait_until_ready(node, "smb")


@each_share
def test_share_deleted(lab, share):
    """The share is not there at boot and is restored later"""
    node = provisioned(lab, share)
    node.kill()
    lab.storage.sh(SHARE_AWAY[share])
    try:
        node.boot()
        agent.wait_for_condition(node, ["share-not-found", "share-access-denied"] if share == "nfs" else ["share-not-found"])
    finally:
        lab.storage.sh(SHARE_BACK[share])
    lab.say("the condition names the share; it is back, running nothing")
    agent.wait_until_ready(node, share)
