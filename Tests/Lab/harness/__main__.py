"""Runs the end-to-end tests: `scripts/lab test`. The last line is `N passed, N failed`."""

import sys
import time
import traceback

from .collect import collect
from .lab import Lab
from .registry import find_tests
from .wait import Failure


def choose(words):
    tests = find_tests()
    for word in words:
        if not any(word in test.name for test in tests):
            print(f"lab: error: no test has '{word}' in its name; 'scripts/lab test --list' lists them", file=sys.stderr)
            sys.exit(64)
    return [test for test in tests if not words or any(word in test.name for word in words)]


def run_one(lab, test):
    """(passed, seconds). A failure prints where it is and where the logs are."""
    print(f"\n{test.name}: {test.about}", flush=True)
    begin = time.monotonic()
    try:
        lab.prepare()
        test.body(lab)
        passed = True
        print("    passed", flush=True)
    except Exception as error:
        passed = False
        print("    FAILED: " + (str(error) if isinstance(error, Failure) else traceback.format_exc()), flush=True)
        frames = [each for each in traceback.extract_tb(error.__traceback__) if "/tests/" in each.filename]
        for frame in frames:
            print(f"    at {frame.filename.rsplit('/', 1)[1]}:{frame.lineno}: {frame.line}", flush=True)
        print(f"    logs: {collect(test.name)}", flush=True)
    return passed, time.monotonic() - begin


def main(arguments):
    if unknown := [each for each in arguments if each.startswith("-") and each != "--list"]:
        print(f"lab: error: unknown option {unknown[0]}", file=sys.stderr)
        return 64
    chosen = choose([each for each in arguments if each != "--list"])
    if "--list" in arguments:
        for test in chosen:
            print(f"{test.name:34} {test.about}")
        return 0
    lab = Lab()
    begin = time.monotonic()
    lab.start()
    lab.say("storage host is up")
    results = [(test.name, *run_one(lab, test)) for test in chosen]
    print()
    for name, passed, seconds in results:
        print(f"{name:34} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    print(f"{'all, with booting':34}        {time.monotonic() - begin:7.1f} s")
    failed = sum(not passed for _, passed, _ in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


sys.exit(main(sys.argv[1:]))
