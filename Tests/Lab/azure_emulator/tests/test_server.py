"""The program itself over sockets: control routes and faults."""

import json
import threading
import unittest
import urllib.error
import urllib.request

from azure_emulator import control, metadata
from azure_emulator.__main__ import Server, handler

from .support import Fabric, node


class ServerTests(unittest.TestCase):
    def setUp(self):
        self.state = Fabric().state
        self.state.nodes["127.0.0.1"] = node(9)
        self.ports = {}
        for service, respond in (("metadata", metadata.answer), ("control", control.answer)):
            server = Server(("127.0.0.1", 0), handler(self.state, service, respond))
            server.RequestHandlerClass.log_message = lambda *arguments: None
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            self.addCleanup(server.server_close)
            self.addCleanup(server.shutdown)
            self.ports[service] = server.server_port

    def ask(self, service, path, method="GET", body=None, headers=()):
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.ports[service]}{path}"
        request = urllib.request.Request(url, data, dict(headers), method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or "null")

    def instance(self):
        return self.ask("metadata", "/metadata/instance?api-version=2021-02-01", headers={"Metadata": "true"})[0]

    def test_faults_are_injected_and_used_up(self):
        for status in (404, 410, 429, 500):
            self.ask("control", "/faults", "POST", {"service": "metadata", "status": status})
        self.assertEqual([self.instance() for _ in range(5)], [404, 410, 429, 500, 200])

    def test_a_fault_of_one_path_leaves_the_others(self):
        fault = {"service": "metadata", "path": "/metadata/identity", "status": 500}
        self.ask("control", "/faults", "POST", fault)
        self.assertEqual(self.instance(), 200)

    def test_the_state_shows_requests_and_events(self):
        self.instance()
        event = {"EventType": "Preempt", "Resources": ["lab_9"], "notBeforeSeconds": 30}
        status, made = self.ask("control", "/events", "POST", event)
        self.assertEqual(status, 201)
        shown = self.ask("control", "/state")[1]
        self.assertEqual(shown["events"][0]["EventId"], made["EventId"])
        self.assertEqual(shown["requests"][0]["status"], 200)
        self.assertEqual(self.ask("control", f"/events/{made['EventId']}", "DELETE")[0], 204)

    def test_control_refuses_what_it_does_not_know(self):
        self.assertEqual(self.ask("control", "/nothing")[0], 404)
        self.assertEqual(self.ask("control", "/faults", "POST", {"nonsense": 1})[0], 400)
        self.assertEqual(self.ask("control", "/events", "POST", {"EventType": "Explode", "Resources": []})[0], 400)

    def test_a_node_can_be_changed(self):
        change = {"compute": {"vmSize": "Standard_NC6s_v3"}}
        self.assertEqual(self.ask("control", "/nodes/127.0.0.1", "PATCH", change)[0], 204)
        path = "/metadata/instance/compute?api-version=2021-02-01"
        self.assertEqual(self.ask("metadata", path, headers={"Metadata": "true"})[1]["vmSize"], "Standard_NC6s_v3")
