import json
import unittest

from azure_emulator import events

from .support import NODE2, Fabric

EVENTS = "/scheduledevents?api-version=2020-07-01"


class EventTests(unittest.TestCase):
    def setUp(self):
        self.fabric = Fabric()
        self.event = events.raise_event(self.fabric.state, "Terminate", ["lab_1"], 300)

    def read(self, target=EVENTS):
        return self.fabric.imds(target).body

    def approve(self, body, source="10.77.0.11"):
        return self.fabric.imds(EVENTS, source, method="POST", body=body).status

    def test_every_node_sees_every_event(self):
        shown = self.fabric.imds(EVENTS, NODE2).body["Events"][0]
        self.assertEqual((shown["EventStatus"], shown["Resources"]), ("Scheduled", ["lab_1"]))
        self.assertRegex(shown["NotBefore"], r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")

    def test_approval_starts_it_and_may_be_repeated(self):
        before = self.read()["DocumentIncarnation"]
        body = json.dumps({"StartRequests": [{"EventId": self.event["EventId"]}]}).encode()
        self.assertEqual([self.approve(body), self.approve(body)], [200, 200])
        after = self.read()
        self.assertEqual((after["Events"][0]["EventStatus"], after["Events"][0]["NotBefore"]), ("Started", ""))
        self.assertEqual(after["DocumentIncarnation"], before + 1)
        self.assertEqual(self.event["approvedBy"], ["lab_1"])

    def test_malformed_approval(self):
        for body in (b"", b"{}", b"not json", b'{"StartRequests":[{"EventId":"unknown"}]}', b'{"StartRequests":[]}'):
            self.assertEqual(self.approve(body), 400, body)

    def test_it_starts_when_its_time_has_come_and_then_disappears(self):
        self.fabric.clock.now += 301
        self.assertEqual(self.read()["Events"][0]["EventStatus"], "Started")
        self.assertTrue(events.remove(self.fabric.state, self.event["EventId"]))
        self.assertEqual(self.read()["Events"], [])

    def test_older_versions_know_less(self):
        self.assertEqual(self.read("/scheduledevents?api-version=2018-10-01")["Events"], [])
        shown = self.read("/scheduledevents?api-version=2019-01-01")["Events"][0]
        self.assertNotIn("EventSource", shown)
        self.assertNotIn("DurationInSeconds", shown)

    def test_an_unknown_kind_cannot_be_raised(self):
        with self.assertRaises(ValueError):
            events.raise_event(self.fabric.state, "Explode", ["lab_1"])
