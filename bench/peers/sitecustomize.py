"""Loaded by a measured Python before its program, as measure.cjs is by Node.js: writes its own peak memory when it ends."""

import atexit
import json
import os
import resource

FILE = os.environ.get("BENCH_USAGE_FILE")


def write_usage():
    usage = {"peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    with open(FILE, "w", encoding="utf-8") as file:
        json.dump(usage, file)


if FILE is not None:
    atexit.register(write_usage)
