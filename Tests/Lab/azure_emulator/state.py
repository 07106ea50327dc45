"""What the emulated fabric knows. Requests and the control routes share one State under its lock."""

import secrets
import threading
import time
import uuid
from dataclasses import dataclass, field


@dataclass
class Fault:
    """The next `count` requests to a path that starts with `path` get `status`, after `delaySeconds`."""

    service: str
    path: str = "/"
    status: int | None = None
    count: int = 1
    delaySeconds: float = 0
    body: dict | None = None


@dataclass
class Secret:
    name: str
    versions: list = field(default_factory=list)

    def add(self, value, attributes):
        now = int(time.time())
        base = {"enabled": True, "created": now, "updated": now, "recoveryLevel": "Recoverable+Purgeable"}
        self.versions.append({"version": uuid.uuid4().hex, "value": value, "attributes": base | attributes})
        return self.versions[-1]

    def get(self, version):
        if version is None:
            return self.versions[-1]
        return next((each for each in self.versions if each["version"] == version), None)


class State:
    def __init__(self, config, clock=time.time):
        self.lock = threading.RLock()
        self.clock = clock
        self.scale_set = config["scaleSet"]
        self.nodes = {address: dict(node) for address, node in config["nodes"].items()}
        self.secrets = {}
        self.vault_denied = set()  # node names without a role on the vault
        for name, value in config.get("secrets", {}).items():
            self.put_secret(name, value, {})
        self.tokens = {}  # token -> (node name, audience, expiry)
        self.faults = []
        self.events = []
        self.incarnation = 1
        self.requests = []  # newest last; bounded
        self.rate = {}

    def put_secret(self, name, value, attributes):
        return self.secrets.setdefault(name, Secret(name)).add(value, attributes)

    def issue_token(self, node, audience, seconds=86400):
        token = "eyJ0eXAiOiJKV1QifQ." + secrets.token_urlsafe(48)
        self.tokens[token] = (node["name"], audience.rstrip("/"), self.clock() + seconds)
        return token

    def take_fault(self, service, path):
        with self.lock:
            for fault in self.faults:
                if fault.service == service and path.startswith(fault.path):
                    fault.count -= 1
                    if fault.count <= 0:
                        self.faults.remove(fault)
                    return fault
        return None

    def over_rate(self, key, per_second):
        """True when the caller has had `per_second` requests in the last second."""
        with self.lock:
            now = self.clock()
            recent = [at for at in self.rate.get(key, []) if at > now - 1]
            self.rate[key] = recent + [now]
            return len(recent) >= per_second

    def log(self, service, source, method, path, status):
        with self.lock:
            self.requests.append(
                {"at": self.clock(), "service": service, "source": source, "method": method, "path": path, "status": status}
            )
            del self.requests[:-2000]
