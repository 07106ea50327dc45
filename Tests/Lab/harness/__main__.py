"""Runs the end-to-end tests: `scripts/lab test`. The last line is `N passed, N failed`."""

import sys
import time

from .lanes import lane_count, run_all
from .registry import find_tests


def choose(words):
    tests = find_tests()
    for word in words:
        if not any(word in test.name for test in tests):
            print(f"lab: error: no test has '{word}' in its name; 'scripts/lab test --list' lists them", file=sys.stderr)
            sys.exit(64)
    return [test for test in tests if not words or any(word in test.name for word in words)]


def main(arguments):
    if unknown := [each for each in arguments if each.startswith("-") and each != "--list"]:
        print(f"lab: error: unknown option {unknown[0]}", file=sys.stderr)
        return 64
    chosen = choose([each for each in arguments if each != "--list"])
    if "--list" in arguments:
        for test in chosen:
            print(f"{test.name:34} {test.about}")
        return 0
    begin, lanes = time.monotonic(), lane_count()
    results = run_all(chosen, lanes)
    print()
    for name, passed, seconds in results:
        print(f"{name:34} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    print(f"{f'all, {lanes} at a time':34}        {time.monotonic() - begin:7.1f} s")
    failed = sum(not passed for _, passed, _ in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


sys.exit(main(sys.argv[1:]))
