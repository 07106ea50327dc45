import unittest

from .support import NODE1, Fabric


class VaultTests(unittest.TestCase):
    def setUp(self):
        self.fabric = Fabric()

    def error(self, answer):
        return answer.status, answer.body["error"]["code"], answer.body["error"].get("innererror", {}).get("code")

    def test_the_newest_version_and_its_name(self):
        first = self.fabric.secret().body
        self.fabric.state.put_secret("storage-key", "second", {})
        second = self.fabric.secret().body
        self.assertEqual((first["value"], second["value"]), ("first", "second"))
        self.assertRegex(second["id"], r"^https://labvault\.vault\.azure\.net/secrets/storage-key/[0-9a-f]{32}$")
        version = first["id"].rsplit("/", 1)[1]
        self.assertEqual(self.fabric.secret(f"/secrets/storage-key/{version}?api-version=7.4").body["value"], "first")

    def test_a_token_for_this_audience_is_required(self):
        other = self.fabric.token("https://management.azure.com/").body["access_token"]
        for token in ("", "invented", other):
            answer = self.fabric.secret(token=token)
            self.assertEqual(self.error(answer), (401, "Unauthorized", None))
            self.assertIn('resource="https://vault.azure.net"', answer.headers["WWW-Authenticate"])

    def test_a_token_expires(self):
        token = self.fabric.token().body["access_token"]
        self.fabric.clock.now += 86_401
        self.assertEqual(self.fabric.secret(token=token).status, 401)

    def test_version_is_mandatory(self):
        self.assertEqual(self.fabric.secret("/secrets/storage-key").status, 400)
        self.assertEqual(self.fabric.secret("/secrets/storage-key?api-version=2026-02-01").status, 200)

    def test_refusals(self):
        self.assertEqual(self.error(self.fabric.secret("/secrets/other?api-version=7.4")), (404, "SecretNotFound", None))
        self.fabric.state.put_secret("off", "x", {"enabled": False})
        self.fabric.state.put_secret("late", "x", {"exp": 1})
        for name in ("off", "late"):
            answer = self.fabric.secret(f"/secrets/{name}?api-version=7.4")
            self.assertEqual(self.error(answer), (403, "Forbidden", "SecretDisabled"))
        self.fabric.state.vault_denied = {self.fabric.state.nodes[NODE1]["name"]}
        self.assertEqual(self.error(self.fabric.secret()), (403, "Forbidden", "ForbiddenByRbac"))
