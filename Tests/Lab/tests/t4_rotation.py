"""4. The storage key is regenerated: the old one opens nothing any more."""

import base64
import os

from harness import agent, people
from harness.wait import check, check_equal, wait_until


def test_new_key(lab):
    """SMB: the new key is delivered, the share comes back, an open shell of a user survives"""
    node = lab.fresh("node1")
    agent.install_and_provision(lab, "smb", node)
    alice = people.Person("alice")
    alice.add(node)
    alice.sh(node, "echo before >~/notebooks/remote/file")
    # An open shell: it takes commands from a pipe, its working directory is on the share.
    node.sh("mkfifo -m 666 /tmp/keys")
    shell = "cd /home/alice/notebooks/remote; exec bash -s <>/tmp/keys"
    node.sh(f"systemd-run --quiet --unit=shell --uid=alice --setenv=HOME=/home/alice sh -c '{shell}'")
    pid = node.unit("shell.service", "MainPID")
    type_in(node, "echo ready >/tmp/shell.ready")
    wait_until("the shell", lambda: node.true("test -e /tmp/shell.ready"))
    new = base64.b64encode(os.urandom(64)).decode()
    lab.set_key(new)
    check(node.ssh("mount -t cifs //labpool.file.core.windows.net/dsvmshare /media "
                   f"-o credentials={agent.CREDENTIALS},nosharesock").status != 0, "the old key must be refused")  # fmt: skip
    wait_until("the mount to be dead", lambda: agent.findings(node)[0] != 0, 180, every=1)
    lab.say("the old key is dead; delivering the new one")
    agent.deliver_key(node, new)
    node.sh("dsvm-agent mount", timeout=120)
    wait_until("the share to answer", lambda: agent.findings(node)[:2] == (0, []), 120)
    agent.check_ready(node, "smb", (agent.FIRST, "alice"))
    check_equal(alice.sh(node, "cat ~/notebooks/remote/file"), "before", "a file from before")
    type_in(node, "cd ~/notebooks/remote && echo after >file2 && touch /tmp/shell.after")
    wait_until("the open shell to write", lambda: node.true("test -e /tmp/shell.after"), 60)
    check_equal(node.unit("shell.service", "MainPID"), pid, "the shell's process")
    check_equal(alice.sh(node, "cat ~/notebooks/remote/file2"), "after", "what the open shell wrote")


def type_in(node, line):
    node.sh("cat >/tmp/keys", input=line + "\n")
