"""Several tests at a time: each lane is a lab of its own, with its own storage host, network and fabric."""

import hashlib
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path


def lane_count():
    """One more than there are processors: a machine of the lab has one, and a test waits a third of its time."""
    asked = os.environ.get("DSVM_LAB_LANES", "")
    return int(asked) if asked else min(4, len(os.sched_getaffinity(0)) + 1)


def run_all(tests, count):
    """[(name, passed, seconds)] in the order of `tests`; long ones are begun first."""
    waiting, results, printing = queue.Queue(), {}, threading.Lock()
    for test in sorted(tests, key=lambda each: not each.is_long):
        waiting.put(test)

    def work(number):
        environment = lane_environment(number)
        while True:
            try:
                test = waiting.get_nowait()
            except queue.Empty:
                return
            results[test.name] = run_one(test, environment, printing)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, min(count, len(tests)) + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [(test.name, *results[test.name]) for test in tests]


def run_one(test, environment, printing):
    """(passed, seconds). A process of its own, whose lines are printed as they come, behind the test's name."""
    begin = time.monotonic()
    process = subprocess.Popen([sys.executable, "-u", "-m", "harness.one", test.name], env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace")  # fmt: skip
    for line in process.stdout:
        with printing:
            print(f"{test.name}: {line}", end="", flush=True)
    return process.wait() == 0, time.monotonic() - begin


def lane_environment(number):
    folder = Path(os.environ["DSVM_LAB_DIR"]) / f"lane{number}"
    folder.mkdir(exist_ok=True)
    # The name that scripts/lib/lab/common.sh makes of the folder
    netns = "dsvmlab-" + hashlib.sha256(str(folder).encode()).hexdigest()[:6]
    return os.environ | {"DSVM_LAB_DIR": str(folder), "DSVM_LAB_NETNS": netns}
