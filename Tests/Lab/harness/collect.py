"""After a failure: console and journal of every machine, and the host side's logs, under one folder."""

import shutil
import time

from .machine import FOLDER, SHARED, Machine

JOURNAL = "journalctl --no-pager -o short-precise --no-hostname -n 20000"
LOOKS = {
    "journal.log": JOURNAL,
    "units.txt": "systemctl --no-pager --failed; systemctl --no-pager list-units --all 'dsvm*' '*.mount' 'jupyter*'",
    "mounts.txt": "cat /proc/self/mountinfo",
    "processes.txt": "ps axo pid,ppid,stat,wchan:20,etimes,args",
}


def collect(test_name):
    # The lane's own folder goes with the run.
    folder = SHARED.parent / "failures" / f"{time.strftime('%H%M%S')}-{test_name}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("fabric.log", "dnsmasq.log"):
        if (FOLDER / name).exists():
            shutil.copy(FOLDER / name, folder)
    for path in sorted((FOLDER / "machines").glob("*")):
        machine = Machine(path.name)
        shutil.copy(path / "console.log", folder / f"{path.name}.console.log")
        if (path / "cut").exists():
            machine.heal()
        for name, command in LOOKS.items():
            result = machine.ssh(command, timeout=30)
            (folder / f"{path.name}.{name}").write_text(result.out if result.status == 0 else result.text())
    return folder
