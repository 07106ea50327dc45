"""dsvm-agent on a node: installed as an operator does it, configured as on Azure, asked as a monitor asks it."""

import json

from .wait import Failure, check, check_equal, wait_until

MOUNTPOINT = "/datamnt/dsvmshare"
SERVER = "labpool.file.core.windows.net"
SOURCES = {"smb": f"//{SERVER}/dsvmshare", "nfs": f"{SERVER}:/labpool/dsvmshare"}
CREDENTIALS = "/etc/dsvm-agent/credentials/share.cred"
FIRST = "azureuser"


def install(node):
    """The offline installer, from the folder that is /lab/agent on every machine."""
    return node.sh("/lab/agent/install")


def configure(lab, node, share, first=FIRST, **changes):
    settings = {"pool": "lab", "share": {"type": share, "source": SOURCES[share]} | changes, "users": {"first": first}}
    node.write("/etc/dsvm-agent/agent.json", json.dumps(settings, indent=2))
    if share == "smb":
        deliver_key(node, lab.key())


def deliver_key(node, key):
    node.write(CREDENTIALS, f"username=labpool\npassword={key}\n", "0600")


def install_and_provision(lab, share, *nodes, first=FIRST, **changes):
    """What a scale set's model does to each node, without the reboot."""
    for node in nodes:
        install(node)
        # The image's cloud-init makes the first user; a Data Science VM has notebooks in its skeleton.
        node.sh(f"useradd --create-home --shell /bin/bash {first}")
        configure(lab, node, share, first, **changes)
        node.sh("dsvm-agent provision", timeout=120)
        check_ready(node, share, (first,))


def check_ready(node, share, users=(FIRST,)):
    """Mounted by the kernel's own account, and both links of every user."""
    check(is_mounted(node, share), f"{node.name}: the share is not mounted at {MOUNTPOINT}")
    for user in users:
        home = node.sh(f"getent passwd {user} | cut -d: -f6")
        check_equal(node.sh(f"readlink {home}/dsvmshare"), MOUNTPOINT, f"{user}'s link to the share")
        target = f"{MOUNTPOINT}/notebooks/{user}"
        check_equal(node.sh(f"readlink {home}/notebooks/remote"), target, f"{user}'s link to the notebooks")
        node.sh(f"runuser -u {user} -- sh -c 'cd ~/notebooks/remote && touch .probe && rm .probe'")


def is_mounted(node, share):
    kind = {"smb": "cifs", "nfs": "nfs4"}[share]
    return node.true(f"findmnt --noheadings --types {kind} --source {SOURCES[share]} --mountpoint {MOUNTPOINT}")


def findings(node, what="share", seconds=30):
    """`check --json`: (exit status, codes of what is not well, seconds it took)."""
    result = node.ssh(f"dsvm-agent check {what} --json", timeout=seconds)
    try:
        codes = [each["code"] for each in json.loads(result.out)["findings"] if each.get("code")]
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"check gave no findings: {error}: {result.text()}") from None
    return result.status, codes, result.seconds


def conditions(node):
    """Codes of the last observation; none where there is no observation yet."""
    result = node.ssh("dsvm-agent status --json")
    if result.status:
        return None
    return [each["code"] for each in json.loads(result.out)["conditions"]]


def wait_for_condition(node, codes, seconds=240):
    def found():
        seen = conditions(node)
        return [each for each in seen or [] if each in codes] or None

    return wait_until(f"one of {', '.join(codes)} in {node.name}'s status", found, seconds, every=1)


def wait_until_ready(node, share, seconds=240):
    """Without a hand: nothing is run but looks."""
    wait_until(f"{node.name} to heal", lambda: is_mounted(node, share) and conditions(node) == [], seconds, every=2)
    check_ready(node, share)
