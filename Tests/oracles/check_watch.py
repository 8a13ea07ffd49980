#!/usr/bin/env python3
# Tests the running watch with faults and abuse: killed, without power or disk, with damaged files, hostile senders.
# Usage: check_watch.py DIJKWACHT [PART...]. Ends with 1 if something is not so, with 77 if nothing can run here.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import sys
import time
import traceback

from watch import abuse, clocks, crowds, damage, fulldisk, killing, malformed, powercut
from watch.running import CannotRun, Failed

PARTS = {
    "F1": killing.run, "F2": powercut.run, "F3": fulldisk.run, "F4": damage.run, "F6": clocks.run,
    "A1": malformed.run, "A2": abuse.run, "A3": crowds.run,
}


def main():
    print("check_watch: faults and abuse against the running watch", flush=True)
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        print("check_watch: there is no program to test")
        return 77
    full = os.environ.get("DIJKWACHT_TORTURE") == "full"
    program, asked = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:] or list(PARTS)
    failed, ran = [], 0
    for name in asked:
        begin = time.monotonic()
        try:
            PARTS[name](program, lambda text: print(f"  {text}", flush=True), full)
            ran += 1
        except CannotRun as reason:
            print(f"  {name} left out: {reason}", flush=True)
            continue
        except (Failed, OSError, ValueError, KeyError) as problem:
            ran += 1
            failed.append(name)
            print(f"  {name} FAILED: {problem}", flush=True)
            if not isinstance(problem, Failed):
                traceback.print_exc(file=sys.stdout)
        print(f"  ({name}: {time.monotonic() - begin:.0f} s)", flush=True)
    if not ran:
        print("check_watch: no part can run here, for the reasons above")
        return 77
    print(f"check_watch: {ran} parts ran, {len(failed)} failed {' '.join(failed)}".rstrip())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
