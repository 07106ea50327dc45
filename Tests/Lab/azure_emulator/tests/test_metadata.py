import unittest

from azure_emulator import metadata
from azure_emulator.answers import Request

from .support import NODE1, NODE2, Fabric


class InstanceTests(unittest.TestCase):
    def setUp(self):
        self.fabric = Fabric()

    def test_a_node_is_known_by_its_address(self):
        for source, name in ((NODE1, "lab_1"), (NODE2, "lab_2")):
            answer = self.fabric.imds("/instance/compute?api-version=2021-02-01", source)
            self.assertEqual((answer.status, answer.body["name"]), (200, name))
            self.assertEqual(answer.body["virtualMachineScaleSet"], {"id": ""})

    def test_all_primitives_are_strings(self):
        def walk(value):
            if isinstance(value, dict):
                return all(walk(each) for each in value.values())
            if isinstance(value, list):
                return all(walk(each) for each in value)
            return isinstance(value, str)

        self.assertTrue(walk(self.fabric.imds("/instance?api-version=2021-02-01").body))

    def test_header_is_required_and_exact(self):
        for headers in ({}, {"Metadata": "True"}, {"Metadata": "true", "X-Forwarded-For": "10.0.0.1"}):
            self.assertEqual(self.fabric.imds("/instance?api-version=2021-02-01", headers=headers).status, 400)

    def test_version_is_required_and_known(self):
        for query in ("", "?api-version=1999-01-01", "?api-version=2021-02-01&api-version=2021-02-01"):
            self.assertEqual(self.fabric.imds("/instance" + query).status, 400)
        self.assertIn("newest-versions", self.fabric.imds("/instance").body)
        self.assertEqual(self.fabric.imds("/versions").status, 200)

    def test_leaf_needs_text_format(self):
        self.assertEqual(self.fabric.imds("/instance/compute/vmSize?api-version=2021-02-01").status, 400)
        answer = self.fabric.imds("/instance/compute/vmSize?api-version=2021-02-01&format=text")
        self.assertEqual((answer.status, answer.body), (200, "Standard_D2s_v3"))
        path = "/instance/network/interface/0/macAddress?api-version=2021-02-01&format=text"
        self.assertEqual(self.fabric.imds(path).body, "024C4142000B")

    def test_errors(self):
        self.assertEqual(self.fabric.imds("/instance/nothing?api-version=2021-02-01").status, 404)
        self.assertEqual(self.fabric.imds("/instance?api-version=2021-02-01", method="PUT").status, 405)
        self.assertEqual(self.fabric.imds("/instance?api-version=2021-02-01", source="10.77.0.4").status, 404)

    def test_five_requests_a_second(self):
        request = Request("GET", "/metadata/instance?api-version=2021-02-01", {"Metadata": "true"}, NODE1)
        statuses = [metadata.answer(self.fabric.state, request).status for _ in range(6)]
        self.assertEqual(statuses, [200] * 5 + [429])


class TokenTests(unittest.TestCase):
    def setUp(self):
        self.fabric = Fabric()

    def identities(self, *identities):
        self.fabric.state.nodes[NODE1]["identities"] = list(identities)

    def test_a_token_is_all_strings(self):
        body = self.fabric.token().body
        self.assertEqual((body["token_type"], body["refresh_token"], body["client_id"]), ("Bearer", "", "system-1"))
        self.assertTrue(all(isinstance(value, str) for value in body.values()))

    def test_missing_header_has_its_own_error(self):
        answer = self.fabric.imds("/identity/oauth2/token?api-version=2018-02-01", headers={})
        self.assertEqual((answer.status, answer.body["error"]), (400, "bad_request_102"))

    def test_audience(self):
        self.assertEqual(self.fabric.token("https://unknown.example").body["error"], "invalid_resource")
        answer = self.fabric.imds("/identity/oauth2/token?api-version=2018-02-01")
        self.assertEqual(answer.body["error"], "invalid_request")

    def test_no_identity(self):
        self.identities()
        self.assertEqual((self.fabric.token().status, self.fabric.token().body["error"]), (400, "invalid_request"))

    def test_several_user_assigned_identities_need_a_selector(self):
        self.identities({"clientId": "a"}, {"clientId": "b"})
        self.assertEqual(self.fabric.token().body["error"], "invalid_request")
        self.assertEqual(self.fabric.token(more="&client_id=b").body["client_id"], "b")
        self.assertEqual(self.fabric.token(more="&client_id=c").status, 400)
