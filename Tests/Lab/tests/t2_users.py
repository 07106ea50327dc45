"""2. People on two nodes: the same account, the same work, and what others see of it."""

from harness import agent, people
from harness.registry import each_share
from harness.wait import check, check_equal

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@each_share
def test_work_follows_the_person(lab, share):
    """Log in by key and by password, write on one node, read on the other; a shared pool shares"""
    first, second = lab.fresh("node1", "node2")
    agent.install_and_provision(lab, share, first, second)
    alice, bob = people.Person("alice"), people.Person("bob")
    for node in (first, second):
        for person in (alice, bob):
            person.add(node)
    lab.say("alice logs in by key, writes on node1 and reads on node2")
    alice.sh(first, "cat >~/notebooks/remote/model.ipynb", input=NOTEBOOK)
    check_equal(alice.sh(second, "cat ~/notebooks/remote/model.ipynb"), NOTEBOOK, "alice's notebook on node2")
    check_equal(alice.sh(first, "id -u"), alice.sh(second, "id -u"), "alice's uid on both nodes")
    lab.say("bob logs in by password; alice's password is not his")
    check_equal(bob.password_login(second, "id -un"), "bob", "bob by password")
    check(bob.try_password(second, alice.password).status != 0, "a wrong password must not log in")
    check_equal(bob.sh(second, f"cat {agent.MOUNTPOINT}/notebooks/alice/model.ipynb"), NOTEBOOK, "bob in a shared pool")
    for node in (first, second):
        check_equal(agent.findings(node, "users")[:2], (0, []), f"users on {node.name}")


def test_private_directories(lab):
    """NFS with share.privacy per-user: the other user's files stay closed, on every node"""
    first, second = lab.fresh("node1", "node2")
    agent.install_and_provision(lab, "nfs", first, second, privacy="per-user")
    alice, bob = people.Person("alice"), people.Person("bob")
    for node in (first, second):
        for person in (alice, bob):
            person.add(node)
    alice.sh(first, "cat >~/notebooks/remote/secret", input="hers")
    check_equal(alice.sh(second, "cat ~/notebooks/remote/secret"), "hers", "alice on node2")
    for node in (first, second):
        check(bob.ssh(node, f"cat {agent.MOUNTPOINT}/notebooks/alice/secret").status != 0, f"bob must not read on {node.name}")
        check(bob.ssh(node, f"ls {agent.MOUNTPOINT}/notebooks/alice").status != 0, f"bob must not list on {node.name}")
