"""What a test gets: fresh nodes, a clean share, the fabric."""

import time

from .fabric import Fabric
from .machine import FOLDER, IMAGE, SOCKETS, Machine, lab
from .wait import check

SHARES = ("smb", "nfs")


class Lab:
    def __init__(self):
        self.storage = Machine("storage")
        self.fabric = Fabric()
        self.begin = time.monotonic()
        # The key that the storage host has now, where it is not the image's: it outlives the test that changed it.
        self.rotated = FOLDER / "rotated.key"

    def say(self, text):
        print(f"    {time.monotonic() - self.begin:6.1f} s  {text}", flush=True)

    def key(self):
        """The storage key that the image was made with."""
        return (IMAGE / "storage.key").read_text()

    def start(self):
        SOCKETS.mkdir(mode=0o700, exist_ok=True)
        lab("up", "--nodes", "0")

    def prepare(self):
        """Before every test: no node on, the storage host reachable, the share empty, the key the first one."""
        self.begin = time.monotonic()
        nodes = [Machine(path.name) for path in (FOLDER / "machines").glob("node*")]
        for node in nodes:
            node.hang_up()
        if nodes:
            lab("kill", *(node.name for node in nodes))
        self.storage.heal()
        if not self.storage.ready():
            self.storage.hang_up()
            lab("new", "storage")
            self.rotated.unlink(missing_ok=True)
        self.fabric.reset()
        self.fabric.name_is_known("labpool.file.core.windows.net", True)
        self.storage.sh("find /labpool/dsvmshare -mindepth 1 -delete")
        self.set_key(self.key())

    def set_key(self, key):
        """What regenerating a key does: the old one opens no session any more, and sessions end."""
        now = self.rotated.read_text() if self.rotated.exists() else self.key()
        if key == now:
            return
        self.rotated.write_text(key)
        self.storage.sh("smbpasswd -s labpool && systemctl restart smbd", input=f"{key}\n{key}\n")

    def fresh(self, *names):
        """Nodes with a new disk, booted together."""
        self.say(f"booting {', '.join(names)}")
        begin = time.monotonic()
        nodes = [Machine(name) for name in names]
        for node in nodes:
            node.hang_up()
        lab("new", *names)
        self.say(f"booted in {time.monotonic() - begin:.0f} s")
        for node in nodes:
            check(node.ready(), f"{node.name} is not ready")
        return nodes[0] if len(nodes) == 1 else nodes
