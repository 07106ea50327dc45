"""5. Power is lost in the middle of the agent's work; the next boot completes it."""

from harness import agent, people
from harness.registry import each_share, long
from harness.wait import check, check_equal, wait_until

# Stops the machine at the very moment that something is there, for no command from outside is that quick: a real-time
# process that never ends lets nothing else run on the only processor, not even what writes to the disk. It says so on
# the console, and whether the agent was at work; the power is cut from outside.
TRIGGER = """
import glob, os, sys
kind, what, *more = sys.argv[1:]
def there():
    if kind == "path":
        return os.path.lexists(what)
    with open(what) as file:
        return more[0] in file.read()
def agent_is_at_work():
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            if open(path).read().strip() == "dsvm-agent":
                return True
        except OSError:
            pass
    return False
console = open("/dev/console", "w")
with open("/proc/sys/kernel/sched_rt_runtime_us", "w") as file:
    file.write("-1")
open("/run/trigger-watches", "w").close()
while not there():
    pass
os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))
console.write("\\nmachine stopped, agent at work: %s\\n" % agent_is_at_work())
console.flush()
while True:
    pass
"""
MOMENTS_OF_PROVISION = {
    "the mount unit is written": "path /etc/systemd/system/datamnt-dsvmshare.mount",
    "the share is mounted": "text /proc/self/mountinfo dsvmshare",
}
MOMENTS_OF_ADDUSER = {
    "the account is in passwd": "text /etc/passwd {}:",
    "the home is there": "path /home/{}/.bashrc",
}


@long
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


@long
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
    seen = len(node.console())
    node.write("/root/trigger.py", TRIGGER)
    node.sh(f"systemd-run --quiet --unit=trigger python3 /root/trigger.py {trigger}")
    wait_until("the trigger to watch", lambda: node.true("test -e /run/trigger-watches"))
    interrupted = node.begin(command)
    try:
        wait_until("the machine to stop at the moment", lambda: "machine stopped" in node.console()[seen:], 120, every=0.1)
        node.kill()
    finally:
        interrupted.kill()
        interrupted.wait()
    check("agent at work: True" in node.console()[seen:], "the agent had ended already: nothing was interrupted")
    node.boot()
    check(node.boot_id() != boot, "it is another boot")
