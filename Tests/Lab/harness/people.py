"""People who use the pool: an account made by `adduser`, logins by key and by password."""

import secrets
import shlex

from .machine import FOLDER, run
from .wait import Failure


class Person:
    def __init__(self, name):
        self.name = name
        self.password = secrets.token_urlsafe(12)
        folder = FOLDER / "people"
        folder.mkdir(exist_ok=True)
        self.key = folder / f"{name}.{secrets.token_hex(4)}"
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(self.key)])
        # ssh asks a program for the password when it has no terminal.
        self.askpass = self.key.with_suffix(".askpass")
        self.askpass.write_text(f"#!/bin/sh\necho {shlex.quote(self.password)}\n")
        self.askpass.chmod(0o700)

    def public_key(self):
        return self.key.with_suffix(self.key.suffix + ".pub").read_text()

    def add(self, node):
        node.write(f"/root/{self.name}.pub", self.public_key())
        node.sh(f"dsvm-agent adduser {self.name} --ssh-key @/root/{self.name}.pub --password-stdin", input=self.password)

    def ssh(self, node, command, **more):
        return node.ssh(command, user=self.name, key=self.key, **more)

    def sh(self, node, command, **more):
        result = self.ssh(node, command, **more)
        if result.status:
            raise Failure(f"as {self.name}: {result.text()}")
        return result.out.strip()

    def try_password(self, node, password, command="true"):
        self.askpass.write_text(f"#!/bin/sh\necho {shlex.quote(password)}\n")
        return node.ssh(command, user=self.name, password=self.askpass)

    def password_login(self, node, command):
        result = self.try_password(node, self.password, command)
        if result.status:
            raise Failure(f"as {self.name} by password: {result.text()}")
        return result.out.strip()
