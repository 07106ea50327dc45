"""One fabric with two nodes, a clock that a test moves, and short ways to ask it."""

from azure_emulator import metadata, vault
from azure_emulator.answers import Request
from azure_emulator.state import State

NODE1, NODE2 = "10.77.0.11", "10.77.0.12"
VAULT = "https://vault.azure.net"


class Clock:
    now = 1_800_000_000.0

    def __call__(self):
        return self.now


def node(number, identities=None):
    if identities is None:
        identities = [{"system": True, "clientId": f"system-{number}"}]
    return {"instanceId": str(number), "name": f"lab_{number}", "computerName": f"node{number}",
            "mac": f"02:4c:41:42:00:{10 + number:02x}", "identities": identities}  # fmt: skip


class Fabric:
    def __init__(self):
        self.clock = Clock()
        nodes = {NODE1: node(1), NODE2: node(2)}
        self.state = State({"scaleSet": "lab", "nodes": nodes, "secrets": {"storage-key": "first"}}, self.clock)

    def imds(self, target, source=NODE1, headers=None, method="GET", body=b""):
        self.clock.now += 1  # past the rate limit
        headers = {"Metadata": "true"} if headers is None else headers
        return metadata.answer(self.state, Request(method, "/metadata" + target, headers, source, body))

    def token(self, resource=VAULT, source=NODE1, more=""):
        return self.imds(f"/identity/oauth2/token?api-version=2018-02-01&resource={resource}{more}", source)

    def secret(self, target="/secrets/storage-key?api-version=7.4", token=None, method="GET"):
        token = self.token().body["access_token"] if token is None else token
        headers = {"Host": "labvault.vault.azure.net", "Authorization": f"Bearer {token}"} if token else {}
        return vault.answer(self.state, Request(method, target, headers, NODE1))
