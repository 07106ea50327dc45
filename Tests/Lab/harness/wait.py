"""Waiting for facts. No test sleeps for a fixed time where something can be asked."""

import time


class Failure(AssertionError):
    """What a test says when the product, and not the test, is at fault."""


def check(condition, text):
    if not condition:
        raise Failure(text)


def check_equal(found, expected, what):
    check(found == expected, f"{what}: expected {expected!r}, found {found!r}")


def wait_until(what, fact, seconds=60, every=0.5):
    """Calls `fact` until it gives something true, and returns that. The last answer is part of the failure."""
    deadline = time.monotonic() + seconds
    while True:
        found = fact()
        if found:
            return found
        if time.monotonic() >= deadline:
            raise Failure(f"gave up after {seconds} s waiting for {what}; last answer: {found!r}")
        time.sleep(every)
