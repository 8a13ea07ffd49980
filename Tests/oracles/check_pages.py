#!/usr/bin/env python3
# Tests the pages of a running watch in Chromium: the queue by keyboard, without scripts, rows that come live, and logs
# that were written to harm whoever reads them. check_walk.py walks all the other pages.
# Usage: check_pages.py DIJKWACHT. Ends with 1 if something is not so, with 77 if it cannot run here; where CI is set
# with 1 then too.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import subprocess
import sys
import tempfile
import time

from pages import steps, trouble
from pages.axe import missing
from pages.driver import Browser, BrowserError
from watch.running import Failed, Watch


def prepare(program, folder):
    """The record of an exercise, an account, and the program that shows it and listens."""
    data = pathlib.Path(folder, "data")
    subprocess.run([program, "exercise", "run", "finance-2026", "--speed", "max", "--data", str(data), "--quiet"],
                   check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=300)
    subprocess.run([program, "user", "add", steps.NAME, "--role", "lead", "--data", str(data)], check=True,
                   input=f"{steps.PASSWORD}\n", text=True, stdout=subprocess.DEVNULL, timeout=60)
    watch = Watch(program, data, kinds=("syslog_tcp",))
    watch.start()
    watch.make_token()
    return watch


def main():
    print("check_pages: the pages in a browser", flush=True)
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        print("check_pages: there is no program to test")
        return 77
    reason = missing()
    if reason:
        print(f"check_pages: {reason}")
        return 1 if os.environ.get("CI") else 77
    failed, begin = [], time.monotonic()
    say = lambda text: print(f"  {text}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-pages.") as folder:
        watch = browser = None
        try:
            watch = prepare(str(pathlib.Path(sys.argv[1]).resolve()), folder)
            base = "http://%s:%s" % tuple(watch.web)
            browser = Browser()
            for name, step in (
                ("keyboard", lambda: steps.keyboard(browser, base, say)),
                ("without scripts", lambda: steps.without_scripts(Browser, base, say)),
                ("live", lambda: steps.live(browser, base, say, watch)),
                ("hostile text", lambda: trouble.hostile(browser, base, watch, say)),
            ):
                try:
                    step()
                except (Failed, BrowserError) as problem:
                    failed.append(name)
                    print(f"  {name} FAILED: {problem}", flush=True)
            watch.check_alive()
        except (Failed, BrowserError, OSError, subprocess.SubprocessError) as problem:
            failed.append("the start")
            print(f"  FAILED: {problem}", flush=True)
        finally:
            if browser:
                browser.end()
            if watch:
                watch.end()
    print(f"check_pages: {len(failed)} parts failed {', '.join(failed)} ({time.monotonic() - begin:.0f} s)".rstrip())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
