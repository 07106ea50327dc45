"""Runs one test in the lane that the environment names. Exit status 0: it passed."""

import signal
import sys
import time
import traceback

from .collect import collect
from .lab import Lab
from .registry import find_tests
from .wait import Failure

# No test waits without an end, but the sum of its waits might.
LONGEST_SECONDS = 900


def end_it(*_):
    raise Failure(f"not finished after {LONGEST_SECONDS} s")


def main(name):
    test = next(each for each in find_tests() if each.name == name)
    begin = time.monotonic()
    signal.signal(signal.SIGALRM, end_it)
    signal.alarm(LONGEST_SECONDS)
    lab = Lab()
    lab.say(test.about)
    try:
        lab.start()
        lab.prepare()
        test.body(lab)
        signal.alarm(0)
        lab.say(f"passed in {time.monotonic() - begin:.0f} s")
        return 0
    except Exception as error:
        signal.alarm(0)
        lab.say("FAILED: " + (str(error) if isinstance(error, Failure) else traceback.format_exc()))
        frames = [each for each in traceback.extract_tb(error.__traceback__) if "/tests/" in each.filename]
        for frame in frames:
            print(f"    at {frame.filename.rsplit('/', 1)[1]}:{frame.lineno}: {frame.line}")
        print(f"    logs: {collect(test.name)}")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
