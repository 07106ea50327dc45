"""A booted machine of the lab, and the commands that a test gives it."""

import os
import shlex
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .wait import Failure

COMMAND = os.environ.get("DSVM_LAB_COMMAND", "")
FOLDER = Path(os.environ.get("DSVM_LAB_DIR", ""))
NETNS = os.environ.get("DSVM_LAB_NETNS", "")
IMAGE = Path(os.environ.get("DSVM_LAB_IMAGE", ""))
# Short, as the path of a socket has at most 107 characters. `lab down` removes it.
SOCKETS = Path("/run") / NETNS
SHARED = Path(os.environ.get("DSVM_LAB_SHARED", ""))  # /lab on every machine, and of all lanes

SSH_OPTIONS = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
               "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=6"]  # fmt: skip


@dataclass
class Result:
    command: str
    status: int
    out: str
    err: str
    seconds: float

    def text(self):
        return f"`{self.command}` gave {self.status} in {self.seconds:.1f} s\n{self.out}{self.err}"


def run(arguments, timeout=60, input=None, shown=None):
    """A process of the host side. A timeout is a failure of what was run: status 124."""
    begin = time.monotonic()
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               errors="replace")  # fmt: skip
    try:
        out, err = process.communicate(input, timeout)
        status = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        status = 124
    return Result(shown or shlex.join(arguments), status, out, err, time.monotonic() - begin)


def lab(*arguments, timeout=300):
    result = run([COMMAND, *arguments], timeout)
    if result.status:
        raise Failure(result.text())
    return result


class Machine:
    def __init__(self, name):
        self.name = name
        self.address = f"10.77.0.{4 if name == 'storage' else 10 + int(name[4:])}"
        self.folder = FOLDER / "machines" / name
        self.socket = SOCKETS / name

    def ssh(self, command, user="root", key=None, password=None, timeout=120, input=None):
        """A command as a user, whatever it returns. `password` is a program that prints one."""
        arguments = ["ip", "netns", "exec", NETNS]
        if password:
            arguments += ["env", f"SSH_ASKPASS={password}", "SSH_ASKPASS_REQUIRE=force"]
            way = ["-o", "PreferredAuthentications=password", "-o", "NumberOfPasswordPrompts=1"]
        else:
            way = ["-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-i", str(key or IMAGE / "ssh_key")]
        if user == "root":
            # One connection for all of root's commands: a login costs a second or more of a machine's CPU.
            way += ["-o", "ControlMaster=auto", "-o", f"ControlPath={self.socket}", "-o", "ControlPersist=300"]
        arguments += ["ssh", *SSH_OPTIONS, *way, f"{user}@{self.address}", command]
        return run(arguments, timeout, input, shown=f"{self.name}: {command}")

    def begin(self, command):
        """Begins a command as root that the machine may not live to end. On a connection of its own."""
        arguments = ["ip", "netns", "exec", NETNS, "ssh", *SSH_OPTIONS, "-o", "ControlPath=none", "-o", "IdentitiesOnly=yes",
                     "-o", "BatchMode=yes", "-i", str(IMAGE / "ssh_key"), f"root@{self.address}", command]  # fmt: skip
        nothing = subprocess.DEVNULL
        return subprocess.Popen(arguments, stdin=nothing, stdout=nothing, stderr=nothing)

    def sh(self, command, timeout=120, input=None, status=0):
        """A command as root that must give `status`; its standard output."""
        result = self.ssh("set -eu\n" + command, timeout=timeout, input=input)
        if result.status != status:
            raise Failure(f"expected status {status}: {result.text()}")
        return result.out.strip()

    def true(self, command, timeout=30):
        """Whether a command succeeds: a fact to wait for."""
        return self.ssh(command, timeout=timeout).status == 0

    def write(self, path, text, mode="0644"):
        quoted = shlex.quote(path)
        self.sh(f"install -D -m {mode} /dev/null {quoted} && cat >{quoted}", input=text)

    def hang_up(self):
        """Before the machine or its network goes: the shared connection would wait for it."""
        if self.socket.exists():
            run(["ssh", "-o", f"ControlPath={self.socket}", "-O", "exit", self.address], 10)

    def favour(self):
        """Lets the machine run before all else here, so that a time measured on it is its own and not its neighbours'.

        A nice value is not enough: every system call of a machine is two switches of context on this computer. What
        the kernel leaves to others beside real-time processes is 5 %; a machine that waits for storage needs little.
        """
        group = int((self.folder / "pid").read_text())
        # Twice, for what was made meanwhile; children inherit it.
        for _ in range(2):
            for task in Path("/proc").glob("[0-9]*/task/[0-9]*"):
                try:
                    if os.getpgid(int(task.name)) == group:
                        os.sched_setscheduler(int(task.name), os.SCHED_RR, os.sched_param(1))
                except ProcessLookupError:
                    pass

    def unit(self, name, prop="ActiveState"):
        return self.sh(f"systemctl show --property={prop} --value {shlex.quote(name)}")

    def cut(self):
        self.hang_up()
        lab("cut", self.name)

    def heal(self):
        lab("heal", self.name)

    def kill(self):
        self.hang_up()
        lab("kill", self.name)

    def boot(self):
        lab("boot", self.name)

    def reboot(self):
        """An orderly reboot, finished when another boot id is up."""
        before = self.boot_id()
        self.hang_up()
        self.ssh("systemctl reboot", timeout=30)
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            if self.ready() and self.boot_id() not in ("", before):
                return
            time.sleep(1)
        raise Failure(f"{self.name} did not come back from a reboot; see its console log")

    def boot_id(self):
        return self.ssh("cat /proc/sys/kernel/random/boot_id", timeout=15).out.strip()

    def ready(self):
        return self.ssh("systemctl is-system-running", timeout=15).out.strip() in ("running", "degraded")

    def console(self):
        return (self.folder / "console.log").read_text(errors="replace")
