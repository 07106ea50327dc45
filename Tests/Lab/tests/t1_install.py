"""1. A bare node becomes a node of the pool, once and at every boot."""

from harness import agent
from harness.registry import each_share
from harness.wait import check, check_equal

# Reads every command line again and again while something else runs; prints processes that carry the key.
WATCH = r"""
import glob, os, sys
key = open("/root/key").read().strip().encode()
while True:
    for path in glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/environ"):
        try:
            if key in open(path, "rb").read():
                print(path, open(path.rsplit("/", 1)[0] + "/comm").read().strip(), flush=True)
        except OSError:
            pass
"""
# Where a key must never be. The credentials file is the one place for it.
PLACES = "/etc/fstab /etc/systemd /run/systemd /usr/lib/systemd /proc/mounts /run/dsvm-agent /var/lib/dsvm-agent /var/log /tmp"


@each_share
def test_install_and_reboot(lab, share):
    """Install, configure, reboot: mounted before logins, links there, no key where others look"""
    node = lab.fresh("node1")
    agent.install(node)
    check_equal(node.sh("systemctl is-enabled dsvm-agent.service"), "enabled", "the unit")
    node.sh("man -w dsvm-agent 2>/dev/null || test -s /usr/share/man/man8/dsvm-agent.8.gz")
    node.sh(f"useradd --create-home --shell /bin/bash {agent.FIRST}")
    agent.configure(lab, node, share)
    node.write("/root/key", lab.key(), "0600")
    node.write("/root/watch.py", WATCH)
    node.sh("systemd-run --quiet --unit=watch python3 /root/watch.py")
    # A watcher that sees nothing proves nothing: it has to find this one.
    node.sh("cp /bin/sh /root/decoy; /root/decoy -c 'sleep 3; :' x \"$(cat /root/key)\"")
    check("cmdline decoy" in watched(node), "the watcher does not see a key in an argument")
    lab.say("first provision, with every process watched")
    node.sh("dsvm-agent provision", timeout=120)
    node.sh("systemctl stop watch")
    agent.check_ready(node, share)
    no_key(node)
    before = node.sh("stat -c '%i %Y' /etc/dsvm-agent/agent.json /etc/passwd")
    node.sh("dsvm-agent provision", timeout=120)
    check_equal(node.sh("stat -c '%i %Y' /etc/dsvm-agent/agent.json /etc/passwd"), before, "files after a second run")
    lab.say("reboot")
    node.reboot()
    agent.check_ready(node, share)
    logins, unit = "systemd-user-sessions.service", "dsvm-agent.service"
    check_equal(node.unit(unit), "active", "the unit after boot")
    stamp = "systemctl show --property=ActiveEnterTimestampMonotonic --value"
    agent_at, logins_at = (int(node.sh(f"{stamp} {name}")) for name in (unit, logins))
    check(agent_at <= logins_at, f"the agent was ready at {agent_at} us, logins at {logins_at} us")
    no_key(node)
    check_equal(node.sh("dsvm-agent check >/dev/null; echo $?"), "0", "check")


def watched(node):
    return node.sh("journalctl --unit=watch --output=cat --no-pager | grep ^/proc || true")


def no_key(node):
    """Looks where other people look. grep's 1 means that nothing was found."""
    found = [line for line in watched(node).splitlines() if not line.endswith(" decoy")]
    check(not found, f"processes had the key in their arguments or environment: {found}")
    node.sh("grep -rlFf /root/key " + PLACES, status=1)
    node.sh("journalctl --no-pager | grep -Ff /root/key", status=1)
    node.sh("systemctl show dsvm-agent.service datamnt-dsvmshare.mount watch.service --no-pager | grep -Ff /root/key", status=1)
