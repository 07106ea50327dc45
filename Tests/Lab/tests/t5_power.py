"""5. Power is lost in the middle of the agent's work; the next boot completes it."""

from harness import agent, people
from harness.registry import each_share
from harness.wait import check, check_equal, wait_until

# Cuts the power from inside, at the very moment that something is there: no command from outside is that quick.
# sysrq "o" powers off at once: no sync, no unmount, no signal (kernel, Documentation/admin-guide/sysrq.rst).
TRIGGER = """
import os, sys
def there():
    kind, what = sys.argv[1:3]
    if kind == "path":
        return os.path.lexists(what)
    with open(what) as file:
        return sys.argv[3] in file.read()
while not there():
    pass
with open("/proc/sysrq-trigger", "w") as file:
    file.write("o")
"""
MOMENTS_OF_PROVISION = {
    "the mount unit is written": "path /etc/systemd/system/datamnt-dsvmshare.mount",
    "the share is mounted": "text /proc/self/mountinfo dsvmshare",
}
MOMENTS_OF_ADDUSER = {
    "the account is in passwd": "text /etc/passwd {}:",
    "the home is there": "path /home/{}/.bashrc",
}


@each_share
def test_provision(lab, share):
    """At several moments of the first provision"""
    node = lab.fresh("node1")
    agent.install(node)
    agent.configure(lab, node, share)
    node.sh("sync")
    for moment, trigger in MOMENTS_OF_PROVISION.items():
        lose_power(lab, node, moment, trigger, "dsvm-agent provision")
        agent.check_ready(node, share)
        check_equal(agent.findings(node, "")[:2], (0, []), f"check after losing power when {moment}")
        # Back to a node that was never provisioned, but for the share's own data.
        node.sh("dsvm-agent unmount && rm -rf /var/lib/dsvm-agent/* /etc/systemd/system/datamnt-dsvmshare.mount "
                f"/etc/systemd/system/*/datamnt-dsvmshare.mount && userdel -r {agent.FIRST} && sync && systemctl daemon-reload")  # fmt: skip


@each_share
def test_adduser(lab, share):
    """At several moments of adduser: account, key and links are complete after the boot"""
    node = lab.fresh("node1")
    agent.install_and_provision(lab, share, node)
    for name, (moment, trigger) in zip(("alice", "bob"), MOMENTS_OF_ADDUSER.items()):
        person = people.Person(name)
        key = f"/root/{name}.pub"
        node.write(key, person.public_key())
        command = f"dsvm-agent adduser {name} --ssh-key @{key}"
        lose_power(lab, node, moment, trigger.format(name), command)
        if not node.true(f"getent passwd {name}"):
            # What never reached the disk was never promised: the command had not ended.
            lab.say("nothing of it had reached the disk; the operator repeats the command")
            node.sh(command)
        agent.check_ready(node, share, (agent.FIRST, name))
        check_equal(person.sh(node, "id -un"), name, "login by key after the boot")
        check_equal(agent.findings(node, "")[:2], (0, []), f"check after losing power when {moment}")


def lose_power(lab, node, moment, trigger, command):
    lab.say(f"{command.split(' --')[0]}: power is lost when {moment}")
    boot = node.boot_id()
    node.write("/root/trigger.py", TRIGGER)
    node.sh(f"systemd-run --quiet --unit=trigger python3 /root/trigger.py {trigger}")
    wait_until("the trigger to watch", lambda: node.unit("trigger.service") == "active")
    node.sh(f"systemd-run --quiet --unit=interrupted {command}")
    node.hang_up()
    wait_until("the power to go", lambda: not running(node), 60)
    node.boot()
    check(node.boot_id() != boot, "it is another boot")


def running(node):
    pid = node.folder / "pid"
    try:
        with open(f"/proc/{pid.read_text().strip()}/cmdline", "rb") as file:
            return b"umid=" in file.read()
    except OSError:
        return False
