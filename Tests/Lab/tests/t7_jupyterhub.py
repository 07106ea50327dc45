"""7. JupyterHub from the distribution: what is saved under remote/ is on the share."""

import json

from harness import agent, people
from harness.registry import each_share
from harness.wait import check, check_equal, wait_until

HUB = "http://localhost:8000"
NOTEBOOK = {"cells": [{"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": "6 * 7"}],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 5}  # fmt: skip


class Browser:
    """curl with a cookie jar on the node, which is what a browser is to the Hub."""

    def __init__(self, node):
        self.node = node

    def ask(self, path, *options, input=None):
        """(status, body)"""
        quoted = " ".join(f"'{each}'" for each in options)
        result = self.node.ssh(
            f"curl -sS -L --max-time 60 -b /tmp/jar -c /tmp/jar -w '\\n%{{http_code}}' {quoted} '{HUB}{path}'",
            timeout=90, input=input)  # fmt: skip
        body, _, status = result.out.rpartition("\n")
        return int(status or 0), body

    def token(self):
        """The header that the notebook server wants with every change."""
        value = self.node.sh("awk '$6 == \"_xsrf\" { print $7 }' /tmp/jar | tail -n 1")
        check(value, "the notebook server has set no _xsrf cookie")
        return f"X-XSRFToken: {value}"


@each_share
def test_notebook(lab, share):
    """Log in over HTTP, start a server, create and save a notebook through the Jupyter API"""
    node = lab.fresh("node1")
    agent.install_and_provision(lab, share, node)
    alice = people.Person("alice")
    alice.add(node)
    node.sh("systemctl start jupyterhub")
    wait_until("the Hub", lambda: node.true(f"curl -sf -o /dev/null {HUB}/hub/health"), 120)
    lab.say("the Hub is up; logging in and starting a server")
    browser = Browser(node)
    browser.ask("/hub/login")
    status, body = browser.ask("/hub/login", "--data", f"username=alice&password={alice.password}")
    check(status == 200 and "Invalid username" not in body, f"login gave {status}")
    browser.ask("/hub/spawn")
    contents = "/user/alice/api/contents"
    wait_until("her server", lambda: browser.ask("/user/alice/tree")[0] == 200 and browser.ask(contents)[0] == 200, 180)
    lab.say("her server runs; making and saving a notebook below remote/")
    names = [each["name"] for each in json.loads(browser.ask(contents)[1])["content"]]
    check("remote" in names, f"the file browser shows {names}")
    status, body = browser.ask(f"{contents}/remote", "--request", "POST", "--header", browser.token(), "--data",
                               '{"type": "notebook"}')  # fmt: skip
    check_equal(status, 201, f"creating a notebook ({body[:200]})")
    path = json.loads(body)["path"]
    status, body = browser.ask(f"{contents}/{path}", "--request", "PUT", "--header", browser.token(), "--data", "@-",
                               input=json.dumps({"type": "notebook", "format": "json", "content": NOTEBOOK}))  # fmt: skip
    check_equal(status, 200, f"saving it ({body[:200]})")
    stored = json.loads(lab.storage.sh(f"cat /labpool/dsvmshare/notebooks/alice/{path.removeprefix('remote/')}"))
    check_equal(stored["cells"][0]["source"], ["6 * 7"], "the notebook on the storage host")
