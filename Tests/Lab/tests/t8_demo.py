"""8. The demo of namespaces, on a booted machine."""

import shutil

from harness.machine import SHARED
from harness.wait import check


def test_demo(lab):
    """scripts/demo with the same binary as all other tests"""
    node = lab.fresh("node1")
    repository = SHARED / "repository"
    shutil.rmtree(repository, ignore_errors=True)
    shutil.copytree("../../scripts", repository / "scripts")
    shutil.copytree("../../extensions", repository / "extensions")
    # Not on hostfs: overlay mounts of the demo want a real file system below.
    node.sh("cp -r /lab/repository /root/repository")
    result = node.ssh("/root/repository/scripts/demo --binary /lab/agent/dsvm-agent", timeout=300)
    check(result.status == 0 and "Every step was verified." in result.out, result.text())
