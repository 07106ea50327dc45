"""3. The storage host is gone for two minutes while people work."""

import time

from harness import agent, people
from harness.registry import long
from harness.wait import check, check_equal, wait_until

OUTAGE_SECONDS = 120
ANSWER_SECONDS = 2
CAUSES = {"share-not-answering", "share-port-blocked"}
# Closed files are what a user thinks of as saved.
SAVE = "for n in $(seq 20); do echo file $n >~/notebooks/remote/saved.$n; done"
SUMS = "cd ~/notebooks/remote && cat $(seq -f saved.%g 20) | sha256sum"
# Works on all through the outage; a refused write is tried again, as a person would.
WORK = """
n=0
while [ ! -e /tmp/end-of-work ]; do
    n=$((n + 1))
    until echo $n >>~/notebooks/remote/log; do sleep 1; done 2>/dev/null
    sleep 0.2
done
"""
COMMANDS = ("status", "check share", "check", "users", "config check")


@long
def test_two_minutes(lab):
    """SMB and NFS at once: no command hangs, the cause is named, all heals, no closed file is lost"""
    nodes = dict(zip(("smb", "nfs"), lab.fresh("node1", "node2")))
    # Both shares show the same data, and a directory made by SMB is nobody's by NFS: people of their own for each.
    who = {"smb": people.Person("alice"), "nfs": people.Person("nora")}
    sums = {}
    for share, node in nodes.items():
        agent.install_and_provision(lab, share, node, first=f"{share}user")
        who[share].add(node)
        who[share].sh(node, SAVE)
        sums[share] = who[share].sh(node, SUMS)
        node.write("/tmp/work.sh", WORK)
        name = who[share].name
        node.sh(f"systemd-run --quiet --unit=work --uid={name} --setenv=HOME=/home/{name} bash /tmp/work.sh")
    for node in nodes.values():
        node.favour()
    lab.storage.cut()
    cut_at = time.monotonic()
    lab.say("storage is cut off; asking the agents for two minutes")
    slowest, causes = {}, {"smb": set(), "nfs": set()}
    while time.monotonic() < cut_at + OUTAGE_SECONDS:
        for share, node in nodes.items():
            for command in COMMANDS:
                seconds = seconds_of(node, command)
                slowest[command] = max(slowest.get(command, 0), seconds)
            causes[share] |= set(agent.findings(node)[1])
    lab.say("slowest answers: " + ", ".join(f"{command} {seconds:.1f} s" for command, seconds in slowest.items()))
    for share, node in nodes.items():
        result = node.ssh("dsvm-agent provision", timeout=150)
        check(result.status in (69, 75), f"provision without storage must end by itself with 69 or 75: {result.text()}")
    lab.storage.heal()
    for share, node in nodes.items():
        wait_until(f"the share of {node.name}", lambda: agent.findings(node)[:2] == (0, []), 240, every=2)
        person = who[share]
        agent.check_ready(node, share, (f"{share}user", person.name))
        check_equal(person.sh(node, SUMS), sums[share], f"files closed before the cut, by {share}")
        lines = "wc -l <~/notebooks/remote/log"
        before = person.sh(node, lines)
        wait_until(f"{person.name}'s work to go on", lambda: person.sh(node, lines) != before, 90)
        node.sh("touch /tmp/end-of-work")
    lab.say(f"healed {time.monotonic() - cut_at - OUTAGE_SECONDS:.0f} s after the outage")
    for share, seen in causes.items():
        check(seen & CAUSES, f"check by {share} must name the cause, it said {sorted(seen)}")
    for command, seconds in slowest.items():
        check(seconds <= ANSWER_SECONDS, f"`{command}` took {seconds:.1f} s, at most {ANSWER_SECONDS} s without storage")


def seconds_of(node, command):
    """Measured on the node, without ssh's own time and that of other programs: each costs a tenth of a second there."""
    script = f"a=${{EPOCHREALTIME/./}}; dsvm-agent {command} >/dev/null 2>&1 || :; b=${{EPOCHREALTIME/./}}; echo $((b - a))"
    return int(node.sh(script)) / 1e6
