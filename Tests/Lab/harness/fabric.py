"""The emulated fabric's control routes (azure_emulator/control.py), and the lab's DNS."""

import json
import os
import signal

from .machine import FOLDER, NETNS, run
from .wait import Failure


class Fabric:
    def ask(self, method, path, body=None):
        arguments = ["ip", "netns", "exec", NETNS, "curl", "-sS", "--fail-with-body", "--max-time", "10", "-X", method,
                     f"http://127.0.0.1:8169{path}"]  # fmt: skip
        if body is not None:
            arguments += ["-H", "Content-Type: application/json", "--data-binary", "@-"]
        result = run(arguments, 20, None if body is None else json.dumps(body), shown=f"fabric: {method} {path}")
        if result.status:
            raise Failure(result.text())
        return json.loads(result.out) if result.out else None

    def state(self):
        return self.ask("GET", "/state")

    def put_secret(self, name, value, **attributes):
        self.ask("PUT", f"/secrets/{name}", {"value": value, "attributes": attributes})

    def fault(self, **fault):
        self.ask("POST", "/faults", fault)

    def raise_event(self, kind, resources, **more):
        return self.ask("POST", "/events", {"EventType": kind, "Resources": resources, **more})["EventId"]

    def reset(self):
        """As after `lab up`, but for new versions of secrets."""
        for event in self.state()["events"]:
            self.ask("DELETE", f"/events/{event['EventId']}")
        self.ask("DELETE", "/faults")
        self.ask("DELETE", "/requests")
        self.ask("PUT", "/vault/denied", [])

    def name_is_known(self, name, known):
        """Takes a name out of DNS, or puts it back."""
        hosts = FOLDER / "hosts"
        lines = hosts.read_text().splitlines()
        hidden, shown = f".hidden.{name}", name
        old, new = (hidden, shown) if known else (shown, hidden)
        text = "\n".join(" ".join(new if word == old else word for word in line.split()) for line in lines)
        hosts.write_text(text + "\n")
        os.kill(int((FOLDER / "dnsmasq.pid").read_text()), signal.SIGHUP)
